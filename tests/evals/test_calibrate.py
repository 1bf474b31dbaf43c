"""Calibration learns from development questions of several authors, and writes what the assistant reads back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.answerability import FEATURES, OTHER
from assistant.calibration import load_calibration
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from evals.calibrate import calibrate, digest_of
from evals.questions import Question, load_questions
from index.corpus import CORPORA, Corpus, load_corpus
from index.corpus_index import CorpusIndex
from index.errors import CorpusError, InputError
from index.library import question_file
from tests.conftest import LANGUAGES
from tests.shipped import forty_questions


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return forty_questions()


def test_test_questions_are_refused_even_one_among_others(
    fake_index: CorpusIndex, questions: list[Question], tmp_path: Path
) -> None:
    stray = questions[0].model_copy(update={"split": "test"})
    with pytest.raises(InputError, match="test questions"):
        calibrate(fake_index, [*questions[1:], stray], tmp_path / "out", "dev.jsonl")
    assert not (tmp_path / "out").exists()


def test_one_author_is_too_few(fake_index: CorpusIndex, questions: list[Question], tmp_path: Path) -> None:
    alone = [question for question in questions if question.id.startswith("i-")]
    with pytest.raises(InputError, match="two authors"):
        calibrate(fake_index, alone, tmp_path / "out", "dev.jsonl")
    assert not (tmp_path / "out").exists()


def test_what_is_written_is_read_back_with_its_provenance(
    fake_index: CorpusIndex, questions: list[Question], corpus: Corpus, tmp_path: Path
) -> None:
    steps: list[tuple[int, int]] = []
    figures = calibrate(fake_index, questions, tmp_path, "forty.jsonl", lambda *step: steps.append(step))
    read = load_calibration(tmp_path)
    assert {*read.settings.answerable_threshold} >= {*LANGUAGES}
    assert len(read.mean) == len(read.scale) == len(read.scope) == len(FEATURES)
    assert read.support.shape[0] == len(read.coefficients)
    assert all(np.isfinite(values).all() for values in (read.mean, read.scale, read.support, read.coefficients))
    provenance = read.settings.provenance
    assert provenance["questions"] == "forty.jsonl"
    assert (provenance["answerable"], provenance["unanswerable"]) == (20, 20)
    assert provenance["corpus_fingerprint"] == corpus.fingerprint
    assert provenance["embedder"] == fake_index.embedder.model_name
    assert {*figures} >= {*LANGUAGES}
    assert all(0 <= value <= 1 for values in figures.values() for value in values.values())
    assert steps[-1] == (40, 40)


def test_questions_in_a_language_in_which_nobody_asked_are_answered_all_the_same(
    fake_index: CorpusIndex, questions: list[Question], tmp_path: Path
) -> None:
    asked = [
        question.model_copy(update={"question": {language: question.question[language] for language in LANGUAGES}})
        for question in questions
        if {*LANGUAGES} <= question.question.keys()
    ]
    calibrate(fake_index, asked, tmp_path, "dev.jsonl")
    learned = load_calibration(tmp_path)
    assert {*learned.settings.answerable_threshold} == {*learned.centre} == {*LANGUAGES, OTHER}
    pipeline = Pipeline(fake_index, learned, Settings())
    for question in ("¿Qué es la seguridad indivisible?", "Wer schrieb den Faust?", "أين يقع البحر؟"):
        assert pipeline.ask(question).question == question


@pytest.mark.parametrize("name", ["gsi", "udhr"])
def test_a_shipped_calibration_was_learned_from_the_shipped_texts_and_questions(name: str) -> None:
    corpus, read = load_corpus(CORPORA / name), load_calibration(CORPORA / name)
    asked = load_questions([question_file(CORPORA / name, "dev")], corpus)
    assert read.settings.provenance["corpus_fingerprint"] == corpus.fingerprint
    assert read.settings.provenance["questions_sha256"] == digest_of(asked)
    assert read.settings.provenance["features"] == list(FEATURES)
    written = {language for question in asked for language in question.question}
    assert {*read.settings.answerable_threshold} == {OTHER, *(written & {*corpus.languages})}


def test_a_folder_without_a_calibration_says_what_to_run(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="gsi calibrate"):
        load_calibration(tmp_path)
