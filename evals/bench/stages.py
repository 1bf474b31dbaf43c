"""The part of ``make bench`` that splits a warm question by stage, without a line about time in what is measured.

The functions at the seams are wrapped while it is measured. A stage counts its own time: what a function spends in another
wrapped one is the other's, so that stages never overlap and their sum is at most the whole.
"""

from __future__ import annotations

import contextlib
import functools
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unittest import mock

from assistant import quoting, retrieval
from assistant.pipeline import Pipeline
from assistant.quoting import Quoting
from assistant.retrieval import HybridRetriever
from index.corpus_index import CorpusIndex
from index.lexical import LexicalIndex
from index.store import LayeredStore

EVERYTHING_ELSE, WHOLE = "everything else", "the whole"
SEAMS: tuple[tuple[str, Any, str], ...] = (
    ("telling the language", quoting, "route"),
    ("embedding the question", CorpusIndex, "embed_question"),
    ("vector search", LayeredStore, "nearest_all"),
    ("lexical search", retrieval, "terms"),
    ("lexical search", LexicalIndex, "scores"),
    ("the rest of retrieval", HybridRetriever, "search"),
    ("answerability", quoting, "features"),
    ("answerability", quoting, "answerability"),
    ("answerability", quoting, "in_scope"),
    ("choosing clauses", Quoting, "_targets"),
    ("quoting", quoting, "quote"),
)
"""Stage, owner and name of each function."""


class StageRecorder:
    """Adds up the seconds that wrapped functions take, by stage, in one thread."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._clock = clock
        self._inner: list[float] = []

    def wrapped(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """``function``, with its own time counted to ``stage``."""

        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            start = self._clock()
            try:
                return function(*arguments, **named)
            finally:
                whole = self._clock() - start
                self.seconds[stage] += whole - self._inner.pop()
                if self._inner:
                    self._inner[-1] += whole

        return timed

    @contextlib.contextmanager
    def at(self, seams: Sequence[tuple[str, Any, str]]) -> Iterator[None]:
        """Record the functions at ``seams`` meanwhile."""
        with contextlib.ExitStack() as stack:
            for stage, owner, name in seams:
                stack.enter_context(mock.patch.object(owner, name, self.wrapped(stage, getattr(owner, name))))
            yield


@dataclass(frozen=True)
class Stage:
    """Median milliseconds a question, and share of the time of all questions."""

    name: str
    milliseconds: float
    share: float


def stages(pipeline: Pipeline, questions: Sequence[str], rounds: int) -> list[Stage]:
    """What a warm question is spent on, in the order of ``SEAMS``, then everything else, then the whole."""
    taken: list[dict[str, float]] = []
    recorder = StageRecorder()
    with recorder.at(SEAMS):
        for _ in range(rounds):
            for question in questions:
                recorder.seconds.clear()
                start = time.perf_counter()
                pipeline.ask(question, mode="extractive")
                whole = time.perf_counter() - start
                rest = whole - sum(recorder.seconds.values())
                taken.append({**recorder.seconds, EVERYTHING_ELSE: rest, WHOLE: whole})
    names = [*dict.fromkeys(stage for stage, _, _ in SEAMS), EVERYTHING_ELSE, WHOLE]
    total = sum(one[WHOLE] for one in taken)
    return [
        Stage(
            name,
            1000 * statistics.median(one.get(name, 0.0) for one in taken),
            sum(one.get(name, 0.0) for one in taken) / total,
        )
        for name in names
    ]
