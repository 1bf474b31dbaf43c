"""“What does the initiative say on …?”: the plainest question, answered if the text says it and refused if not."""

from __future__ import annotations

import pytest

from assistant.pipeline import Pipeline

pytestmark = [pytest.mark.real, pytest.mark.slow]

FRAMES = {
    "en": ["What does the initiative say on {}?", "What does the GSI say about {}?", "Does the initiative mention {}?"],
    "it": ["Che cosa dice l'iniziativa su {}?", "L'iniziativa parla di {}?"],
    "zh": ["倡议对{}怎么说？", "全球安全倡议有没有提到{}？"],
}
IN_THE_TEXT = {
    "en": ["piracy", "terrorism", "outer space", "drugs", "Africa", "food security", "public health", "Ukraine"],
    "it": ["pirateria", "terrorismo", "droga", "Africa", "sicurezza alimentare", "salute pubblica", "Ucraina"],
    "zh": ["海盗", "恐怖主义", "外空", "毒品", "非洲", "粮食安全", "公共卫生", "乌克兰"],
}
NOT_IN_IT = {
    "en": ["football", "same-sex marriage", "bitcoin", "tourism", "income tax", "whales", "school meals"],
    "it": ["calcio", "matrimonio omosessuale", "bitcoin", "turismo", "balene", "mense scolastiche"],
    "zh": ["足球", "同性婚姻", "比特币", "旅游", "所得税", "鲸鱼", "学校午餐"],
}


@pytest.mark.parametrize(("language", "frame"), [(language, frame) for language in FRAMES for frame in FRAMES[language]])
def test_what_is_in_the_text_is_answered_and_what_is_not_is_refused(pipeline: Pipeline, language: str, frame: str) -> None:
    refused = [topic for topic in IN_THE_TEXT[language] if pipeline.ask(frame.format(topic)).status == "refused"]
    answered = [topic for topic in NOT_IN_IT[language] if pipeline.ask(frame.format(topic)).status != "refused"]
    assert (refused, answered) == ([], [])
