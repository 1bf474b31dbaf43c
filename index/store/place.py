"""Where the collections of one build are: what a folder and a server have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from index.errors import IndexStoreError
from index.store.client import ChromaFailure, Client, Collection

Kind = Literal["clauses", "sentences"]
KINDS: tuple[Kind, ...] = ("clauses", "sentences")


class Seal(BaseModel):
    """What is remembered of a collection: the digest of ids and vectors, of all or of those of the nodes ``sampled``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: str
    sampled: tuple[str, ...] = ()


class Place(Protocol):
    """The home of one build's collections. Every method may raise IndexStoreError."""

    @property
    def label(self) -> str:
        """How a message calls it."""

    def create(self) -> Client:
        """A client for a new, empty build."""

    def open(self) -> Client:
        """A client for the build that was sealed here; StaleIndexError if there is none."""

    def check(self) -> None:
        """Find out, within seconds, that a search would wait for ever."""

    def close(self) -> None:
        """Release what ``check`` holds."""

    def name(self, kind: Kind, language: str) -> str:
        """The name of a collection of this build."""

    def metadata(self) -> Mapping[str, str | int] | None:
        """What a new collection says of itself."""

    def seal(self, client: Client, collections: Mapping[str, Collection], seals: Mapping[str, Seal]) -> None:
        """Remember what every collection is, by name; nothing is written to this build afterwards."""

    def sealed(self, collection: Collection) -> Seal | None:
        """What ``seal`` remembered of ``collection``."""

    def discard(self, client: Client, names: Sequence[str]) -> None:
        """Remove the collections ``names`` of a build that was not finished."""

    def failed(self, failure: ChromaFailure) -> IndexStoreError:
        """What a person is told of ``failure``."""
