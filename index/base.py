"""The base of a build, opened in a thread of its own while what has changed is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.backends import ChromaServer
from index.builds import build_folder, vector_folder
from index.changes import Changes, Counts
from index.store import Folder, Layer, Place, ServerBase, VectorStore


class Base:
    """The vectors of the build ``name`` with ``fingerprint`` and ``counts``, below ``folder`` or on ``server``.

    To be closed by whoever makes it. Nothing is raised before the vectors are taken.
    """

    def __init__(
        self, name: str, fingerprint: str, counts: Counts, corpus: str, folder: Path, server: ChromaServer | None
    ) -> None:
        self._identity = (name, fingerprint)
        place: Place
        if server is None:
            place = Folder(vector_folder(build_folder(folder, name)), corpus)
        else:
            place = ServerBase(server, corpus, fingerprint, name)
        self._is_taken = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="base")
        self._layer = self._thread.submit(_probed, place, counts)

    @classmethod
    def of(cls, changes: Changes, corpus: str, folder: Path, server: ChromaServer | None) -> Base:
        """The base of a build with ``changes``."""
        return cls(changes.base, changes.base_fingerprint, changes.base_counts, corpus, folder, server)

    def is_of(self, changes: Changes) -> bool:
        """Whether a build with ``changes`` takes from this one."""
        return self._identity == (changes.base, changes.base_fingerprint)

    def taken(self, hidden: Mapping[str, Set[str]]) -> Layer:
        """The vectors, probed, without the clauses that are ``hidden``. Whoever takes them closes them.

        Raises:
            StaleIndexError: they are missing or damaged.
            IndexServerError: the server does not answer.
        """
        layer = self._layer.result()
        self._is_taken = True
        return dataclasses.replace(layer, hidden=hidden)

    def close(self) -> None:
        """Release what was not taken, once it is open."""
        self._thread.shutdown()
        if not self._is_taken and self._layer.exception() is None:
            self._layer.result().store.close()


def _probed(place: Place, counts: Counts) -> Layer:
    layer = Layer(VectorStore.open(place), counts)
    try:
        layer.probe()
    except BaseException:
        layer.store.close()
        raise
    return layer
