"""``make bench``: speed as ratios measured in one run, each beside its limit, because absolute times differ by machine.

Every ratio alternates its two sides and compares medians, so that a machine that slows down slows both.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from assistant.llm import ChatModel
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from evals import bench_stock
from evals.bench_serving import crowd_ratio, first_paint
from evals.questions import load_questions
from index.build import open_or_build
from index.corpus import CORPORA, Corpus, load_corpus
from index.embeddings import E5Embedding
from index.library import question_file
from index.sentences import split_passages

QUESTIONS = tuple(question for edition in load_corpus().editions.values() for question in edition.manifest.starters)
_MAIN = "from evals.cli import main; main()"


def main() -> None:
    """Print each ratio beside its limit; exit code 1 if one is exceeded."""
    corpus = load_corpus()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        rows: list[tuple[str, float | None, float, str]] = [
            ("index build / embedding the same texts", _build_ratio(corpus, home), 1.3, "×"),
            ("warm question / embedding it alone, median", _question_ratio(home), 1.5, "×"),
            ("gsi ask cold / import chromadb, llama_index.core", _cold_ratio(home), 1.4, "×"),
            ("chain around a model that takes no time, median", _chain_overhead(home), 60.0, "ms"),
            ("20 people at once / one worker one after another", crowd_ratio(home, QUESTIONS), 1.3, "×"),
            ("gsi chat's address printed to starters painted", first_paint(home), 2.5, "s"),
            ("memory of a warm process", _warm_memory(home), 600.0, "MB"),
            ("gsi clause cold", _cold_seconds(["clause", "III.12"], home), 0.5, "s"),
        ]
    for name, value, limit, unit in rows:
        if value is None:
            print(f"{name:<52}  not measured: there is no Chromium")
        else:
            print(f"{name:<52} {value:8.2f} {unit:<2}  limit {limit:g} {unit}  {'ok' if value <= limit else 'EXCEEDED'}")
    _print_comparison(corpus)
    sys.exit(any(value is not None and value > limit for _, value, limit, _ in rows))


def _print_comparison(corpus: Corpus) -> None:
    """Beside LlamaIndex's stock parts, over the held-out questions."""
    with tempfile.TemporaryDirectory() as folder:
        pipeline = Pipeline.start(Settings(home=Path(folder)))
        questions = load_questions([question_file(CORPORA / corpus.name, "test")], corpus)
        measured = {
            "this assistant": bench_stock.assistant(pipeline, questions),
            "VectorStoreIndex + CitationQueryEngine": bench_stock.stock(pipeline, questions),
        }
        pipeline.close()
    print("\n| on the test questions | recall@1 | ms, median | citations that lead somewhere | with a verbatim quote |")
    print("|---|---|---|---|---|")
    for name, one in measured.items():
        resolved, quoted = one.resolved / one.citations, one.quoted / one.citations
        print(f"| {name} | {one.recall:.3f} | {one.latency:.0f} | {resolved:.2f} of {one.citations} | {quoted:.2f} |")


def _build_ratio(corpus: Corpus, home: Path) -> float:
    embedder = E5Embedding()
    texts = [clause.text for edition in corpus.editions.values() for clause in edition.clauses.values()]
    texts += [
        passage.text
        for edition in corpus.editions.values()
        for clause in edition.clauses.values()
        for passage in split_passages(clause)
    ]
    builds, plain = [], []
    for _ in range(3):
        plain.append(_seconds(lambda: embedder.get_text_embedding_batch(texts)))
        builds.append(_seconds(lambda: open_or_build(corpus, embedder, home, force=True).close()))
    return statistics.median(builds) / statistics.median(plain)


def _question_ratio(home: Path) -> float:
    pipeline = Pipeline.start(Settings(home=home))
    embedder = pipeline.index.embedder
    for question in QUESTIONS:
        pipeline.ask(question)
    ratios = []
    for _ in range(20):
        for question in QUESTIONS:
            alone = _seconds(lambda question=question: embedder.get_query_embedding(question))  # type: ignore[misc]
            asked = _seconds(lambda question=question: pipeline.ask(question))  # type: ignore[misc]
            ratios.append((asked, alone))
    pipeline.close()
    return statistics.median(asked for asked, _ in ratios) / statistics.median(alone for _, alone in ratios)


def _chain_overhead(home: Path) -> float:
    """Milliseconds that a worded answer takes beyond the quoted one, with a server on loopback that streams at once.

    The server runs in this process and shares its cores, so the figure is an upper bound.
    """
    drafts: list[str] = []

    class Instant(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            pieces = [drafts[-1][at : at + 4] for at in range(0, len(drafts[-1]), 4)]  # about a token each
            for piece in [*pieces, ""]:
                choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None if piece else "stop"}
                event = {"id": "x", "object": "chat.completion.chunk", "choices": [choice]}
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.close_connection = True

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Instant)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = Settings(home=home, openai_base_url=f"http://127.0.0.1:{server.server_port}/v1")
    pipeline = Pipeline.start(settings, model=ChatModel.connect(settings))
    differences = []
    for _ in range(10):
        for question in QUESTIONS:
            answer = pipeline.ask(question, mode="extractive")
            cited = [citation for statement in answer.statements for citation in statement.citations]
            items = [{"clause": item.clause.id, "quote": item.quote, "text": item.quote} for item in cited]
            drafts.append(json.dumps({"statements": items}))
            quoted = _seconds(lambda question=question: pipeline.ask(question, mode="extractive"))  # type: ignore[misc]
            worded = _seconds(lambda question=question: pipeline.ask(question, mode="llm"))  # type: ignore[misc]
            differences.append(worded - quoted)
    pipeline.close()
    server.shutdown()
    return 1000 * statistics.median(differences)


def _cold_ratio(home: Path) -> float:
    asks, imports = [], []
    for _ in range(5):
        imports.append(_seconds(lambda: _python("import chromadb, llama_index.core", home)))
        asks.append(_seconds(lambda: _python(_MAIN, home, "ask", QUESTIONS[0])))
    return statistics.median(asks) / statistics.median(imports)


def _cold_seconds(arguments: list[str], home: Path) -> float:
    return statistics.median(_seconds(lambda: _python(_MAIN, home, *arguments)) for _ in range(5))


def _warm_memory(home: Path) -> float:
    """Peak resident memory in MB of a process that has answered every question."""
    script = (
        "import resource, sys\n"
        "from evals.bench import QUESTIONS\n"
        "from assistant.pipeline import Pipeline\n"
        "from assistant.settings import load_settings\n"
        "pipeline = Pipeline.start(load_settings())\n"
        "for question in QUESTIONS * 3: pipeline.ask(question)\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(peak / (2**20 if sys.platform == 'darwin' else 2**10))\n"
    )
    return float(_python(script, home))


def _python(code: str, home: Path, *arguments: str) -> str:
    environment = {**os.environ, "GSI_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
