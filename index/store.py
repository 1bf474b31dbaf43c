"""The vector store: embedded Chroma behind LlamaIndex's node and store types. The only importer of chromadb.

What it guards against (each was seen with chromadb 1.5): the default embedding function downloads a model and telemetry
is on, so both are off; the default distance cannot be changed later, so it is cosine from the start; adding an id twice
keeps the old text in silence, so a store is written once, in a fresh folder, and never updated; a truncated database
opens as an empty store, lost vectors raise nothing and a held lock hangs for minutes, so ``VectorStore.open`` checks the
database file before Chroma sees it and ``probe`` asks the open store for every vector it should hold, by a digest that
``seal`` left beside the database; garbled vectors, ids and settings can be a healthy database all the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import chromadb
import numpy as np
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import ChromaError
from llama_index.core.schema import BaseNode
from llama_index.vector_stores.chroma import ChromaVectorStore
from numpy.typing import NDArray

from index.errors import IndexStoreError, StaleIndexError

Kind = Literal["clauses", "sentences"]
KINDS: tuple[Kind, ...] = ("clauses", "sentences")

Search = tuple[Kind, str, int]
"""Kind, language and limit of a search."""

_WORKERS = 2
_EXACT_UP_TO = 1000  # nodes a search may visit; with fewer, Chroma finds other neighbours in every process
_DATABASE = "chroma.sqlite3"
_CONTENTS = "contents.json"
_LOCK_SECONDS = 2.0
_PROBE_SAMPLE = 100
_PAGE = 512
_SAME_VECTOR = 1e-3  # cosine distance; e5 vectors of different passages are much farther apart

# What Chroma raises for a broken store besides its own errors: pyo3 wraps some, SQLite and the file system the others,
# its Python half stumbles over garbled settings, and its clean-up over what was never made.
_BROKEN = (ChromaError, sqlite3.Error, OSError, ValueError, RuntimeError, AttributeError, LookupError, TypeError)
_DAMAGED = "the vector store is damaged"
_RUST_PANIC = "pyo3_runtime"  # module of a BaseException that cannot be imported


class VectorStore:
    """Collections ``<corpus>-<kind>-<language>`` in one folder, cosine distance."""

    def __init__(self, client: chromadb.api.ClientAPI, corpus: str, folder: Path) -> None:
        self._client = client
        self._corpus = corpus
        self._folder = folder
        self._digests: dict[str, str] = {}
        self._stores: dict[str, ChromaVectorStore] = {}
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="chroma")

    @classmethod
    def create(cls, folder: Path, corpus: str) -> VectorStore:
        """A new, empty store in ``folder``, which must not hold one.

        Raises:
            IndexStoreError: the folder cannot be written.
        """
        with _translated(IndexStoreError, f"cannot create the vector store in {folder}"):
            return cls(_client(folder), corpus, folder)

    @classmethod
    def open(cls, folder: Path, corpus: str) -> VectorStore:
        """The store that was made, filled and sealed in ``folder``.

        Raises:
            StaleIndexError: the database is missing, damaged or locked by another program.
        """
        _check_database(folder / _DATABASE)
        with _translated(StaleIndexError, _DAMAGED):
            digests = json.loads((folder / _CONTENTS).read_text(encoding="utf-8"))
            store = cls(_client(folder), corpus, folder)
            store._digests = dict(digests)
            return store

    def add(self, kind: Kind, language: str, nodes: Sequence[BaseNode]) -> None:
        """Write ``nodes`` (with embeddings) into a collection, which is made if need be.

        Raises:
            IndexStoreError: the store cannot be written.
        """
        name = self._name(kind, language)
        with _translated(IndexStoreError, f"cannot write the vector store in {self._folder}"):
            if name not in self._stores:
                collection = self._client.create_collection(
                    name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": _EXACT_UP_TO}}
                )
                self._stores[name] = ChromaVectorStore.from_collection(collection)
            if nodes:
                self._stores[name].add(list(nodes))

    def seal(self) -> None:
        """Leave a digest of every collection beside the database, for ``probe``; to be called after the last ``add``.

        Raises:
            IndexStoreError: the store cannot be read back or the digests not be written.
        """
        with _translated(IndexStoreError, f"cannot write the vector store in {self._folder}"):
            self._digests = {name: _digest(*_contents(store.client)) for name, store in self._stores.items()}
            (self._folder / _CONTENTS).write_text(json.dumps(self._digests), encoding="utf-8")

    def nearest(self, kind: Kind, language: str, vector: Sequence[float], limit: int) -> list[tuple[str, float]]:
        """The ids of the ``limit`` nodes nearest to ``vector`` and their cosine similarity, best first.

        Raises:
            StaleIndexError: the store has been damaged since it was opened.
        """
        return self.nearest_all([(kind, language, limit)], vector)[0]

    def nearest_all(self, searches: Sequence[Search], vector: Sequence[float]) -> list[list[tuple[str, float]]]:
        """``nearest`` for several (kind, language, limit) at once, in parallel.

        Raises:
            StaleIndexError: the store has been damaged since it was opened.
        """
        _check_unlocked(self._folder / _DATABASE)
        point = np.asarray([vector], dtype=np.float32)
        with _translated(StaleIndexError, _DAMAGED):
            return list(self._workers.map(lambda search: self._nearest(search, point), searches))

    def _nearest(self, search: Search, point: NDArray[np.float32]) -> list[tuple[str, float]]:
        kind, language, limit = search
        found = self._collection(kind, language).query(query_embeddings=point, n_results=limit, include=["distances"])
        ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
        if not ids:
            raise StaleIndexError(f"the vector store has lost its {kind} for {language}")
        return [(id_, 1.0 - distance) for id_, distance in zip(ids, distances, strict=True)]

    def count(self, kind: Kind, language: str) -> int:
        """How many nodes a collection holds."""
        with _translated(StaleIndexError, _DAMAGED):
            return self._collection(kind, language).count()

    def vectors(self, kind: Kind, language: str) -> tuple[list[str], NDArray[np.float32]]:
        """All ids of a collection, sorted, and their vectors, shape (ids, dimensions): for learning, not for answering.

        Raises:
            StaleIndexError: the store has been damaged since it was opened.
        """
        with _translated(StaleIndexError, _DAMAGED):
            return _contents(self._collection(kind, language))

    def vectors_of(self, kind: Kind, language: str, ids: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors of ``ids`` in their order, shape (ids, dimensions).

        Raises:
            StaleIndexError: the store has been damaged since it was opened.
        """
        with _translated(StaleIndexError, _DAMAGED):
            page = self._collection(kind, language).get(ids=list(ids), include=["embeddings"])
        found = dict(zip(page["ids"], np.asarray(page["embeddings"], dtype=np.float32), strict=True))
        if len(found) != len(set(ids)):
            raise StaleIndexError(f"the vector store has lost {kind} vectors for {language}")
        return np.stack([found[id_] for id_ in ids])

    def probe(self, kind: Kind, language: str, expected: int) -> None:
        """Ask the store for all it should hold: ids and vectors as sealed, each vector its own nearest neighbour.

        Raises:
            StaleIndexError: a node or a vector is missing or is not what it was.
        """
        held = self.count(kind, language)
        if held != expected:
            raise StaleIndexError(f"the vector store holds {held} {kind} for {language} instead of {expected}")
        with _translated(StaleIndexError, _DAMAGED):
            collection = self._collection(kind, language)
            ids, vectors = _contents(collection)
            if _digest(ids, vectors) != self._digests.get(self._name(kind, language)):
                raise StaleIndexError(f"the vector store has lost {kind} vectors for {language}")
            # Twice as long, which only the cosine does not mind; evenly spread, where there are many.
            sample = 2 * vectors[:: -(-expected // _PROBE_SAMPLE)]
            distances = collection.query(query_embeddings=sample, n_results=1, include=["distances"])["distances"]
            if not all(near and near[0] <= _SAME_VECTOR for near in distances or [[]]):
                raise StaleIndexError(f"the vector store does not find its {kind} for {language}")

    def close(self) -> None:
        """Release the files. The store cannot be used afterwards."""
        self._workers.shutdown()
        self._stores.clear()
        with contextlib.suppress(*_BROKEN):  # a damaged store has nothing left to release
            self._client.close()  # type: ignore[attr-defined]  # a method of the only implementation

    def _name(self, kind: Kind, language: str) -> str:
        return f"{self._corpus}-{kind}-{language}"

    def _collection(self, kind: Kind, language: str) -> Collection:
        name = self._name(kind, language)
        if name not in self._stores:
            self._stores[name] = ChromaVectorStore.from_collection(
                self._client.get_collection(name, embedding_function=None)
            )
        return self._stores[name].client


def _client(folder: Path) -> chromadb.api.ClientAPI:
    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def _contents(collection: Collection) -> tuple[list[str], NDArray[np.float32]]:
    """All ids of ``collection``, sorted, and their vectors; shape (ids, dimensions)."""
    ids: list[str] = []
    batches = []
    for offset in range(0, collection.count(), _PAGE):
        page = collection.get(include=["embeddings"], limit=_PAGE, offset=offset)
        ids += page["ids"]
        batches.append(np.asarray(page["embeddings"], dtype=np.float32))
    vectors = np.concatenate(batches) if batches else np.empty((0, 0), dtype=np.float32)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    return [ids[at] for at in order], vectors[order]


def _digest(ids: Sequence[str], vectors: NDArray[np.float32]) -> str:
    return hashlib.sha256(json.dumps([ids, vectors.shape]).encode() + vectors.tobytes()).hexdigest()


def _check_database(path: Path) -> None:
    """Read and lock the SQLite file within seconds, which Chroma itself would not."""
    if not path.is_file() or not path.stat().st_size:
        raise StaleIndexError("the vector store is missing or empty")
    with _sqlite(path, "rw") as database:
        database.execute("BEGIN IMMEDIATE")
        answer = database.execute("PRAGMA quick_check(1)").fetchone()
        database.rollback()
    if answer != ("ok",):
        reason = str(answer[0]).splitlines()[-1] if answer else "no answer"
        raise StaleIndexError(f"{_DAMAGED}: {reason}")


def _check_unlocked(path: Path) -> None:
    """Read the SQLite file's first page within seconds: Chroma waits for minutes if another program has locked it."""
    with _sqlite(path, "ro") as database:
        database.execute("SELECT 1 FROM sqlite_master").fetchone()


@contextlib.contextmanager
def _sqlite(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=_LOCK_SECONDS)
        ) as database:
            yield database
    except sqlite3.Error as error:
        raise StaleIndexError(f"the vector store cannot be used ({error})") from error


@contextlib.contextmanager
def _translated(kind: type[IndexStoreError], message: str) -> Iterator[None]:
    """Turn whatever Chroma raises for a store it cannot use into ``kind``, a panic of its Rust core included."""
    try:
        yield
    except _BROKEN as error:
        raise kind(f"{message}: {_reason(error)}") from error
    except BaseException as error:
        if type(error).__module__ != _RUST_PANIC:
            raise
        raise kind(f"{message}: {_reason(error)}") from error


def _reason(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
