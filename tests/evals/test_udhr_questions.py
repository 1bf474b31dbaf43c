"""The question set of the Declaration: sound, over the whole text, and a third of it not answered by the text."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evals.questions import Question, load_questions
from index.corpus import CORPORA, Corpus, load_corpus
from index.errors import CorpusError, InputError
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


def test_every_question_is_asked_in_three_languages_or_in_all(declaration: Corpus, questions: list[Question]) -> None:
    asked = Counter(frozenset(question.question) for question in questions)
    assert asked == {frozenset(LANGUAGES): len(questions) - 64, frozenset(declaration.languages): 64}
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


def test_development_questions_have_several_authors(questions: list[Question]) -> None:
    authors = Counter(question.id.partition("-")[0] for question in questions if question.split == "dev")
    assert len(authors) == 5
    assert min(authors.values()) > 30


@pytest.mark.parametrize(("split", "least", "most"), [("dev", 0.45, 0.5), ("test", 0.3, 0.4)])
def test_a_third_of_the_questions_or_half_is_not_answered_by_the_text(
    questions: list[Question], split: str, least: float, most: float
) -> None:
    here = [question for question in questions if question.split == split]
    unanswerable = [question for question in here if not question.is_answerable]
    assert least < len(unanswerable) / len(here) < most
    assert Counter(question.kind for question in unanswerable)["near_domain"] >= len(here) / 5


def test_every_clause_answers_a_question(declaration: Corpus, questions: list[Question]) -> None:
    assert {clause for question in questions for clause in question.gold} == {*declaration.clause_ids}


# The languages of questions


def asked(folder: Path, **versions: tuple[str, str]) -> Path:
    """A question on article 4 with a version and a fact in each language."""
    line: dict[str, Any] = {"id": "a-slaves", "kind": "short", "gold": ["4"], "split": "dev"}
    line["question"] = {language: text for language, (text, _) in versions.items()}
    line["facts"] = {language: [fact] for language, (_, fact) in versions.items() if fact}
    path = folder / "dev.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    return path


THREE = {"zh": ("奴隶", "奴隶买卖"), "en": ("slaves", "slave trade"), "it": ("schiavi", "tratta degli schiavi")}


def test_three_languages_are_enough_for_thirteen_editions(declaration: Corpus, tmp_path: Path) -> None:
    assert declaration.question_languages == LANGUAGES
    (question,) = load_questions([asked(tmp_path, **THREE)], declaration)
    assert [*question.question] == [*LANGUAGES]


@pytest.mark.parametrize(
    ("versions", "problem"),
    [
        ({"fr": ("esclaves", "traite des esclaves")}, ""),
        ({"fr": ("esclaves", "")}, "no facts in fr"),
        ({"fr": ("esclaves", "slave trade")}, "no gold clause says 'slave trade' in fr"),
        ({"it": (" ", "tratta degli schiavi")}, "no question in it"),
        ({"fr": (" ", "traite des esclaves")}, "the question in fr is blank"),
        ({"ja": ("奴隷", "")}, ""),  # has no edition and is answered from the English one
    ],
)
def test_a_version_in_a_further_language_is_held_to_its_own_edition(
    declaration: Corpus, tmp_path: Path, versions: dict[str, tuple[str, str]], problem: str
) -> None:
    path = asked(tmp_path, **(THREE | versions))
    if problem:
        with pytest.raises(InputError, match=problem):
            load_questions([path], declaration)
    else:
        assert len(load_questions([path], declaration)) == 1


def test_a_language_of_questions_has_an_edition(tmp_path: Path) -> None:
    manifest = (FOLDER / "corpus.toml").read_text(encoding="utf-8")
    changed = manifest.replace('question_languages = ["zh", "en", "it"]', 'question_languages = ["zh", "ja"]')
    assert changed != manifest
    (tmp_path / "corpus.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(CorpusError, match="question_languages: 'ja' has no edition"):
        load_corpus(tmp_path)
