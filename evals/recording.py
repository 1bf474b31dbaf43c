"""Replies of a chat model, recorded once and replayed without it: prompts and verification are gated without a key.

A reply is found by a hash of the very messages that it answered. A changed prompt, clause or retrieval asks for what was
never recorded: that is an error that says to record again, not a silently different measurement.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.model import Completion, Deadline, Message, Model, Schema
from index.errors import InputError, ModelError
from prompts import prompts_sha256

_FIRST_ROUND = 2  # messages


class Recorded(BaseModel):
    """One reply, to the messages with the hash ``key``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    text: str
    prompt_tokens: int
    completion_tokens: int


class RecordingHeader(BaseModel):
    """What the replies in a file are of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    prompts_sha256: str


class RecordingModel:
    """``model``, whose whole replies are added to the file ``path`` as they come."""

    def __init__(self, model: Model, path: Path) -> None:
        self.model = model.model
        self._inner = model
        self._path = path
        header = RecordingHeader(model=model.model, prompts_sha256=prompts_sha256())
        # A recording that was interrupted goes on, and nothing is asked twice.
        self._known: dict[str, Recorded] = {}
        if path.exists() and _read(path)[0] == header:
            self._known = _read(path)[1]
        else:
            self._write(header, "w")

    def stream(
        self, messages: Sequence[Message], deadline: Deadline, schema: Schema | None = None
    ) -> Generator[str, None, Completion]:
        """The recorded reply to ``messages``, or the model's own."""
        if known := self._known.get(_key(messages)):
            return (yield from _replayed(known))
        done = yield from self._inner.stream(messages, deadline, schema)
        reply = Recorded(
            key=_key(messages),
            text=done.text,
            prompt_tokens=done.prompt_tokens,
            completion_tokens=done.completion_tokens,
        )
        self._write(reply, "a")
        return done

    def _write(self, item: BaseModel, how: str) -> None:
        try:
            with self._path.open(how, encoding="utf-8") as file:
                print(json.dumps(item.model_dump(), ensure_ascii=False), file=file)
        except OSError as error:
            raise InputError(f"cannot write {self._path}: {error.strerror or error}") from None


class ReplayedModel:
    """The model whose replies are recorded in ``path``.

    Raises:
        InputError: there is no recording, or it was made with other prompts.
    """

    def __init__(self, path: Path) -> None:
        header, self._replies = _read(path)
        if header.prompts_sha256 != prompts_sha256():
            raise InputError(f"{path} was recorded with other prompts; record it again with --record")
        self.model = header.model
        self._path = path

    def stream(
        self, messages: Sequence[Message], deadline: Deadline, schema: Schema | None = None
    ) -> Generator[str, None, Completion]:
        """The recorded reply to ``messages``, in pieces of a few characters.

        Raises:
            InputError: there is none to a question; record again.
            ModelError: there is none to a request for repair, whose wording depends on what the verification found.
        """
        reply = self._replies.get(_key(messages))
        if reply is None:
            if len(messages) > _FIRST_ROUND:
                raise ModelError("no such repair is recorded", "unreachable")
            raise InputError(f"{self._path} has no reply to this question; record it again with --record")
        return (yield from _replayed(reply))


def _replayed(reply: Recorded) -> Generator[str, None, Completion]:
    for at in range(0, len(reply.text), 7):
        yield reply.text[at : at + 7]
    return Completion(reply.text, reply.prompt_tokens, reply.completion_tokens)


def _key(messages: Sequence[Message]) -> str:
    return hashlib.sha256(json.dumps(messages).encode()).hexdigest()[:24]


def _read(path: Path) -> tuple[RecordingHeader, dict[str, Recorded]]:
    try:
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        replies: list[Any] = [Recorded.model_validate_json(line) for line in lines]
        return RecordingHeader.model_validate_json(first), {reply.key: reply for reply in replies}
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from None
    except (ValidationError, ValueError):
        raise InputError(f"{path} is no recording of a model; record it again with --record") from None
