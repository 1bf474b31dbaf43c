"""Answers whose vectors are on a Chroma server or from an embedding server, as a person meets them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.pipeline import Pipeline
from assistant.settings import Settings
from index.builds import index_folder
from index.errors import IndexServerError
from index.vector_cache import FILE
from tests.chroma_server import RunningChroma
from tests.command import gsi
from tests.index.test_remote_embeddings import embedding
from tests.provider import KEY, answering, provider
from tests.shipped import GSI, forty_questions
from tests.test_commands import assert_one_line_error

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.real, pytest.mark.slow]

QUESTIONS = ["What is indivisible security?", "什么是安全不可分割原则？", "Chi ha vinto il campionato?"]


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningChroma]:
    server = RunningChroma(tmp_path_factory.mktemp("commands") / "data")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, chroma: RunningChroma, real_home: Path) -> Path:
    """A data directory without an index, which remembers what another one has embedded."""
    home = tmp_path_factory.mktemp("server-home")
    folder = index_folder(home, "gsi", chroma.address())
    folder.mkdir(parents=True)
    shutil.copy(index_folder(real_home, "gsi") / FILE, folder)
    return home


def test_gsi_ask_answers_from_a_server_as_from_a_folder(home: Path, real_home: Path, chroma: RunningChroma) -> None:
    here = gsi("ask", "--json", QUESTIONS[0], home=real_home)
    there = gsi("ask", "--json", QUESTIONS[0], home=home, GSI_CHROMA_URL=chroma.url)
    assert (there.returncode, there.stdout) == (0, here.stdout)
    status = json.loads(gsi("status", "--json", home=home, GSI_CHROMA_URL=chroma.url).stdout)
    assert (status["server"], status["probe"]) == (chroma.url, "passed")


def test_a_server_that_comes_and_goes_needs_no_restart_of_the_assistant(
    home: Path, chroma: RunningChroma, pipeline: Pipeline
) -> None:
    expected = [pipeline.ask(question).to_json() for question in QUESTIONS]
    remote = Pipeline.start(Settings(home=home, chroma_url=chroma.url))
    assert [remote.ask(question).to_json() for question in QUESTIONS] == expected
    chroma.kill()
    for question in QUESTIONS:
        with pytest.raises(IndexServerError, match="cannot be reached"):
            remote.ask(question)
    chroma.start()
    assert [remote.ask(question).to_json() for question in QUESTIONS] == expected
    chroma.empty()
    assert [remote.ask(question).to_json() for question in QUESTIONS] == expected
    remote.close()


def test_a_server_that_is_down_is_one_line_and_a_failed_probe(home: Path, chroma: RunningChroma) -> None:
    chroma.kill()
    try:
        asked = gsi("ask", QUESTIONS[0], home=home, GSI_CHROMA_URL=chroma.url, GSI_CHROMA_TOKEN=KEY)
        assert_one_line_error(asked, f"the Chroma server at {chroma.url} cannot be reached")
        assert KEY not in asked.stderr
        status = json.loads(gsi("status", "--json", home=home, GSI_CHROMA_URL=chroma.url).stdout)
        assert status["probe"].startswith(f"failed: the Chroma server at {chroma.url} cannot be reached")
    finally:
        chroma.start()


def test_with_another_embedder_it_answers_once_it_has_been_calibrated_and_changes_nothing_that_ships(tmp_path: Path) -> None:
    home, shipped = tmp_path / "home", (GSI / "calibration.json").read_bytes()
    questions = tmp_path / "forty.jsonl"
    questions.write_text("\n".join(question.model_dump_json() for question in forty_questions()), encoding="utf-8")
    with provider(embedding()) as running:
        other = {"GSI_EMBEDDER": "openai:bge-m3", "OPENAI_BASE_URL": running.address}
        asked = gsi("ask", QUESTIONS[0], home=home, **other)
        assert_one_line_error(asked, "no calibration was learned with the embedder openai:bge-m3/3; run: gsi calibrate")
        assert not home.exists()
        built = gsi("build", home=home, **other)
        assert built.returncode == 0
        assert "It cannot answer yet: no calibration" in built.stdout
        assert "none: no calibration" in gsi("status", home=home, **other).stdout
        learned = gsi("calibrate", "--questions", questions, home=home, **other)
        assert learned.returncode == 0, learned.stderr
        assert gsi("ask", QUESTIONS[0], home=home, **other).returncode in (0, 1)
        status = json.loads(gsi("status", "--json", home=home, **other).stdout)
        assert (status["calibration"]["kind"], status["calibration"]["questions"]) == ("own", "forty.jsonl")
    assert (GSI / "calibration.json").read_bytes() == shipped
    assert [path.name for path in (home / "calibrations" / "gsi").iterdir()] == ["openai-bge-m3-3"]


def test_an_embedding_server_that_refuses_is_one_line_without_the_key(tmp_path: Path) -> None:
    with provider(answering(401, KEY.encode())) as running:
        asked = gsi(
            "build", home=tmp_path, GSI_EMBEDDER="openai:bge-m3", OPENAI_BASE_URL=running.address, OPENAI_API_KEY=KEY
        )
    assert_one_line_error(asked, "refuses access; check OPENAI_API_KEY")
    assert KEY not in asked.stderr
