"""Sealed stores read as one: a base, and what has changed since.

A layer hides the clauses of it that later layers have another wording of, or that are gone. A search asks every layer for
as many nodes as are wanted, for more where hidden ones are among them, and takes the nearest of all.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.store.place import KINDS, Kind
from index.store.vectors import WORKERS, Search, VectorStore


@dataclass(frozen=True)
class Layer:
    """``store`` with the number of its nodes by language and kind, and by language the ids of the clauses to hide."""

    store: VectorStore
    counts: Mapping[str, Mapping[str, int]]
    hidden: Mapping[str, Set[str]] = field(default_factory=dict)

    def count(self, kind: Kind, language: str) -> int:
        """How many nodes a collection holds, hidden ones included."""
        return self.counts.get(language, {}).get(kind, 0)

    def shows(self, language: str, node: str) -> bool:
        """Whether the clause or passage with the id ``node`` is not hidden."""
        hidden = self.hidden.get(language)
        return not hidden or node.partition("#")[0] not in hidden

    def nearest_all(self, searches: Sequence[Search], vector: Sequence[float]) -> list[list[tuple[str, float]]]:
        """As ``VectorStore.nearest_all``, without hidden nodes; nothing where there is no collection."""
        found: list[list[tuple[str, float]]] = [[] for _ in searches]
        limits = {at: limit for at, (kind, language, limit) in enumerate(searches) if self.count(kind, language)}
        while limits:
            asked = [(*searches[at][:2], limit) for at, limit in limits.items()]
            short = {}
            for (at, limit), near in zip(limits.items(), self.store.nearest_all(asked, vector), strict=True):
                kind, language, wanted = searches[at]
                found[at] = [hit for hit in near if self.shows(language, hit[0])][:wanted]
                if len(found[at]) < wanted and limit < self.count(kind, language):
                    short[at] = 2 * limit
            limits = short
        return found

    def probe(self) -> None:
        """``VectorStore.probe`` for every collection, in parallel.

        Raises:
            StaleIndexError: a node or a vector is missing or is not what it was.
            IndexServerError: the server does not answer.
        """

        def probe(collection: tuple[Kind, str]) -> None:
            if expected := self.count(*collection):
                self.store.probe(*collection, expected)

        with ThreadPoolExecutor(WORKERS, thread_name_prefix="probe") as workers:
            for _ in workers.map(probe, itertools.product(KINDS, self.counts)):
                pass


class LayeredStore:
    """What ``layers``, the base first, show together."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = layers

    def nearest(self, kind: Kind, language: str, vector: Sequence[float], limit: int) -> list[tuple[str, float]]:
        """The ids of the ``limit`` nodes nearest to ``vector`` and their cosine similarity, best first.

        Raises:
            StaleIndexError: a store has been damaged since it was opened.
            IndexServerError: the server does not answer.
        """
        return self.nearest_all([(kind, language, limit)], vector)[0]

    def nearest_all(self, searches: Sequence[Search], vector: Sequence[float]) -> list[list[tuple[str, float]]]:
        """``nearest`` for several (kind, language, limit) at once, in parallel.

        Raises:
            StaleIndexError: a store has been damaged since it was opened.
            IndexServerError: the server does not answer.
        """
        found = [layer.nearest_all(searches, vector) for layer in self._layers]
        return [
            sorted((hit for hits in by_layer for hit in hits), key=lambda hit: -hit[1])[:limit]
            for (_, _, limit), *by_layer in zip(searches, *found, strict=True)
        ]

    def vectors(self, kind: Kind, language: str) -> tuple[list[str], NDArray[np.float32]]:
        """All ids of a kind, sorted, and their vectors, shape (ids, dimensions): for learning, not for answering.

        Raises:
            StaleIndexError: a store has been damaged since it was opened.
            IndexServerError: the server does not answer.
        """
        shown = dict(sorted(self._shown(kind, language)))
        return list(shown), np.stack(list(shown.values()))

    def _shown(self, kind: Kind, language: str) -> Iterator[tuple[str, NDArray[np.float32]]]:
        for layer in self._layers:
            if layer.count(kind, language):
                for node, vector in zip(*layer.store.vectors(kind, language), strict=True):
                    if layer.shows(language, node):
                        yield node, vector

    def vectors_of(self, kind: Kind, language: str, ids: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors of ``ids`` in their order, shape (ids, dimensions).

        Raises:
            StaleIndexError: a store has been damaged since it was opened.
            IndexServerError: the server does not answer.
        """
        held: dict[int, list[str]] = {}
        for node in ids:
            # What changed after a layer is hidden in it, so the first that shows it has it.
            at = next(at for at, layer in enumerate(self._layers) if layer.shows(language, node))
            held.setdefault(at, []).append(node)
        found: dict[str, NDArray[np.float32]] = {}
        for at, nodes in held.items():
            found |= zip(nodes, self._layers[at].store.vectors_of(kind, language, nodes), strict=True)
        return np.stack([found[node] for node in ids])

    def close(self) -> None:
        """Release the files or connections. The stores cannot be used afterwards."""
        for layer in self._layers:
            layer.store.close()
