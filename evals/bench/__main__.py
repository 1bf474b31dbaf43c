"""``make bench``: speed as ratios measured in one run, each beside its limit, because absolute times differ by machine.

Every ratio alternates its two sides and compares medians, so that a machine that slows down slows both. Then come what a
question is spent on, LlamaIndex's stock parts on the same work, and how cost grows with the text; the last is drawn too.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.pipeline import Pipeline
from assistant.settings import Settings
from evals.bench import record, stock
from evals.bench.batch import batch_throughput
from evals.bench.chain import chain_overhead
from evals.bench.editions import editions_table
from evals.bench.growth import SIZES, growth
from evals.bench.process import GSI, python, seconds
from evals.bench.question import clause_lookup, index_size, print_stages, question_costs, warm_memory
from evals.bench.serving import crowd_ratio, first_paint
from evals.bench.table import Figure
from evals.questions import Question, load_questions
from index.build import open_or_build
from index.corpus import CORPORA, Corpus, load_corpus
from index.embeddings import E5Embedding
from index.library import question_file
from index.sentences import split_passages

_BATCH = 50
"""Questions of each language in a batch."""


def main(sizes: Sequence[int]) -> None:
    """Print every figure beside its limit; exit code 1 if one is exceeded."""
    corpus = load_corpus()
    questions = load_questions([question_file(CORPORA / corpus.name, "test")], corpus)
    is_good = True
    with tempfile.TemporaryDirectory() as folder:
        starters = [question for edition in corpus.editions.values() for question in edition.manifest.starters]
        ratio, split = question_costs(Path(folder), starters)
        for figure in itertools.chain(
            [Figure("warm question / embedding it alone, median", ratio, "×", 1.3)],
            _figures(corpus, starters, Path(folder)),
            _batch(corpus, questions, Path(folder)),
        ):
            print(figure, flush=True)
            is_good &= not figure.is_exceeded
        print_stages(split)
        _print_comparison(questions, Path(folder))
    print("\nReal text, embedded for real:\n")
    editions_table()
    print("\nMade-up clauses, random vectors:\n")
    is_good &= growth(sizes)
    record.draw()
    sys.exit(not is_good)


def _figures(corpus: Corpus, starters: Sequence[str], home: Path) -> Iterator[Figure]:
    index = open_or_build(corpus, E5Embedding(), home)
    kilobytes, over_vectors = index_size(index, home)  # before another build stands beside it
    index.close()
    yield Figure("index on disk, a clause", kilobytes, "KB")
    yield Figure("index on disk / its vectors' own bytes", over_vectors, "×")
    yield Figure("index build / embedding the same texts", _build_ratio(corpus, home), "×", 1.3)
    yield Figure("gsi ask cold / import chromadb, llama_index.core", _cold_ratio(home, starters[0]), "×", 1.4)
    yield Figure("chain around a model that takes no time, median", chain_overhead(home, starters), "ms", 60.0)
    yield Figure("20 people at once / one worker one after another", crowd_ratio(home, starters), "×", 1.3)
    painted = first_paint(home)
    yield Figure("gsi chat's address printed to starters painted", painted, "s", 2.5, "there is no Chromium")
    yield Figure("memory of a warm process", warm_memory(home, starters), "MB", 600.0)
    yield Figure("gsi clause cold", _clause_cold(home), "s", 0.5)
    yield Figure("clause lookup warm", clause_lookup(corpus), "ms", 1.0)


def _batch(corpus: Corpus, questions: Sequence[Question], home: Path) -> Iterator[Figure]:
    asked = [question.question[language] for language in corpus.languages for question in questions[:_BATCH]]
    paces = batch_throughput(home, asked)
    why = "a process cannot be given cores here"
    yield Figure("gsi ask --batch on 1 core", paces.get(1), "questions/s", why=why)
    yield Figure("gsi ask --batch on 2 cores", paces.get(2), "questions/s", why=why)
    yield Figure("gsi ask --batch, 2 cores / 1 core", paces[2] / paces[1] if paces else None, "×", why=why)


def _print_comparison(questions: Sequence[Question], home: Path) -> None:
    """Beside LlamaIndex's stock parts, over the held-out questions."""
    pipeline = Pipeline.start(Settings(home=home))
    measured = {
        "this assistant": stock.assistant(pipeline, questions),
        "VectorStoreIndex + CitationQueryEngine": stock.stock(pipeline, questions),
    }
    pipeline.close()
    print("\n| on the test questions | recall@1 | ms, median | citations that lead somewhere | with a verbatim quote |")
    print("|---|---|---|---|---|")
    for name, one in measured.items():
        resolved, quoted = one.resolved / one.citations, one.quoted / one.citations
        print(f"| {name} | {one.recall:.3f} | {one.latency:.0f} | {resolved:.2f} of {one.citations} | {quoted:.2f} |")


def _build_ratio(corpus: Corpus, home: Path) -> float:
    embedder = E5Embedding()
    clauses = [clause for edition in corpus.editions.values() for clause in edition.clauses.values()]
    texts = [clause.text for clause in clauses]
    texts += [passage.text for clause in clauses for passage in split_passages(clause)]
    builds, plain = [], []
    for _ in range(3):
        plain.append(seconds(lambda: embedder.get_text_embedding_batch(texts)))
        builds.append(seconds(lambda: open_or_build(corpus, embedder, home, force=True).close()))
    return statistics.median(builds) / statistics.median(plain)


def _cold_ratio(home: Path, question: str) -> float:
    asks, imports = [], []
    for _ in range(5):
        imports.append(seconds(lambda: python("import chromadb, llama_index.core", home)))
        asks.append(seconds(lambda: python(GSI, home, "ask", question)))
    return statistics.median(asks) / statistics.median(imports)


def _clause_cold(home: Path) -> float:
    return statistics.median(seconds(lambda: python(GSI, home, "clause", "III.12")) for _ in range(5))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
