"""What an index was built from: the manifest that lies in every build, and on a Chroma server beside the vectors."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
from pathlib import Path

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index import sentences
from index.changes import Changes, Counts
from index.corpus import Corpus
from index.errors import StaleIndexError

MANIFEST = "manifest.json"
_FORMAT = 5
_SOFTWARE = ("chromadb", "llama-index-vector-stores-chroma", "sentencex", "PyStemmer", "wordfreq")


class IndexManifest(BaseModel):
    """What an index was built from, and how many nodes came of it. Equal fingerprints mean interchangeable indexes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    corpus: str
    corpus_fingerprint: str
    embedder: str
    software: dict[str, str]
    passages: str
    counts: Counts = Field(default_factory=dict)
    changes: Changes | None = None

    @classmethod
    def wanted(cls, corpus: Corpus, embedder: BaseEmbedding) -> IndexManifest:
        """The manifest, without counts and changes, of an index of ``corpus`` built here and now."""
        return cls(
            format=_FORMAT,
            corpus=corpus.name,
            corpus_fingerprint=corpus.fingerprint,
            embedder=embedder.model_name,
            software={name: importlib.metadata.version(name) for name in _SOFTWARE},
            passages=hashlib.sha256(Path(sentences.__file__).read_bytes()).hexdigest(),
        )

    @functools.cached_property
    def fingerprint(self) -> str:
        """Hex SHA-256 of what the index was built from, however it was built."""
        return hashlib.sha256(self.model_dump_json(exclude={"counts", "changes"}).encode()).hexdigest()

    def is_base_for(self, wanted: IndexManifest) -> bool:
        """Whether this index holds all of its clauses, and one of ``wanted`` may take the unchanged ones from it."""
        shared = {"format", "corpus", "embedder", "software", "passages"}
        return self.changes is None and self.model_dump(include=shared) == wanted.model_dump(include=shared)

    def require(self, wanted: IndexManifest, corpus: Corpus) -> None:
        """Raises StaleIndexError, with the reason, unless this is the manifest ``wanted`` of an index of ``corpus``."""
        for field, reason in (
            ("format", "the index was written by another version of this program"),
            ("corpus_fingerprint", "the texts have changed since the index was built"),
            ("embedder", "the index was built with another embedding model"),
            ("software", "the index was built with other versions of the libraries"),
            ("passages", "the index was cut into other passages"),
        ):
            if getattr(self, field) != getattr(wanted, field):
                raise StaleIndexError(reason)
        clauses = {language: counts.get("clauses") for language, counts in self.counts.items()}
        if clauses != {language: len(edition.clauses) for language, edition in corpus.editions.items()}:
            raise StaleIndexError("the manifest of the index counts other clauses")


def read_manifest(build: Path) -> IndexManifest:
    """The manifest in the build folder ``build``.

    Raises:
        StaleIndexError: it is missing, unreadable or half-written.
    """
    try:
        return IndexManifest.model_validate_json((build / MANIFEST).read_bytes())
    except OSError as error:
        raise StaleIndexError("the index has no manifest") from error
    except ValidationError as error:
        raise StaleIndexError("the manifest of the index cannot be read") from error
