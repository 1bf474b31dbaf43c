"""Thumbs and notes of the people who ask, kept in a local file, and made into candidates for evaluation questions."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import InputError

MOST_BYTES = 20_000_000  # of the file; a public page must not fill a disk


class Feedback(BaseModel):
    """What one person thought of one answer; ``clauses`` are those it cited."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    question: str = Field(min_length=1, max_length=5000)
    language: str = Field(pattern="^[a-z]{2,3}$")
    status: Literal["answered", "refused"]
    clauses: list[str] = Field(max_length=50)
    vote: Literal["up", "down"]
    note: str = Field(default="", max_length=2000)


def feedback_file(home: Path, corpus: str) -> Path:
    """Where the feedback on answers from ``corpus`` is kept below the data directory ``home``."""
    return home / "feedback" / f"{corpus}.jsonl"


def add_feedback(path: Path, given: Any) -> None:
    """Append ``given``, an object as :class:`Feedback` describes, with the time to the file ``path``.

    Raises:
        InputError: it is none, or the file cannot be written or is full.
    """
    try:
        feedback = Feedback.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"feedback: {'.'.join(map(str, first['loc'])) or 'object'}: {first['msg']}") from None
    record = {"time": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"), **feedback.model_dump()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=10):
            if path.exists() and path.stat().st_size > MOST_BYTES:
                raise InputError("no more feedback can be kept")
            with path.open("a", encoding="utf-8") as file:
                # Escaped, so that no separator of another script ends the line.
                print(json.dumps(record), file=file)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from None


def read_feedback(path: Path) -> list[dict[str, Any]]:
    """All feedback in ``path`` in the order it came; a line that is none, as after a crash, is left out.

    Raises:
        InputError: the file cannot be read.
    """
    if not path.exists():
        return []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {error}") from None
    found = []
    for line in lines:
        try:
            record = json.loads(line)
            time = str(record.pop("time"))
            found.append({"time": time, **Feedback.model_validate(record).model_dump()})
        except (ValueError, LookupError, AttributeError, TypeError):
            continue
    return found


def candidates(records: list[dict[str, Any]], languages: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """A candidate evaluation question for each record, for an editor to complete.

    The ``languages`` that it was not asked in are empty, and the gold clauses are those cited where the thumb was up.
    """
    for number, record in enumerate(records, start=1):
        liked = record.get("vote") == "up"
        yield {
            "id": f"feedback-{number}",
            "kind": "direct",
            "question": dict.fromkeys(languages, "") | {record["language"]: record["question"]},
            "gold": record["clauses"] if liked else [],
            "facts": {language: [] for language in languages},
            "expected_reason": "out_of_scope" if liked and record["status"] == "refused" else None,
            "split": "dev",
            "feedback": {name: record.get(name) for name in ("vote", "note", "time", "status", "clauses")},
        }
