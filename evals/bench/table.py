"""The tables that ``make bench`` prints: figures beside their limits, and costs by size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from evals.bench.costs import Cost

P95_LIMIT, MEMORY_LIMIT, REINDEX_LIMIT = 3.0, 2.0, 2.0
_UNKNOWN = "–"

Column = tuple[str, Callable[[Cost, Cost], str]]
"""A heading, and what stands below it for a cost and the first one of the table."""


@dataclass(frozen=True)
class Figure:
    """A measured ``value``, None if it could not be measured because of ``why``; ``limit`` is the most it may be."""

    name: str
    value: float | None
    unit: str
    limit: float | None = None
    why: str = ""

    @property
    def is_exceeded(self) -> bool:
        return self.value is not None and self.limit is not None and self.value > self.limit

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.name:<52}  not measured: {self.why}"
        beside = f"{self.name:<52} {self.value:8.2f} {self.unit}"
        if self.limit is None:
            return beside
        return f"{beside:<64}  limit {self.limit:g} {self.unit}  {'EXCEEDED' if self.is_exceeded else 'ok'}"


def _columns(*names: str) -> list[Column]:
    return [(name, _KNOWN[name]) for name in names]


_KNOWN: dict[str, Callable[[Cost, Cost], str]] = {
    "clauses": lambda cost, first: f"{cost.clauses:,}",
    "editions": lambda cost, first: str(cost.editions),
    "build, s": lambda cost, first: f"{cost.build:,.0f}",
    "s an edition": lambda cost, first: f"{cost.build / cost.editions:.1f}",
    "build / embedding": lambda cost, first: f"{cost.build / cost.embedding:.2f}",
    "nodes/s built": lambda cost, first: f"{cost.nodes / cost.build:,.0f}",
    "opening, s": lambda cost, first: f"{cost.opening:.1f}",
    "question p50, ms": lambda cost, first: f"{cost.p50:.0f}",
    "p95, ms": lambda cost, first: f"{cost.p95:.0f}",
    "p50 / embedding": lambda cost, first: f"{cost.p50 / cost.question_embedding:.2f}",
    "p95 / first": lambda cost, first: f"{cost.p95 / first.p95:.2f}",
    "memory, MB": lambda cost, first: f"{cost.memory:,.0f}",
    "server's memory, MB": lambda cost, first: _number(cost.server_memory),
    "memory grown / vectors": lambda cost, first: _UNKNOWN if cost is first else f"{memory_growth(cost, first):.1f}",
    "vectors, MB": lambda cost, first: f"{cost.vectors:,.0f}",
    "disk, MB": lambda cost, first: _number(cost.disk),
    "disk a clause, KB": lambda cost, first: _number(cost.disk and 1024 * cost.disk / cost.clauses),
    "disk / vectors": lambda cost, first: _number(cost.disk and cost.disk / cost.vectors, 1),
    "reading the text, s": lambda cost, first: f"{cost.reading:.1f}",
    "re-index, s": lambda cost, first: f"{cost.reindex:.1f}",
    "p50 after it, ms": lambda cost, first: f"{cost.edited_p50:.0f}",
}

GROWTH = _columns(
    "clauses", "nodes/s built", "opening, s", "question p50, ms", "p95, ms", "p50 / embedding", "p95 / first",
    "memory, MB", "server's memory, MB", "vectors, MB", "memory grown / vectors", "disk, MB", "disk a clause, KB",
    "disk / vectors", "reading the text, s", "re-index, s", "p50 after it, ms",
)  # fmt: skip
EDITIONS = _columns(
    "editions", "clauses", "build, s", "s an edition", "build / embedding", "opening, s", "question p50, ms", "p95, ms",
    "p50 / embedding", "memory, MB", "vectors, MB", "disk, MB", "disk a clause, KB", "disk / vectors", "re-index, s",
)  # fmt: skip


def heading(columns: Sequence[Column]) -> str:
    """The first two lines of a Markdown table."""
    return f"| {' | '.join(name for name, _ in columns)} |\n|{'---|' * len(columns)}"


def line(columns: Sequence[Column], cost: Cost, first: Cost) -> str:
    """The line of ``cost`` in a table whose first one is ``first``."""
    return f"| {' | '.join(written(cost, first) for _, written in columns)} |"


def memory_growth(cost: Cost, first: Cost) -> float:
    """What memory has grown by since ``first``, over the size of the vectors that came in between."""
    grown = cost.vectors - first.vectors
    return (cost.memory - first.memory) / grown if grown else 0.0


def aims(costs: Sequence[Cost]) -> Iterable[Figure]:
    """What is aimed at as a corpus grows, from the costs by size."""
    first, last = costs[0], costs[-1]
    yield Figure(f"p95 at {last.clauses:,} clauses / at {first.clauses:,}", last.p95 / first.p95, "×", P95_LIMIT)
    if last.vectors > first.vectors:
        yield Figure("memory grown / the vectors' own size", memory_growth(last, first), "×", MEMORY_LIMIT)
    slowest = max(costs, key=lambda cost: cost.reindex)
    yield Figure(f"re-index after one edit, {slowest.clauses:,} clauses", slowest.reindex, "s", REINDEX_LIMIT)


def _number(value: float | None, digits: int = 0) -> str:
    return _UNKNOWN if value is None else f"{value:,.{digits}f}"
