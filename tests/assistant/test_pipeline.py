"""The whole assistant with the real model: right clause, verbatim quotes, refusals, the same answer every time."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.messages import message
from assistant.pipeline import Pipeline
from index.corpus import Corpus, Edition
from index.errors import InputError
from tests.assistant.contract import assert_keeps_contract
from tests.conftest import LANGUAGES

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
EASY = [
    ("en", "II.4", "What is indivisible security?"),
    ("zh", "II.4", "什么是安全不可分割？"),
    ("it", "II.4", "Che cos'è la sicurezza indivisibile?"),
    ("en", "III.3", "What does the paper say about nuclear war?"),
    ("zh", "III.3", "关于核战争，文件是怎么说的？"),
    ("it", "III.3", "Che cosa dice il documento sulla guerra nucleare?"),
    ("en", "III.12", "Should terrorism be linked to any particular religion?"),
    ("zh", "III.12", "恐怖主义能与特定宗教挂钩吗？"),
    ("it", "III.12", "Il terrorismo può essere associato a una religione specifica?"),
    ("en", "IV.5", "How many training opportunities will China provide to developing countries?"),
    ("zh", "IV.5", "中方未来5年将为发展中国家提供多少培训名额？"),
    ("it", "IV.5", "Quante opportunità di formazione offrirà la Cina ai Paesi in via di sviluppo?"),
    ("en", "III.6", "What does it say about Lancang-Mekong cooperation?"),
    ("zh", "III.6", "澜沧江－湄公河合作机制要做什么？"),
    ("it", "III.6", "Che cosa dice sulla cooperazione Lancang-Mekong?"),
    ("en", "III.10", "What support is offered to Pacific island countries?"),
    ("zh", "III.10", "对太平洋岛国有什么支持？"),
    ("it", "III.10", "Quale sostegno è previsto per i Paesi insulari del Pacifico?"),
    ("zh", "III.12", "恐怖主義能與特定宗教掛鉤嗎？"),
]
NAMED = [
    ("en", "III.12", "What does III.12 say about religion?"),
    ("en", "III.12", "What does III.12 say?"),
    ("zh", "III.8", "第三部分第八条提到了哪些地区？"),
    ("zh", "III.8", "第三部分第八条说了什么？"),
    ("it", "IV.5", "Parte IV punto 5: quanti posti di formazione?"),
    ("it", "IV.5", "Che cosa dice la Parte IV punto 5?"),
]
MISSING = [
    ("en", "What does clause 99 say?"),
    ("en", "What does Part III, clause 21 say about terrorism?"),
    ("zh", "第99条说了什么？"),
    ("zh", "第三部分第二十一条说了什么？"),
    ("it", "Cosa dice il punto 99?"),
    ("it", "Che cosa dice la Parte V, punto 1?"),
]
OFF_TOPIC = [
    ("en", "How do I bake sourdough bread?"),
    ("en", "Who won the football World Cup in 1998?"),
    ("en", "Write a Python function that sorts a list."),
    ("zh", "今天北京天气怎么样？"),
    ("zh", "红烧肉怎么做？"),
    ("zh", "怎么学习弹吉他？"),
    ("it", "Come si prepara la carbonara?"),
    ("it", "Chi ha vinto lo scudetto nel 2010?"),
    ("it", "Come si suona la chitarra?"),
]
FOREIGN = [
    ("fr", "Que dit le document sur la guerre nucléaire ?"),
    ("de", "Was sagt das Dokument über einen Atomkrieg?"),
    ("es", "¿Qué dice el documento sobre la guerra nuclear?"),
    ("ru", "Что говорится в документе о ядерной войне?"),
    ("ja", "核戦争について何と言っていますか？"),
    ("ar", "ماذا تقول الوثيقة عن الحرب النووية؟"),
]
MIXED = [question for _, _, question in EASY[:6]] + [MISSING[0][1], OFF_TOPIC[0][1], FOREIGN[0][1]]


@pytest.mark.parametrize(("language", "clause", "question"), EASY)
def test_an_easy_question_gets_the_right_clause_in_verbatim_whole_sentences(
    pipeline: Pipeline, corpus: Corpus, language: str, clause: str, question: str
) -> None:
    shape = pipeline.ask(question).to_json()
    assert_keeps_contract(shape, corpus)
    assert (shape["status"], shape["language"], shape["mode"]) == ("answered", language, "extractive")
    first = shape["statements"][0]["citations"][0]
    assert (first["clause"], first["language"]) == (clause, language)
    assert shape["nearest"][0]["clause"] == clause


@pytest.mark.parametrize(("language", "fact"), [("en", "5,000"), ("zh", "5000"), ("it", "5.000")])
def test_the_quotes_hold_what_was_asked(pipeline: Pipeline, language: str, fact: str) -> None:
    question = next(question for lang, clause, question in EASY if (lang, clause) == (language, "IV.5"))
    assert fact in " ".join(statement.text for statement in pipeline.ask(question).statements)


@pytest.mark.parametrize(("language", "clause", "question"), NAMED)
def test_a_question_that_names_a_clause_gets_it_first(
    pipeline: Pipeline, corpus: Corpus, language: str, clause: str, question: str
) -> None:
    shape = pipeline.ask(question).to_json()
    assert_keeps_contract(shape, corpus)
    assert shape["language"] == language
    assert shape["nearest"][0]["clause"] == clause
    cited = [citation["clause"] for statement in shape["statements"] for citation in statement["citations"]]
    assert cited
    assert {*cited} == {clause}


@pytest.mark.parametrize("clause", ["II.4", "III.p2", "IV.p1", "I.p3"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clause_asked_for_by_its_label_is_quoted(pipeline: Pipeline, corpus: Corpus, language: str, clause: str) -> None:
    asks = {"zh": "{}说了什么？", "en": "What does {} say?", "it": "Che cosa dice la {}?"}
    answer = pipeline.ask(asks[language].format(corpus.editions[language].label(clause)))
    assert answer.language == language
    assert [citation.clause.id for statement in answer.statements for citation in statement.citations][:1] == [clause]


@pytest.mark.parametrize(("language", "question"), MISSING)
def test_a_clause_that_does_not_exist_is_refused_in_the_reader_s_language(
    pipeline: Pipeline, corpus: Corpus, language: str, question: str
) -> None:
    shape = pipeline.ask(question).to_json()
    assert_keeps_contract(shape, corpus)
    assert (shape["status"], shape["language"]) == ("refused", language)
    assert shape["refusal"]["reason"] == "no_such_clause"
    before_reference = message("no_such_clause", language, reference="\n", existing="").partition("\n")[0]
    assert shape["refusal"]["message"].startswith(before_reference)
    assert "III.1–20" in shape["refusal"]["message"]


@pytest.mark.parametrize(("language", "question"), OFF_TOPIC)
def test_an_off_topic_question_is_refused_with_the_nearest_clauses(
    pipeline: Pipeline, corpus: Corpus, language: str, question: str
) -> None:
    shape = pipeline.ask(question).to_json()
    assert_keeps_contract(shape, corpus)
    assert (shape["status"], shape["language"]) == ("refused", language)
    assert shape["refusal"]["reason"] in ("out_of_scope", "weak_evidence")
    assert shape["refusal"]["message"] == message(shape["refusal"]["reason"], language)
    assert len({item["clause"] for item in shape["nearest"]}) >= 3


@pytest.mark.parametrize(("language", "question"), FOREIGN)
def test_a_question_in_another_language_is_answered_from_the_english_edition_with_a_notice(
    pipeline: Pipeline, corpus: Corpus, language: str, question: str
) -> None:
    shape = pipeline.ask(question).to_json()
    assert_keeps_contract(shape, corpus)
    assert shape["language"] == language
    assert {item["language"] for item in shape["nearest"]} == {"en"}
    assert shape["status"] == "answered"
    assert shape["statements"][0]["citations"][0]["clause"] == "III.3"
    assert shape["notices"] == [message("fallback_edition", language, edition="English")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_italian_edition_is_called_a_courtesy_translation(pipeline: Pipeline, language: str) -> None:
    for lang, _, question in EASY:
        if lang == language:
            expected = (message("courtesy_edition", "it"),) if language == "it" else ()
            assert pipeline.ask(question).notices == expected


def test_quotes_from_a_translation_are_said_to_be_no_official_text(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = pipeline.index.corpus.editions["it"]
    translation = edition.manifest.model_copy(update={"status": "translation"})
    monkeypatch.setitem(pipeline.index.corpus.editions, "it", Edition(translation, edition.clauses))
    answer = pipeline.ask("Che cos'è la sicurezza indivisibile?")
    assert answer.statements
    assert answer.notices == (message("translated_edition", "it"),)


@pytest.mark.parametrize("edition", LANGUAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_lang_chooses_the_edition_whatever_the_question_s_language(
    pipeline: Pipeline, corpus: Corpus, language: str, edition: str
) -> None:
    question = next(question for lang, _, question in EASY if lang == language)
    shape = pipeline.ask(question, edition).to_json()
    assert_keeps_contract(shape, corpus)
    assert shape["language"] == edition
    assert {item["language"] for item in shape["nearest"]} == {edition}


BAD_INPUT = {
    "empty": ("", "no words"),
    "blank": (" \n\t　", "no words"),
    "NUL": ("What is\x00 security?", "NUL"),
    "zero-width only": ("\u200b\u200d\ufeff", "no words"),
    "emoji only": ("😀🕊️", "no words"),
    "punctuation only": ("?!…。—", "no words"),
    "a hundred thousand characters": ("security " * 11_112, "at most 2,000"),
    "one character too many": ("a" * 2001, "at most 2,000"),
    "a lone high surrogate": ("What is \ud83d security?", "half a character"),
    "a lone low surrogate": ("\udcff security", "half a character"),
}


@pytest.mark.parametrize(("question", "why"), BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input_is_one_line_that_says_why(pipeline: Pipeline, question: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        pipeline.ask(question)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("language", ["fr", "EN", "", "all", "zh-Hant"])
def test_an_unknown_edition_lists_those_that_exist(pipeline: Pipeline, language: str) -> None:
    with pytest.raises(InputError, match=r"^there is no edition in .*; there is zh, en, it$"):
        pipeline.ask("What is indivisible security?", language)


def test_the_longest_question_allowed_is_not_an_error(pipeline: Pipeline, corpus: Corpus) -> None:
    assert_keeps_contract(pipeline.ask(("What is indivisible security? " * 100)[:2000]).to_json(), corpus)


# Pieces that look like references, headings and numbers, which arbitrary characters hardly ever form.
PIECES = (
    "III.12", "iii 3", "第", "条", "部分", "（十二）", "三", "99", "Part", "clause", "IV", "punto", "§", "p2", "5,000",
    "2023", "What", "是", "che", "terrorism", "?", "？", " ", "\n", ",",
    "I.p1", "０", "Ⅲ", "ß", "İ", "ﬁ", "\u0301", "\ufeff", "𝟛",
)  # fmt: skip


@given(
    question=st.one_of(
        st.text(st.characters(), max_size=200),
        st.lists(st.sampled_from(PIECES), max_size=25).map("".join).map(lambda text: text[:200]),
        st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join).map(lambda text: text[:200]),
    ),
    language=st.sampled_from([None, None, *LANGUAGES]),
)
@settings(max_examples=80, deadline=None)
def test_arbitrary_text_is_answered_refused_or_bad_input_and_nothing_else(
    pipeline: Pipeline, corpus: Corpus, question: str, language: str | None
) -> None:
    try:
        answer = pipeline.ask(question, language)
    except InputError:
        return
    shape = json.loads(json.dumps(answer.to_json()))
    assert shape["question"] == question
    assert_keeps_contract(shape, corpus)


@pytest.mark.parametrize("question", MIXED)
def test_the_same_question_twice_gives_the_same_json(pipeline: Pipeline, question: str) -> None:
    assert json.dumps(pipeline.ask(question).to_json()) == json.dumps(pipeline.ask(question).to_json())


@pytest.mark.slow
def test_one_thread_and_two_give_the_same_bytes_in_processes_of_their_own(real_home: Path) -> None:
    code = (
        "import json, sys; from assistant.pipeline import Pipeline; from assistant.settings import load_settings\n"
        "pipeline = Pipeline.start(load_settings())\n"
        "for question in json.load(sys.stdin): print(json.dumps(pipeline.ask(question).to_json()))"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(MIXED).encode(),
            env={**os.environ, "GSI_HOME": str(real_home), "OMP_NUM_THREADS": threads},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    ]
    assert len(printed[0].splitlines()) == len(MIXED)
    assert printed[0] == printed[1]


def test_threads_that_ask_at_once_get_the_same_answers_as_one(pipeline: Pipeline) -> None:
    alone = [pipeline.ask(question).to_json() for question in MIXED]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda question: pipeline.ask(question).to_json(), MIXED * 3))
    assert together == alone * 3


@pytest.mark.real
def test_two_clauses_are_quoted_only_when_the_evidence_cannot_tell_them_apart(pipeline: Pipeline) -> None:
    evidence = pipeline.evidence("indivisible security", "en")
    best, second = evidence.order[:2]

    def cited_with_a_rival_at(distance: float) -> list[str]:
        score = evidence.score.copy()
        score[second] = score[best] - distance
        return pipeline._quoting._targets(dataclasses.replace(evidence, score=score))

    assert cited_with_a_rival_at(0.1) == [evidence.clause_ids[best], evidence.clause_ids[second]]
    assert cited_with_a_rival_at(3.0) == [evidence.clause_ids[best]]
