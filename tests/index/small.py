"""A corpus of a few clauses whose index is built in a moment, ways to look into an index, and ways to run elsewhere."""

from __future__ import annotations

import dataclasses
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from index.backends import ChromaServer
from index.build import open_or_build
from index.builds import CURRENT, index_folder
from index.corpus import Corpus, Edition, load_corpus
from index.corpus_index import CorpusIndex
from index.errors import GsiError
from index.text import terms
from tests.fakes import FakeEmbedding

ROOT = Path(__file__).parents[2]
GUARD_SECONDS = 120  # stops a hang from stopping the whole run; nothing comes near it
Found = dict[str, list[tuple[str, float]]]


def small_corpus() -> Corpus:
    """The first four clauses of every edition."""
    whole = load_corpus()
    editions = {
        language: Edition.of(edition.manifest, [*edition.clauses.values()][:4])
        for language, edition in whole.editions.items()
    }
    return Corpus(whole.manifest, editions)


def reworded(corpus: Corpus, clause: str, text: str) -> Corpus:
    """``corpus`` with another English wording of ``clause``."""
    edition = corpus.editions["en"]
    clauses = tuple(
        dataclasses.replace(old, text=text, paragraphs=((0, len(text)),)) if old.id == clause else old
        for old in edition.clauses.values()
    )
    changed = Edition.of(edition.manifest, clauses)
    return Corpus(corpus.manifest, corpus.editions | {"en": changed})


def found(index: CorpusIndex, question: str = "security 安全 sicurezza") -> Found:
    """What ``index`` finds, by collection, and the lexical scores; equal for equal indexes."""
    vector = index.embed_question(question)
    out = {}
    for language, edition in index.corpus.editions.items():
        for kind in ("clauses", "sentences"):
            near = index.store.nearest(kind, language, vector, 10)
            out[f"{kind} {language}"] = [(id_, round(similarity, 4)) for id_, similarity in near]
        clauses = list(edition.clauses.values())
        scores = index.lexical[language].scores(terms(clauses[0].text, language))
        out[f"words {language}"] = [(clause.id, float(score)) for clause, score in zip(clauses, scores, strict=True)]
    return out


def current(home: Path) -> Path:
    """The build in use, by reading ``current`` alone."""
    folder = index_folder(home, "gsi")
    return folder / (folder / CURRENT).read_text(encoding="utf-8")


def builds(home: Path) -> list[Path]:
    return sorted(index_folder(home, "gsi").glob("build-*"))


def database(home: Path) -> Path:
    return current(home) / "vectors" / "chroma.sqlite3"


class Opened:
    """What a person gets who starts with ``home``: an answer and lines that tell of it, or an error."""

    def __init__(
        self,
        home: Path,
        corpus: Corpus | None = None,
        server: ChromaServer | None = None,
        embedder: FakeEmbedding | None = None,
    ) -> None:
        self.lines: list[str] = []
        self.answer: Found | None = None
        self.error: GsiError | None = None
        used = embedder or FakeEmbedding()
        try:
            index = open_or_build(corpus or small_corpus(), used, home, server, notify=self.lines.append)
        except GsiError as error:
            self.error = error
        else:
            self.answer = found(index)
            index.close()


PRELUDE = """
import json, os, signal, sys
from pathlib import Path
from index.backends import ChromaServer
from index.backends import ChromaServer
from index.build import open_or_build
from index.errors import GsiError
from tests.fakes import FakeEmbedding
from tests.index.small import found, small_corpus
home = Path(sys.argv[1])
def say(**values):
    print(json.dumps(values), flush=True)
"""


def start(script: str, *arguments: Path | str, prelude: str = PRELUDE) -> subprocess.Popen[str]:
    """Run ``script`` in another process; it hears by ``sys.stdin`` and tells by ``say``."""
    command = [sys.executable, "-c", prelude + script, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
        # A shell's background job ignores Ctrl-C, and so would everything that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next thing that ``process`` says."""
    line = _stream(process.stdout).readline()
    assert line, _stream(process.stderr).read()
    return json.loads(line)


def finished(process: subprocess.Popen[str]) -> str:
    """What ``process`` wrote to stderr until its end."""
    _, errors = process.communicate(timeout=GUARD_SECONDS)
    return errors


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
