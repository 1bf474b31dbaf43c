"""A share of a Chroma server, next to other builds, other corpora and other programs' data.

Collections are called ``<corpus>-<fingerprint>-<build>-<kind>-<language>``, where the fingerprint is that of all the build
was made from (texts, embedder, software): clients with other embedders or versions have other names and never mix. The
collection ``<corpus>-<fingerprint>`` is empty but for what it says of itself: the manifest, and which build is in use. It is
written last and in one request, so a build is complete before it is used, and whoever reads sees the old one or the new.

A server gives no locks. Two machines that build at once write two builds, and the one that ends later takes the other's.
What nobody uses any more is removed by the next build of the corpus, by the server's clock: builds replaced or broken off,
and those of other fingerprints that nobody has opened for a week.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from pydantic import ValidationError

from index.backends import ChromaServer
from index.errors import IndexStoreError, SettingsError, StaleIndexError
from index.http import trusting
from index.store.client import ChromaFailure, Client, Collection, NotFoundError, connect, raised, release
from index.store.place import Kind, Seal

_DAY = 86_400
_UNUSED_SECONDS = 7 * _DAY  # after which a build that was made from something else is removed
_ABANDONED_SECONDS = _DAY  # after which a build that was never finished is
_PAGE = 100
_OPENED = "opened"


class ServerBuild:
    """Build ``build`` of what has ``fingerprint``, on ``server``; to be opened, the build is the one in use there.

    ``manifest`` is what the build was made from, for those who find it, and ``base`` the build that it takes the rest from;
    ``abandoned`` are builds of this machine that were broken off. Opened or sealed, ``build`` and ``manifest`` are those in
    use: another machine may have been quicker.
    """

    def __init__(
        self,
        server: ChromaServer,
        corpus: str,
        fingerprint: str,
        build: str = "",
        manifest: str = "",
        base: str = "",
        abandoned: Sequence[str] = (),
    ) -> None:
        self.build = build
        self.manifest = manifest
        self._server = server
        self._corpus = corpus
        self._fingerprint = fingerprint
        self._base = base
        self._abandoned = abandoned
        self._before = ""
        self._created = 0

    @property
    def label(self) -> str:
        return f"the Chroma server at {self._server.url}"

    def create(self) -> Client:
        client = self._connect()
        with raised():
            self._created = _now(client)
            self._before = _text(self._pointer(client), "build")
        return client

    def open(self) -> Client:
        client = self._connect()
        try:
            with raised():
                pointer = self._pointer(client)
                if not pointer:
                    raise StaleIndexError(f"{self.label} holds no index of this text yet")
                if _text(pointer, "fingerprint") != self._fingerprint:
                    raise StaleIndexError(f"{self.label} holds another index under this name")
                self.build, self.manifest = _text(pointer, "build"), _text(pointer, "manifest")
                self._say_opened(client)
        except BaseException:
            release(client)
            raise
        return client

    def check(self) -> None:
        """Nothing: every request has its deadline."""

    def close(self) -> None:
        """Nothing."""

    def name(self, kind: Kind, language: str) -> str:
        return f"{self._share}-{self.build}-{kind}-{language}"

    def metadata(self) -> Mapping[str, str | int]:
        return {
            "corpus": self._corpus,
            "fingerprint": self._fingerprint,
            "build": self.build,
            "created": self._created,
        }

    def seal(self, client: Client, collections: Mapping[str, Collection], seals: Mapping[str, Seal]) -> None:
        for name, collection in collections.items():
            collection.modify(metadata={**self.metadata(), "seal": seals[name].model_dump_json()})
        pointer_before = self._pointer(client)
        if _text(pointer_before, "build") == self._before:
            said = {
                **self.metadata(),
                "current": True,
                "base": self._base,
                "previous": self._before,
                "previous_base": _text(pointer_before, "base"),
                "manifest": self.manifest,
            }
            pointer = client.get_or_create_collection(self._share, embedding_function=None, metadata=said)
            pointer.modify(metadata=said)
            self._say_opened(client)
        self._tidy(client, {*self._abandoned, _text(pointer_before, "previous")})
        # Two machines may both have found the pointer as it was; the one that wrote it last is in use.
        in_use = self._pointer(client)
        if _text(in_use, "build") != self.build:
            self.discard(client, list(collections))
            self.build, self.manifest = _text(in_use, "build"), _text(in_use, "manifest")

    def sealed(self, collection: Collection) -> Seal | None:
        try:
            return Seal.model_validate_json(_text(collection.metadata, "seal"))
        except ValidationError:
            return None

    def discard(self, client: Client, names: Sequence[str]) -> None:
        for name in names:
            with contextlib.suppress(NotFoundError):
                client.delete_collection(name)

    def failed(self, failure: ChromaFailure) -> IndexStoreError:
        if failure.lost:
            return StaleIndexError(f"{self.label} has lost the index")
        return StaleIndexError(f"{self.label} has a damaged index: {failure}")

    @property
    def _share(self) -> str:
        return f"{self._corpus}-{self._fingerprint[:12]}"

    def _connect(self) -> Client:
        verify: Any = True
        if self._server.ca is not None:
            try:
                verify = trusting(self._server.ca)
            except OSError as error:
                raise SettingsError(f"GSI_CHROMA_CA: {self._server.ca} holds no certificates ({error})") from None
        with raised():
            return connect(self._server.url, self._server.headers, verify, self._server.deadline)

    def _pointer(self, client: Client) -> Mapping[str, Any]:
        try:
            return client.get_collection(self._share, embedding_function=None).metadata or {}
        except NotFoundError:
            return {}

    def _say_opened(self, client: Client) -> None:
        """Leave word that this build is in use; not in the pointer itself, which another may be writing."""
        with contextlib.suppress(NotFoundError):
            pointer = client.get_collection(self._share, embedding_function=None)
            pointer.upsert(ids=[_OPENED], embeddings=[1.0], metadatas=[{_OPENED: _now(client)}])

    def _tidy(self, client: Client, gone: Set[str]) -> None:
        """Remove what nobody uses any more of this corpus, the builds ``gone`` among it."""
        now = _now(client)
        used: set[str] = set()
        builds: list[Collection] = []
        for collection in _collections(client):
            said = collection.metadata or {}
            if _text(said, "corpus") != self._corpus or not _text(said, "fingerprint"):
                continue
            if not said.get("current"):
                builds.append(collection)
            elif _text(said, "fingerprint") == self._fingerprint or now - _opened(collection) < _UNUSED_SECONDS:
                used |= {_text(said, key) for key in ("build", "base", "previous", "previous_base")}
            else:
                self.discard(client, [collection.name])
        for collection in builds:
            said = collection.metadata or {}
            build = _text(said, "build")
            is_old = now - int(said.get("created") or 0) > _ABANDONED_SECONDS
            if build not in used and (build in gone or is_old):
                self.discard(client, [collection.name])


class ServerBase(ServerBuild):
    """A build that another one takes the rest from, be it still in use itself or not."""

    def open(self) -> Client:
        return self._connect()


def _collections(client: Client) -> Iterator[Collection]:
    found: list[Collection] = []
    while page := list(client.list_collections(limit=_PAGE, offset=len(found))):
        found += page
    return iter(found)


def _opened(pointer: Collection) -> int:
    found = pointer.get(ids=[_OPENED], include=["metadatas"])["metadatas"]
    return int(found[0][_OPENED]) if found and found[0] else 0  # type: ignore[arg-type]


def _now(client: Client) -> int:
    """Seconds by the server's clock, which is the same for all its clients."""
    return client.heartbeat() // 10**9


def _text(said: Mapping[str, Any] | None, key: str) -> str:
    return str((said or {}).get(key, ""))
