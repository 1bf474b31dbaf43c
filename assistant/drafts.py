"""What a model drafts, read out of whatever it wraps it in, statement by statement as they come.

A draft is trusted with nothing: ``assistant.verification.statements`` decides what becomes of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 100_000  # characters of a reply that are read; a statement takes some 300
_DECODER = json.JSONDecoder()
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_LIST = re.compile(r'"statements"\s*:\s*\[')
_BETWEEN = " \t\r\n,"


@dataclass(frozen=True)
class DraftStatement:
    """A sentence, the clause it is said to come from, and the words of that clause; all as the model wrote them."""

    clause: str
    quote: str
    text: str

    @classmethod
    def of(cls, value: Any) -> DraftStatement | None:
        """The statement in a JSON ``value``; None if it is none."""
        if not isinstance(value, dict):
            return None
        fields = [value.get(name) for name in ("clause", "quote", "text")]
        texts = [_without_surrogates(field) for field in fields if isinstance(field, str)]
        return cls(*texts) if len(texts) == len(fields) else None


def answer_schema(clause_ids: Sequence[str]) -> dict[str, Any]:
    """The JSON schema of a draft over ``clause_ids``, in the subset that all servers know.

    The quote stands before the wording, so that the model reads before it writes.
    """
    text = {"type": "string"}
    statement = _object({"clause": {"type": "string", "enum": list(clause_ids)}, "quote": text, "text": text})
    return _object({"statements": {"type": "array", "items": statement}})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


class DraftReader:
    """Collects a reply piece by piece; prose, code fences and thoughts around the JSON are skipped."""

    def __init__(self) -> None:
        self._text = ""
        self._at = 0  # what stands before is read
        self._list = self._ended = False  # whether the list of statements has begun, and ended
        self._good = self._bad = 0  # items that are statements, and that are not

    @property
    def is_draft(self) -> bool:
        """Whether there were statements, or a list that is empty on purpose."""
        return bool(self._good or (self._ended and not self._bad))

    def feed(self, piece: str) -> list[DraftStatement]:
        """The statements that ``piece`` completes."""
        self._text = (self._text + piece)[:LONGEST]
        found: list[DraftStatement] = []
        if not self._list and not self._open_list():
            return found
        while True:
            while self._text[self._at : self._at + 1] in _BETWEEN and self._at < len(self._text):
                self._at += 1
            if self._text.startswith("]", self._at):
                self._ended = True
                return found
            try:
                value, self._at = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):  # not whole yet, or never
                return found
            found += self._sorted([value])

    def finish(self) -> list[DraftStatement]:
        """What is left when the reply is whole: statements of a draft in another shape than was asked for."""
        if self._list:
            return []
        text = _THINKING.sub(" ", self._text)
        for match in re.finditer(r"[\[{]", text):
            try:
                value, _ = _DECODER.raw_decode(text, match.start())
            except (ValueError, RecursionError):
                continue
            if found := self._sorted(value if isinstance(value, list) else [value]):
                return found
            if value == []:
                self._ended = True
                return []
        return []

    def _sorted(self, items: list[Any]) -> list[DraftStatement]:
        found = [statement for item in items if (statement := DraftStatement.of(item))]
        self._good += len(found)
        self._bad += len(items) - len(found)
        return found

    def _open_list(self) -> bool:
        # A model that thinks aloud may draft there; only what follows counts.
        thought = _THINKING.match(self._text.lstrip())
        if thought and not thought[0].endswith("</think>"):
            return False
        start = self._text.find("</think>") + 1 if thought else 0
        match = _LIST.search(self._text, start)
        if match:
            self._list = True
            self._at = match.end()
        return match is not None


def _without_surrogates(text: str) -> str:
    """Half a character, which JSON can spell, is no text and breaks whatever prints it."""
    return text.encode("utf-8", "replace").decode("utf-8")
