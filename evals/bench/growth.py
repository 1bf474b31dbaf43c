"""The part of ``make bench`` that shows how cost grows with the corpus: ``python -m evals.bench.growth [SIZE ...]``.

Made-up clauses with vectors of random directions; questions are embedded for real. With ``--server`` the vectors are on a
Chroma server that is started for it, with ``GSI_CHROMA_URL`` on that one, whose memory and disk cannot be seen from here.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from evals.bench import record, table
from evals.bench.chroma import RunningChroma
from evals.bench.costs import Cost, measured
from evals.bench.synthetic import write_corpus

SIZES = (38, 1_000, 10_000)
MADE_UP = "made-up clauses"


def growth(sizes: Sequence[int] = SIZES, *, on_server: bool = False) -> bool:
    """Measure corpora of ``sizes`` clauses, print a line a size as a Markdown table, and record each.

    Whether all aims are met.
    """
    costs: list[Cost] = []
    print(table.heading(table.GROWTH), flush=True)
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            write_corpus(size, home / "text")
            costs.append(measured(MADE_UP, home, "synthetic", RunningChroma(home / "server") if on_server else None))
        record.append(costs[-1])
        print(table.line(table.GROWTH, costs[-1], costs[0]), flush=True)
    figures = [*table.aims(costs)]
    print("", *figures, sep="\n")
    return not any(figure.is_exceeded for figure in figures)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how cost grows with the number of clauses.")
    parser.add_argument("sizes", type=int, nargs="*", help=f"clauses; by default {' '.join(map(str, SIZES))}")
    parser.add_argument("--server", action="store_true", help="start a Chroma server and keep the vectors there")
    arguments = parser.parse_args()
    is_good = growth(arguments.sizes or SIZES, on_server=arguments.server)
    record.draw()
    sys.exit(not is_good)


if __name__ == "__main__":
    main()
