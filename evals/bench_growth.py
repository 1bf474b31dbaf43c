"""The part of ``make bench`` that shows how cost grows with the corpus: ``python -m evals.bench_growth [SIZE ...]``.

A corpus of a given number of clauses is made of words of the default corpus, with vectors of random directions in place of
passages' own (embedding 100,000 clauses would take hours and shows nothing here). Questions are embedded for real. Building
and asking run in processes of their own, so that the memory is theirs alone. With ``GSI_CHROMA_URL`` the vectors are on that
server.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from assistant.calibration import GENERAL, load_calibration
from assistant.pipeline import Pipeline
from assistant.settings import load_settings
from index.build import open_or_build
from index.corpus import load_corpus
from index.embeddings import E5Embedding

SIZES = (100, 1_000, 10_000)
_DIMENSIONS, _WORDS_A_CLAUSE, _ROUNDS = 384, 30, 12
_MEGABYTE = 2**20
_COLUMNS = (
    "clauses", "nodes/s built", "opening, s", "question p50, ms", "p95, ms", "p50 / embedding", "p95 / first", "memory, MB",
    "disk, MB", "vectors, MB",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """What ``clauses`` cost: seconds to build and to open, milliseconds a question (median and 95th percentile) and of its
    embedding alone (median), megabytes of memory while asking and on disk, and megabytes of the vectors themselves."""

    clauses: int
    build: float
    nodes: int
    open: float
    p50: float
    p95: float
    embedding: float
    memory: float
    disk: float
    vectors: float


class SyntheticEmbedding(BaseEmbedding):
    """Random directions for texts, the same for the same text; real vectors for questions."""

    _questions: E5Embedding = PrivateAttr(default_factory=E5Embedding)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(model_name="synthetic", embed_batch_size=256, **kwargs)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._questions.get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).standard_normal(_DIMENSIONS)
        return list(vector / np.linalg.norm(vector))

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def measured(clauses: int, home: Path) -> Cost:
    """The cost of a corpus of ``clauses``, whose index is made below ``home``."""
    write_corpus(clauses, home / "text")
    building = _in_a_process("build", home)
    return Cost(clauses=clauses, **building, **_in_a_process("ask", home))


def write_corpus(clauses: int, folder: Path) -> None:
    """A corpus of one edition with ``clauses`` numbered clauses, the same for the same number."""
    known = load_corpus().editions["en"].clauses.values()
    vocabulary = sorted({word for clause in known for word in clause.text.split() if word.isalpha()})
    chance = random.Random(clauses)
    folder.mkdir(parents=True)
    lines = (f"{n}. {' '.join(chance.choices(vocabulary, k=_WORDS_A_CLAUSE))}." for n in range(1, clauses + 1))
    (folder / "en.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "corpus.toml").write_text(
        'name = "growth"\ndefault_language = "en"\nlevels = { clause = "1" }\n\n[[editions]]\nlanguage = "en"\n'
        'file = "en.txt"\ntitle = "Growth"\nstatus = "official"\nsource = "made for measuring"\n'
        'numbering = { clause = "1." }\n',
        encoding="utf-8",
    )


def _in_a_process(task: str, home: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "evals.bench_growth", task, str(home)],
        env={**os.environ, "GSI_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def _build(home: Path) -> dict[str, float]:
    corpus, embedder = load_corpus(home / "text"), SyntheticEmbedding()
    start = time.perf_counter()
    index = open_or_build(corpus, embedder, home, load_settings().chroma_server)
    seconds = time.perf_counter() - start
    nodes = sum(sum(counts.values()) for counts in index.manifest.counts.values())
    disk = index.size() / _MEGABYTE
    index.close()
    return {"build": seconds, "nodes": nodes, "disk": disk, "vectors": nodes * _DIMENSIONS * 4 / _MEGABYTE}


def _ask(home: Path) -> dict[str, float]:
    corpus, embedder, settings = load_corpus(home / "text"), SyntheticEmbedding(), load_settings()
    start = time.perf_counter()
    index = open_or_build(corpus, embedder, home, settings.chroma_server)
    opening = time.perf_counter() - start
    pipeline = Pipeline(index, load_calibration(GENERAL), settings)
    questions = load_corpus().editions["en"].manifest.starters
    asked, alone = [], []
    for number in range(_ROUNDS + 1):
        for question in questions:
            start = time.perf_counter()
            embedder.get_query_embedding(question)
            middle = time.perf_counter()
            pipeline.ask(question, "en")
            if number:  # the first round warms up
                asked.append(1000 * (time.perf_counter() - middle))
                alone.append(1000 * (middle - start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (_MEGABYTE if sys.platform == "darwin" else 1024)
    pipeline.close()
    p50, p95 = np.percentile(asked, [50, 95])
    return {"open": opening, "p50": float(p50), "p95": float(p95), "embedding": float(np.median(alone)), "memory": peak}


def main(arguments: list[str]) -> None:
    """Measure corpora of the given sizes, print a line a size as a Markdown table."""
    if arguments and arguments[0] in ("build", "ask"):
        print(json.dumps({"build": _build, "ask": _ask}[arguments[0]](Path(arguments[1]))))
        return
    costs = []
    print(f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}")
    for size in [int(argument) for argument in arguments] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            cost = measured(size, Path(folder))
        costs.append(cost)
        print(
            f"| {cost.clauses:,} | {cost.nodes / cost.build:,.0f} | {cost.open:.1f} | {cost.p50:.0f} | {cost.p95:.0f} | "
            f"{cost.p50 / cost.embedding:.2f} | {cost.p95 / costs[0].p95:.2f} | {cost.memory:.0f} | {cost.disk:.0f} | "
            f"{cost.vectors:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
