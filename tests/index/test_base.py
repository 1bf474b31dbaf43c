"""The base that an edited index takes the rest from: damage to it is noticed, and it is kept no longer than needed."""

from __future__ import annotations

import contextlib
import gc
import json
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.builds import build_folder, lexical_folder, vector_folder
from index.errors import StaleIndexError
from tests.index.edited import Edited, text_of


def base_of(edited: Edited, text: Sequence[str]) -> Path:
    """The folder of the base of an index that was edited once."""
    index = edited.index(text)
    index.close()
    assert index.manifest.changes
    return build_folder(index.build.parent, index.manifest.changes.base)


def lose_vectors(base: Path) -> None:
    (vector_folder(base) / "chroma.sqlite3").write_bytes(b"")


def garble_words(base: Path) -> None:
    (lexical_folder(base, "it") / "counts.npy").write_bytes(b"?")


def lose_record(base: Path) -> None:
    (base / "clauses.json").unlink()


def garble_record(base: Path) -> None:
    (base / "clauses.json").write_text('{"en": {"1": 5}}')


@pytest.mark.parametrize("damage", [lose_vectors, garble_words, lose_record, garble_record, shutil.rmtree])
def test_a_damaged_base_costs_a_build_from_nothing_and_no_answer(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    edited, text = Edited(tmp_path), text_of(12)
    edited.index(text).close()
    damage(base_of(edited, [*text[:-1], "Changed."]))
    assert edited.changes([*text[:-1], "Changed again."]) is None
    assert edited.changes([*text[:-1], "And again."])


def lose_words_of_a_language(base: Path) -> None:
    shutil.rmtree(lexical_folder(base, "it"))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lose_vectors, "the vector store is missing or empty"),
        (garble_words, "the lexical index for it is damaged"),
        (lose_words_of_a_language, "the lexical index for it is damaged"),
    ],
)
def test_a_base_damaged_under_its_changes_is_noticed_when_they_are_opened(
    tmp_path: Path, damage: Callable[[Path], None], reason: str
) -> None:
    edited, text = Edited(tmp_path), text_of(12)
    edited.index(text).close()
    text[-1] = "Changed."
    damage(base_of(edited, text))
    assert edited.changes(text) is None
    assert edited.lines == [f"Rebuilding the index: {reason}."]


def open_files(folder: Path) -> list[str]:
    """The files below ``folder`` that this process has open."""
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.append(str(descriptor.readlink()))
    return [path for path in found if path.startswith(str(folder))]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="nothing tells which files are open")
@pytest.mark.parametrize("damage", [lose_vectors, garble_words])
def test_a_base_that_is_not_needed_is_closed(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    edited, text = Edited(tmp_path), text_of(16)
    index = edited.index(text)
    assert open_files(edited.home)
    index.close()
    edited.index([*text[:-1], "Changed."]).close()
    much = [*text[:-6], *["Too much has changed."] * 5]
    edited.index([*much, "This too."]).close()  # the base was being opened when that was found out
    damage(base_of(edited, [*much, "And this."]))
    edited.index([*much, "And that."]).close()
    gc.collect()  # Chroma's connections are part of a cycle
    assert open_files(edited.home) == []
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("base")]


def test_a_record_of_other_counts_is_no_base(tmp_path: Path) -> None:
    edited, text = Edited(tmp_path), text_of(12)
    index = edited.index(text)
    index.close()
    record = index.build / "clauses.json"
    recorded = json.loads(record.read_text())
    recorded["en"]["3"][1] += 1
    record.write_text(json.dumps(recorded))
    assert edited.changes([*text[:-1], "Changed."]) is None


def test_the_base_stays_as_long_as_it_is_needed(tmp_path: Path) -> None:
    edited, text = Edited(tmp_path), text_of(12)
    folder = edited.home / "indexes" / "edited"
    edited.index(text).close()
    for number in range(4):
        base_of(edited, [*text[:-1], f"Change {number}."])
        assert len(list(folder.glob("build-*"))) <= 3
    old = edited.index([*text[:-1], "Change 3."])
    for _ in range(2):
        edited.index(text, force=True).close()
    assert len(list(folder.glob("build-*"))) == 2
    with pytest.raises(StaleIndexError):
        old.store.nearest("clauses", "en", [1.0] * 64, 1)
    old.close()
