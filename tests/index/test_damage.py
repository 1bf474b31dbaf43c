"""Whatever happens to the files, the next start answers as before and says in one line why it took longer."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.build import open_or_build
from index.builds import CURRENT, index_folder
from index.errors import IndexStoreError, StaleIndexError
from index.index_manifest import MANIFEST
from index.store import folder
from tests.fakes import DIMENSIONS, FakeEmbedding
from tests.index.small import Found, Opened, builds, current, database, finished, found, small_corpus, start, told

CORPUS = small_corpus()
Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Found]:
    """A data directory with a good index, to be copied, and what is found in it."""
    home = tmp_path_factory.mktemp("whole") / "home"
    opened = Opened(home, CORPUS)
    assert opened.answer
    return home, opened.answer


@pytest.fixture
def answer(whole: tuple[Path, Found]) -> Found:
    return whole[1]


@pytest.fixture
def home(whole: tuple[Path, Found], tmp_path: Path) -> Path:
    return shutil.copytree(whole[0], tmp_path / "home")


def pointer(home: Path) -> Path:
    return index_folder(home, "gsi") / CURRENT


def overwrite(path: Path, data: bytes, share: float = 0.0) -> None:
    with path.open("r+b") as file:
        file.seek(int(share * path.stat().st_size))
        file.write(data)


def garbage(length: int) -> bytes:
    return np.random.default_rng(3).bytes(length)


def sql(*statements: str) -> Damage:
    def run(home: Path) -> None:
        connection = sqlite3.connect(database(home))
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, "a damage that damages nothing"
        connection.commit()
        connection.close()

    return run


def graph(damage: Callable[[Path], object], name: str = "data_level0.bin") -> Damage:
    """Do ``damage`` to the file called ``name`` of the graph of one collection, in which Chroma keeps its vectors."""

    def run(home: Path) -> None:
        damage(min((current(home) / "vectors").glob(f"*/{name}"), key=lambda path: path.parent.name))

    return run


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def change_a_vector(path: Path) -> None:
    """Of the first node: after its links, of which Chroma keeps 64 and their number."""
    with path.open("r+b") as file:
        file.seek(65 * 4)
        file.write(np.eye(DIMENSIONS, dtype=np.float32)[3].tobytes())


def lose_graphs(home: Path) -> None:
    for path in list(current(home).rglob("header.bin")):
        shutil.rmtree(path.parent)


def renamed(old: str, new: str) -> Damage:
    return sql(f"update embeddings set embedding_id = '{new}' where embedding_id = '{old}'")


GRAPH_FILES = ("header.bin", "length.bin", "data_level0.bin", "link_lists.bin", "index_metadata.pickle")

DAMAGES: dict[str, Damage] = {
    "manifest deleted": lambda home: (current(home) / MANIFEST).unlink(),
    "manifest half-written": lambda home: os.truncate(current(home) / MANIFEST, 90),
    "manifest garbage": lambda home: (current(home) / MANIFEST).write_bytes(garbage(300)),
    "manifest of another kind": lambda home: (current(home) / MANIFEST).write_text("[]"),
    "current empty": lambda home: pointer(home).write_text(""),
    "current garbage": lambda home: pointer(home).write_bytes(garbage(40)),
    "current NUL": lambda home: pointer(home).write_bytes(b"build-\x00"),
    "current endless": lambda home: pointer(home).write_text("build-" + "x" * 5000),
    "current to nowhere": lambda home: pointer(home).write_text("build-gone"),
    "current outside": lambda home: pointer(home).write_text("/tmp"),
    "current to a good build outside": lambda home: pointer(home).write_text(
        str(shutil.copytree(current(home), home / "build-elsewhere"))
    ),
    "current above": lambda home: pointer(home).write_text(".."),
    "current above through a build": lambda home: pointer(home).write_text(f"{current(home).name}/.."),
    "build deleted": lambda home: shutil.rmtree(current(home)),
    "vectors deleted": lambda home: shutil.rmtree(current(home) / "vectors"),
    "lexical deleted": lambda home: shutil.rmtree(current(home) / "lexical" / "it"),
    "lexical garbled": lambda home: overwrite(current(home) / "lexical/en/counts.npy", garbage(40), 0.6),
    "digests deleted": lambda home: (current(home) / "vectors" / "contents.json").unlink(),
    "digests of another kind": lambda home: (current(home) / "vectors" / "contents.json").write_text("[1]"),
    "database deleted": lambda home: database(home).unlink(),
    "database empty": lambda home: os.truncate(database(home), 0),
    "database zeroed": lambda home: overwrite(database(home), bytes(database(home).stat().st_size)),
    "database cut to its first page": lambda home: os.truncate(database(home), 4096),
    "database halved": lambda home: os.truncate(database(home), database(home).stat().st_size // 2),
    "database garbage": lambda home: overwrite(database(home), garbage(database(home).stat().st_size)),
    "database garbled at the start": lambda home: overwrite(database(home), garbage(50)),
    "database garbled in the middle": lambda home: overwrite(database(home), garbage(2**17), 0.4),
    "queue dropped": sql("drop table embeddings_queue"),
    "nodes lost": sql("delete from embeddings"),
    "segments lost": sql("delete from segments"),
    "one collection lost": sql("delete from collections where name = 'gsi-clauses-it'"),
    "no tenant": sql("delete from tenants"),
    "no migrations": sql("delete from migrations"),
    "settings garbled": sql("update collections set config_json_str = '{', schema_str = '{'"),
    "settings of another kind": sql("update collections set config_json_str = '[]', schema_str = '[]'"),
    "fewer dimensions": sql("update collections set dimension = 3"),
    "another distance": sql("update collections set schema_str = replace(schema_str, 'cosine', 'l2')"),
    "clause under another id": renamed("I.p2", "X.99"),
    "sentence under another id": renamed("I.p2#0", "I.p2#77"),
    "graphs lost": lose_graphs,
}
DAMAGES["vector of another text"] = graph(change_a_vector)
DAMAGES |= {f"{name} deleted": graph(Path.unlink, name) for name in GRAPH_FILES}
DAMAGES |= {f"{name} garbled": graph(lambda path: path.write_bytes(garbage(40_000)), name) for name in GRAPH_FILES}
DAMAGES |= {f"{name} with another bit": graph(flip_a_bit, name) for name in GRAPH_FILES}
DAMAGES |= {f"{name} cut": graph(lambda path: os.truncate(path, 20), name) for name in GRAPH_FILES}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_noticed_and_mended(home: Path, answer: Found, damage: Damage) -> None:
    damaged = current(home)
    damage(home)

    opened = Opened(home, CORPUS)

    assert opened.error is None
    assert opened.answer == answer
    assert len(opened.lines) == 1
    assert opened.lines[0].startswith("Rebuilding the index: ")
    assert "\n" not in opened.lines[0]
    assert current(home) != damaged
    assert Opened(home, CORPUS).lines == []


@pytest.mark.parametrize(
    "name",
    [
        *("database cut to its first page", "database halved", "database garbled at the start", "graphs lost"),
        "vector of another text",
        *(f"{name} {damage}" for name in GRAPH_FILES for damage in ("deleted", "garbled", "cut")),
    ],
)
def test_damage_is_noticed_in_a_database_too_large_to_be_read_all(
    home: Path, answer: Found, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(folder, "_READ_UP_TO", 0)
    assert Opened(home).lines == []
    test_damage_is_noticed_and_mended(home, answer, DAMAGES[name])


def test_without_a_pointer_the_index_is_built_afresh(home: Path, answer: Found) -> None:
    pointer(home).unlink()
    assert Opened(home, CORPUS).answer == answer
    assert len(builds(home)) == 1


@pytest.mark.parametrize("name", [CURRENT, "lock"])
def test_a_folder_in_the_place_of_a_file_is_one_clear_error(home: Path, name: str) -> None:
    pointer(home).unlink()
    shutil.rmtree(index_folder(home, "gsi") / name, ignore_errors=True)
    (index_folder(home, "gsi") / "lock").unlink()
    (index_folder(home, "gsi") / name).mkdir()
    assert isinstance(Opened(home, CORPUS).error, IndexStoreError)


LOCK = """
import json, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print(json.dumps("locked"), flush=True)
sys.stdin.read()
"""


def test_a_database_locked_by_another_program_is_left_to_it(
    home: Path, answer: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_LOCK_SECONDS", 0.1)
    other = start(LOCK, database(home), prelude="")
    assert told(other) == "locked"
    opened = Opened(home, CORPUS)
    assert opened.answer == answer
    assert opened.lines == ["Rebuilding the index: the vector store cannot be used (database is locked)."]
    assert finished(other) == ""


def test_a_database_locked_while_in_use_is_a_stale_index_not_a_hang(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_LOCK_SECONDS", 0.1)
    index = open_or_build(CORPUS, FakeEmbedding(), home)
    other = start(LOCK, database(home), prelude="")
    assert told(other) == "locked"
    with pytest.raises(StaleIndexError, match="database is locked"):
        found(index)
    assert finished(other) == ""
    index.close()


WHILE_OPEN = [
    "build deleted",
    "database deleted",
    "database empty",
    "database zeroed",
    "database garbage",
    "database halved",
    "one collection lost",
    "segments lost",
    "queue dropped",
    "nodes lost",
    "graphs lost",
    *(f"{name} {damage}" for name in GRAPH_FILES for damage in ("deleted", "garbled", "cut")),
]


@pytest.mark.parametrize("name", WHILE_OPEN)
def test_damage_under_a_running_index_never_changes_an_answer(home: Path, answer: Found, name: str) -> None:
    index = open_or_build(CORPUS, FakeEmbedding(), home)
    DAMAGES[name](home)
    with contextlib.suppress(StaleIndexError):
        assert found(index) == answer
    index.close()


@pytest.mark.parametrize("name", ["build deleted", "database deleted", "database zeroed", "one collection lost"])
def test_a_running_index_without_its_files_says_that_it_is_stale(home: Path, name: str) -> None:
    index = open_or_build(CORPUS, FakeEmbedding(), home)
    DAMAGES[name](home)
    question = index.embed_question("security")
    with pytest.raises(StaleIndexError):
        index.store.nearest("clauses", "it", question, 3)
    index.close()


def test_two_rebuilds_by_others_make_an_old_handle_stale_not_wrong(home: Path) -> None:
    index = open_or_build(CORPUS, FakeEmbedding(), home)
    for _ in range(2):
        open_or_build(CORPUS, FakeEmbedding(), home, force=True).close()
    with pytest.raises(StaleIndexError):
        found(index)
    index.close()
