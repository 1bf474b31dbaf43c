"""Shared fixtures: the real corpus, a small fake index, and one real pipeline for the whole session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.pipeline import Pipeline
from assistant.settings import Settings
from index.build import open_or_build
from index.corpus import CORPORA, DEFAULT_CORPUS, Corpus, load_corpus
from index.corpus_index import CorpusIndex
from tests.chroma_server import RunningChroma
from tests.fakes import FakeEmbedding

LANGUAGES = ("zh", "en", "it")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("GSI_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GSI_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture
def corpus_folder(tmp_path: Path) -> Path:
    """A copy of the concept paper's folder that a test may damage. Recorded hashes are taken out of its manifest."""
    folder = tmp_path / "corpora" / DEFAULT_CORPUS
    shutil.copytree(CORPORA / DEFAULT_CORPUS, folder)
    manifest = folder / "corpus.toml"
    lines = manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    manifest.write_text("".join(line for line in lines if not line.startswith("sha256")), encoding="utf-8")
    return folder


@pytest.fixture
def fake_index(corpus: Corpus, tmp_path: Path) -> Iterator[CorpusIndex]:
    index = open_or_build(corpus, FakeEmbedding(), tmp_path / "home")
    yield index
    index.close()


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a real index in it, built once for all processes that run tests; treat it as read-only."""
    session = tmp_path_factory.getbasetemp()
    home = (session.parent if "PYTEST_XDIST_WORKER" in os.environ else session) / "real-home"
    Pipeline.start(Settings(home=home)).close()
    return home


@pytest.fixture(scope="session")
def pipeline(real_home: Path) -> Iterator[Pipeline]:
    """The whole assistant with the real embedder."""
    running = Pipeline.start(Settings(home=real_home))
    yield running
    running.close()


@pytest.fixture(scope="session")
def running_chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningChroma]:
    """One Chroma server for the whole session; tests that stop it use their own."""
    server = RunningChroma(tmp_path_factory.mktemp("chroma") / "data")
    server.start()
    yield server
    server.kill()
