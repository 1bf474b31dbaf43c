"""What a corpus costs when it is built, opened, asked and edited: the measurements behind the tables of growth.

Each step runs in a process of its own (``python -m evals.bench.costs STEP FOLDER EMBEDDER``), so that its memory is its own.
The folder holds the text in ``text`` and is the data directory. With ``GSI_CHROMA_URL`` the vectors are on that server.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding

from assistant.calibration import GENERAL, load_calibration
from assistant.pipeline import Pipeline
from assistant.settings import load_settings
from evals.bench.chroma import RunningChroma
from evals.bench.process import MEGABYTE, folder_size, in_a_process, peak_memory
from evals.bench.stages import StageRecorder
from evals.bench.synthetic import SyntheticEmbedding
from index.build import open_or_build
from index.builds import index_folder
from index.corpus import Corpus, load_corpus
from index.corpus_index import CorpusIndex
from index.embeddings import E5Embedding

ROUNDS = 30
_EMBEDDERS = {"e5": E5Embedding, "synthetic": SyntheticEmbedding}
_EMBEDDING = "embedding"


@dataclass(frozen=True)
class Cost:
    """What a corpus cost.

    Seconds: ``build``, of which ``embedding``; ``reading`` the text; ``opening`` the index; ``reindex`` after one clause was
    edited. Milliseconds a question: ``p50``, ``p95``, and ``question_embedding`` of its embedding alone (median);
    ``edited_p50`` is the median after that edit, when vectors are looked for in two places. Megabytes:
    ``memory`` is the peak of the process that asks, ``server_memory`` that of the server meanwhile, ``building_memory`` that
    of the process that builds; ``disk`` is all that is kept, ``vectors`` are the vectors themselves. On a server that was
    not started here neither can be seen: ``server_memory`` and ``disk`` are None then.
    """

    text: str
    store: str
    editions: int
    clauses: int
    nodes: int
    dimensions: int
    build: float
    embedding: float
    building_memory: float
    opening: float
    p50: float
    p95: float
    question_embedding: float
    memory: float
    server_memory: float | None
    disk: float | None
    reading: float
    reindex: float
    edited_p50: float

    @property
    def vectors(self) -> float:
        return self.nodes * self.dimensions * 4 / MEGABYTE


def measured(text: str, home: Path, embedder: str, server: RunningChroma | None = None) -> Cost:
    """The cost of the corpus in ``home / "text"``; ``text`` says what it is. ``server`` is one to start and stop for it."""
    environment = {"GSI_CHROMA_URL": server.url} if server else {}
    is_elsewhere = server is None and load_settings().chroma_server is not None

    def step(name: str) -> dict[str, Any]:
        return in_a_process("evals.bench.costs", home, name, str(home), embedder, environment=environment)

    if server:
        server.start()
    try:
        built = step("build")
        if server:
            built["disk"] += server.disk()
            server.restart()  # what building took is none of asking's memory
        asked = step("ask")
        server_memory = server.peak_memory() if server else None
        edited = step("edit")
    finally:
        if server:
            server.stop()
    if is_elsewhere:
        built["disk"] = None
    store = "server" if server or is_elsewhere else "embedded"
    return Cost(text=text, store=store, server_memory=server_memory, **built, **asked, **edited)


def _build(home: Path, embedder: BaseEmbedding) -> dict[str, Any]:
    corpus, server, recorder = _corpus(home), load_settings().chroma_server, StageRecorder()
    start = time.perf_counter()
    with recorder.at([(_EMBEDDING, type(embedder), "get_text_embedding_batch")]):
        index = open_or_build(corpus, embedder, home, server)
    seconds = time.perf_counter() - start
    counts = index.manifest.counts.values()
    index.close()
    return {
        "editions": len(corpus.editions),
        "clauses": sum(count["clauses"] for count in counts),
        "nodes": sum(sum(count.values()) for count in counts),
        "dimensions": len(embedder.get_query_embedding("1")),
        "build": seconds,
        "embedding": recorder.seconds[_EMBEDDING],
        "building_memory": peak_memory(),
        "disk": folder_size(index_folder(home, corpus.name, server)) / MEGABYTE,
    }


def _ask(home: Path, embedder: BaseEmbedding) -> dict[str, Any]:
    corpus, server = _corpus(home), load_settings().chroma_server
    start = time.perf_counter()
    index = CorpusIndex.open(corpus, embedder, index_folder(home, corpus.name, server), server)
    opening = time.perf_counter() - start
    asked, alone = _asked(index)
    p50, p95 = np.percentile(asked, [50, 95])
    return {
        "opening": opening,
        "p50": float(p50),
        "p95": float(p95),
        "question_embedding": float(np.median(alone)),
        "memory": peak_memory(),
    }


def _edit(home: Path, embedder: BaseEmbedding) -> dict[str, Any]:
    edition = next(iter(_corpus(home).editions.values()))
    file = home / "text" / edition.manifest.file
    text = file.read_text(encoding="utf-8").rstrip()
    file.write_text(f"{text[:-1]} 1948{text[-1]}\n", encoding="utf-8")
    start = time.perf_counter()
    corpus = _corpus(home)
    read = time.perf_counter()
    index = open_or_build(corpus, embedder, home, load_settings().chroma_server)
    end = time.perf_counter()
    asked, _ = _asked(index)
    return {"reading": read - start, "reindex": end - read, "edited_p50": float(np.median(asked))}


def _asked(index: CorpusIndex) -> tuple[list[float], list[float]]:
    """Milliseconds for every starter question of the first edition, and for its embedding alone; closes ``index``."""
    pipeline = Pipeline(index, load_calibration(GENERAL), load_settings())
    first = next(iter(index.corpus.editions.values()))
    asked, alone = [], []
    for number in range(ROUNDS + 1):
        for question in first.manifest.starters:
            start = time.perf_counter()
            index.embedder.get_query_embedding(question)
            middle = time.perf_counter()
            pipeline.ask(question, first.language)
            if number:  # the first round warms up
                asked.append(1000 * (time.perf_counter() - middle))
                alone.append(1000 * (middle - start))
    pipeline.close()
    return asked, alone


def _corpus(home: Path) -> Corpus:
    # The largest file of a corpus is limited for the sake of people who give the wrong one.
    with mock.patch("index.source.LARGEST_FILE", sys.maxsize):
        return load_corpus(home / "text")


def main(step: str, home: str, embedder: str) -> None:
    """Do one step and print what it took as JSON."""
    steps = {"build": _build, "ask": _ask, "edit": _edit}
    print(json.dumps(steps[step](Path(home), _EMBEDDERS[embedder]())))


if __name__ == "__main__":
    main(*sys.argv[1:])
