"""Every error that the project raises on purpose.

::

    GsiError                    something a person can understand and mostly mend; one line, exit code 2
    ├── InputError              the question, reference, file or option given is not usable
    │   └── SettingsError       an environment setting is unknown or out of bounds
    ├── CorpusError             a corpus folder or one of its editions is not what its manifest says
    ├── EmbedderError           the embedding model cannot be loaded or does not answer
    ├── ModelError              no chat model is set, or its server does not answer
    └── IndexStoreError         the index cannot be read or written
        ├── StaleIndexError     the index does not fit the texts, the embedder or this version: rebuild it
        ├── IndexServerError    the Chroma server does not answer, or not as one; the index may be whole
        └── IndexBusyError      another process has been holding the index for too long

An error that is not a ``GsiError`` is a defect of this program and keeps its traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Literal

ModelProblem = Literal["unset", "unreachable", "late", "broke_off", "declined"]
"""Why there is no reply of a model, in a word."""


class GsiError(Exception):
    """Root of all errors raised on purpose. ``str(error)`` is one line that says what to do."""


class InputError(GsiError):
    """The question, reference, file or option given is not usable."""


class SettingsError(InputError):
    """An environment setting is unknown or out of bounds."""


class CorpusError(GsiError):
    """A corpus folder or one of its editions is not what its manifest says.

    ``problems`` holds every problem found, one line each; the message joins them.
    """

    def __init__(self, problems: str | list[str]) -> None:
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("; ".join(self.problems))


class EmbedderError(GsiError):
    """The embedding model cannot be loaded or does not answer."""


class ModelError(GsiError):
    """No chat model is set, or its server does not answer. The message never holds a key."""

    def __init__(self, message: str, problem: ModelProblem) -> None:
        self.problem = problem
        super().__init__(message)


class IndexStoreError(GsiError):
    """The index cannot be read or written."""


class StaleIndexError(IndexStoreError):
    """The index does not fit the texts, the embedder or this version: rebuild it."""


class IndexServerError(IndexStoreError):
    """The Chroma server does not answer, refuses, or is none. A rebuild would not help; the message holds no token."""


class IndexBusyError(IndexStoreError):
    """Another process has been holding the index for too long."""


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The one of ``known`` that ``name`` is most like, in any case; None if none is as like as ``cutoff``, from 0 to 1."""
    spelt: dict[str, str] = {}
    for one in known:
        spelt.setdefault(one.casefold(), one)
    near = difflib.get_close_matches(name.casefold(), spelt, n=1, cutoff=cutoff)
    return spelt[near[0]] if near else None


def did_you_mean(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """``did you mean X?`` with the :func:`nearest` of ``known``, or ""."""
    near = nearest(name, known, cutoff)
    return f"did you mean {near}?" if near else ""
