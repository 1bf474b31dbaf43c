"""Citation recall and precision by a judge, with one that decides by the words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.model import Completion
from evals.judge import JUDGED, as_text, judge, judged_figures, read_judged
from evals.report import render_html
from index.errors import InputError
from tests.evals.builders import row, run


class WordJudge:
    """Says yes if every word of the statement stands in the passage."""

    model = "word-judge-1"

    def __init__(self, confused: bool = False) -> None:
        self.confused = confused
        self.asked: list[str] = []

    def complete(self, system: str, question: str) -> Completion:
        self.asked.append(question)
        passage = question.split("<passage>")[1].split("</passage>")[0].split()
        statement = question.split("<statement>")[1].split("</statement>")[0].split()
        word = "Perhaps." if self.confused else "Yes." if {*statement} <= {*passage} else "no"
        return Completion(word, 1, 1)


def answer(text: str, *quotes: str) -> dict[str, Any]:
    citations = [{"clause": "II.1", "language": "en", "quote": quote, "start": 0, "end": len(quote)} for quote in quotes]
    return {
        "question": "?",
        "language": "en",
        "status": "answered",
        "mode": "llm",
        "statements": [{"text": text, "citations": citations}],
        "refusal": None,
        "nearest": [],
        "notices": [],
    }


@pytest.mark.parametrize(
    ("quotes", "recall", "precision"),
    [
        (("a b c",), 1.0, 1.0),
        (("x y z",), 0.0, 0.0),
        (("a b c", "x y z"), 1.0, 0.5),  # the second is not needed
        (("a b", "c"), 1.0, 1.0),  # each is needed
        (("a b", "x"), 0.0, 0.0),  # together they do not prove it
    ],
)
def test_recall_asks_all_quotes_and_precision_each_one(quotes: tuple[str, ...], recall: float, precision: float) -> None:
    judged = judge(run(row(answer=answer("a b c", *quotes))), WordJudge())
    (found,) = judged.judgements
    assert (found.recall, found.precision) == (recall, precision)


def test_a_judge_without_a_clear_word_gives_no_score() -> None:
    done = run(row(answer=answer("a b c", "a b c")))
    judged = judge(done, WordJudge(confused=True))
    assert judged.judgements[0].recall is None
    figures = judged_figures(judged, done)["ALCE citation recall"]["all"]
    assert (figures.mean, figures.scored, figures.left_out) == (None, 0, 1)


def test_the_same_question_is_put_to_the_judge_once() -> None:
    model = WordJudge()
    judge(run(row(answer=answer("a b c", "a b c")), row(id="q-2", answer=answer("a b c", "a b c"))), model)
    assert len(model.asked) == 1


def test_figures_say_which_model_judged_in_text_and_in_the_report(tmp_path: Path) -> None:
    done = run(row(answer=answer("a b c", "a b c")))
    judged = judge(done, WordJudge())
    (tmp_path / JUDGED).write_text(judged.model_dump_json(), encoding="utf-8")
    read = read_judged(tmp_path, done)
    assert read == judged
    assert read_judged(tmp_path, run(row())) is None, "judgements of other answers are not these"
    assert "word-judge-1" in as_text(judged, done)
    assert "word-judge-1" in render_html(done, judged=read)


def test_judgements_that_cannot_be_read_say_what_to_do(tmp_path: Path) -> None:
    assert read_judged(tmp_path, run(row())) is None
    (tmp_path / JUDGED).write_text(json.dumps({"model": 1}), encoding="utf-8")
    with pytest.raises(InputError, match="gsi eval judge"):
        read_judged(tmp_path, run(row()))
