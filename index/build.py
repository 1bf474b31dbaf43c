"""Building the index, and opening it with an automatic rebuild whenever it does not fit."""

from __future__ import annotations

import contextlib
import errno
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import TextNode
from pydantic import ValidationError

from index.backends import ChromaServer
from index.corpus import Corpus
from index.corpus_index import (
    BUILD_PREFIX,
    CURRENT,
    MANIFEST,
    CorpusIndex,
    IndexManifest,
    current_build,
    index_folder,
    lexical_folder,
    probe,
    vector_folder,
)
from index.errors import IndexBusyError, IndexServerError, IndexStoreError, StaleIndexError
from index.lexical import LexicalIndex
from index.nodes import clause_node, passage_node
from index.sentences import split_passages
from index.store import KINDS, Folder, Kind, Place, ServerBuild, VectorStore
from index.vector_cache import VectorCache

Progress = Callable[[int, int], None]
"""Called with (passages embedded, passages in all)."""
Notify = Callable[[str], None]
"""Called with one line for the person who waits."""

_PATIENCE_SECONDS = 600.0  # for another process's build to finish, on a slow machine
_QUIET_SECONDS = 2.0
_WRITTEN_AT_ONCE = 2048  # nodes with their vectors, which take 12 KB each as lists
_ROOM_BYTES = 16 * 2**20  # what an index takes, and some more


def open_or_build(
    corpus: Corpus,
    embedder: BaseEmbedding,
    home: Path,
    server: ChromaServer | None = None,
    *,
    force: bool = False,
    progress: Progress = lambda done, total: None,
    notify: Notify = lambda line: None,
) -> CorpusIndex:
    """The index of ``corpus``, opened if it fits and rebuilt from the texts if not; its vectors are on ``server`` if given.

    A rebuild embeds only what no earlier one has embedded, be it finished or not, unless ``force``: then all. Safe to call
    from several processes at once: one builds, the others wait for it. ``notify`` gets one line that says why the index is
    being built, unless there was none.

    Raises:
        IndexStoreError: the data directory cannot be written (permissions, full disk).
        IndexServerError: the server does not answer; nothing is built then.
        IndexBusyError: another process has kept building for ten minutes.
        EmbedderError: the embedding model does not work.
    """
    folder = index_folder(home, corpus.name, server)
    if not force:
        with contextlib.suppress(StaleIndexError):
            return CorpusIndex.open(corpus, embedder, folder, server)
    with _locked(folder, notify):
        if not force:
            try:
                return CorpusIndex.open(corpus, embedder, folder, server)
            except StaleIndexError as reason:
                if (folder / CURRENT).exists():
                    notify(f"Rebuilding the index: {reason}.")
        _Build(corpus, embedder, folder, server, force, progress).run()
        try:
            return CorpusIndex.open(corpus, embedder, folder, server)
        except StaleIndexError as error:
            raise IndexStoreError(f"the index just built in {folder} cannot be used: {error}") from error


