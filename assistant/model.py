"""What the project needs of a language model: it continues a conversation, piece by piece, until a deadline."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from index.errors import ModelError

Message = tuple[Literal["system", "user", "assistant"], str]
"""Who says what."""
Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Completion:
    """What the model said, and the tokens it took (0 if the server does not count them)."""

    text: str
    prompt_tokens: int
    completion_tokens: int


class Deadline:
    """The moment until which a question may wait for a model, however often it is asked."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._end - time.monotonic())


class Model(Protocol):
    """Anything that continues a conversation, under a name."""

    model: str

    def stream(
        self, messages: Sequence[Message], deadline: Deadline, schema: Schema | None = None
    ) -> Generator[str, None, Completion]:
        """Yield the reply as it comes, empty pieces while nothing comes, and return it whole.

        Raises:
            ModelError: there is no whole reply before the deadline.
        """
        ...


def no_model() -> ModelError:
    """What to say where a model is asked for and none is set."""
    return ModelError("no model is set; set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own", "unset")
