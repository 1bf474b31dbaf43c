"""What a metric sees of one question and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A question as asked in ``language`` and the ``answer`` to it, in the JSON that ``gsi ask --json`` prints.

    ``gold`` are the clauses that answer it (none if the text does not), ``facts`` the strings that a right answer quotes,
    ``reason`` why a refusal is right. ``edition`` is the language of the edition to answer from, ``texts`` that of every
    clause by language and id. The answer is read as data: nothing that the system promises is taken for granted.
    """

    language: str
    edition: str
    gold: tuple[str, ...]
    facts: tuple[str, ...]
    reason: str | None
    answer: Json
    texts: Mapping[str, Mapping[str, str]]

    @property
    def is_answerable(self) -> bool:
        return bool(self.gold)

    @property
    def is_answered(self) -> bool:
        return self.answer["status"] == "answered"

    @cached_property
    def citations(self) -> list[Json]:
        """All citations in the order of the answer."""
        return [citation for statement in self.answer["statements"] for citation in statement["citations"]]

    @cached_property
    def cited(self) -> list[str]:
        """The cited clauses in the order of the answer, each once."""
        return list(dict.fromkeys(citation["clause"] for citation in self.citations))

    @cached_property
    def retrieved(self) -> list[str]:
        """The retrieved clauses, best first."""
        return [item["clause"] for item in self.answer["nearest"]]