@contextlib.contextmanager
def _locked(folder: Path, notify: Notify) -> Iterator[None]:
    lock = FileLock(folder / "lock", timeout=_QUIET_SECONDS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout:
            notify("Another process is building the index; waiting for it.")
            lock.acquire(timeout=_PATIENCE_SECONDS)
    except Timeout:
        raise IndexBusyError(f"another process has been building the index in {folder} for too long; stop it") from None
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


@dataclass
class _Build:
    """A complete new build below ``folder``, to become the current one; the caller holds the lock."""

    corpus: Corpus
    embedder: BaseEmbedding
    folder: Path
    server: ChromaServer | None
    force: bool
    progress: Progress

    def run(self) -> None:
        build = Path()
        try:
            abandoned = _remove_builds(self.folder, keep=_previous(self.folder))
            build = Path(tempfile.mkdtemp(prefix=BUILD_PREFIX, dir=self.folder))
            manifest = self._adopted() or self._written(build, abandoned)
            for language, edition in self.corpus.editions.items():
                LexicalIndex.build(language, list(edition.clauses.values())).save(lexical_folder(build, language))
            (build / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
            pointer = self.folder / f"{CURRENT}.new"
            pointer.write_text(build.name, encoding="utf-8")
            pointer.replace(self.folder / CURRENT)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        except IndexServerError:
            raise
        except IndexStoreError as error:
            raise _explained(error, self.folder, build) from error
        finally:
            if build.name and _previous(self.folder) != build:
                shutil.rmtree(build, ignore_errors=True)

    def _adopted(self) -> IndexManifest | None:
        """The manifest of the vectors that the server holds already, if they are whole: another machine built them."""
        wanted = IndexManifest.wanted(self.corpus, self.embedder)
        if self.server is None or self.force:
            return None
        place = ServerBuild(self.server, self.corpus.name, wanted.fingerprint)
        with contextlib.suppress(StaleIndexError, ValidationError), contextlib.closing(VectorStore.open(place)) as store:
            manifest = IndexManifest.model_validate_json(place.manifest)
            manifest.require(wanted, self.corpus)
            probe(store, manifest)
            return manifest
        return None

    def _written(self, build: Path, abandoned: Sequence[str]) -> IndexManifest:
        """Embed everything and write it to a store; the manifest of that."""
        counts = {
            language: {
                "clauses": len(edition.clauses),
                "sentences": sum(len(split_passages(clause)) for clause in edition.clauses.values()),
            }
            for language, edition in self.corpus.editions.items()
        }
        manifest = IndexManifest.wanted(self.corpus, self.embedder).model_copy(update={"counts": counts})
        total = sum(sum(kinds.values()) for kinds in counts.values())
        done = 0
        self.progress(done, total)
        with (
            contextlib.closing(VectorCache.open(self.folder, self.embedder, renew=self.force)) as cache,
            contextlib.closing(VectorStore.create(self._place(build, manifest, abandoned))) as store,
        ):
            try:
                for kind, language in itertools.product(KINDS, self.corpus.languages):
                    store.add(kind, language, [])
                    for nodes in _chunks(self._nodes(kind, language), _WRITTEN_AT_ONCE):
                        for chunk in _chunks(nodes, self.embedder.embed_batch_size):
                            vectors = cache.vectors([node.text for node in chunk])
                            for node, vector in zip(chunk, vectors, strict=True):
                                node.embedding = vector
                            done += len(chunk)
                            self.progress(done, total)
                        store.add(kind, language, nodes)
                store.seal()
            except BaseException:
                store.discard()
                raise
            cache.forget_unused()
        return manifest

    def _place(self, build: Path, manifest: IndexManifest, abandoned: Sequence[str]) -> Place:
        if self.server is None:
            return Folder(vector_folder(build), self.corpus.name)
        name = build.name.removeprefix(BUILD_PREFIX)
        written = manifest.model_dump_json()
        return ServerBuild(self.server, self.corpus.name, manifest.fingerprint, name, written, abandoned)

    def _nodes(self, kind: Kind, language: str) -> Iterator[TextNode]:
        for clause in self.corpus.editions[language].clauses.values():
            if kind == "clauses":
                yield clause_node(clause)
            else:
                yield from map(passage_node, split_passages(clause))


def _chunks(nodes: Iterable[TextNode], size: int) -> Iterator[list[TextNode]]:
    rest = iter(nodes)
    while chunk := list(itertools.islice(rest, size)):
        yield chunk


def _previous(folder: Path) -> Path | None:
    try:
        return current_build(folder)
    except StaleIndexError:
        return None


def _remove_builds(folder: Path, keep: Path | None) -> list[str]:
    """Remove what older or interrupted builds left, and name them; ``keep`` stays for processes that answer from it."""
    gone = [path for path in folder.glob(f"{BUILD_PREFIX}*") if path != keep]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return [path.name.removeprefix(BUILD_PREFIX) for path in gone]


def _explained(error: IndexStoreError, folder: Path, build: Path) -> IndexStoreError:
    """``error``, or the full disk behind it: Chroma only says that something could not be done."""
    try:
        with tempfile.TemporaryFile(dir=build) as file:
            file.write(bytes(_ROOM_BYTES))
    except OSError as refusal:
        return _unwritable(folder, refusal)
    return error


def _unwritable(folder: Path, error: OSError) -> IndexStoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return IndexStoreError(f"the disk is full: free some space for {folder}, or set GSI_HOME to another folder")
    return IndexStoreError(
        f"cannot write to {folder} ({error.strerror or error}); set GSI_HOME to a folder you can write to"
    )
