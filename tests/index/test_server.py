"""An index whose vectors are on a Chroma server: whatever happens to the server, an answer is right or there is none."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import chromadb
import pytest
from chromadb.config import Settings as ChromaSettings
from pydantic import SecretStr

from index.backends import ChromaServer
from index.build import open_or_build
from index.builds import index_folder
from index.corpus_index import CorpusIndex
from index.errors import IndexServerError, IndexStoreError, SettingsError, StaleIndexError
from index.index_manifest import IndexManifest
from index.store import server as module
from tests.chroma_server import RunningChroma
from tests.fakes import FakeEmbedding
from tests.gateway import TOKEN, gateway
from tests.index.small import Found, Opened, finished, found, reworded, small_corpus, start, told

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]

CORPUS = small_corpus()
FINGERPRINT = IndexManifest.wanted(CORPUS, FakeEmbedding()).fingerprint
DATA = re.compile(rf"gsi-{FINGERPRINT[:12]}-([a-z0-9_]+)-(clauses|sentences)-(zh|en|it)")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningChroma]:
    """A server of these tests' own, which they stop as they like."""
    server = RunningChroma(tmp_path_factory.mktemp("own") / "data")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def chroma(running: RunningChroma) -> Iterator[RunningChroma]:
    """The server with nothing on it, and running again after the test."""
    client = connected(running)
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    yield running
    running.restart_if_down()


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What an embedded index finds."""
    opened = Opened(tmp_path_factory.mktemp("embedded") / "home", CORPUS)
    assert opened.answer
    return opened.answer


def connected(running: RunningChroma) -> Any:
    return chromadb.HttpClient("127.0.0.1", running.port, settings=ChromaSettings(anonymized_telemetry=False))


def names(running: RunningChroma) -> list[str]:
    return sorted(collection.name for collection in connected(running).list_collections())


def builds(running: RunningChroma) -> set[str]:
    return {match[1] for name in names(running) if (match := DATA.fullmatch(name))}


def opened(home: Path, running: RunningChroma, **options: Any) -> CorpusIndex:
    return open_or_build(CORPUS, FakeEmbedding(), home, running.address(**options))


def test_an_index_on_a_server_finds_what_an_embedded_one_does(home: Path, chroma: RunningChroma, answer: Found) -> None:
    first = Opened(home, CORPUS, chroma.address())
    assert (first.answer, first.lines) == (answer, [])
    again = FakeEmbedding()
    assert Opened(home, CORPUS, chroma.address(), again).answer == answer
    assert again.texts == []
    assert len(names(chroma)) == 1 + 2 * 3
    assert len(builds(chroma)) == 1


def test_the_manifest_lies_with_the_data(home: Path, chroma: RunningChroma) -> None:
    opened(home, chroma).close()
    said = connected(chroma).get_collection(f"gsi-{FINGERPRINT[:12]}", embedding_function=None).metadata
    manifest = IndexManifest.model_validate_json(said["manifest"])
    assert manifest.fingerprint == said["fingerprint"] == FINGERPRINT
    assert (manifest.embedder, manifest.corpus_fingerprint) == ("fake-words", CORPUS.fingerprint)
    assert said["build"] in builds(chroma)


def test_another_machine_takes_over_the_vectors_and_embeds_nothing(
    tmp_path: Path, chroma: RunningChroma, answer: Found
) -> None:
    opened(tmp_path / "one", chroma).close()
    before, embedder = names(chroma), FakeEmbedding()
    assert Opened(tmp_path / "two", CORPUS, chroma.address(), embedder).answer == answer
    assert embedder.texts == []
    assert names(chroma) == before


def test_two_embedders_have_builds_of_their_own_and_never_mix(tmp_path: Path, chroma: RunningChroma, answer: Found) -> None:
    other = FakeEmbedding("another")
    assert Opened(tmp_path / "one", CORPUS, chroma.address()).answer == answer
    assert Opened(tmp_path / "two", CORPUS, chroma.address(), other).answer == answer
    assert other.texts
    assert len(names(chroma)) == 2 * (1 + 2 * 3)
    assert Opened(tmp_path / "one", CORPUS, chroma.address()).lines == []


def test_a_server_and_a_folder_do_not_get_in_each_others_way(home: Path, chroma: RunningChroma) -> None:
    opened(home, chroma).close()
    assert Opened(home, CORPUS).lines == []
    assert Opened(home, CORPUS, chroma.address()).lines == []
    assert index_folder(home, "gsi") != index_folder(home, "gsi", chroma.address())


def test_an_edited_clause_is_all_that_is_embedded_again(home: Path, chroma: RunningChroma) -> None:
    opened(home, chroma).close()
    embedder = FakeEmbedding()
    edited = Opened(home, reworded(CORPUS, "I.p1", "Nothing but security."), chroma.address(), embedder)
    assert edited.answer
    assert set(embedder.texts) == {"Nothing but security."}


# What happens to the server.


def test_down_at_the_start_is_one_line_and_no_restart_is_needed_afterwards(
    home: Path, chroma: RunningChroma, answer: Found
) -> None:
    chroma.kill()
    down = Opened(home, CORPUS, chroma.address())
    assert isinstance(down.error, IndexServerError)
    assert re.fullmatch(r"the Chroma server at http://127.0.0.1:\d+ cannot be reached: .+", str(down.error))
    chroma.start()
    assert Opened(home, CORPUS, chroma.address()).answer == answer


def test_down_when_a_good_index_is_opened_rebuilds_nothing(home: Path, chroma: RunningChroma, answer: Found) -> None:
    opened(home, chroma).close()
    before = names(chroma)
    chroma.kill()
    down = Opened(home, CORPUS, chroma.address())
    assert isinstance(down.error, IndexServerError)
    assert down.lines == []
    chroma.start()
    up = Opened(home, CORPUS, chroma.address())
    assert (up.answer, up.lines) == (answer, [])
    assert names(chroma) == before


def test_killed_under_an_open_index_and_started_again_the_same_handle_answers(
    home: Path, chroma: RunningChroma, answer: Found
) -> None:
    index = opened(home, chroma)
    question = index.embed_question("security")
    chroma.kill()
    with pytest.raises(IndexServerError, match="cannot be reached"):
        index.store.nearest("clauses", "it", question, 3)
    chroma.start()
    assert found(index) == answer
    index.close()


def test_a_server_that_hangs_is_left_after_the_deadline(home: Path, chroma: RunningChroma, answer: Found) -> None:
    opened(home, chroma).close()
    index = opened(home, chroma, deadline=1.0)
    question = index.embed_question("security")
    chroma.freeze()
    with pytest.raises(IndexServerError, match="no answer within 1 seconds"):
        index.store.nearest("clauses", "it", question, 3)
    frozen = Opened(home, CORPUS, chroma.address(deadline=1.0))
    assert isinstance(frozen.error, IndexServerError)
    chroma.thaw()
    assert found(index) == answer
    index.close()


def test_restarted_empty_is_noticed_and_built_again_from_what_is_remembered(
    home: Path, chroma: RunningChroma, answer: Found
) -> None:
    index = opened(home, chroma)
    chroma.empty()
    with pytest.raises(StaleIndexError, match="has lost the index"):
        found(index)
    index.close()
    embedder = FakeEmbedding()
    again = Opened(home, CORPUS, chroma.address(), embedder)
    assert again.answer == answer
    assert again.lines == [f"Rebuilding the index: the Chroma server at {chroma.url} holds no index of this text yet."]
    assert embedder.texts == []


def lose_a_collection(client: Any, name: str) -> None:
    client.delete_collection(name)


def lose_a_vector(client: Any, name: str) -> None:
    collection = client.get_collection(name, embedding_function=None)
    collection.delete(ids=collection.get(limit=1)["ids"])


def exchange_a_vector(client: Any, name: str) -> None:
    collection = client.get_collection(name, embedding_function=None)
    collection.update(ids=collection.get(limit=1)["ids"], embeddings=[[1.0] + 63 * [0.0]])


def forget_the_digest(client: Any, name: str) -> None:
    client.get_collection(name, embedding_function=None).modify(metadata={"corpus": "gsi"})


def garble_the_pointer(client: Any, name: str) -> None:
    client.get_collection(name[:16], embedding_function=None).modify(metadata={"build": "nowhere", "manifest": "{"})


def point_to_nowhere(client: Any, name: str) -> None:
    pointer = client.get_collection(name[:16], embedding_function=None)
    pointer.modify(metadata={**pointer.metadata, "build": "nowhere"})


DAMAGES = [lose_a_collection, lose_a_vector, exchange_a_vector, forget_the_digest, garble_the_pointer, point_to_nowhere]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_on_the_server_is_noticed_and_mended(
    home: Path, chroma: RunningChroma, answer: Found, damage: Callable[[Any, str], None]
) -> None:
    opened(home, chroma).close()
    (name,) = (name for name in names(chroma) if name.endswith("-sentences-en"))
    damage(connected(chroma), name)
    mended = Opened(home, CORPUS, chroma.address())
    assert mended.answer == answer
    assert len(mended.lines) == 1
    assert mended.lines[0].startswith("Rebuilding the index: ")
    assert Opened(home, CORPUS, chroma.address()).lines == []


# Who else answers there.


def test_a_token_and_a_private_authority_reach_a_guarded_server(
    tmp_path: Path, chroma: RunningChroma, answer: Found
) -> None:
    with gateway(chroma.url, certificate=tmp_path / "ca.pem") as url:
        assert url.startswith("https://")
        known = ChromaServer(url, SecretStr(TOKEN), tmp_path / "ca.pem")
        assert Opened(tmp_path / "one", CORPUS, known).answer == answer
        stranger = Opened(tmp_path / "two", CORPUS, ChromaServer(url, SecretStr("other"), tmp_path / "ca.pem"))
        assert str(stranger.error) == f"the Chroma server at {url} refuses access; check GSI_CHROMA_TOKEN"
        untrusted = Opened(tmp_path / "three", CORPUS, ChromaServer(url, SecretStr(TOKEN)))
        assert isinstance(untrusted.error, IndexServerError)
        assert "certificate verify failed" in str(untrusted.error)
        assert TOKEN not in str(untrusted.error) + repr(known)


def test_a_file_without_certificates_is_a_settings_error(tmp_path: Path, chroma: RunningChroma) -> None:
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("nothing")
    for file in (nothing, tmp_path / "missing.pem"):
        with pytest.raises(SettingsError, match=r"GSI_CHROMA_CA: .* holds no certificates"):
            open_or_build(CORPUS, FakeEmbedding(), tmp_path / "home", ChromaServer(chroma.url, ca=file))


# Several writers, and what they leave.

BUILD = """
from tests.index.small import ChromaServer
server = ChromaServer(sys.argv[2])
half = []
def progress(done, total):
    if done > total / 2 and not half:
        half.append(done)
        say(done=done, left=total - done)
        sys.stdin.readline()
