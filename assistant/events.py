"""What happens while a question is answered: one ``Found``, then, where a model words the answer, a ``Verified`` for each
statement and a ``Drafting`` now and then, and at last one ``Done``. What was shown once is never taken back.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Answer, Retrieved, Statement


@dataclass(frozen=True)
class Found:
    """The clauses that were retrieved for the question, which is ``asked`` as it can be understood alone."""

    asked: str
    retrieved: tuple[Retrieved, ...]


@dataclass(frozen=True)
class Drafting:
    """A model is wording the answer; comes again and again meanwhile, so that whoever waits can stop."""

    model: str


@dataclass(frozen=True)
class Verified:
    """A statement that stands; the answer will have it."""

    statement: Statement


@dataclass(frozen=True)
class Done:
    """The whole answer."""

    answer: Answer


Event = Found | Drafting | Verified | Done
