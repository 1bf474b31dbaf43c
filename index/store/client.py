"""Chroma's clients, embedded and over HTTP. The only importer of chromadb and of LlamaIndex's door to it.

What it guards against (each was seen with chromadb 1.5): the default embedding function downloads a model and telemetry
is on, so both are off; the default distance cannot be changed later, so it is cosine from the start; more than some five
thousand nodes at once are refused; of the last thousand nodes the graph is not saved, so the threshold is another; the HTTP
client waits for ever, so its session is replaced by one with a deadline.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
from chromadb.api import ClientAPI as Client
from chromadb.api.client import Client as _Client
from chromadb.api.models.Collection import Collection
from chromadb.auth import UserIdentity
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError
from llama_index.vector_stores.chroma import ChromaVectorStore
from overrides import override

from index.errors import GsiError, IndexServerError
from index.http import Answer, BoundedSession, Unanswered

__all__ = [
    "EXACT_UP_TO",
    "ChromaFailure",
    "Client",
    "Collection",
    "NotFoundError",
    "add_nodes",
    "batch_sizes",
    "connect",
    "embedded",
    "new_collection",
    "raised",
    "release",
]

# What Chroma raises for a broken store besides its own errors: pyo3 wraps some, SQLite and the file system the others,
# its Python half stumbles over garbled settings, and its clean-up over what was never made.
BROKEN = (ChromaError, sqlite3.Error, OSError, ValueError, RuntimeError, AttributeError, LookupError, TypeError)
_RUST_PANIC = "pyo3_runtime"  # module of a BaseException that cannot be imported

EXACT_UP_TO = 1000
"""Nodes a search may visit, and so the size of a collection in which every node is found."""
# Chroma's graph (HNSW) is built with some chance, and now and then leaves a node that no link leads to. So it went in 1 of
# 50 builds of 367 nodes of the concept paper with 8 neighbours a node, in 1 of 300 with 12, in 1 of 1,800 with 16, Chroma's
# default, and in none of 1,800 with 32. A large collection, which is searched in part anyway, has the default: it takes half
# the time to write (100,000 nodes) and less memory.
_NEIGHBOURS, _FEWER_NEIGHBOURS = 32, 16
_BATCH = 4000  # nodes in a request: 8 MB of vectors, and below Chroma's own limit of 5,461
_SAVES = 16  # of a graph while it is made; every one writes all of it, and what is not saved yet is kept in the log
_LEAST_THRESHOLD, _BUFFER = 2, 100  # the first is Chroma's

# Clients of one folder share what Chroma opens and count its users, which is safe from one thread only.
_one_at_a_time = threading.Lock()

_API = "/api/v2"
_VERSIONS = ("1.",)  # what servers that speak this API call themselves


def embedded(folder: Path) -> Client:
    """A client for the store in ``folder``, which is made if need be."""
    with _one_at_a_time:
        return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def release(client: Client) -> None:
    """Close ``client``, which cannot be used afterwards."""
    # A damaged store has nothing left to release.
    with _one_at_a_time, contextlib.suppress(*BROKEN):
        client.close()  # type: ignore[attr-defined]  # a method of the only implementation


def connect(url: str, headers: dict[str, str], verify: Any, deadline: float) -> Client:
    """A client for the Chroma server at ``url``, each of whose requests ends within ``deadline`` seconds.

    Raises:
        IndexServerError: the server does not answer, refuses, or is none of Chroma's or of another version.
    """
    session = _Session(url, deadline, headers, verify)
    address = urlsplit(url)
    settings = Settings(
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=address.hostname,
        chroma_server_http_port=address.port or (443 if address.scheme == "https" else 80),
        chroma_server_ssl_enabled=address.scheme == "https",
        chroma_server_headers=dict(headers),
    )
    try:
        version = session.request("GET", f"{url}{_API}/version")
        try:
            found = version.json() if version.is_success else None
        except ValueError:
            found = None
        if not isinstance(found, str):
            raise IndexServerError(f"what answers at {url} is no Chroma server; check GSI_CHROMA_URL")
        if not found.startswith(_VERSIONS):
            raise IndexServerError(
                f"the Chroma server at {url} has version {found[:40]!r}; this program needs version {_VERSIONS[0]}x"
            )
        return _BoundedClient(session, settings)
    except BaseException:
        session.close()
        raise


def batch_sizes(count: int) -> list[int]:
    """How many nodes each request should have to write ``count``: the same, or one more."""
    together = _batches_a_save(count)
    requests = together * -(-count // (together * _BATCH))
    return [count * (number + 1) // requests - count * number // requests for number in range(requests)]


def _batches_a_save(count: int) -> int:
    return -(-count // (_SAVES * _BATCH))


def new_collection(client: Client, name: str, metadata: Mapping[str, str | int] | None, count: int) -> Collection:
    """A new, empty collection with cosine distance, for ``count`` nodes in the batches of ``batch_sizes``."""
    # Chroma saves the graph when that many nodes have come since it last did, and what it has not saved it makes again
    # whenever the store is opened. So the last batch must be one after which it saves.
    threshold = max(_batches_a_save(count) * min(batch_sizes(count)), _LEAST_THRESHOLD)
    return client.create_collection(
        name,
        embedding_function=None,
        metadata=dict(metadata) if metadata else None,
        configuration={
            "hnsw": {
                "space": "cosine",
                "ef_search": EXACT_UP_TO,
                "max_neighbors": _NEIGHBOURS if count <= EXACT_UP_TO else _FEWER_NEIGHBOURS,
                "sync_threshold": threshold,
                "batch_size": min(threshold, _BUFFER),
            }
        },
    )


def add_nodes(collection: Collection, nodes: list[Any]) -> None:
    """Write a batch of ``nodes`` (with embeddings) as LlamaIndex does."""
    ChromaVectorStore.from_collection(collection).add(nodes)


@contextlib.contextmanager
def raised() -> Iterator[None]:
    """Turn whatever Chroma raises for a store it cannot use, a panic of its Rust core included, into ``ChromaFailure``.

    Raises:
        ChromaFailure: holds the error as its cause.
        GsiError: what the session raised, which Chroma may have wrapped.
    """
    try:
        yield
    except GsiError:
        raise
    except BROKEN as error:
        ours: BaseException | None = error
        while ours is not None and not isinstance(ours, GsiError):
            ours = ours.__cause__ or ours.__context__
        raise (ours or ChromaFailure(error)) from error
    except BaseException as error:
        if type(error).__module__ != _RUST_PANIC:
            raise
        raise ChromaFailure(error) from error


class ChromaFailure(Exception):
    """An error of Chroma's, on its way to one of ours. ``lost`` says that what was asked for is not there."""

    def __init__(self, error: BaseException) -> None:
        self.lost = isinstance(error, NotFoundError)
        lines = str(error).strip().splitlines()
        super().__init__(lines[0] if lines else type(error).__name__)


