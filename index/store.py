"""The vector store: embedded Chroma behind LlamaIndex's node and store types. The only importer of chromadb.

What it guards against (each was seen with chromadb 1.5): the default embedding function downloads a model and telemetry
is on, so both are off; the default distance cannot be changed later, so it is cosine from the start; adding an id twice
keeps the old text in silence, so a store is written once, in a fresh folder, and never updated; a truncated database
opens as an empty store, lost vectors raise nothing and a held lock hangs for minutes, so ``VectorStore.open`` checks the
database file before Chroma sees it and ``probe`` asks the open store for every vector it should hold.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import chromadb
import numpy as np
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import ChromaError
from llama_index.core.schema import BaseNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.errors import IndexStoreError, StaleIndexError

Kind = Literal["clauses", "sentences"]
KINDS: tuple[Kind, ...] = ("clauses", "sentences")

_DATABASE = "chroma.sqlite3"
_LOCK_SECONDS = 2.0
_PROBE_LIMIT = 2000
_PROBE_BATCH = 256
_SAME_VECTOR = 1e-3  # cosine distance; e5 vectors of different passages are much farther apart

# What Chroma raises for a broken store besides its own errors: pyo3 wraps some, SQLite and the file system the others.
_BROKEN = (ChromaError, sqlite3.Error, OSError, ValueError, RuntimeError)


class VectorStore:
    """Collections ``<corpus>-<kind>-<language>`` in one folder, cosine distance."""

    def __init__(self, client: chromadb.api.ClientAPI, corpus: str, folder: Path) -> None:
        self._client = client
        self._corpus = corpus
        self._folder = folder
        self._stores: dict[str, ChromaVectorStore] = {}

    @classmethod
    def create(cls, folder: Path, corpus: str) -> VectorStore:
        """A new, empty store in ``folder``, which must not hold one.

        Raises:
            IndexStoreError: the folder cannot be written.
        """
        try:
            return cls(_client(folder), corpus, folder)
        except _BROKEN as error:
            raise IndexStoreError(f"cannot create the vector store in {folder}: {_reason(error)}") from error

    @classmethod
    def open(cls, folder: Path, corpus: str) -> VectorStore:
        """The store that ``create`` made in ``folder``.

        Raises:
            StaleIndexError: the database is missing, damaged or locked by another program.
        """
        _check_database(folder / _DATABASE)
        try:
            return cls(_client(folder), corpus, folder)
        except _BROKEN as error:
            raise StaleIndexError(f"the vector store is damaged ({_reason(error)})") from error

    def add(self, kind: Kind, language: str, nodes: Sequence[BaseNode]) -> None:
        """Write ``nodes`` (with embeddings) into a collection, which is made if need be.

        Raises:
            IndexStoreError: the store cannot be written.
        """
        name = self._name(kind, language)
        try:
            if name not in self._stores:
                collection = self._client.create_collection(
                    name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
                self._stores[name] = ChromaVectorStore.from_collection(collection)
            if nodes:
                self._stores[name].add(list(nodes))
        except _BROKEN as error:
            raise IndexStoreError(f"cannot write the vector store in {self._folder}: {_reason(error)}") from error

    def nearest(self, kind: Kind, language: str, vector: Sequence[float], limit: int) -> list[tuple[str, float]]:
        """The ids of the ``limit`` nodes nearest to ``vector`` and their cosine similarity, best first.

        Raises:
            StaleIndexError: the store has been damaged since it was opened.
        """
        try:
            found = self._collection(kind, language).query(
                query_embeddings=[np.asarray(vector, dtype=np.float32)], n_results=limit, include=["distances"]
            )
        except _BROKEN as error:
            raise StaleIndexError(f"the vector store is damaged ({_reason(error)})") from error
        distances = found["distances"]
        assert distances is not None
        return [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances[0], strict=True)]

    def count(self, kind: Kind, language: str) -> int:
        """How many nodes a collection holds."""
        try:
            return self._collection(kind, language).count()
        except _BROKEN as error:
            raise StaleIndexError(f"the vector store is damaged ({_reason(error)})") from error

    def probe(self, kind: Kind, language: str, expected: int) -> None:
        """Ask the store for its own vectors: each must come back as its own nearest neighbour.

        Raises:
            StaleIndexError: a node or a vector is missing.
        """
        held = self.count(kind, language)
        if held != expected:
            raise StaleIndexError(f"the vector store holds {held} {kind} for {language} instead of {expected}")
        try:
            collection = self._collection(kind, language)
            for offset in range(0, min(expected, _PROBE_LIMIT), _PROBE_BATCH):
                vectors = collection.get(include=["embeddings"], limit=_PROBE_BATCH, offset=offset)["embeddings"]
                if vectors is None or not len(vectors):
                    raise StaleIndexError(f"the vector store has lost {kind} vectors for {language}")
                distances = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])["distances"]
                if any(not near or near[0] > _SAME_VECTOR for near in distances or [[]]):
                    raise StaleIndexError(f"the vector store has lost {kind} vectors for {language}")
        except _BROKEN as error:
            raise StaleIndexError(f"the vector store is damaged ({_reason(error)})") from error

    def close(self) -> None:
        """Release the files. The store cannot be used afterwards."""
        self._stores.clear()
        self._client.close()

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


def _check_database(path: Path) -> None:
    """Read and lock the SQLite file within seconds, which Chroma itself would not."""
    if not path.is_file() or not path.stat().st_size:
        raise StaleIndexError("the vector store is missing or empty")
    try:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=_LOCK_SECONDS)
        try:
            database.execute("BEGIN IMMEDIATE")
            answer = database.execute("PRAGMA quick_check(1)").fetchone()
            database.rollback()
        finally:
            database.close()
    except sqlite3.Error as error:
        raise StaleIndexError(f"the vector store cannot be used ({error})") from error
    if answer != ("ok",):
        raise StaleIndexError(f"the vector store is damaged ({answer[0] if answer else 'no answer'})")


def _reason(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


