"""Questions that are really two fall into their parts; others stay whole."""

from __future__ import annotations

import pytest

from assistant.decomposition import MOST_PARTS, split_question

DOUBLE = [
    (
        "en",
        "What does it say about nuclear war, and how many training places does China offer?",
        ["nuclear war", "training places"],
    ),
    ("en", "What is indivisible security? Who takes part in the Xiangshan Forum?", ["indivisible", "Xiangshan"]),
    ("en", "Which support do Pacific islands get and what is said about food security?", ["Pacific", "food security"]),
    ("zh", "什么是安全不可分割？太平洋岛国得到什么支持？", ["不可分割", "太平洋岛国"]),
    ("zh", "文件对核战争怎么说，又提供多少培训名额？", ["核战争", "培训名额"]),
    ("zh", "粮食安全与网络安全分别怎么讲", ["粮食安全", "网络安全"]),
    ("it", "Che cos'è la sicurezza indivisibile? Quanti posti di formazione offre la Cina?", ["indivisibile", "posti"]),
    ("it", "Cosa dice della guerra nucleare e quanti posti di formazione prevede?", ["guerra nucleare", "formazione"]),
    ("it", "Che sostegno ricevono le isole del Pacifico, e che cosa si dice del terrorismo?", ["Pacifico", "terrorismo"]),
]
SINGLE = [
    ("en", "What is indivisible security?"),
    ("en", "Should terrorism be linked to any particular religion?"),
    ("en", "terrorism"),
    ("zh", "什么是安全不可分割？"),
    ("zh", "中方打算为发展中国家提供多少培训名额？"),
    ("zh", "反恐"),
    ("it", "Che cos'è la sicurezza indivisibile?"),
    ("it", "Il terrorismo può essere associato a una religione specifica?"),
    ("it", "terrorismo"),
]


@pytest.mark.parametrize(("language", "question", "subjects"), DOUBLE)
def test_a_double_question_falls_into_one_part_a_subject(language: str, question: str, subjects: list[str]) -> None:
    parts = split_question(question, language)
    assert len(parts) == len(subjects)
    assert all(subject in part for subject, part in zip(subjects, parts, strict=True))


@pytest.mark.parametrize(("language", "question"), SINGLE)
def test_a_single_question_stays_whole(language: str, question: str) -> None:
    assert split_question(question, language) == []


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Please, what is indivisible security?"),
        ("zh", "请问，什么是安全不可分割？"),
        ("it", "Scusi, cos'è il dialogo?"),
    ],
)
def test_a_piece_that_asks_for_nothing_is_no_part(language: str, question: str) -> None:
    assert split_question(question, language) == []


def test_no_question_has_more_than_four_parts() -> None:
    subjects = ["terrorism", "piracy", "pandemics", "famine", "cyberattacks", "smuggling"]
    assert len(split_question(", ".join(subjects), "en")) == MOST_PARTS


@pytest.mark.parametrize("question", ["", "?", "？！，。", " , , ", "and", "和"])
def test_what_has_no_words_has_no_parts(question: str) -> None:
    assert split_question(question, "en") == []
