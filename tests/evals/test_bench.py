"""The benchmark's figures: beside their limits, in tables, on record and on a chart."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PIL import Image

from evals.bench import record, table
from evals.bench.chart import draw_costs
from evals.bench.costs import Cost
from evals.bench.table import Figure


def cost(clauses: int = 38, **changes: object) -> Cost:
    known = Cost(
        text="made-up clauses",
        store="embedded",
        editions=1,
        clauses=clauses,
        nodes=2 * clauses,
        dimensions=384,
        build=clauses / 100,
        embedding=clauses / 200,
        building_memory=300.0,
        opening=0.1,
        p50=20.0,
        p95=25.0,
        question_embedding=16.0,
        memory=200.0,
        server_memory=None,
        disk=2.0,
        reading=0.1,
        reindex=0.5,
        edited_p50=22.0,
    )
    return dataclasses.replace(known, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figure", "is_exceeded", "ending"),
    [
        (Figure("warm question", 1.3, "×", 1.3), False, "1.30 ×  limit 1.3 ×  ok"),
        (Figure("warm question", 1.31, "×", 1.3), True, "1.31 ×  limit 1.3 ×  EXCEEDED"),
        (Figure("painted", None, "s", 2.5, "there is no Chromium"), False, "not measured: there is no Chromium"),
        (Figure("batch", 40.0, "questions/s"), False, "40.00 questions/s"),
    ],
)
def test_a_figure_stands_beside_its_limit(figure: Figure, is_exceeded: bool, ending: str) -> None:
    assert figure.is_exceeded == is_exceeded
    assert " ".join(str(figure).split()).endswith(" ".join(ending.split()))


def test_a_line_of_the_table_has_a_cell_for_every_heading() -> None:
    first = cost()
    larger = cost(10_000, memory=260.0, p95=50.0, disk=None, server_memory=None)
    for columns in (table.GROWTH, table.EDITIONS):
        names = table.heading(columns).splitlines()[0].split(" | ")
        cells = table.line(columns, larger, first).split(" | ")
        assert len(names) == len(cells)
    beside = dict(
        zip(
            (name for name, _ in table.GROWTH),
            table.line(table.GROWTH, larger, first).strip("| ").split(" | "),
            strict=True,
        )
    )
    assert beside["clauses"] == "10,000"
    assert beside["p95 / first"] == "2.00"
    assert beside["vectors, MB"] == "29"
    assert beside["memory grown / vectors"] == "2.1"
    assert beside["disk, MB"] == beside["disk a clause, KB"] == beside["disk / vectors"] == "–"


def test_aims_are_judged_at_the_largest_size_and_the_slowest_edit() -> None:
    costs = [cost(), cost(1_000, reindex=2.5, p95=90.0), cost(10_000, memory=250.0, p95=70.0, reindex=1.0)]
    assert [figure.is_exceeded for figure in table.aims(costs)] == [False, False, True]
    worse = [*costs, cost(100_000, memory=1000.0, p95=76.0)]
    assert [figure.is_exceeded for figure in table.aims(worse)] == [True, True, True]


def test_of_one_size_there_is_no_growth_to_judge() -> None:
    assert [figure.name.split()[0] for figure in table.aims([cost()])] == ["p95", "re-index"]


def test_the_record_keeps_every_line_and_gives_the_latest_of_each_size(tmp_path: Path) -> None:
    old, new, server = cost(p50=30.0), cost(p50=20.0), cost(store="server", server_memory=120.0)
    for one in (cost(1_000), old, server, new):
        record.append(one, tmp_path)
    assert record.latest(tmp_path) == [new, server, cost(1_000)]
    assert len((tmp_path / record.COSTS).read_text(encoding="utf-8").splitlines()) == 4


def test_the_chart_is_a_picture_small_enough_for_a_page(tmp_path: Path) -> None:
    costs = [cost(size, store=store) for size in (38, 1_000, 100_000) for store in ("embedded", "server")]
    draw_costs([*costs, cost(38, store="server", disk=None)], tmp_path / "growth.png")
    with Image.open(tmp_path / "growth.png") as picture:
        assert picture.size == (1000, 700)
        assert len(picture.getcolors() or ()) > 4  # not a blank page
    assert (tmp_path / "growth.png").stat().st_size < 60_000
