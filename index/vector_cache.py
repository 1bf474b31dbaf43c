"""Vectors by the text they were made of, so that no build embeds twice what an earlier one has embedded.

An SQLite file beside the builds, written while a build goes on: one that is interrupted goes on where it stopped, and after
an edit only the passages that changed are embedded. Taking the vectors from the previous build's store instead would not
do for the first: a store that was not sealed proves nothing. A text is looked up by a hash of it and the embedder's name;
a vector carries a checksum, so that damage is a gap, not a wrong answer. The file is disposable, and holds no more than
the two latest builds used.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding

from index.errors import IndexStoreError

FILE = "vectors.sqlite3"
_CHECK = 8  # bytes of a checksum
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL, build INTEGER NOT NULL)"
# Without it, finding the latest build reads every vector.
_INDEX = "CREATE INDEX IF NOT EXISTS builds ON vectors (build)"


class VectorCache:
    """The vectors of ``embedder``: those in ``database``, the others by asking it. For one build at a time."""

    def __init__(self, database: sqlite3.Connection, embedder: BaseEmbedding, renew: bool) -> None:
        self._database = database
        self._embedder = embedder
        self._renew = renew
        with _told():
            database.execute(_TABLE)
            with contextlib.suppress(sqlite3.OperationalError):  # no room for it is no reason to lose the vectors
                database.execute(_INDEX)
            (latest,) = database.execute("SELECT coalesce(max(build), 0) FROM vectors").fetchone()
        self._build = int(latest) + 1

    @classmethod
    def open(cls, folder: Path, embedder: BaseEmbedding, *, renew: bool = False) -> VectorCache:
        """The cache in ``folder``, made anew if it is damaged. With ``renew`` every text is embedded and remembered afresh.

        Raises:
            IndexStoreError: the file cannot be written.
        """
        path = folder / FILE
        try:
            return cls(_connected(path), embedder, renew)
        except IndexStoreError:
            for rubbish in (path, path.with_name(f"{FILE}-wal"), path.with_name(f"{FILE}-shm")):
                rubbish.unlink(missing_ok=True)
            with _told():
                return cls(_connected(path), embedder, renew)

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """The vectors of ``texts``, in their order; what is embedded for it is kept at once.

        Raises:
            EmbedderError: the embedder does not work.
            IndexStoreError: the file cannot be read or written.
        """
        keys = [self._key(text) for text in texts]
        found = {} if self._renew else self._found(keys)
        missing = [at for at, key in enumerate(keys) if key not in found]
        if missing:
            made = self._embedder.get_text_embedding_batch([texts[at] for at in missing])
            rows = []
            for at, vector in zip(missing, made, strict=True):
                found[keys[at]] = vector
                data = np.asarray(vector, dtype="<f4")
                if np.isfinite(data).all():
                    rows.append((keys[at], _checked(keys[at], data.tobytes()), self._build))
            with _told(), self._database:
                self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        return [found[key] for key in keys]

    def forget_unused(self) -> None:
        """Drop what neither this build nor the one before has used; to be called after a build."""
        with _told(), self._database:
            self._database.execute("DELETE FROM vectors WHERE build < ?", (self._build - 1,))

    def close(self) -> None:
        """Release the file."""
        with contextlib.suppress(sqlite3.Error):
            self._database.close()

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._embedder.model_name}\x00{text}".encode()).digest()

    def _found(self, keys: Sequence[bytes]) -> dict[bytes, list[float]]:
        places = ",".join("?" * len(keys))
        with _told(), self._database:
            rows = self._database.execute(f"SELECT key, vector FROM vectors WHERE key IN ({places})", keys).fetchall()
            self._database.execute(f"UPDATE vectors SET build = ? WHERE key IN ({places})", (self._build, *keys))
        return {
            key: np.frombuffer(stored[:-_CHECK], dtype="<f4").tolist()
            for key, stored in rows
            if _checked(key, stored[:-_CHECK]) == stored
        }


def _connected(path: Path) -> sqlite3.Connection:
    with _told():
        database = sqlite3.connect(path)
        # A lost vector is made again, so no write need wait for the disk; the log lets a kill leave what was written.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")
        return database


def _checked(key: bytes, vector: bytes) -> bytes:
    return vector + hashlib.sha256(key + vector).digest()[:_CHECK]


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise IndexStoreError(f"the vectors computed so far cannot be kept ({error})") from error
