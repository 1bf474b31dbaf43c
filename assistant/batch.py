"""Many questions, one JSON object a line; a bad line yields an error for that line and the run goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.pipeline import Pipeline
from assistant.types import Answer
from index.errors import InputError


class BatchLine(BaseModel):
    """One line of a batch file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str | int
    question: str
    language: str | None = None
    earlier: list[str] = []


def answer_lines(
    lines: Iterable[bytes],
    pipeline: Pipeline,
    language: str | None = None,
    log: Callable[[Answer, float], None] = lambda answer, seconds: None,
) -> Iterator[dict[str, Any]]:
    """An answer, or ``{"id", "error"}``, for each line that is not blank, in order; ``id`` is null if it cannot be read.

    ``language`` is the edition for lines that name none; ``log`` gets every answer and the seconds that it took.
    """
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        given: str | int | None = None
        try:
            line = BatchLine.model_validate_json(raw.decode("utf-8"))
            given = line.id
            start = time.monotonic()
            answer = pipeline.ask(line.question, line.language or language, earlier=line.earlier)
            log(answer, time.monotonic() - start)
            yield {"id": line.id, **answer.to_json()}
        except UnicodeDecodeError:
            yield {"id": given, "error": f"line {number} is not UTF-8 text"}
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            yield {"id": _id_of(raw), "error": f"line {number}: {where + ': ' if where else ''}{first['msg']}"}
        except InputError as error:
            yield {"id": given, "error": f"line {number}: {error}"}


def _id_of(raw: bytes) -> str | int | None:
    """The id of a line that is JSON but not a question, so that its error can still be matched."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):  # brackets by the thousand
        return None
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None
