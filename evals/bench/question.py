"""The parts of ``make bench`` about one warm process: a question and its embedding, a clause, memory, the size."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from assistant.pipeline import Pipeline
from assistant.records import clause_record
from assistant.settings import Settings
from evals.bench.process import folder_size, python, seconds
from evals.bench.stages import Stage, stages
from index.builds import index_folder
from index.corpus import Corpus
from index.corpus_index import CorpusIndex
from index.references import resolve

_ROUNDS = 20


def question_costs(home: Path, questions: Sequence[str]) -> tuple[float, list[Stage]]:
    """A warm question over its embedding alone, medians of the two in turn; and what it is spent on."""
    pipeline = Pipeline.start(Settings(home=home))
    embedder = pipeline.index.embedder
    for question in questions:
        pipeline.ask(question)
    asked, alone = [], []
    for _ in range(_ROUNDS):
        for question in questions:
            alone.append(seconds(lambda question=question: embedder.get_query_embedding(question)))  # type: ignore[misc]
            asked.append(seconds(lambda question=question: pipeline.ask(question)))  # type: ignore[misc]
    split = stages(pipeline, questions, _ROUNDS)
    pipeline.close()
    return statistics.median(asked) / statistics.median(alone), split


def print_stages(split: Sequence[Stage]) -> None:
    """A Markdown table of ``split``."""
    print("\n| a warm question | ms, median | share |\n|---|---|---|")
    for stage in split:
        print(f"| {stage.name} | {stage.milliseconds:.2f} | {stage.share:.1%} |")


def clause_lookup(corpus: Corpus) -> float:
    """Milliseconds, median, from a written reference to the clause's record, with the text in memory."""
    edition = corpus.editions[corpus.manifest.default_language]
    ids = tuple(edition.clauses)

    def look_up(written: str) -> None:
        clause_record(edition, resolve(written, ids, corpus.reference_words).candidates[0])

    return 1000 * statistics.median(seconds(lambda id_=id_: look_up(edition.label(id_))) for id_ in ids * 5)  # type: ignore[misc]


def index_size(index: CorpusIndex, home: Path) -> tuple[float, float]:
    """KB on disk for a clause, with all that is kept to build again, and the same over the bytes of the vectors."""
    counts = index.manifest.counts.values()
    clauses, nodes = sum(count["clauses"] for count in counts), sum(sum(count.values()) for count in counts)
    size = folder_size(index_folder(home, index.corpus.name))
    dimensions = len(index.embed_question("1"))
    return size / 1024 / clauses, size / (4 * dimensions * nodes)


def warm_memory(home: Path, questions: Sequence[str]) -> float:
    """Peak resident memory in MB of a process that has answered every question."""
    script = (
        "import sys\n"
        "from assistant.pipeline import Pipeline\n"
        "from assistant.settings import load_settings\n"
        "from evals.bench.process import peak_memory\n"
        "pipeline = Pipeline.start(load_settings())\n"
        "for question in sys.argv[1:] * 3: pipeline.ask(question)\n"
        "print(peak_memory())\n"
    )
    return float(python(script, home, *questions))
