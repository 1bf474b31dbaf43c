"""The part of ``make bench`` that asks many questions of one process: ``gsi ask --batch`` on one core and on two."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from evals.bench.process import GSI

CORES = (1, 2)
_ROUNDS = 3
_ON_CORES = f"import os, sys; os.sched_setaffinity(0, map(int, sys.argv.pop(1).split(','))); {GSI}"


def batch_throughput(home: Path, questions: Sequence[str]) -> dict[int, float]:
    """Questions a second by number of cores, the median of some rounds; empty where a process cannot be given two cores.

    From the first answer to the last: starting and opening the index do not count.
    """
    if not hasattr(os, "sched_setaffinity") or len(os.sched_getaffinity(0)) < max(CORES):
        return {}
    cores = sorted(os.sched_getaffinity(0))
    file = home / "questions.jsonl"
    lines = [json.dumps({"id": number, "question": question}) for number, question in enumerate(questions)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    taken: dict[int, list[float]] = {count: [] for count in CORES}
    for _ in range(_ROUNDS):
        for count in CORES:
            taken[count].append(_pace(file, home, cores[:count]))
    return {count: statistics.median(paces) for count, paces in taken.items()}


def _pace(file: Path, home: Path, cores: Sequence[int]) -> float:
    with subprocess.Popen(
        [sys.executable, "-c", _ON_CORES, ",".join(map(str, cores)), "ask", "--batch", str(file), "--mode", "extractive"],
        env={**os.environ, "GSI_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout, "it is a pipe"
        printed = [time.perf_counter() for line in running.stdout if "status" in json.loads(line)]
    return (len(printed) - 1) / (printed[-1] - printed[0])
