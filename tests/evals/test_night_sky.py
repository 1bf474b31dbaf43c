"""The invented statute that measures a text which nobody has calibrated: sound questions on a sound text."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from evals.questions import Question, load_questions
from index.check import check_corpus
from index.corpus import Corpus, load_corpus
from index.library import question_file
from tests.conftest import LANGUAGES

FOLDER = Path(__file__).parents[2] / "evals" / "corpora" / "night-sky"


@pytest.fixture(scope="module")
def statute() -> Corpus:
    return load_corpus(FOLDER)


@pytest.fixture(scope="module")
def questions(statute: Corpus) -> list[Question]:
    return load_questions([question_file(FOLDER, "test")], statute)


def test_every_edition_has_24_articles_in_four_chapters(statute: Corpus) -> None:
    assert {*statute.editions} == {*LANGUAGES}
    for edition in statute.editions.values():
        assert Counter(id_.partition(".")[0] for id_ in edition.clauses) == {"I": 5, "II": 8, "III": 7, "IV": 4}


def test_the_text_is_valid(statute: Corpus) -> None:
    assert check_corpus(FOLDER).problems == ()


def test_half_of_the_questions_are_not_answered_and_half_of_those_come_near(questions: list[Question]) -> None:
    unanswerable = Counter(question.id.split("-")[1] for question in questions if not question.is_answerable)
    assert len(questions) == 120
    assert unanswerable == {"x": 30, "o": 30}


def test_nobody_may_learn_from_them(questions: list[Question]) -> None:
    assert {question.split for question in questions} == {"test"}
    assert not question_file(FOLDER, "dev").exists()


def test_every_article_answers_a_question(statute: Corpus, questions: list[Question]) -> None:
    assert {clause for question in questions for clause in question.gold} == {*statute.clause_ids}
