"""What ``make bench`` leaves in ``bench-run/``: every cost as a line of JSON, and the chart of the latest of each size.

Lines are only ever added, so that sizes measured on different days are drawn together; remove the folder to begin anew.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from evals.bench.costs import Cost

FOLDER = Path("bench-run")
COSTS, CHART = "costs.jsonl", "growth.png"


def append(cost: Cost, folder: Path = FOLDER) -> None:
    """Add ``cost`` to the record in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / COSTS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(dataclasses.asdict(cost)) + "\n")


def latest(folder: Path = FOLDER) -> list[Cost]:
    """The latest cost of each text, store and size in the record in ``folder``, smallest first."""
    lines = (folder / COSTS).read_text(encoding="utf-8").splitlines()
    costs = [Cost(**json.loads(line)) for line in lines]
    distinct = {(cost.text, cost.store, cost.clauses): cost for cost in costs}
    return sorted(distinct.values(), key=lambda cost: cost.clauses)


def draw(folder: Path = FOLDER) -> Path:
    """Draw the chart of ``latest`` into ``folder``; its path."""
    from evals.bench.chart import draw_costs

    draw_costs(latest(folder), folder / CHART)
    print(f"\nChart: {folder / CHART}")
    return folder / CHART


if __name__ == "__main__":
    draw()
