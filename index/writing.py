"""Writing a build: the vectors to a store, the words and the manifest beside them, and then the pointer to it all."""

from __future__ import annotations

import contextlib
import errno
import functools
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import TextNode

from index.backends import ChromaServer
from index.builds import (
    BUILD_PREFIX,
    CURRENT,
    build_folder,
    build_name,
    current_build,
    lexical_folder,
    vector_folder,
)
from index.changes import Changes, Recorded, count, record, write_record
from index.clauses import Clause
from index.corpus import Corpus
from index.corpus_index import manifest_on_server, open_vectors
from index.errors import IndexServerError, IndexStoreError, StaleIndexError
from index.index_manifest import MANIFEST, IndexManifest, read_manifest
from index.nodes import clause_node, passage_node
from index.postings import Postings
from index.sentences import split_passages
from index.store import KINDS, Folder, Kind, Place, ServerBuild, VectorStore
from index.vector_cache import VectorCache

Progress = Callable[[int, int], None]
"""Called with (passages embedded, passages in all)."""

_ROOM_BYTES = 16 * 2**20  # what an index takes, and some more


@dataclass
class Build:
    """A complete new build below ``folder``, to become the current one; the caller holds the lock.

    With ``changes`` only these are written, and their base stays.
    """

    corpus: Corpus
    embedder: BaseEmbedding
    folder: Path
    server: ChromaServer | None
    force: bool
    progress: Progress
    changes: Changes | None

    def run(self) -> None:
        """Write it and point to it.

        Raises:
            IndexStoreError, IndexServerError, EmbedderError: it cannot be written; nothing is left of it then.
        """
        build = Path()
        try:
            abandoned = _remove_builds(self.folder)
            build = Path(tempfile.mkdtemp(prefix=BUILD_PREFIX, dir=self.folder))
            name, manifest = self._adopted() or self._written(build, abandoned)
            # What another machine put on the server may have a base that is not here: all words are counted then.
            is_ours = manifest.changes is not None and manifest.changes == self.changes
            for language in self.corpus.languages:
                clauses = self._differing(language) if is_ours else self.corpus.editions[language].clauses.values()
                Postings.build(language, [*clauses]).save(lexical_folder(build, language))
            if manifest.changes is None:
                write_record(self._recorded, build)
            if (named := build_folder(self.folder, name)) != build:  # on the server there is one already, from elsewhere
                shutil.rmtree(named, ignore_errors=True)
                build = build.rename(named)
            (build / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
            pointer = self.folder / f"{CURRENT}.new"
            pointer.write_text(build.name, encoding="utf-8")
            pointer.replace(self.folder / CURRENT)
        except OSError as error:
            raise unwritable(self.folder, error) from error
        except IndexServerError:
            raise
        except IndexStoreError as error:
            raise _explained(error, self.folder, build) from error
        finally:
            if build.name and _previous(self.folder) != build:
                shutil.rmtree(build, ignore_errors=True)

    def _adopted(self) -> tuple[str, IndexManifest] | None:
        """Name and manifest of the vectors that the server holds already, if they are whole: another machine built them."""
        if self.server is None or self.force:
            return None
        wanted = IndexManifest.wanted(self.corpus, self.embedder)
        with contextlib.suppress(StaleIndexError):
            name, manifest, store = open_vectors(self.corpus, wanted, self.folder, self.server)
            store.close()
            return name, manifest
        return None

    def _written(self, build: Path, abandoned: Sequence[str]) -> tuple[str, IndexManifest]:
        """Embed everything, or the changes, and write it to a store; name and manifest of the build that is in use then."""
        counts = self.changes.total if self.changes else count(self._recorded)
        manifest = IndexManifest.wanted(self.corpus, self.embedder).model_copy(
            update={"counts": counts, "changes": self.changes}
        )
        written = self.changes.counts if self.changes else counts
        total = sum(sum(kinds.values()) for kinds in written.values())
        done = 0

        def step(embedded: int) -> None:
            nonlocal done
            done += embedded
            self.progress(done, total)

        step(0)
        place = self._place(build, manifest, abandoned)
        with (
            contextlib.closing(VectorCache.open(self.folder, self.embedder, renew=self.force)) as cache,
            contextlib.closing(VectorStore.create(place)) as store,
        ):
            try:
                for kind, language in itertools.product(KINDS, self.corpus.languages):
                    if nodes := written[language][kind]:
                        store.fill(kind, language, self._embedded(kind, language, cache, step), nodes)
                store.seal()
            except BaseException:
                store.discard()
                raise
            if self.changes is None:
                cache.forget_unused()
        if isinstance(place, ServerBuild):
            return place.build, manifest_on_server(place, manifest, self.corpus)
        return build_name(build), manifest

    def _place(self, build: Path, manifest: IndexManifest, abandoned: Sequence[str]) -> Place:
        if self.server is None:
            return Folder(vector_folder(build), self.corpus.name)
        return ServerBuild(
            self.server,
            self.corpus.name,
            manifest.fingerprint,
            build_name(build),
            manifest=manifest.model_dump_json(),
            base=self.changes.base if self.changes else "",
            abandoned=abandoned,
        )

    @functools.cached_property
    def _recorded(self) -> Recorded:
        return record(self.corpus)

    def _differing(self, language: str) -> Iterator[Clause]:
        """The clauses that are written: those that differ from the base, or all."""
        for clause in self.corpus.editions[language].clauses.values():
            if self.changes is None or clause.id in self.changes.replaced[language]:
                yield clause

    def _embedded(self, kind: Kind, language: str, cache: VectorCache, step: Callable[[int], None]) -> Iterator[TextNode]:
        """The nodes with their vectors; ``step`` is told how many more have them."""
        nodes = self._nodes(kind, language)
        while chunk := list(itertools.islice(nodes, self.embedder.embed_batch_size)):
            for node, vector in zip(chunk, cache.vectors([node.text for node in chunk]), strict=True):
                node.embedding = vector
            step(len(chunk))
            yield from chunk

    def _nodes(self, kind: Kind, language: str) -> Iterator[TextNode]:
        for clause in self._differing(language):
            if kind == "clauses":
                yield clause_node(clause)
            else:
                yield from map(passage_node, split_passages(clause))


def _previous(folder: Path) -> Path | None:
    try:
        return current_build(folder)
    except StaleIndexError:
        return None


def _remove_builds(folder: Path) -> list[str]:
    """Remove what older or interrupted builds left, and name them; processes may answer from the one in use and its base."""
    kept = set()
    with contextlib.suppress(StaleIndexError):
        kept.add(build := current_build(folder))
        if changes := read_manifest(build).changes:
            kept.add(build_folder(folder, changes.base))
    gone = [path for path in folder.glob(f"{BUILD_PREFIX}*") if path not in kept]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return [build_name(path) for path in gone]


def _explained(error: IndexStoreError, folder: Path, build: Path) -> IndexStoreError:
    """``error``, or the full disk behind it: Chroma only says that something could not be done."""
    try:
        with tempfile.TemporaryFile(dir=build) as file:
            file.write(bytes(_ROOM_BYTES))
    except OSError as refusal:
        return unwritable(folder, refusal)
    return error


def unwritable(folder: Path, error: OSError) -> IndexStoreError:
    """What a person is told who cannot write to ``folder``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return IndexStoreError(f"the disk is full: free some space for {folder}, or set GSI_HOME to another folder")
    return IndexStoreError(
        f"cannot write to {folder} ({error.strerror or error}); set GSI_HOME to a folder you can write to"
    )
