"""A store embedded in this process, in a folder.

A truncated database opens as an empty store and a held lock hangs for minutes, so the SQLite file is checked before Chroma
sees it; a damaged graph can be anything, a crash of the process included, so the files of graphs are compared with what they
were when the store was sealed. Their digests and those of the collections lie beside, where damage to them does not reach.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from index.errors import IndexStoreError, StaleIndexError
from index.store.client import ChromaFailure, Client, Collection, embedded
from index.store.place import Kind, Seal

_DATABASE = "chroma.sqlite3"
_CONTENTS = "contents.json"
_SAVED = "index_metadata.pickle"  # Chroma writes it with a graph, and last
_LOCK_SECONDS = 2.0
# Bytes of a database, or of all graphs, that are read when it is opened: a second for some hundred MB.
_READ_UP_TO = 64 * 2**20
_DAMAGED = "the vector store is damaged"


class _Contents(BaseModel):
    """The seals of the collections by name, and what the files of their graphs are; ``hashed`` says how closely."""

    collections: dict[str, Seal] = Field(default_factory=dict)
    graphs: dict[str, str] = Field(default_factory=dict)
    hashed: bool = True


class Folder:
    """Collections ``<corpus>-<kind>-<language>`` in ``folder``, which holds one build and nothing else."""

    def __init__(self, folder: Path, corpus: str) -> None:
        self._folder = folder
        self._corpus = corpus
        self._contents = _Contents()
        self._reader: sqlite3.Connection | None = None  # opening one for every question took half a millisecond
        self._inode = 0
        self._checking = threading.Lock()

    @property
    def label(self) -> str:
        return str(self._folder)

    def create(self) -> Client:
        return embedded(self._folder)

    def open(self) -> Client:
        _check_database(self._folder / _DATABASE)
        try:
            self._contents = _Contents.model_validate_json((self._folder / _CONTENTS).read_bytes())
            graphs = self._contents.graphs
            is_whole = self._described(map(self._folder.joinpath, graphs), hashed=self._contents.hashed) == graphs
        except (OSError, ValidationError) as error:
            raise StaleIndexError(f"{_DAMAGED}: its digests or its graphs cannot be read") from error
        if not is_whole:
            raise StaleIndexError(f"{_DAMAGED}: the files of its graphs are not what they were")
        return embedded(self._folder)

    def check(self) -> None:
        """Read the SQLite file within seconds: Chroma waits for minutes if another program has locked it."""
        path = self._folder / _DATABASE
        with self._checking, _told():
            found = path.stat()
            if self._reader is None or found.st_ino != self._inode:
                self.close()
                self._reader, self._inode = _connected(path, "ro"), found.st_ino
            self._reader.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()

    def close(self) -> None:
        """Release the file."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def name(self, kind: Kind, language: str) -> str:
        return f"{self._corpus}-{kind}-{language}"

    def metadata(self) -> None:
        return None

    def seal(self, client: Client, collections: Mapping[str, Collection], seals: Mapping[str, Seal]) -> None:
        files = self._graph_files()
        hashed = sum(path.stat().st_size for path in files) <= _READ_UP_TO
        graphs = self._described(files, hashed=hashed)
        self._contents = _Contents(collections=dict(seals), hashed=hashed, graphs=graphs)
        (self._folder / _CONTENTS).write_text(self._contents.model_dump_json(), encoding="utf-8")

    def sealed(self, collection: Collection) -> Seal | None:
        return self._contents.collections.get(collection.name)

    def discard(self, client: Client, names: Sequence[str]) -> None:
        """Nothing: the folder goes as a whole."""

    def failed(self, failure: ChromaFailure) -> IndexStoreError:
        return StaleIndexError(f"{_DAMAGED}: {failure}")

    def _graph_files(self) -> list[Path]:
        """Of the graphs that Chroma has saved; it makes that of a single node again whenever it opens it."""
        return sorted(path for saved in self._folder.glob(f"*/{_SAVED}") for path in saved.parent.iterdir())

    def _described(self, files: Iterable[Path], *, hashed: bool) -> dict[str, str]:
        """By the name of each file its size, with the SHA-256 of what is in it if ``hashed``."""
        found = {}
        for path in files:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest() if hashed else ""
            found[path.relative_to(self._folder).as_posix()] = f"{path.stat().st_size} {digest}"
        return found


def _check_database(path: Path) -> None:
    """Read and lock the SQLite file within seconds, which Chroma itself would not."""
    if not path.is_file() or not path.stat().st_size:
        raise StaleIndexError("the vector store is missing or empty")
    is_read = path.stat().st_size <= _READ_UP_TO
    with _sqlite(path, "rw") as database:
        database.execute("BEGIN IMMEDIATE")
        # The first page alone tells that the end is missing; other damage to a large file shows in the probe's sample.
        answer = database.execute("PRAGMA quick_check(1)" if is_read else "SELECT 'ok' FROM sqlite_master").fetchone()
        database.rollback()
    if answer != ("ok",):
        reason = str(answer[0]).splitlines()[-1] if answer else "no answer"
        raise StaleIndexError(f"{_DAMAGED}: {reason}")


@contextlib.contextmanager
def _sqlite(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    with _told(), contextlib.closing(_connected(path, mode)) as database:
        yield database


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=_LOCK_SECONDS, check_same_thread=False)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StaleIndexError(f"the vector store cannot be used ({error})") from error