class _Session(BoundedSession):
    """A session with the Chroma server at ``server``; what goes wrong there is told as such."""

    def __init__(self, server: str, deadline: float, headers: dict[str, str], verify: Any) -> None:
        super().__init__(deadline, headers, verify)
        self._server = server

    def request(self, method: Any, url: Any, **options: Any) -> Answer:
        try:
            answer = super().request(method, url, **options)
        except Unanswered as error:
            raise IndexServerError(f"the Chroma server at {self._server} cannot be reached: {error}") from None
        if answer.status_code in (401, 403):
            raise IndexServerError(f"the Chroma server at {self._server} refuses access; check GSI_CHROMA_TOKEN")
        if answer.status_code >= 500 or answer.is_redirect:
            raise IndexServerError(f"the Chroma server at {self._server} answers with HTTP {answer.status_code}")
        return answer


class _BoundedClient(_Client):
    """Chroma's HTTP client over a session with a deadline, from its first request on."""

    def __init__(self, session: _Session, settings: Settings) -> None:
        self._bounded = session
        super().__init__(settings=settings)

    @override
    def get_user_identity(self) -> UserIdentity:
        unbounded, self._server._session = self._server._session, self._bounded  # type: ignore[attr-defined]
        self._bounded.headers.update(unbounded.headers)
        unbounded.close()
        return super().get_user_identity()

    @override
    def _validate_tenant_database(self, tenant: str, database: str) -> None:
        """Nothing: it would ask by a second, unbounded session, and the first use of a collection shows the same."""

    @override
    def close(self) -> None:
        super().close()
        self._bounded.close()
