"""The language of a question, and the edition that answers it."""

from __future__ import annotations

import pytest

from assistant.language import detect_language, route
from index.clauses import Clause
from index.corpus import Corpus
from index.lexical import LexicalIndex
from tests.conftest import LANGUAGES

LONG = {
    "zh": "请问这份概念文件在谈到联合国的作用时，具体提出了哪些主张，又打算怎样支持联合国维护国际和平与安全？",
    "en": "Could you tell me which role the document sees for the United Nations, and how China intends to support it?",
    "it": "Potrebbe dirmi quale ruolo il documento attribuisce alle Nazioni Unite e in che modo la Cina intende sostenerle?",
}
SHORT = {
    "zh": ["反恐合作", "核战争？", "GSI是什么？", "什么是indivisible security？", "中国和ASEAN的合作"],
    "en": ["nuclear war?", "cyber security", "climate change", "What is the GSI?", "food security", "Who is China?"],
    "it": ["guerra nucleare?", "sicurezza informatica", "cambiamento climatico", "Cos'è la GSI?", "sicurezza alimentare"],
}
ONE_WORD = {
    "zh": ["恐怖主义", "安全", "核"],
    "en": ["terrorism", "security", "peacekeeping", "Africa?", "drugs", "TRAINING"],
    "it": ["terrorismo", "sicurezza", "dialogo", "formazione", "droga", "SICUREZZA"],
}
FOREIGN = {
    "fr": "Que dit le document sur la guerre nucléaire ?",
    "de": "Was sagt das Dokument über die Zusammenarbeit gegen den Terrorismus?",
    "es": "¿Qué dice el documento sobre la guerra nuclear?",
    "pt": "O que diz o documento sobre a guerra nuclear?",
    "ru": "Что говорится в документе о ядерной войне?",
    "ja": "核戦争について何と書いてありますか？",
    "ar": "ماذا تقول الوثيقة عن الحرب النووية؟",
    "ko": "핵전쟁에 대해 무엇을 말합니까?",
}


@pytest.fixture(scope="module")
def lexical(corpus: Corpus) -> dict[str, LexicalIndex]:
    return {
        language: LexicalIndex.build(language, list(edition.clauses.values()))
        for language, edition in corpus.editions.items()
    }


def places(question: str, lexical: dict[str, LexicalIndex]) -> tuple[str, str]:
    """The reader's language and that of the edition, where English is the default."""
    way = route(question, lexical, "en")
    return way.language, way.edition


def cases(by_language: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, question) for language, questions in by_language.items() for question in questions]


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_questions(lexical: dict[str, LexicalIndex], language: str) -> None:
    assert detect_language(LONG[language], lexical, "en") == language


@pytest.mark.parametrize(("language", "question"), cases(SHORT))
def test_short_questions(lexical: dict[str, LexicalIndex], language: str, question: str) -> None:
    assert detect_language(question, lexical, "en") == language


@pytest.mark.parametrize(("language", "question"), cases(ONE_WORD))
def test_one_word_in_the_terms_of_an_edition_stays_with_it(
    lexical: dict[str, LexicalIndex], language: str, question: str
) -> None:
    assert places(question, lexical) == (language, language)


@pytest.mark.parametrize(
    "question", ["什麼是安全不可分割？", "恐怖主義能與特定宗教掛鉤嗎？", "發展中國家的培訓名額有多少？"]
)
def test_traditional_chinese_is_chinese(lexical: dict[str, LexicalIndex], question: str) -> None:
    assert places(question, lexical) == ("zh", "zh")


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("SCO和ASEAN在GSI里起什么作用？", "zh"),
        ("What does 安全不可分割 mean in this paper?", "en"),
        ("Che cosa significa 安全不可分割 in questo documento?", "it"),
        ("How does the paper describe the Lancang-Mekong 澜湄 mechanism?", "en"),
        ("ASEAN主導の協力とは？", "ja"),
        ("Qual è il ruolo della Shanghai Cooperation Organization?", "it"),
    ],
)
def test_mixed_scripts_follow_the_sentence_and_not_the_quoted_term(
    lexical: dict[str, LexicalIndex], question: str, language: str
) -> None:
    assert detect_language(question, lexical, "en") == language


@pytest.mark.parametrize("language", FOREIGN)
def test_other_languages_are_told_and_answered_from_the_default_edition(
    lexical: dict[str, LexicalIndex], language: str
) -> None:
    way = route(FOREIGN[language], lexical, "en")
    assert (way.language, way.edition) == (language, "en")
    assert way.is_translated
    assert route(FOREIGN[language], lexical, "it").edition == "it"


@pytest.mark.parametrize("question", ["5000?", "12", "III.12", "", "?", "😀", "2023-02-21"])
def test_a_question_without_words_gets_the_default(lexical: dict[str, LexicalIndex], question: str) -> None:
    assert places(question, lexical) == ("en", "en")


@pytest.mark.parametrize("wanted", LANGUAGES)
@pytest.mark.parametrize("question", [LONG["zh"], LONG["en"], LONG["it"], FOREIGN["fr"], FOREIGN["ru"], "12"])
def test_a_wanted_language_overrides_every_other_sign(lexical: dict[str, LexicalIndex], wanted: str, question: str) -> None:
    way = route(question, lexical, "en", wanted)
    assert (way.language, way.edition) == (wanted, wanted)
    assert not way.is_translated


def edition(language: str, *texts: str) -> LexicalIndex:
    clauses = [Clause(str(n), language, "", None, text, ((0, len(text)),), ()) for n, text in enumerate(texts)]
    return LexicalIndex.build(language, clauses)


OTHERS = {
    "ru": edition("ru", "Каждый человек имеет право на образование и на отдых."),
    "uk": edition("uk", "Кожна людина має право на освіту та на відпочинок."),
    "ar": edition("ar", "لكل شخص الحق في التعلم وفي الراحة."),
    "fa": edition("fa", "هر کس حق دارد که از آموزش و پرورش و از استراحت بهره‌مند شود."),
    "sw": edition("sw", "Kila mtu ana haki ya kuelimishwa na ya kupumzika na kupata likizo."),
    "ja": edition("ja", "すべて人は教育を受ける権利を有する。労働時間の合理的制限。"),
    "th": edition("th", "ทุกคนมีสิทธิในการศึกษา"),
    "ka": edition("ka", "ყოველ ადამიანს აქვს უფლება განათლებაზე."),
    "en": edition("en", "Everyone has the right to education and to rest."),
}
"""Editions of which some share a script, and one is in a language without word counts."""


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Кто имеет право на образование?", "ru"),
        ("Хто має право на освіту?", "uk"),
        ("من له الحق في التعلم؟", "ar"),
        ("چه کسی حق آموزش دارد؟", "fa"),
        ("Nani ana haki ya kuelimishwa?", "sw"),
        ("likizo", "sw"),
        ("教育", "ja"),
        ("教育を受ける権利", "ja"),
        ("谁有受教育的权利？", "zh"),
        ("ใครมีสิทธิในการศึกษา", "th"),
        ("ვის აქვს უფლება განათლებაზე?", "ka"),
        ("Who has a right to education?", "en"),
        ("¿Quién tiene derecho a la educación?", "es"),
    ],
)
def test_editions_of_any_script_and_language(question: str, language: str) -> None:
    assert detect_language(question, OTHERS, "en") == language
