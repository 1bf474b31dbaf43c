"""An index, open: the handle that searches it.

The index is a disposable cache of the corpus. A build after a small edit takes what it does not hold from an earlier one,
its base (:mod:`index.changes`). Opening compares the build's manifest with the texts, the embedder and the software in use,
and probes the store. With a Chroma server the vectors are there, with their own manifest.

Nothing here grows with the corpus but what it must: the texts and clause ids are compared, the words loaded or mapped, a
sample of a large store is probed. Passages are not cut again to be counted; how they are cut is part of the manifest.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import ValidationError

from index.backends import ChromaServer
from index.base import Base
from index.builds import build_folder, build_name, current_build, lexical_folder, vector_folder
from index.changes import Changes
from index.corpus import Corpus
from index.errors import StaleIndexError
from index.index_manifest import IndexManifest, read_manifest
from index.lexical import LexicalIndex
from index.postings import Postings
from index.store import Folder, Layer, LayeredStore, Place, ServerBuild, VectorStore


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
    def open(
        cls,
        corpus: Corpus,
        embedder: BaseEmbedding,
        folder: Path,
        server: ChromaServer | None = None,
        base: Base | None = None,
    ) -> CorpusIndex:
        """Open the index in use below ``folder``, with its vectors on ``server`` if given, and prove that it is whole.

        ``base`` is being opened already; it is used if it is the one that the index needs.

        Raises:
            StaleIndexError: it is missing, damaged, or built from other texts, another embedder or other software.
            IndexServerError: the server does not answer.
        """
        build = current_build(folder)
        manifest, wanted = read_manifest(build), IndexManifest.wanted(corpus, embedder)
        manifest.require(wanted, corpus)
        lexical = {language: _words(corpus, language, build, manifest.changes) for language in corpus.languages}
        _, manifest, store = open_vectors(corpus, manifest, build, server, base)
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
    corpus: Corpus, manifest: IndexManifest, build: Path, server: ChromaServer | None, base: Base | None = None
) -> tuple[str, IndexManifest, LayeredStore]:
    """The vectors that ``manifest`` of ``build`` tells of, or those of the same texts that are in use on ``server``; probed.

    With them name and manifest of what was opened: on a server another machine may have built it otherwise.

    Raises:
        StaleIndexError: they are missing, damaged, or not what the manifest says.
        IndexServerError: the server does not answer.
    """
    with contextlib.ExitStack() as opened:
        name = build_name(build)
        place: Place = Folder(vector_folder(build), corpus.name)
        if server is not None:
            place = ServerBuild(server, corpus.name, manifest.fingerprint)
        store = opened.enter_context(contextlib.closing(VectorStore.open(place)))
        if isinstance(place, ServerBuild):
            name, manifest = place.build, manifest_on_server(place, manifest, corpus)
        layers = [Layer(store, manifest.changes.counts if manifest.changes else manifest.counts)]
        layers[0].probe()
        if changes := manifest.changes:
            if base is None or not base.is_of(changes):
                base = Base.of(changes, corpus.name, build.parent, server)
            with contextlib.closing(base):
                layers.insert(0, base.taken(changes.replaced))
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


def _words(corpus: Corpus, language: str, build: Path, changes: Changes | None) -> LexicalIndex:
    """The words of one edition: those counted in ``build``, and in its base if ``build`` counts only ``changes``."""
    layers, wanted = [Postings.load(lexical_folder(build, language))], tuple(corpus.editions[language].clauses)
    if changes and layers[0].clause_ids != wanted:
        layers.append(Postings.load(lexical_folder(build_folder(build.parent, changes.base), language)))
    return LexicalIndex(language, wanted, layers)
