"""The question set of the Declaration: sound, over the whole text, and half as many questions again that it does not answer."""

from __future__ import annotations

from collections import Counter

import pytest

from evals.questions import Question, load_questions
from index.corpus import CORPORA, Corpus, load_corpus
from tests.conftest import LANGUAGES

FOLDER = CORPORA / "udhr"
SPLITS = ("dev", "test")
ANSWERABLE = {
    "direct", "paraphrase", "number_date", "list", "two_clause", "negation", "definition", "clause_reference", "comparison",
    "short", "typo",
}  # fmt: skip
UNANSWERABLE = {"false_premise", "near_domain", "off_topic", "injection", "clause_reference", "number_date"}


@pytest.fixture(scope="module")
def declaration() -> Corpus:
    return load_corpus(FOLDER)


@pytest.fixture(scope="module")
def questions(declaration: Corpus) -> list[Question]:
    return load_questions([FOLDER / "questions" / f"{split}.jsonl" for split in SPLITS], declaration)


def test_every_question_is_asked_in_three_languages(questions: list[Question]) -> None:
    assert {tuple(sorted(question.question)) for question in questions} == {tuple(sorted(LANGUAGES))}
    for language in LANGUAGES:
        assert len({question.question[language] for question in questions}) == len(questions)


def test_the_two_splits_lie_in_the_two_files(declaration: Corpus) -> None:
    for split in SPLITS:
        found = load_questions([FOLDER / "questions" / f"{split}.jsonl"], declaration)
        assert {question.split for question in found} == {split}


@pytest.mark.parametrize("split", SPLITS)
def test_both_splits_have_questions_of_every_kind(questions: list[Question], split: str) -> None:
    here = [question for question in questions if question.split == split]
    assert {question.kind for question in here if question.is_answerable} >= ANSWERABLE
    assert {question.kind for question in here if not question.is_answerable} >= UNANSWERABLE


def test_about_three_in_five_questions_are_for_development(questions: list[Question]) -> None:
    count = Counter(question.split for question in questions)
    assert 0.55 < count["dev"] / count.total() < 0.65


def test_a_third_of_the_questions_is_not_answered_by_the_text(questions: list[Question]) -> None:
    unanswerable = [question for question in questions if not question.is_answerable]
    assert 0.3 < len(unanswerable) / len(questions) < 0.4
    assert Counter(question.kind for question in unanswerable)["near_domain"] >= 15


def test_every_clause_answers_a_question(declaration: Corpus, questions: list[Question]) -> None:
    assert {clause for question in questions for clause in question.gold} == {*declaration.clause_ids}
