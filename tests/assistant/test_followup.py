"""A follow-up takes the topic of the question before it only if it cannot stand alone."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.followup import standalone
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from index.corpus import CORPORA, DEFAULT_CORPUS
from tests.conftest import LANGUAGES

QUESTIONS = CORPORA / DEFAULT_CORPUS / "questions"
DIALOGUES: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("followups.jsonl").read_text(encoding="utf-8").splitlines()
]
AUTHORS_OF_FEW_WORDS = ("x", "y", "feedback")


@pytest.mark.parametrize(
    ("language", "earlier", "question", "alone"),
    [
        (
            "en",
            "What does it say on nuclear weapons?",
            "And in Africa?",
            "What does it say on nuclear weapons, and in Africa?",
        ),
        ("zh", "文件对粮食安全怎么说？", "那海上呢？", "文件对粮食安全怎么说，那海上呢？"),
        (
            "it",
            "Che cosa dice sulle armi nucleari?",
            "E per l'Africa?",
            "Che cosa dice sulle armi nucleari, e per l'Africa?",
        ),
        ("en", "Who fights piracy?", "Why?", "Who fights piracy, why?"),
        ("zh", "如何维护海上安全？", "为什么？", "如何维护海上安全，为什么？"),
        ("it", "Chi combatte la pirateria?", "Qual è il loro ruolo?", "Chi combatte la pirateria – Qual è il loro ruolo?"),
        ("en", "What does Part III, clause 2 say?", "and clause 3?", "and III.3?"),
        ("zh", "第三部分第二条说什么？", "那第三条呢？", "那III.3呢?"),
        ("it", "Cosa dice la parte III, punto 2?", "e il punto 3?", "e il III.3?"),
        # A place takes the place of another, but not inside of a name.
        ("en", "What is planned for the Middle East?", "And Africa?", "What is planned for Africa?"),
        ("zh", "文件对中东有什么主张？", "那非洲呢？", "文件对非洲有什么主张？"),
        ("it", "Che cosa si fa in Africa?", "E in Medio Oriente?", "Che cosa si fa in Medio Oriente?"),
        (
            "en",
            "What is said on the Middle East Forum?",
            "And Africa?",
            "What is said on the Middle East Forum, and Africa?",
        ),
        ("zh", "文件怎么谈中东安全论坛？", "非洲呢？", "文件怎么谈中东安全论坛 – 非洲呢？"),
        ("it", "Che cosa si dice dell'Africa?", "E i Caraibi?", "Che cosa si dice dell'Africa, e i Caraibi?"),
    ],
)
def test_what_cannot_stand_alone_follows_the_question_before(language: str, earlier: str, question: str, alone: str) -> None:
    assert standalone(question, [earlier], language) == alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_earlier_questions_nothing_is_changed(language: str) -> None:
    for dialogue in DIALOGUES:
        assert standalone(dialogue["question"], [], language) == dialogue["question"]


def test_a_follow_up_of_a_follow_up_takes_the_topic_of_both() -> None:
    alone = standalone("And for Latin America?", ["What does it say on training?", "and in Africa?"], "en")
    assert alone == "What does it say on training, and in Africa, and for Latin America?"


@pytest.mark.parametrize(
    ("language", "earlier", "question"),
    [
        ("en", "Who fights piracy?", "Is it right to call a movement terrorist?"),
        ("en", "Who fights piracy?", "In what year was the first forum held in Beijing?"),
        ("en", "Who fights piracy?", "WHO role"),
        ("zh", "如何维护海上安全？", "乌克兰危机该怎么解决？"),
        ("zh", "如何维护海上安全？", "这个全球安全倡议是谁提出来的？"),
        ("it", "Chi combatte la pirateria?", "Secondo loro come va risolta la crisi ucraina?"),
        ("it", "Chi combatte la pirateria?", "Elenca quello che si chiede ai Paesi rivieraschi."),
    ],
)
def test_what_looks_like_a_pronoun_does_not_always_point_away(language: str, earlier: str, question: str) -> None:
    assert standalone(question, [earlier], language) == question


@pytest.mark.parametrize("between", ["ok, thanks!", "grazie mille", "好的，谢谢", "?!", "why?"])
def test_what_adds_nothing_is_no_topic(between: str) -> None:
    alone = standalone("Until when?", ["What is said on drugs?", between], "en")
    assert alone == "What is said on drugs, until when?"


@pytest.mark.parametrize(
    ("of_few_words", "most"),
    # "And for the Gulf?" and "Who are you?" say too little to stand alone; how they are read is shown.
    [(False, 0.003), (True, 0.05)],
)
def test_questions_asked_alone_stay_as_they_are_after_any_other(of_few_words: bool, most: float) -> None:
    before = {"zh": "如何维护海上安全？", "en": "Who fights piracy at sea?", "it": "Chi combatte la pirateria?"}
    entries = map(json.loads, (QUESTIONS / "dev.jsonl").read_text(encoding="utf-8").splitlines())
    asked = [
        (question, language)
        for entry in entries
        if (entry["id"].partition("-")[0] in AUTHORS_OF_FEW_WORDS) == of_few_words
        for question, language in _in_each_language(entry)
    ]
    changed = [question for question, language in asked if standalone(question, [before[language]], language) != question]
    assert len(asked) > (500 if of_few_words else 3000)
    assert len(changed) <= most * len(asked), changed


def _in_each_language(entry: dict[str, Any]) -> list[tuple[str, str]]:
    return [(question, language) for language, question in entry["question"].items() if language in LANGUAGES]


def test_there_are_at_least_forty_dialogues_a_language_a_quarter_held_out_and_half_standing_alone() -> None:
    for language in LANGUAGES:
        own = [dialogue for dialogue in DIALOGUES if dialogue["language"] == language]
        assert len(own) >= 40
        assert 0.4 <= sum(dialogue["stands_alone"] for dialogue in own) / len(own) <= 0.6
        assert 0.25 <= sum(dialogue["split"] == "test" for dialogue in own) / len(own) <= 0.4
    assert len({dialogue["id"] for dialogue in DIALOGUES}) == len(DIALOGUES)


@pytest.mark.parametrize(("split", "least"), [("dev", 0.95), ("test", 0.85)])
def test_the_rule_decides_as_a_reader_does(split: str, least: float) -> None:
    # The rule was not changed after its first measurement on split "test": 43 of 48 right (124 of 125 on "dev").
    asked = [dialogue for dialogue in DIALOGUES if dialogue["split"] == split]
    right = [
        (standalone(dialogue["question"], dialogue["earlier"], dialogue["language"]) == dialogue["question"])
        == dialogue["stands_alone"]
        for dialogue in asked
    ]
    assert sum(right) / len(right) >= least


def test_follow_ups_find_their_clause_more_often_than_alone(real_home: Path) -> None:
    pipeline = Pipeline.start(Settings(home=real_home))
    found: dict[str, list[bool]] = defaultdict(list)
    for dialogue in DIALOGUES:
        if dialogue["clause"] and not dialogue["stands_alone"]:
            for name, earlier in (("alone", []), ("followed", dialogue["earlier"])):
                asked = standalone(dialogue["question"], earlier, dialogue["language"])
                evidence = pipeline.evidence(asked, dialogue["language"])
                found[name].append(evidence.clause_ids[evidence.order[0]] == dialogue["clause"])
    pipeline.close()
    alone, followed = (sum(found[name]) / len(found[name]) for name in ("alone", "followed"))
    assert followed >= 0.9, found["followed"]
    assert followed > alone + 0.3, (followed, alone)


@given(st.text(max_size=200), st.lists(st.text(max_size=600), max_size=8), st.sampled_from([*LANGUAGES, "fr", "ja", ""]))
def test_whatever_was_said_before_the_result_is_bounded_and_ends_in_the_question(
    question: str, earlier: list[str], language: str
) -> None:
    alone = standalone(question, earlier, language)
    assert len(alone) <= len(question) * 18 + 5 * 410  # one character can fold into eighteen
    if not earlier or language not in LANGUAGES:
        assert alone == question
    assert alone == standalone(question, earlier[-5:], language)


def test_a_question_older_than_the_last_five_is_forgotten() -> None:
    followed = ["And its members?", "And its role?", "And its seat?", "And its rules?", "And its aims?"]
    assert "piracy" in standalone("And its history?", ["What is piracy?", *followed[1:]], "en")
    assert "piracy" not in standalone("And its history?", ["What is piracy?", *followed], "en")


def test_a_hostile_history_is_cut_and_cleaned() -> None:
    alone = standalone("Why?", ["x" * 1_000_000, "What is\x00 \u202epiracy\n\n?"], "en")
    assert alone == "What is piracy, why?"
