"""A run in figures: every metric by language with its 95 % interval, how many it was scored on and left out of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.counterfactual import applies
from evals.metrics import METRICS, Better
from evals.metrics.bootstrap import interval
from evals.metrics.consistency import identical, jaccard
from evals.record import VARIANTS, Row, Run, Variant

ALL, OTHER = "all", "other"
"""The columns over all languages, and over those without an edition."""


@dataclass(frozen=True)
class Figure:
    """A mean over ``scored`` answers with its 95 % interval; ``left_out`` are those the metric does not apply to.

    ``mean`` and the interval are None if it applies to none.
    """

    mean: float | None
    low: float | None
    high: float | None
    scored: int
    left_out: int


@dataclass(frozen=True)
class Line:
    """One metric's figures by language, ``ALL`` last."""

    name: str
    title: str
    better: Better
    invariant: bool
    figures: dict[str, Figure]


def summarise(run: Run) -> list[Line]:
    """Every metric of ``run``: those of single answers, consistency between languages, counterfactual faithfulness."""
    rows = [row for row in run.original if row.error is None]
    columns = columns_of(run)

    def by_language(values: Sequence[tuple[Row, float | None]]) -> dict[str, Figure]:
        return {
            column: figure((value, row.id) for row, value in values if in_column(row, column, run)) for column in columns
        }

    lines = [
        Line(
            metric.name,
            metric.title,
            metric.better,
            metric.invariant,
            by_language([(row, row.scores[metric.name]) for row in rows]),
        )
        for metric in METRICS
    ]
    versions = _versions(run)
    for name, title, measure in (
        ("identical", "Identical clauses in all languages", identical),
        ("jaccard", "Jaccard between languages", jaccard),
    ):
        together = figure((measure(cited), id_) for id_, cited in versions.items())
        lines.append(Line(name, title, "higher", False, {ALL: together}))
    original = {row.key[1:]: row for row in run.original}
    gone = [
        (row, float(row.answer["status"] == "refused") if row.answer else None)
        for row in run.rows
        if row.variant == "deleted" and row.error is None and applies("deleted", original.get(row.key[1:]))
    ]
    lines.append(Line("refused_deleted", "Refused when the clause is deleted", "higher", False, by_language(gone)))
    for variant in VARIANTS[1:]:
        follows = [
            (row, float(row.checks["follows"]) if applies(variant, original.get(row.key[1:])) else None)
            for row in run.rows
            if row.variant == variant and row.error is None
        ]
        lines.append(Line(f"follows_{variant}", follows_title(variant), "higher", False, by_language(follows)))
    return lines


def follows_title(variant: Variant) -> str:
    """What the counterfactual metric of ``variant`` is called."""
    return f"Follows the text: {variant}"


def figure(values: Iterable[tuple[float | None, str]]) -> Figure:
    """The figure of (value, question id) pairs; None values are left out."""
    pairs = list(values)
    scored = [(value, id_) for value, id_ in pairs if value is not None]
    if not scored:
        return Figure(None, None, None, 0, len(pairs))
    numbers, clusters = [value for value, _ in scored], [id_ for _, id_ in scored]
    low, high = interval(numbers, clusters)
    return Figure(sum(numbers) / len(numbers), low, high, len(scored), len(pairs) - len(scored))


def _versions(run: Run) -> dict[str, list[frozenset[str]]]:
    """What the versions of each answerable question cite, in the languages that have an edition."""
    versions: dict[str, list[frozenset[str]]] = {}
    for row in run.original:
        if row.gold and row.language in run.header.languages and row.repeat == 0 and row.error is None:
            versions.setdefault(row.id, []).append(row.cited)
    return versions


def columns_of(run: Run) -> list[str]:
    """The columns of a table: the languages with an edition, the others together if any was asked in, and all."""
    others = any(row.language not in run.header.languages for row in run.rows)
    return [*run.header.languages, *([OTHER] if others else []), ALL]


def in_column(row: Row, column: str, run: Run) -> bool:
    """Whether ``row`` counts in ``column``."""
    return column in (ALL, row.language if row.language in run.header.languages else OTHER)
