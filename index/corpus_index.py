"""An index: what it was built from, where it lies, and the handle that searches it.

The index is a disposable cache of the corpus. ``<home>/indexes/<corpus>/`` holds one folder a build and a file
``current`` that names the one in use; a build is complete before ``current`` names it, and never changes afterwards. A build
after a small edit takes what it does not hold from an earlier one, its base (:mod:`index.changes`).
Opening compares the build's manifest with the texts, the embedder and the software in use, and probes the store. With a
Chroma server the vectors are there, with their own manifest, and ``<home>/indexes/<corpus>@<server>/`` holds the rest.

Nothing here grows with the corpus but what it must: the texts are hashed, the words loaded or mapped, a sample of a large
store is probed. Passages are not cut again to be counted; how they are cut is part of the manifest.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index import sentences
from index.backends import ChromaServer
from index.changes import Changes, Counts
from index.corpus import Corpus
from index.errors import IndexStoreError, StaleIndexError
from index.lexical import LexicalIndex
from index.store import Folder, Layer, LayeredStore, Place, ServerBase, ServerBuild, VectorStore

BUILD_PREFIX = "build-"
CURRENT = "current"
MANIFEST = "manifest.json"
_FORMAT = 4
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


def index_folder(home: Path, corpus: str, server: ChromaServer | None = None) -> Path:
    """Where the indexes of ``corpus`` lie below the data directory ``home``, or what of them is not on ``server``."""
    place = f"@{hashlib.sha256(server.url.encode()).hexdigest()[:12]}" if server else ""
    return home / "indexes" / f"{corpus}{place}"


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


def current_build(folder: Path) -> Path:
    """The build folder in use below ``folder``.

    Raises:
        StaleIndexError: there is none.
    """
    try:
        name = (folder / CURRENT).read_text(encoding="utf-8").strip()
        build = folder / name
        usable = name.startswith(BUILD_PREFIX) and build.parent == folder and build.is_dir()
    except FileNotFoundError:
        raise StaleIndexError("there is no index yet") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StaleIndexError("the index cannot be found") from error
    if not usable:
        raise StaleIndexError("the index cannot be found")
    return build


@dataclass
class CorpusIndex:
    """An open, probed index of ``corpus``; safe to share between threads."""

    corpus: Corpus
    embedder: BaseEmbedding
    manifest: IndexManifest
    build: Path
    store: LayeredStore
    lexical: dict[str, LexicalIndex]

    @classmethod
    def open(cls, corpus: Corpus, embedder: BaseEmbedding, folder: Path, server: ChromaServer | None = None) -> CorpusIndex:
        """Open the index in use below ``folder``, with its vectors on ``server`` if given, and prove that it is whole.

        Raises:
            StaleIndexError: it is missing, damaged, or built from other texts, another embedder or other software.
            IndexServerError: the server does not answer.
        """
        build = current_build(folder)
        manifest, wanted = read_manifest(build), IndexManifest.wanted(corpus, embedder)
        manifest.require(wanted, corpus)
        lexical = {language: LexicalIndex.load(language, lexical_folder(build, language)) for language in corpus.languages}
        for language, words in lexical.items():
            if words.clause_ids != tuple(corpus.editions[language].clauses):
                raise StaleIndexError(f"the lexical index for {language} is of other clauses")
        _, manifest, store = open_vectors(corpus, manifest, build, server)
        try:
            store.probe()
        except IndexStoreError:
            store.close()
            raise
        return cls(corpus, embedder, manifest, build, store, lexical)

    def embed_question(self, question: str) -> Sequence[float]:
        """The question's vector, for ``store.nearest``."""
        return self.embedder.get_query_embedding(question)

    def size(self) -> int:
        """Bytes on disk, those of the base included."""
        folders = [self.build]
        if self.manifest.changes:
            folders.append(build_folder(self.build.parent, self.manifest.changes.base))
        return sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())

    def close(self) -> None:
        """Release the files."""
        self.store.close()


def open_vectors(
    corpus: Corpus, manifest: IndexManifest, build: Path, server: ChromaServer | None
) -> tuple[str, IndexManifest, LayeredStore]:
    """The vectors that ``manifest`` of ``build`` tells of, or those of the same texts that are in use on ``server``.

    With them name and manifest of what was opened: on a server another machine may have built it otherwise.

    Raises:
        StaleIndexError: they are missing, damaged, or not what the manifest says.
        IndexServerError: the server does not answer.
    """
    with contextlib.ExitStack() as opened:

        def opening(place: Place) -> VectorStore:
            return opened.enter_context(contextlib.closing(VectorStore.open(place)))

        base: Place
        name = build.name.removeprefix(BUILD_PREFIX)
        if server is None:
            store = opening(Folder(vector_folder(build), corpus.name))
        else:
            place = ServerBuild(server, corpus.name, manifest.fingerprint)
            store = opening(place)
            name, manifest = place.build, manifest_on_server(place, manifest, corpus)
        layers = [Layer(store, manifest.changes.counts if manifest.changes else manifest.counts)]
        if changes := manifest.changes:
            if server is None:
                base = Folder(vector_folder(build_folder(build.parent, changes.base)), corpus.name)
            else:
                base = ServerBase(server, corpus.name, changes.base_fingerprint, changes.base)
            layers.insert(0, Layer(opening(base), changes.base_counts, changes.replaced))
        opened.pop_all()
    return name, manifest, LayeredStore(layers)


def manifest_on_server(place: ServerBuild, wanted: IndexManifest, corpus: Corpus) -> IndexManifest:
    """What the build in use at ``place``, which is open, was made from.

    Raises:
        StaleIndexError: it cannot be read, or that is not what is ``wanted`` of ``corpus``.
    """
    try:
        manifest = IndexManifest.model_validate_json(place.manifest)
    except ValidationError as error:
        raise StaleIndexError("the manifest on the server cannot be read") from error
    manifest.require(wanted, corpus)
    return manifest


def build_folder(folder: Path, name: str) -> Path:
    """The folder of the build called ``name``."""
    return folder / f"{BUILD_PREFIX}{name}"


def vector_folder(build: Path) -> Path:
    return build / "vectors"


def lexical_folder(build: Path, language: str) -> Path:
    return build / "lexical" / language
