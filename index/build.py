"""Building the index, and opening it with an automatic rebuild whenever it does not fit."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout
from llama_index.core.base.embeddings.base import BaseEmbedding

from index.backends import ChromaServer
from index.base import Base
from index.builds import CURRENT, build_folder, build_name, current_build, index_folder
from index.changes import Changes, changes_since, read_record
from index.corpus import Corpus
from index.corpus_index import CorpusIndex
from index.errors import IndexBusyError, IndexStoreError, StaleIndexError
from index.index_manifest import IndexManifest, read_manifest
from index.writing import Build, Progress, unwritable

Notify = Callable[[str], None]
"""Called with one line for the person who waits."""

_PATIENCE_SECONDS = 600.0  # for another process's build to finish, on a slow machine
_QUIET_SECONDS = 2.0


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

    A rebuild embeds only what no earlier one has embedded, be it finished or not, and after a small edit writes only what
    differs; unless ``force``: then all. Safe to call from several processes at once: one builds, the others wait for it.
    ``notify`` gets one line that says why the index is being built, unless there was none.

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

        def built(changes: Changes | None = None, base: Base | None = None) -> CorpusIndex:
            Build(corpus, embedder, folder, server, force, progress, changes).run()
            return CorpusIndex.open(corpus, embedder, folder, server, base)

        if not force:
            # A base that turns out to be damaged costs one more build; proving it beforehand would cost every edit.
            with contextlib.suppress(StaleIndexError), _base(corpus, embedder, folder, server) as (changes, base):
                return built(changes, base)
        try:
            return built()
        except StaleIndexError as error:
            raise IndexStoreError(f"the index just built in {folder} cannot be used: {error}") from error


@contextlib.contextmanager
def _base(
    corpus: Corpus, embedder: BaseEmbedding, folder: Path, server: ChromaServer | None
) -> Iterator[tuple[Changes, Base]]:
    """The base of the index in use, which is being opened, and how ``corpus`` differs from it.

    Raises:
        StaleIndexError: there is none that would do, or it is damaged.
    """
    wanted = IndexManifest.wanted(corpus, embedder)
    build = current_build(folder)
    latest = read_manifest(build)
    name = latest.changes.base if latest.changes else build_name(build)
    manifest = read_manifest(build_folder(folder, name))
    if latest.corpus_fingerprint == wanted.corpus_fingerprint or not manifest.is_base_for(wanted):
        raise StaleIndexError("no earlier index is of the same kind and of another text")
    with contextlib.closing(Base(name, manifest.fingerprint, manifest.counts, corpus.name, folder, server)) as base:
        changes = changes_since(name, manifest.fingerprint, read_record(build_folder(folder, name)), corpus)
        if changes is None:
            raise StaleIndexError("too much has changed since the earlier index")
        if changes.base_counts != manifest.counts:
            raise StaleIndexError("what is recorded of the earlier index is not what its manifest counts")
        yield changes, base


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
        raise unwritable(folder, error) from error
    try:
        yield
    finally:
        lock.release()
