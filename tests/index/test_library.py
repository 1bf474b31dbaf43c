"""Corpora side by side: those that ship and those that a person adds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from index.build import open_or_build
from index.builds import index_folder
from index.corpus import CORPORA, load_corpus
from index.errors import CorpusError, IndexBusyError, IndexStoreError, InputError, StaleIndexError
from index.library import Library, question_file
from tests.corpora import LAKES, write_corpus
from tests.fakes import FakeEmbedding

LONGER = {language: {**edition, "clauses": (*edition["clauses"], "5 €")} for language, edition in LAKES.items()}


@pytest.fixture
def lakes(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "source")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home")


def test_every_shipped_folder_has_the_name_of_its_corpus(library: Library) -> None:
    assert "gsi" in library.names()
    for name in library.names():
        assert library.ships(name)
        assert library.load(name).name == name
        assert question_file(library.folder(name), "test").exists()


def test_an_added_corpus_is_a_copy(library: Library, lakes: Path) -> None:
    (lakes / "notes.doc").write_bytes(b"not of the corpus")
    assert library.add(lakes) == "lakes"
    assert library.names()[-1] == "lakes"
    assert not library.ships("lakes")
    before = library.load("lakes").fingerprint
    write_corpus(lakes, editions=LONGER)
    assert library.load("lakes").fingerprint == before
    assert sorted(path.name for path in library.folder("lakes").iterdir()) == ["corpus.toml", "en.txt", "it.txt"]


def test_another_text_replaces_only_if_told_to(library: Library, lakes: Path) -> None:
    library.add(lakes)
    write_corpus(lakes, editions=LONGER)
    with pytest.raises(InputError, match="--force"):
        library.add(lakes)
    assert len(library.load("lakes").clause_ids) == 4
    library.add(lakes, replace=True)
    assert len(library.load("lakes").clause_ids) == 5


def test_the_same_text_takes_new_labels_along_and_keeps_what_was_learned(library: Library, lakes: Path) -> None:
    library.add(lakes)
    kept = library.folder("lakes")
    (kept / "calibration.json").write_text("old")
    (kept / "calibration.npz").write_text("old")
    manifest = lakes / "corpus.toml"
    manifest.write_text(manifest.read_text().replace("a test", "another source"))
    library.add(lakes)
    assert library.load("lakes").editions["en"].manifest.source == "another source"
    assert (kept / "calibration.npz").read_text() == "old"
    (lakes / "calibration.json").write_text("new")
    library.add(lakes)
    # The two files belong together: half of one calibration and half of another would be neither.
    assert (kept / "calibration.json").read_text() == "new"
    assert not (kept / "calibration.npz").exists()


def test_what_ships_is_neither_replaced_nor_removed(library: Library, tmp_path: Path) -> None:
    assert library.add(CORPORA / "gsi") == "gsi"
    impostor = write_corpus(tmp_path / "impostor", name="gsi")
    for replace in (False, True):
        with pytest.raises(InputError, match="ships"):
            library.add(impostor, replace=replace)
    with pytest.raises(InputError, match="ships"):
        library.remove("gsi")
    assert library.folder("gsi") == CORPORA / "gsi"


def test_a_folder_that_is_no_corpus_leaves_nothing(library: Library, lakes: Path, tmp_path: Path) -> None:
    (lakes / "it.txt").write_text("Regolamento del lago\n\n1. Una sola.\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="no other edition"):
        library.add(lakes)
    with pytest.raises(CorpusError, match=r"corpus\.toml"):
        library.add(tmp_path)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(("name", "told"), [("lake", "did you mean lakes"), ("zzz", "gsi build --corpus")])
def test_an_unknown_name_names_the_known_ones(library: Library, lakes: Path, name: str, told: str) -> None:
    library.add(lakes)
    with pytest.raises(InputError, match=told) as caught:
        library.load(name)
    assert "gsi" in str(caught.value)
    assert "lakes" in str(caught.value)
    with pytest.raises(InputError):
        library.remove(name)


@pytest.mark.parametrize("name", ["..", ".", "", "../corpora/lakes", "/etc", "Lakes"])
def test_a_name_is_never_a_path(library: Library, lakes: Path, name: str) -> None:
    library.add(lakes)
    with pytest.raises(InputError):
        library.folder(name)


def test_two_corpora_in_one_data_directory_do_not_mix(library: Library, lakes: Path, tmp_path: Path) -> None:
    library.add(lakes)
    library.add(write_corpus(tmp_path / "ponds", name="ponds", editions=LONGER))
    home, embedder = tmp_path / "home", FakeEmbedding()
    found = {}
    for name in ("lakes", "ponds", "lakes"):
        index = open_or_build(library.load(name), embedder, home)
        near = index.store.nearest("clauses", "en", index.embed_question("nets and boats"), 10)
        found.setdefault(name, []).append((index.build, near))
        index.close()
    assert found["lakes"][0] == found["lakes"][1]
    assert {len(near) for _, near in found["ponds"]} == {5}
    library.remove("ponds")
    assert library.names()[-1] == "lakes"
    assert not index_folder(home, "ponds").exists()
    index = open_or_build(library.load("lakes"), embedder, home)
    assert index.build == found["lakes"][0][0]
    index.close()


def test_whoever_has_a_removed_corpus_open_can_open_it_anew(library: Library, lakes: Path, tmp_path: Path) -> None:
    library.add(lakes)
    corpus = library.load("lakes")
    index = open_or_build(corpus, FakeEmbedding(), tmp_path / "home")
    vector = index.embed_question("nets and boats")
    before = index.store.nearest("clauses", "en", vector, 4)
    library.remove("lakes")
    assert sorted(path.name for path in (tmp_path / "home" / "corpora").iterdir()) == [".lock"]
    # A running server hears this, and opens the index again for the texts that it holds.
    with pytest.raises(StaleIndexError):
        index.store.nearest("clauses", "en", vector, 4)
    again = open_or_build(corpus, FakeEmbedding(), tmp_path / "home")
    assert again.store.nearest("clauses", "en", vector, 4) == before
    again.close()
    index.close()


def test_what_is_being_built_is_not_removed(
    library: Library, lakes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.library._BUSY_SECONDS", 0.1)
    library.add(lakes)
    folder = index_folder(tmp_path / "home", "lakes")
    folder.mkdir(parents=True)
    with FileLock(folder / "lock"), pytest.raises(IndexBusyError, match="being built"):
        library.remove("lakes")
    assert library.load("lakes").name == "lakes"
    library.remove("lakes")


def test_a_data_directory_that_cannot_be_written_is_an_error_for_people(lakes: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(IndexStoreError, match="GSI_HOME"):
        Library(tmp_path / "home").add(lakes)


def test_adding_from_several_sides_leaves_one_whole_corpus(library: Library, lakes: Path, tmp_path: Path) -> None:
    other = write_corpus(tmp_path / "other", editions=LONGER)
    with ThreadPoolExecutor(4) as people:
        added = list(people.map(lambda source: library.add(source, replace=True), [lakes, other] * 4))
    assert added == ["lakes"] * 8
    wholes = {load_corpus(source).fingerprint for source in (lakes, other)}
    assert library.load("lakes").fingerprint in wholes
    assert sorted(path.name for path in (tmp_path / "home" / "corpora").iterdir()) == [".lock", "lakes"]
