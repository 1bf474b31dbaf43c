"""The corpora at hand: those that ship with the program and those that a person has added to the data directory.

A corpus is a folder wherever it lies: manifest, texts, and what was learned or written about them (``calibration.*``,
``questions/``). Added ones lie in ``<home>/corpora/<name>/``, copies that do not change when their source does. Each has
an index of its own below ``<home>/indexes/``.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from index.corpus import CORPORA, MANIFEST, Corpus, load_corpus
from index.errors import CorpusError, IndexBusyError, IndexStoreError, InputError, did_you_mean

QUESTIONS = "questions"
CALIBRATIONS = "calibrations"
"""The folder of a data directory that holds what was learned there, by corpus."""
_LEARNED = (("calibration.json", "calibration.npz"), (QUESTIONS,), ("baselines",))
"""What a corpus folder can hold besides manifest and texts, what belongs together side by side."""
_BUSY_SECONDS = 5.0


class Library:
    """The corpora that ship and those below the data directory ``home``, by name."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._added = home / "corpora"

    def names(self) -> tuple[str, ...]:
        """Those that ship first."""
        return (*_folders(CORPORA), *(name for name in _folders(self._added) if not self.ships(name)))

    def ships(self, name: str) -> bool:
        """Whether ``name`` comes with the program."""
        return name in _folders(CORPORA)

    def folder(self, name: str) -> Path:
        """The folder of the corpus ``name``.

        Raises:
            InputError: there is none; the message names those there are and suggests the nearest.
        """
        known = self.names()
        if name not in known:
            hint = did_you_mean(name, known) or "add one with: gsi build --corpus FOLDER"
            raise InputError(f"there is no corpus {name!r}; there is {', '.join(known)}; {hint}")
        return (CORPORA if self.ships(name) else self._added) / name

    def load(self, name: str) -> Corpus:
        """The corpus ``name``.

        Raises:
            InputError: there is none.
            CorpusError: it is not what its manifest says.
        """
        return load_corpus(self.folder(name))

    def add(self, source: Path, *, replace: bool = False) -> str:
        """Check the corpus in ``source``, copy it into the data directory, and return its name.

        The same text is copied again, so that other labels or questions come along. What was learned on an earlier copy
        stays, unless ``source`` has its own.

        Raises:
            CorpusError: ``source`` is no valid corpus.
            InputError: the name is that of a corpus that ships, or of one with another text and not ``replace``.
            IndexStoreError: the data directory cannot be written.
        """
        corpus = load_corpus(source)
        name = corpus.name
        if self.ships(name):
            if load_corpus(CORPORA / name).fingerprint == corpus.fingerprint:
                return name
            raise InputError(f"a corpus {name!r} ships with this program; choose another name in {source / MANIFEST}")
        with self._locked():
            old = self._added / name
            if old.exists() and not replace and not _has_text(old, corpus):
                raise InputError(f"there is a corpus {name!r} with another text; --force replaces it")
            with tempfile.TemporaryDirectory(prefix=".adding-", dir=self._added) as room:
                new = Path(room) / "new"
                _copy(source, corpus, new, old)
                if load_corpus(new).fingerprint != corpus.fingerprint:
                    raise CorpusError(f"{source} was changed while it was copied; try again")
                if old.exists():
                    old.rename(Path(room) / "old")
                new.rename(old)
        return name

    def remove(self, name: str) -> None:
        """Remove an added corpus, its index and all that was kept about it.

        Raises:
            InputError: there is none, or it ships with the program.
            IndexBusyError: its index is being built.
            IndexStoreError: the data directory cannot be written.
        """
        folder = self.folder(name)
        if self.ships(name):
            raise InputError(f"the corpus {name!r} ships with this program and stays")
        root = self._home / "indexes"
        indexes = [path for path in (root / name, *root.glob(f"{name}@*")) if path.exists()]  # @: beside a server's
        learned = self._home / CALIBRATIONS / name
        with self._locked(), tempfile.TemporaryDirectory(prefix=".removing-", dir=self._added) as room:
            for index in indexes:
                try:
                    FileLock(index / "lock", timeout=_BUSY_SECONDS).acquire().lock.release()
                except Timeout:
                    raise IndexBusyError(f"the index of {name!r} is being built; remove it afterwards") from None
            # Out of sight in one step each; open files of a running server live on until it closes them.
            folder.rename(Path(room) / "@corpus")
            for index in indexes:
                index.rename(Path(room) / index.name)
            if learned.exists():
                learned.rename(Path(room) / "@learned")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Alone with the added corpora."""
        try:
            self._added.mkdir(parents=True, exist_ok=True)
            with FileLock(self._added / ".lock", timeout=_BUSY_SECONDS):
                yield
        except Timeout:
            raise IndexBusyError(f"another process is changing the corpora in {self._added}; try again") from None
        except OSError as error:
            raise IndexStoreError(
                f"cannot write to {self._added} ({error.strerror or error}); set GSI_HOME to a folder you can write to"
            ) from error


def question_file(folder: Path, split: str) -> Path:
    """Where the corpus in ``folder`` keeps its questions of ``split``, "dev" or "test"."""
    return folder / QUESTIONS / f"{split}.jsonl"


def _folders(root: Path) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in root.glob(f"[a-z]*/{MANIFEST}")))


def _has_text(folder: Path, corpus: Corpus) -> bool:
    try:
        return load_corpus(folder).fingerprint == corpus.fingerprint
    except CorpusError:  # damaged: the good copy may take its place
        return True


def _copy(source: Path, corpus: Corpus, target: Path, old: Path) -> None:
    """Manifest, texts and what was learned from ``source`` to ``target``; the latter from ``old`` if ``source`` has none."""
    for name in [MANIFEST, *dict.fromkeys(edition.manifest.file for edition in corpus.editions.values())]:
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, copy)
    for names in _LEARNED:
        for folder in (source, old):
            found = [folder / name for name in names if (folder / name).exists()]
            for path in found:
                copy_any = shutil.copytree if path.is_dir() else shutil.copyfile
                copy_any(path, target / path.name)
            if found:
                break
