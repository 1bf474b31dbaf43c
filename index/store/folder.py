"""A store embedded in this process, in a folder.

A truncated database opens as an empty store and a held lock hangs for minutes, so the SQLite file is checked before Chroma
sees it. The digests of the collections lie beside the database, where damage to it does not reach.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from index.errors import IndexStoreError, StaleIndexError
from index.store.client import ChromaFailure, Client, Collection, embedded
from index.store.place import Kind

_DATABASE = "chroma.sqlite3"
_CONTENTS = "contents.json"
_LOCK_SECONDS = 2.0
_READ_UP_TO = 64 * 2**20  # bytes of a database, all of which are read when it is opened: a second for some hundred MB
_DAMAGED = "the vector store is damaged"


class Folder:
    """Collections ``<corpus>-<kind>-<language>`` in ``folder``, which holds one build and nothing else."""

    def __init__(self, folder: Path, corpus: str) -> None:
        self._folder = folder
        self._corpus = corpus
        self._digests: dict[str, str] = {}
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
            self._digests = dict(json.loads((self._folder / _CONTENTS).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise StaleIndexError(f"{_DAMAGED}: its digests cannot be read") from error
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

    def seal(self, client: Client, collections: Mapping[str, Collection], digests: Mapping[str, str]) -> None:
        self._digests = dict(digests)
        (self._folder / _CONTENTS).write_text(json.dumps(self._digests), encoding="utf-8")

    def digest(self, collection: Collection) -> str | None:
        return self._digests.get(collection.name)

    def discard(self, client: Client, names: Sequence[str]) -> None:
        """Nothing: the folder goes as a whole."""

    def failed(self, failure: ChromaFailure) -> IndexStoreError:
        return StaleIndexError(f"{_DAMAGED}: {failure}")


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
