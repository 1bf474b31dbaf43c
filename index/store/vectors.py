"""The vector store: Chroma behind LlamaIndex's node and store types, in whichever place the collections are.

What it guards against (each was seen with chromadb 1.5): adding an id twice keeps the old text in silence, so a store is
written once, in a fresh place, and never updated; an emptied store opens without a word and lost vectors raise nothing, so
``probe`` asks the open store for what it should hold, by a digest that ``seal`` left; garbled vectors, ids and settings can
be a healthy database all the same. A vector comes back as Chroma normalised it when it was written, to the bit, also after
a restart.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from llama_index.core.schema import BaseNode
from numpy.typing import NDArray

from index.errors import IndexStoreError, StaleIndexError
from index.store.client import (
    EXACT_UP_TO,
    ChromaFailure,
    Client,
    Collection,
    add_nodes,
    batch_sizes,
    new_collection,
    raised,
    release,
)
from index.store.place import Kind, Place, Seal

Search = tuple[Kind, str, int]
"""Kind, language and limit of a search."""

WORKERS = 2
"""Searches at once."""
_PROBE_SAMPLE, _LARGE_SAMPLE = 100, 25  # searches, of which each takes milliseconds in a large collection
_PAGE = 512
_EXAMINED_UP_TO = (
    4096  # nodes; of a larger collection some are looked at, by their ids: Chroma has to count to a place in it
)
_SAMPLED = 256
_MISSED = 0.05  # of the sample, at most, where a search visits a part of the nodes only
_SAME_VECTOR = 1e-3  # cosine distance; e5 vectors of different passages are much farther apart


class VectorStore:
    """One build's collections, one for each kind and language, cosine distance."""

    def __init__(self, client: Client, place: Place) -> None:
        self._client = client
        self._place = place
        self._collections: dict[str, Collection] = {}
        self._added: dict[str, tuple[int, list[str]]] = {}
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="chroma")

    @classmethod
    def create(cls, place: Place) -> VectorStore:
        """A new, empty store at ``place``, which must not hold one.

        Raises:
            IndexStoreError: the place cannot be written.
        """
        try:
            with raised():
                return cls(place.create(), place)
        except ChromaFailure as failure:
            raise IndexStoreError(f"cannot create the vector store in {place.label}: {failure}") from failure

    @classmethod
    def open(cls, place: Place) -> VectorStore:
        """The store that was made, filled and sealed at ``place``.

        Raises:
            StaleIndexError: the database is missing, damaged or locked by another program.
            IndexServerError: the server does not answer.
        """
        try:
            with raised():
                return cls(place.open(), place)
        except ChromaFailure as failure:
            raise place.failed(failure) from failure

    def fill(self, kind: Kind, language: str, nodes: Iterable[BaseNode], count: int) -> None:
        """Make a collection of ``nodes`` (with embeddings), of which there are ``count``, at least 1; one batch is held.

        Raises:
            IndexStoreError: the store cannot be written.
        """
        name = self._place.name(kind, language)
        with self._writing():
            self._collections[name] = new_collection(self._client, name, self._place.metadata(), count)
        rest, spread, sampled, done = iter(nodes), _spread(count), list[str](), 0
        for size in batch_sizes(count):
            batch = list(itertools.islice(rest, size))
            with self._writing():
                add_nodes(self._collections[name], batch)
            sampled += [batch[at - done].node_id for at in spread if done <= at < done + size]
            done += size
        self._added[name] = count, sampled

    def seal(self) -> None:
        """Leave a seal of every collection at the place, for ``probe``; to be called when all is filled.

        Raises:
            IndexStoreError: the store cannot be read back or the digests not be written.
        """
        with self._writing():
            seals = {}
            for name, (count, sampled) in self._added.items():
                digest, _ = _examined(self._collections[name], count, sampled)
                seals[name] = Seal(digest=digest, sampled=tuple(sampled))
            self._place.seal(self._client, self._collections, seals)

    def discard(self) -> None:
        """Remove what was added to a store that will not be sealed, if that can be done."""
        with contextlib.suppress(IndexStoreError), self._writing():
            self._place.discard(self._client, list(self._collections))

    def nearest(self, kind: Kind, language: str, vector: Sequence[float], limit: int) -> list[tuple[str, float]]:
        """The ids of the ``limit`` nodes nearest to ``vector`` and their cosine similarity, best first.

        Raises:
            StaleIndexError: the store has been damaged since it was opened.
            IndexServerError: the server does not answer.
        """
        return self.nearest_all([(kind, language, limit)], vector)[0]

    def nearest_all(self, searches: Sequence[Search], vector: Sequence[float]) -> list[list[tuple[str, float]]]:
        """``nearest`` for several (kind, language, limit) at once, in parallel.

        Raises:
            StaleIndexError: the store has been damaged since it was opened.
            IndexServerError: the server does not answer.
        """
        self._place.check()
        point = np.asarray([vector], dtype=np.float32)
        with self._reading():
            return list(self._workers.map(lambda search: self._nearest(search, point), searches))

    def _nearest(self, search: Search, point: NDArray[np.float32]) -> list[tuple[str, float]]:
        kind, language, limit = search
        found = self._collection(kind, language).query(query_embeddings=point, n_results=limit, include=["distances"])
        ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
        if not ids:
            raise StaleIndexError(f"the vector store has lost its {kind} for {language}")
        return [(id_, 1.0 - distance) for id_, distance in zip(ids, distances, strict=True)]

    def vectors(self, kind: Kind, language: str) -> tuple[list[str], NDArray[np.float32]]:
        """All ids of a collection, sorted, and their vectors, shape (ids, dimensions): for learning, not for answering.

        Raises:
            StaleIndexError: the store has been damaged since it was opened.
            IndexServerError: the server does not answer.
        """
        with self._reading():
            collection = self._collection(kind, language)
            pages = list(_pages(collection, range(0, collection.count(), _PAGE)))
        ids = [id_ for page, _ in pages for id_ in page]
        order = sorted(range(len(ids)), key=ids.__getitem__)
        return [ids[at] for at in order], np.concatenate([vectors for _, vectors in pages])[order]

    def vectors_of(self, kind: Kind, language: str, ids: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors of ``ids`` in their order, shape (ids, dimensions).

        Raises:
            StaleIndexError: the store has been damaged since it was opened.
            IndexServerError: the server does not answer.
        """
        with self._reading():
            page = self._collection(kind, language).get(ids=list(ids), include=["embeddings"])
            found = dict(zip(page["ids"], np.asarray(page["embeddings"], dtype=np.float32), strict=True))
        if len(found) != len(set(ids)):
            raise StaleIndexError(f"the vector store has lost {kind} vectors for {language}")
        return np.stack([found[id_] for id_ in ids])

    def probe(self, kind: Kind, language: str, expected: int) -> None:
        """Ask the store for what it should hold: ids and vectors as sealed, each vector its own nearest neighbour.

        All of a collection of up to 4,096 nodes, and 256 of a larger one, which must have as many nodes as it should.

        Raises:
            StaleIndexError: a node or a vector is missing or is not what it was.
            IndexServerError: the server does not answer.
        """
        with self._reading():
            collection = self._collection(kind, language)
            # The last one and nothing after it: Chroma takes seconds to count many.
            if expected and len(collection.get(limit=2, offset=expected - 1, include=[])["ids"]) != 1:
                raise StaleIndexError(f"the vector store does not hold {expected} {kind} for {language}")
            seal = self._place.sealed(collection)
            digest, vectors = _examined(collection, expected, seal.sampled if seal else ())
            if seal is None or digest != seal.digest:
                raise StaleIndexError(f"the vector store has lost {kind} vectors for {language}")
            if not len(vectors):
                return
            is_exact = expected <= EXACT_UP_TO
            step = -(-len(vectors) // (_PROBE_SAMPLE if is_exact else _LARGE_SAMPLE))
            sample = 2 * vectors[::step]  # twice as long, which only the cosine does not mind
            distances = collection.query(query_embeddings=sample, n_results=1, include=["distances"])["distances"]
            missed = sum(not near or near[0] > _SAME_VECTOR for near in distances or [[]])
            if missed > (0 if is_exact else _MISSED * len(sample)):
                raise StaleIndexError(f"the vector store does not find its {kind} for {language}")

    def close(self) -> None:
        """Release the files or connections. The store cannot be used afterwards."""
        self._workers.shutdown()
        self._collections.clear()
        self._place.close()
        release(self._client)

    def _collection(self, kind: Kind, language: str) -> Collection:
        name = self._place.name(kind, language)
        if name not in self._collections:
            self._collections[name] = self._client.get_collection(name, embedding_function=None)
        return self._collections[name]

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            with raised():
                yield
        except ChromaFailure as failure:
            raise self._place.failed(failure) from failure

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with raised():
                yield
        except ChromaFailure as failure:
            raise IndexStoreError(f"cannot write the vector store in {self._place.label}: {failure}") from failure


def _spread(count: int) -> list[int]:
    """The places of the nodes that are looked at, evenly spread over ``count``; none if all are."""
    return [] if count <= _EXAMINED_UP_TO else [at * (count - 1) // (_SAMPLED - 1) for at in range(_SAMPLED)]


def _examined(collection: Collection, count: int, sampled: Sequence[str]) -> tuple[str, NDArray[np.float32]]:
    """A digest of all ``count`` nodes in ``collection``, or of those ``sampled``, and vectors, shape (nodes, dimensions)."""
    digest = hashlib.sha256()
    seen = [np.empty((0, 0), dtype=np.float32)]
    for ids, vectors in [_page(collection, ids=list(sampled))] if sampled else _pages(collection, range(0, count, _PAGE)):
        digest.update(json.dumps([ids, vectors.shape]).encode() + vectors.tobytes())
        seen.append(vectors)
    return digest.hexdigest(), np.concatenate(seen[1:] or seen)


def _pages(collection: Collection, offsets: Iterable[int]) -> Iterator[tuple[list[str], NDArray[np.float32]]]:
    """The pages of ``collection`` that begin at ``offsets``."""
    for offset in offsets:
        yield _page(collection, limit=_PAGE, offset=offset)


def _page(collection: Collection, **which: Any) -> tuple[list[str], NDArray[np.float32]]:
    """Ids, sorted, and vectors, shape (ids, dimensions), of the nodes ``which``."""
    page = collection.get(include=["embeddings"], **which)
    ids, vectors = page["ids"], np.asarray(page["embeddings"], dtype=np.float32)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    return [ids[at] for at in order], vectors[order]
