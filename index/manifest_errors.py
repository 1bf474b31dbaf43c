"""What is wrong with a ``corpus.toml``, for people: a line of the file, the key, and what is expected there."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from index.errors import did_you_mean, nearest
from index.manifest import SAID_ONCE, CorpusManifest, EditionManifest, Status

_LONGEST_SHOWN = 60
_KEYS: dict[type[BaseModel], list[str]] = {
    CorpusManifest: list(CorpusManifest.model_fields),
    EditionManifest: [key for key in EditionManifest.model_fields if key not in CorpusManifest.model_fields],
}

Place = tuple[str | int, ...]
"""The keys that lead to an entry: ``("editions", 1, "labels", "part")``."""


def manifest_problems(error: ValidationError, manifest: str) -> list[str]:
    """``line 12: editions.1.status: …`` for each entry of ``manifest``, the text of the file, that is wrong."""
    errors = error.errors()
    misspelt = {(*item["loc"][:-1], _meant(item["loc"])) for item in errors if item["type"] == "extra_forbidden"}
    told: dict[Place, str] = {}
    for item in errors:
        if item["type"] != "missing" or item["loc"] not in misspelt:
            place, problem = _told(item)
            told.setdefault(place, problem)
    lines = manifest.split("\n")
    return [f"line {_line(lines, place)}: {'.'.join(map(str, place))}: {problem}" for place, problem in told.items()]


def _told(item: ErrorDetails) -> tuple[Place, str]:
    """The place that ``item`` is of and what is wrong there."""
    kind, loc, value = item["type"], item["loc"], item["input"]
    if kind == "wrong_entry":
        return (*loc, *item["ctx"]["key"]), item["msg"]
    if kind == "value_error":
        return loc, item["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        return loc, _unknown(loc)
    table, depth = _table(loc)
    expected = table.model_fields[str(loc[depth])].description
    if kind == "missing":
        return loc, f"is missing; expected is {expected}"
    # What pydantic adds for an item of a list and for each of several types that it tried is no place in the file.
    place = loc[: depth + (2 if isinstance((*loc, 0)[depth + 1], str) else 1)]
    hint = did_you_mean(value, get_args(Status)) if kind == "literal_error" and isinstance(value, str) else ""
    return place, f"is {_shown(value)}; expected is {expected}" + (f"; {hint}" if hint else "")


def _unknown(loc: Place) -> str:
    key, (table, _) = str(loc[-1]), _table(loc)
    if table is CorpusManifest and key in _KEYS[EditionManifest]:
        return "is said of each edition, below its [[editions]]"
    if table is EditionManifest and key in _KEYS[CorpusManifest]:
        return SAID_ONCE
    return f"there is no such key; {did_you_mean(key, _KEYS[table]) or 'there is ' + ', '.join(_KEYS[table])}"


def _meant(loc: Place) -> str | None:
    return nearest(str(loc[-1]), _KEYS[_table(loc)[0]])


def _table(loc: Place) -> tuple[type[BaseModel], int]:
    """The table that ``loc`` lies in, and where in ``loc`` its key stands."""
    return (EditionManifest, 2) if loc[0] == "editions" and len(loc) > 2 else (CorpusManifest, 0)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _line(lines: Sequence[str], place: Place) -> int:
    """The line, from 1, with the key at ``place``; a key that is not written has the line of its table."""
    tables = [number for number, line in enumerate(lines) if re.match(r"\s*\[\[\s*editions\s*\]\]", line)]
    begin, keys = 0, [str(key) for key in place]
    if keys[0] == "editions" and len(keys) > 1 and int(keys[1]) < len(tables):
        begin, keys = tables[int(keys[1])], keys[2:]
    for number in range(begin, len(lines)):
        if number > begin and number in tables:
            break
        if keys and re.match(rf"\s*(?:\[\s*(?:editions\s*\.\s*)?)?[\"']?{re.escape(keys[0])}[\"']?\s*[.=\]]", lines[number]):
            begin = number
            break
    return begin + 1
