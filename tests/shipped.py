"""Where the concept paper and its questions lie."""

from __future__ import annotations

from evals.questions import Question, load_questions
from index.corpus import CORPORA, DEFAULT_CORPUS, load_corpus
from index.library import question_file

GSI = CORPORA / DEFAULT_CORPUS
DEV, TEST = question_file(GSI, "dev"), question_file(GSI, "test")


def forty_questions() -> list[Question]:
    """Forty development questions of two authors, half of them answerable."""
    shipped = load_questions([DEV], load_corpus())
    chosen: list[Question] = []
    for name in ("i", "j"):
        for reason, number in ((None, 10), ("weak_evidence", 5), ("out_of_scope", 5)):
            fitting = [q for q in shipped if q.id.partition("-")[0] == name and q.expected_reason == reason]
            chosen += fitting[:number]
    assert len(chosen) == 40
    return chosen
