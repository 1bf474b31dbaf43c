"""Building the index, and opening it with an automatic rebuild whenever it does not fit."""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from filelock import FileLock, Timeout
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import TextNode

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
    vector_folder,
)
from index.errors import IndexBusyError, IndexStoreError, StaleIndexError
from index.lexical import LexicalIndex
from index.nodes import clause_node, passage_node
from index.sentences import split_passages
from index.store import Kind, VectorStore

Progress = Callable[[int, int], None]
"""Called with (passages embedded, passages in all)."""
Notify = Callable[[str], None]
"""Called with one line for the person who waits."""

_PATIENCE_SECONDS = 600.0  # for another process's build to finish, on a slow machine
_QUIET_SECONDS = 2.0
_ROOM_BYTES = 16 * 2**20  # what an index takes, and some more


def open_or_build(
    corpus: Corpus,
    embedder: BaseEmbedding,
    home: Path,
    *,
    force: bool = False,
    progress: Progress = lambda done, total: None,
    notify: Notify = lambda line: None,
) -> CorpusIndex:
    """The index of ``corpus``, opened if it fits and rebuilt from the texts if not (or if ``force``).

    Safe to call from several processes at once: one builds, the others wait for it. ``notify`` gets one line that says
    why the index is being built, unless there was none.

    Raises:
        IndexStoreError: the data directory cannot be written (permissions, full disk).
        IndexBusyError: another process has kept building for ten minutes.
        EmbedderError: the embedding model does not work.
    """
    folder = index_folder(home, corpus.name)
    if not force:
        with contextlib.suppress(StaleIndexError):
            return CorpusIndex.open(corpus, embedder, folder)
    with _locked(folder, notify):
        if not force:
            try:
                return CorpusIndex.open(corpus, embedder, folder)
            except StaleIndexError as reason:
                if (folder / CURRENT).exists():
                    notify(f"Rebuilding the index: {reason}.")
        _build(corpus, embedder, folder, progress)
        try:
            return CorpusIndex.open(corpus, embedder, folder)
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


def _build(corpus: Corpus, embedder: BaseEmbedding, folder: Path, progress: Progress) -> None:
    """Write a complete new build below ``folder`` and make it the current one; the caller holds the lock."""
    previous = _previous(folder)
    _remove_builds(folder, keep=previous)
    build = Path()
    try:
        build = Path(tempfile.mkdtemp(prefix=BUILD_PREFIX, dir=folder))
        _write(corpus, embedder, build, progress)
        pointer = folder / f"{CURRENT}.new"
        pointer.write_text(build.name, encoding="utf-8")
        pointer.replace(folder / CURRENT)
    except OSError as error:
        raise _unwritable(folder, error) from error
    except IndexStoreError as error:
        raise _explained(error, folder, build) from error
    finally:
        if build.name and _previous(folder) != build:
            shutil.rmtree(build, ignore_errors=True)


def _write(corpus: Corpus, embedder: BaseEmbedding, build: Path, progress: Progress) -> None:
    batches: list[tuple[Kind, str, list[TextNode]]] = []
    for language, edition in corpus.editions.items():
        clauses = list(edition.clauses.values())
        batches.append(("clauses", language, [clause_node(clause) for clause in clauses]))
        passages = [passage_node(passage) for clause in clauses for passage in split_passages(clause)]
        batches.append(("sentences", language, passages))
    total = sum(len(nodes) for _, _, nodes in batches)
    done = 0
    progress(done, total)
    store = VectorStore.create(vector_folder(build), corpus.name)
    try:
        for kind, language, nodes in batches:
            for chunk in _chunks(nodes, embedder.embed_batch_size):
                vectors = embedder.get_text_embedding_batch([node.text for node in chunk])
                for node, vector in zip(chunk, vectors, strict=True):
                    node.embedding = vector
                done += len(chunk)
                progress(done, total)
            store.add(kind, language, nodes)
        store.seal()
    finally:
        store.close()
    for language, edition in corpus.editions.items():
        LexicalIndex.build(language, list(edition.clauses.values())).save(lexical_folder(build, language))
    manifest = IndexManifest.wanted(corpus, embedder)
    (build / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")


def _chunks(nodes: list[TextNode], size: int) -> Iterator[Sequence[TextNode]]:
    for start in range(0, len(nodes), size):
        yield nodes[start : start + size]


def _previous(folder: Path) -> Path | None:
    try:
        return current_build(folder)
    except StaleIndexError:
        return None


def _remove_builds(folder: Path, keep: Path | None) -> None:
    """Remove what interrupted builds left; ``keep`` stays for processes that still answer from it."""
    for path in folder.glob(f"{BUILD_PREFIX}*"):
        if path != keep:
            shutil.rmtree(path, ignore_errors=True)


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
