"""``gsi eval report``: one self-contained HTML page, a Markdown summary and a JUnit file.

Questions, answers and error messages are foreign text: the page is rendered with autoescaping on and carries a content
security policy under which nothing can be loaded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import jinja2

from evals.compare import Comparison, failures
from evals.counterfactual import applies
from evals.judge import Judged, judged_figures
from evals.metrics.latency import PERCENTILES, percentiles
from evals.record import Header, Row, Run
from evals.summary import Line, columns_of, in_column, summarise
from index import inserted
from index.numbering import from_id, paragraph_number

Share = tuple[float, int]
_CURVE_POINTS = 61
_MARKUP = re.compile(r"[\\`*_\[\]<>|&~]")
_PLOT = {"left": 40.0, "right": 330.0, "top": 20.0, "bottom": 190.0}


@dataclass(frozen=True)
class _Question:
    """One question with the rows of all its versions; ``changed`` are those that do not follow a changed text."""

    id: str
    kind: str
    gold: tuple[str, ...]
    expected_reason: str | None
    rows: list[Row]
    changed: list[Row]

    @property
    def is_right(self) -> bool:
        return all(row.is_right for row in self.rows)


def render_html(
    run: Run,
    baseline: Header | None = None,
    comparison: Comparison | None = None,
    judged: Judged | None = None,
) -> str:
    """The page, for ``run`` alone or with its ``comparison`` with the run that ``baseline`` heads, and what a judge said."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("evals"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    columns = columns_of(run)
    rows, lines = run.original, summarise(run)
    latency = {column: percentiles([row.latency for row in rows if in_column(row, column, run)]) for column in columns}
    clauses = list(dict.fromkeys(clause for row in rows for clause in row.gold))
    return environment.get_template("report.html").render(
        title=f"Evaluation of {run.header.corpus}, {run.header.split} questions",
        header=run.header,
        baseline=baseline,
        comparison=comparison,
        failures=len(failures(run)),
        columns=columns,
        lines=lines,
        judge=judged.model if judged else None,
        judged=judged_figures(judged, run) if judged else {},
        kinds=_shares_by(run, columns, lambda row: [row.kind]),
        recall=[line for line in lines if line.name.startswith("recall@")],
        latency={p: {column: latency[column].get(p) for column in columns} for p in PERCENTILES},
        slowest=max((value for values in latency.values() for value in values.values()), default=0.0) or 1.0,
        curves=[curve for language in run.header.languages if (curve := _curve(run, language))],
        clauses=sorted(clauses, key=_reading_order),
        heat=_shares_by(run, columns, lambda row: row.gold),
        asked_languages=list(dict.fromkeys(row.language for row in rows)),
        questions=_questions(run),
    )


def render_markdown(run: Run, comparison: Comparison | None = None) -> str:
    """The figures as a Markdown table, under the verdict if there is a ``comparison``."""
    columns = columns_of(run)
    count = len({row.id for row in run.original})
    out = []
    if comparison:
        out += [f"**{comparison.verdict}**", *map(_plain, comparison.reasons), ""]
    out.append(f"| {count} {run.header.split} questions, {run.header.mode} | {' | '.join(map(_plain, columns))} |")
    out.append("|---|" + "---|" * len(columns))
    out += [f"| {line.title} | {' | '.join(_cell(line, column) for column in columns)} |" for line in summarise(run)]
    return "\n".join(out)


def _plain(text: str) -> str:
    """``text`` on one line, without anything that Markdown or a terminal would take for more than text."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return _MARKUP.sub(r"\\\g<0>", printable)


def _cell(line: Line, column: str) -> str:
    figure = line.figures.get(column)
    if figure is None or figure.mean is None:
        return "–"
    if line.invariant or figure.low == figure.high:
        return f"{figure.mean:.3f}"
    return f"{figure.mean:.3f} ({figure.low:.3f}–{figure.high:.3f})"


def _questions(run: Run) -> list[_Question]:
    """All questions, those with a wrong answer first."""
    found: dict[str, _Question] = {}
    originals = {row.key[1:]: row for row in run.original}
    for row in run.rows:
        if row.variant == "original":
            question = _Question(row.id, row.kind, row.gold, row.expected_reason, [], [])
            found.setdefault(row.id, question).rows.append(row)
        elif row.error is not None or (
            applies(row.variant, originals.get(row.key[1:])) and not row.checks.get("follows", False)
        ):
            found[row.id].changed.append(row)
    return sorted(found.values(), key=lambda question: question.is_right)


def _shares_by(run: Run, columns: Sequence[str], groups: Callable[[Row], Iterable[str]]) -> dict[str, dict[str, Share]]:
    """Share of right answers and their number, by group and column."""
    counted: dict[str, dict[str, list[bool]]] = {}
    for row in run.original:
        for group in groups(row):
            for column in columns:
                if in_column(row, column, run):
                    counted.setdefault(group, {}).setdefault(column, []).append(row.is_right)
    return {
        group: {column: (sum(right) / len(right), len(right)) for column, right in by_column.items()}
        for group, by_column in counted.items()
    }


def _curve(run: Run, language: str) -> dict[str, Any] | None:
    """Hallucination and error rate if answers below a confidence were refused, as points of a chart."""
    rows = [row for row in run.original if row.language == language and row.answer is not None]
    # Without a judgement (a clause that does not exist) no threshold changes what was done.
    sure = {"answered": math.inf, "refused": -math.inf}
    values = [(row, sure[row.answer["status"]] if row.confidence is None else row.confidence) for row in rows if row.answer]
    able = [value for row, value in values if row.gold]
    unable = [value for row, value in values if not row.gold]
    if not able or not unable:
        return None
    finite = [value for _, value in values if math.isfinite(value)]
    low, high = min([*finite, -0.5]), max([*finite, 0.5])

    def x(value: float) -> float:
        return round(_PLOT["left"] + (value - low) / (high - low) * (_PLOT["right"] - _PLOT["left"]), 1)

    def y(share: float) -> float:
        return round(_PLOT["bottom"] - share * (_PLOT["bottom"] - _PLOT["top"]), 1)

    steps = [low + (high - low) * number / (_CURVE_POINTS - 1) for number in range(_CURVE_POINTS)]
    return {
        "language": language,
        "zero": x(0.0),
        "ticks": [
            {"x": x(value), "label": f"{value:+.1f}", "anchor": anchor}
            for value, anchor in ((low, "start"), (0.0, "middle"), (high, "end"))
        ],
        "hallucination": " ".join(f"{x(at)},{y(sum(v >= at for v in unable) / len(unable))}" for at in steps),
        "error": " ".join(f"{x(at)},{y(sum(v < at for v in able) / len(able))}" for at in steps),
    }


def _reading_order(clause: str) -> list[tuple[bool, int, str]]:
    """Unnumbered paragraphs first, as most stand above what is numbered."""
    names = [inserted.split(name) for name in clause.split(".")]
    return [(not paragraph_number(plain), paragraph_number(plain) or from_id(plain) or 0, behind) for plain, behind in names]
