"""The calibration for corpora that nobody has calibrated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.answerability import FEATURES, GENERAL_FEATURES
from assistant.calibration import GENERAL, load_calibration
from evals.general import Source, fit_general
from evals.questions import Question, load_questions
from index.corpus import CORPORA, Corpus
from index.corpus_index import CorpusIndex
from index.errors import InputError
from index.library import Library
from tests.shipped import DEV


@pytest.fixture
def questions(corpus: Corpus) -> list[Question]:
    """Thirty development questions, half of them answerable."""
    shipped = load_questions([DEV], corpus)
    reasons = (None, "weak_evidence", "out_of_scope")
    numbers = (15, 8, 7)
    return [
        question
        for reason, number in zip(reasons, numbers, strict=True)
        for question in [one for one in shipped if one.expected_reason == reason][:number]
    ]


def quiet(done: int, total: int) -> None:
    pass


def test_each_corpus_is_measured_by_what_the_others_teach(
    fake_index: CorpusIndex, questions: list[Question], tmp_path: Path
) -> None:
    sources = {
        "odd": Source.gather(fake_index, questions[::2], quiet),
        "even": Source.gather(fake_index, questions[1::2], quiet),
    }
    figures = fit_general(sources, tmp_path)
    assert {"odd all", "odd zh", "odd en", "odd it", "even all"} <= set(figures)
    assert all(0 <= value <= 1 for values in figures.values() for value in values.values())
    read = load_calibration(tmp_path)
    assert not read.is_general  # only what ships is; elsewhere it is somebody's own
    assert read.adapter is None
    used = {name for name, weight in zip(FEATURES, read.support[0], strict=True) if weight}
    assert used <= set(GENERAL_FEATURES)
    assert np.isfinite(read.support).all()
    assert read.settings.provenance["validated_odd all"] == figures["odd all"]


def test_one_corpus_is_too_few_and_test_questions_are_refused(
    fake_index: CorpusIndex, questions: list[Question], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="two corpora"):
        fit_general({"one": Source(fake_index, [])}, tmp_path / "out")
    stray = questions[0].model_copy(update={"split": "test"})
    with pytest.raises(InputError, match="test questions"):
        Source.gather(fake_index, [stray], quiet)
    assert not (tmp_path / "out").exists()


def test_the_shipped_one_comes_from_every_shipped_question_set(tmp_path: Path) -> None:
    provenance = load_calibration(GENERAL).settings.provenance
    library = Library(tmp_path)
    shipped = {name for name in library.names() if library.folder(name).is_relative_to(CORPORA)}
    assert {name for name in shipped if f"validated_{name} all" in provenance} == shipped
    for name in shipped:
        validated = provenance[f"validated_{name} all"]
        assert isinstance(validated, dict)
        assert validated["auc"] > 0.7
        assert validated["false_refusals"] < 0.15
