"""A chat model behind any OpenAI-compatible server. The only importer of openai.

What it guards against (each was seen with openai 3.54): the default read timeout is ten minutes; ``Retry-After`` can ask for
minutes; HTTP 200 with HTML or with null content surfaces as a TypeError; a 401 message can echo the key.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.settings import Settings
from index.errors import ModelError

if TYPE_CHECKING:
    from openai import OpenAI

_ATTEMPTS = 3
_PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Completion:
    """What the model said, and the tokens it took (0 if the server does not count them)."""

    text: str
    prompt_tokens: int
    completion_tokens: int


class ChatModel:
    """The model that the settings name, asked with temperature 0 and a fixed seed."""

    def __init__(self, client: OpenAI, model: str, deadline: float, most_tokens: int) -> None:
        self._client = client
        self.model = model
        self._deadline = deadline
        self._most_tokens = most_tokens

    @classmethod
    def connect(cls, settings: Settings) -> ChatModel:
        """The client for ``settings``; no request is made yet.

        Raises:
            ModelError: neither a key nor a server is set.
        """
        key, server = settings.openai_api_key, settings.openai_base_url
        if not key and not server:
            raise ModelError("no model is set; set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own")
        from openai import OpenAI

        client = OpenAI(
            api_key=key.get_secret_value() if key else "none",
            base_url=server,
            timeout=settings.model_timeout,
            max_retries=0,
        )
        return cls(client, settings.model, settings.model_timeout, settings.model_max_tokens)

    def complete(self, system: str, question: str) -> Completion:
        """What the model answers to ``question`` under the instructions ``system``.

        Tries again, with pauses, when the server is busy or broken, within one deadline over all attempts.

        Raises:
            ModelError: the server cannot be reached, refuses, or gives no text before the deadline.
        """
        from openai import APIConnectionError, APIStatusError, OpenAIError

        end = time.monotonic() + self._deadline
        problem = "gave no answer"
        for attempt in range(_ATTEMPTS):
            left = end - time.monotonic()
            if left <= 0:
                break
            try:
                reply = self._client.chat.completions.create(
                    model=self.model,
                    messages=[{"role": "system", "content": system}, {"role": "user", "content": question}],
                    temperature=0,
                    seed=1,
                    max_tokens=self._most_tokens,
                    timeout=left,
                )
                text = reply.choices[0].message.content
                if not isinstance(text, str):
                    raise TypeError("no text")
                usage = reply.usage
                return Completion(text, usage.prompt_tokens if usage else 0, usage.completion_tokens if usage else 0)
            except APIStatusError as error:
                # Its message can hold the key, its status cannot.
                problem = f"answered with HTTP status {error.status_code}"
                if error.status_code not in (408, 409, 429) and error.status_code < 500:
                    break
            except APIConnectionError:
                problem = "cannot be reached or does not answer in time"
            except (OpenAIError, TypeError, AttributeError, LookupError, ValueError):
                problem = "does not speak the chat API"
                break
            time.sleep(min(_PAUSE_SECONDS * 2**attempt, max(0.0, end - time.monotonic())))
        raise ModelError(f"the model server {problem}; check OPENAI_BASE_URL, OPENAI_API_KEY and GSI_MODEL")
