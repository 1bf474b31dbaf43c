"""Building: once, again when something changed, and with one clear error where nothing can be written."""

from __future__ import annotations

import errno
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from chromadb.config import System

from index import index_manifest, writing
from index.build import open_or_build
from index.builds import index_folder
from index.corpus import load_corpus
from index.corpus_index import CorpusIndex
from index.errors import EmbedderError, IndexStoreError, StaleIndexError
from index.index_manifest import MANIFEST
from index.postings import Postings
from index.store import VectorStore
from tests.fakes import FakeEmbedding
from tests.index.small import Opened, builds, current, found, reworded, small_corpus

CORPUS = small_corpus()


def make(home: Path, **options: Any) -> list[tuple[int, int]]:
    """Open or build; the progress that was reported."""
    steps: list[tuple[int, int]] = []
    options = {"progress": lambda done, total: steps.append((done, total)), **options}
    open_or_build(CORPUS, FakeEmbedding(), home, **options).close()
    return steps


def test_the_second_call_opens_what_the_first_built(home: Path) -> None:
    assert make(home)
    first = current(home)
    assert make(home) == []
    assert current(home) == first


def test_force_builds_again(home: Path) -> None:
    make(home)
    first = current(home)
    assert make(home, force=True)
    assert current(home) != first


def test_the_first_build_and_a_mere_opening_need_no_explanation(home: Path) -> None:
    assert Opened(home).lines == []
    assert Opened(home).lines == []


def test_progress_runs_from_nothing_to_all_passages(home: Path) -> None:
    steps = make(home)
    total = steps[0][1]
    assert steps[0] == (0, total)
    assert steps[-1] == (total, total)
    assert steps == sorted(steps)


def test_at_most_one_older_build_is_kept(home: Path) -> None:
    for _ in range(4):
        make(home, force=True)
    assert len(builds(home)) == 2


def test_an_edited_text_is_found_and_the_old_wording_is_not(home: Path, corpus_folder: Path) -> None:
    open_or_build(load_corpus(corpus_folder), FakeEmbedding(), home).close()
    file = corpus_folder / "en.txt"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?i)terroris\w+", "volcanoes", text), encoding="utf-8")
    edited = load_corpus(corpus_folder)
    lines: list[str] = []

    index = open_or_build(edited, FakeEmbedding(), home, notify=lines.append)

    assert lines == ["Rebuilding the index: the texts have changed since the index was built."]
    assert index.lexical["en"].knows("volcano")
    assert not index.lexical["en"].knows("terror")
    for clause in edited.editions["en"].clauses.values():
        if "volcanoes" in clause.text:
            nearest = index.store.nearest("clauses", "en", FakeEmbedding().get_text_embedding(clause.text), 1)
            assert nearest == [(clause.id, pytest.approx(1.0, abs=1e-4))]
    index.close()


def test_one_changed_word_is_enough_to_rebuild(home: Path) -> None:
    make(home)
    opened = Opened(home, reworded(CORPUS, "I.p1", "Nothing but security."))
    assert opened.lines == ["Rebuilding the index: the texts have changed since the index was built."]
    assert opened.answer


def test_another_embedder_rebuilds(home: Path) -> None:
    make(home)
    lines: list[str] = []
    open_or_build(CORPUS, FakeEmbedding("another"), home, notify=lines.append).close()
    assert lines == ["Rebuilding the index: the index was built with another embedding model."]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("format", 0, "the index was written by another version of this program"),
        ("software", {"chromadb": "0.1"}, "the index was built with other versions of the libraries"),
        ("corpus_fingerprint", "0" * 64, "the texts have changed since the index was built"),
        ("passages", "0" * 64, "the index was cut into other passages"),
        ("counts", {}, "the manifest of the index counts other clauses"),
        ("counts", {"en": {"clauses": 4}}, "the manifest of the index counts other clauses"),
    ],
)
def test_a_manifest_that_does_not_fit_rebuilds(home: Path, field: str, value: object, reason: str) -> None:
    make(home)
    path = current(home) / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))
    opened = Opened(home)
    assert opened.lines == [f"Rebuilding the index: {reason}."]
    assert opened.answer


def test_a_newer_library_rebuilds(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(home)
    monkeypatch.setattr(index_manifest.importlib.metadata, "version", lambda _name: "99")
    assert Opened(home).lines == ["Rebuilding the index: the index was built with other versions of the libraries."]


def under_a_file(folder: Path) -> Path:
    (folder / "file").write_text("not a folder")
    return folder / "file" / "home"


@pytest.mark.parametrize("place", [under_a_file, lambda _folder: Path("/proc/nonexistent/home")])
def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path: Path, place: Callable[[Path], Path]) -> None:
    opened = Opened(place(tmp_path))
    assert re.fullmatch(r"cannot write to .*; set GSI_HOME to a folder you can write to", str(opened.error))


def refuse(code: int) -> Callable[..., None]:
    def call(*_: object, **__: object) -> None:
        raise OSError(code, "refused")

    return call


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_up_leaves_the_old_index_and_no_rubbish(
    home: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    make(home)
    kept = current(home)
    with monkeypatch.context() as patch:
        patch.setattr(Postings, "save", refuse(code))
        with pytest.raises(IndexStoreError, match=r"the disk is full.*GSI_HOME"):
            make(home, force=True)
    assert builds(home) == [kept]
    assert make(home) == []


def test_an_embedder_that_fails_leaves_no_rubbish(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise EmbedderError("the model is tired")

    monkeypatch.setattr(FakeEmbedding, "_get_text_embedding", fail)
    with pytest.raises(EmbedderError):
        make(home)
    assert builds(home) == []


def test_an_index_that_cannot_be_used_even_when_new_is_reported_not_built_for_ever(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise StaleIndexError("nothing is ever found")

    monkeypatch.setattr(VectorStore, "probe", never)
    with pytest.raises(IndexStoreError, match=r"the index just built in .* cannot be used: nothing is ever found"):
        make(home)


def test_vectors_that_are_no_numbers_do_not_become_an_index(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeEmbedding, "_get_text_embedding", lambda _self, _text: [float("nan")] * 64)
    with pytest.raises(IndexStoreError):
        make(home)


def test_two_builds_of_the_same_texts_find_the_same(tmp_path: Path) -> None:
    assert Opened(tmp_path / "one").answer == Opened(tmp_path / "two").answer


def test_closing_one_handle_leaves_the_other_open(home: Path) -> None:
    one, two = (open_or_build(CORPUS, FakeEmbedding(), home) for _ in range(2))
    expected = found(two)
    one.close()
    assert found(two) == expected
    two.close()


def test_threads_that_open_one_index_at_once_both_have_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(home)
    start = System.start

    def slowly(system: System) -> None:
        time.sleep(0.2)  # long enough for another thread to find what is not ready
        start(system)

    monkeypatch.setattr(System, "start", slowly)
    with ThreadPoolExecutor(2) as threads:
        opened = [*threads.map(lambda _: Opened(home), range(2))]
    assert opened[0].answer
    assert [one.answer for one in opened] == [opened[0].answer] * 2
    assert [one.lines for one in opened] == [[], []]


def test_opening_never_builds(home: Path) -> None:
    with pytest.raises(StaleIndexError, match="there is no index yet"):
        CorpusIndex.open(CORPUS, FakeEmbedding(), index_folder(home, "gsi"))
    assert not home.exists()


def test_the_room_tried_for_holds_an_index(home: Path) -> None:
    index = open_or_build(load_corpus(), FakeEmbedding(), home)
    index.close()
    assert index.size() < writing._ROOM_BYTES