try:
    index = open_or_build(small_corpus(), FakeEmbedding(), home, server, progress=progress)
    say(found=found(index))
except GsiError as error:
    say(error=str(error))
sys.stdin.readline()
"""


def test_two_machines_that_build_at_once_end_with_one_build(tmp_path: Path, chroma: RunningChroma, answer: Found) -> None:
    machines = [start(BUILD, tmp_path / name, chroma.url) for name in ("one", "two")]
    assert all(told(machine)["done"] for machine in machines)
    assert len(builds(chroma)) == 2
    for machine in machines:
        assert machine.stdin
        machine.stdin.write("\n")
        machine.stdin.flush()
    expected = json.loads(json.dumps(answer))
    assert [told(machine) for machine in machines] == [{"found": expected}] * 2
    assert [finished(machine) for machine in machines] == ["", ""]
    assert len(builds(chroma)) == 1
    assert Opened(tmp_path / "three", CORPUS, chroma.address()).answer == answer


def test_a_build_killed_half_way_goes_on_where_it_stopped_and_leaves_nothing(
    home: Path, chroma: RunningChroma, answer: Found
) -> None:
    machine = start(BUILD, home, chroma.url)
    left = told(machine)["left"]
    machine.send_signal(signal.SIGKILL)
    finished(machine)
    broken_off = builds(chroma)
    assert len(broken_off) == 1
    embedder = FakeEmbedding()
    after = Opened(home, CORPUS, chroma.address(), embedder)
    assert (after.answer, after.lines) == (answer, [])
    assert 0 < len(embedder.texts) <= left
    assert len(builds(chroma)) == 1
    assert builds(chroma).isdisjoint(broken_off)


def test_a_server_that_dies_during_a_build_is_one_error_and_the_next_build_is_whole(
    home: Path, chroma: RunningChroma, answer: Found
) -> None:
    def progress(done: int, total: int) -> None:
        if done == total:
            chroma.kill()

    with pytest.raises(IndexServerError, match="cannot be reached"):
        open_or_build(CORPUS, FakeEmbedding(), home, chroma.address(), progress=progress)
    chroma.start()
    embedder = FakeEmbedding()
    assert Opened(home, CORPUS, chroma.address(), embedder).answer == answer
    assert embedder.texts == []


def test_a_rebuild_keeps_the_build_before_for_those_who_answer_from_it(
    home: Path, chroma: RunningChroma, answer: Found
) -> None:
    first = opened(home, chroma)
    for kept in (2, 2):
        open_or_build(CORPUS, FakeEmbedding(), home, chroma.address(), force=True).close()
        assert len(builds(chroma)) == kept
    with pytest.raises(StaleIndexError, match="has lost the index"):
        found(first)
    first.close()
    assert Opened(home, CORPUS, chroma.address()).answer == answer


def test_what_nobody_has_opened_for_a_week_is_removed_and_nothing_else(
    home: Path, chroma: RunningChroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connected(chroma)
    client.create_collection("someone-elses", embedding_function=None)
    client.create_collection("gsi-by-hand", embedding_function=None, metadata={"corpus": "gsi"})
    opened(home, chroma).close()
    edited = reworded(CORPUS, "I.p1", "Nothing but security.")
    open_or_build(edited, FakeEmbedding(), home, chroma.address()).close()
    assert len(builds(chroma)) == 1, "the older texts may be in use"
    monkeypatch.setattr(module, "_UNUSED_SECONDS", -1)
    monkeypatch.setattr(module, "_ABANDONED_SECONDS", -1)
    open_or_build(edited, FakeEmbedding(), home, chroma.address(), force=True).close()
    assert len(builds(chroma)) == 1, "the build before, which may be in use, has it for its base"
    open_or_build(edited, FakeEmbedding(), home, chroma.address(), force=True).close()
    assert builds(chroma) == set()
    assert {"someone-elses", "gsi-by-hand"} < set(names(chroma))
    assert Opened(home, edited, chroma.address()).lines == []


def test_an_index_on_a_server_says_what_is_wrong_with_the_disk_here(tmp_path: Path, chroma: RunningChroma) -> None:
    (tmp_path / "file").write_text("not a folder")
    error = Opened(tmp_path / "file" / "home", CORPUS, chroma.address()).error
    assert isinstance(error, IndexStoreError)
    assert "set GSI_HOME to a folder you can write to" in str(error)
    assert names(chroma) == []
