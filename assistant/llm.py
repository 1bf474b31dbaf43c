"""A chat model behind any OpenAI-compatible server. The only importer of openai.

What it guards against (each was seen with openai 3.54): the default read timeout is ten minutes and holds for each read, so
that a server that drips never runs into it; ``Retry-After`` can ask for minutes; HTTP 200 with HTML is a stream without
events; a stream that is cut ends like a whole one, without ``finish_reason``; a 401 message can echo the key; servers
reject parameters they do not know, the schema first.
"""

from __future__ import annotations

import queue
import random
import socket
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.model import Completion, Deadline, Message, Schema, no_model
from assistant.settings import Settings
from index.errors import ModelError

if TYPE_CHECKING:
    from openai import OpenAI, Stream
    from openai.types.chat import ChatCompletionChunk

_ATTEMPTS = 3
_PAUSE_SECONDS = 0.5
_LONGEST_SILENCE = 0.25  # seconds after which whoever waits gets a chance to stop waiting
_BUSY = (408, 409, 429)
_REJECTED = (400, 422)
_REFUSAL = "refusal"


class ChatModel:
    """The model that ``settings`` name, asked over ``client``; safe to share between threads."""

    def __init__(self, client: OpenAI, settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self.model = settings.model
        self._level = 0

    @classmethod
    def connect(cls, settings: Settings) -> ChatModel:
        """The client for ``settings``; no request is made yet.

        Raises:
            ModelError: neither a key nor a server is set.
        """
        if not settings.has_model:
            raise no_model()
        key, server = settings.openai_api_key, settings.openai_base_url
        from openai import OpenAI

        client = OpenAI(
            api_key=key.get_secret_value() if key else "none",
            base_url=server,
            timeout=settings.model_timeout,
            max_retries=0,
        )
        return cls(client, settings)

    def complete(self, system: str, question: str) -> Completion:
        """What the model answers to ``question`` under the instructions ``system``.

        Raises:
            ModelError: there is no whole reply before the deadline.
        """
        reply = self.stream([("system", system), ("user", question)], Deadline(self._settings.model_timeout))
        while True:
            try:
                next(reply)
            except StopIteration as done:
                return done.value

    def stream(
        self, messages: Sequence[Message], deadline: Deadline, schema: Schema | None = None
    ) -> Generator[str, None, Completion]:
        """Yield the reply as it comes and return it whole.

        A server that is busy or broken is asked again, with pauses, as long as nothing of a reply has come. One that rejects
        the request is asked without ``schema``, then without any parameter, and from then on at once so.

        Raises:
            ModelError: there is no whole reply before the deadline.
        """
        parameters, level, attempts = self._parameters(schema), self._level, 0
        while True:
            try:
                completion = yield from self._reply(messages, deadline, parameters[level])
                self._level = level
                return completion
            except _HttpError as error:
                if error.status in _REJECTED and level + 1 < len(parameters):
                    level += 1
                    continue
                attempts += 1
                if not error.is_passing or attempts == _ATTEMPTS or not deadline.left:
                    raise ModelError(f"the model server {error}; {_ADVICE}", "unreachable") from None
                pause = _PAUSE_SECONDS * 2 ** (attempts - 1) * random.uniform(0.5, 1.0)
                time.sleep(min(pause, deadline.left))

    def _parameters(self, schema: Schema | None) -> list[dict[str, Any]]:
        """The parameters of a request, from the most to the least that a server must understand."""
        usual: dict[str, Any] = {
            "temperature": self._settings.model_temperature,
            "seed": self._settings.model_seed,
            "max_tokens": self._settings.model_max_tokens,
            "stream_options": {"include_usage": True},
        }
        if schema is None:
            return [usual, usual, {}]
        form = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
        return [usual | {"response_format": form}, usual, {}]

    def _reply(
        self, messages: Sequence[Message], deadline: Deadline, parameters: Mapping[str, Any]
    ) -> Generator[str, None, Completion]:
        pieces: list[str] = []
        finish, prompt_tokens, completion_tokens = "", 0, 0
        request = _Request(self._client, self.model, messages, deadline.left, parameters)
        try:
            for chunk in request.chunks(deadline):
                prompt_tokens, completion_tokens = chunk.prompt_tokens or prompt_tokens, chunk.tokens or completion_tokens
                finish = finish if finish == _REFUSAL else chunk.finish or finish
                pieces += [chunk.text] if chunk.text else []
                yield chunk.text
        except _HttpError as error:
            if pieces:
                raise ModelError("the model's reply broke off", "broke_off") from error
            raise
        finally:
            request.close()
        if finish in ("content_filter", _REFUSAL):
            raise ModelError("the model declined to answer", "declined")
        if finish == "length":
            raise ModelError("the model's reply is too long; raise GSI_MODEL_MAX_TOKENS", "broke_off")
        if not finish:
            raise ModelError("the model's reply broke off", "broke_off")
        return Completion("".join(pieces), prompt_tokens, completion_tokens)


_ADVICE = "check OPENAI_BASE_URL, OPENAI_API_KEY and GSI_MODEL"


class _HttpError(Exception):
    """A request that failed; ``is_passing`` if the same request may succeed later."""

    def __init__(self, problem: str, status: int = 0, is_passing: bool = True) -> None:
        self.status = status
        self.is_passing = is_passing
        super().__init__(problem)


@dataclass(frozen=True)
class _Chunk:
    """What one event of a reply holds."""

    text: str
    finish: str
    prompt_tokens: int
    tokens: int

    @classmethod
    def of(cls, event: Any) -> _Chunk:
        """Raises TypeError, AttributeError or ValueError if ``event`` is none: the client checks nothing."""
        usage, choice = event.usage, event.choices[0] if event.choices else None
        text = (choice.delta.content if choice and choice.delta else None) or ""
        finish = (choice.finish_reason if choice else None) or ""
        if choice and choice.delta and choice.delta.refusal:
            finish = _REFUSAL
        if not isinstance(text, str) or not isinstance(finish, str):
            raise TypeError("no text")
        prompt_tokens, tokens = (usage.prompt_tokens, usage.completion_tokens) if usage else (0, 0)
        return cls(text, finish, int(prompt_tokens or 0), int(tokens or 0))


class _Request:
    """One streamed request, read by a thread of its own, because only so does a deadline hold whatever the server does."""

    def __init__(
        self, client: OpenAI, model: str, messages: Sequence[Message], seconds: float, parameters: Mapping[str, Any]
    ) -> None:
        self._client = client
        self._body: dict[str, Any] = {
            "model": model,
            "messages": [{"role": role, "content": text} for role, text in messages],
            "stream": True,
            "timeout": max(seconds, 0.001),
            **parameters,
        }
        self._chunks: queue.SimpleQueue[_Chunk | None] = queue.SimpleQueue()
        self._end: Future[None] = Future()
        self._response: Any = None
        self._closed = False

    def chunks(self, deadline: Deadline) -> Generator[_Chunk, None, None]:
        """The events of the reply.

        Raises:
            _HttpError: the request failed.
            ModelError: the deadline has passed.
        """
        from openai import APIConnectionError, APIError, APIStatusError, OpenAIError

        threading.Thread(target=self._read, daemon=True).start()
        while True:
            try:
                chunk = self._chunks.get(timeout=min(deadline.left, _LONGEST_SILENCE))
            except queue.Empty:
                chunk = _Chunk("", "", 0, 0)
            if chunk is not None:
                # What lies unread does not count: a server that floods would never run into the deadline.
                if not deadline.left:
                    raise ModelError("the model did not answer in time; see GSI_MODEL_TIMEOUT", "late")
                yield chunk
                continue
            try:
                return self._end.result()
            except APIStatusError as error:
                # Its message can hold the key, its status cannot.
                passing = error.status_code in _BUSY or error.status_code >= 500
                raise _HttpError(f"answered with HTTP status {error.status_code}", error.status_code, passing) from None
            except APIConnectionError:
                raise _HttpError("cannot be reached or broke off") from None
            except APIError:  # an event that is an error
                raise _HttpError("ended its reply with an error") from None
            except (OpenAIError, TypeError, AttributeError, LookupError, ValueError):
                raise _HttpError("does not speak the chat API", is_passing=False) from None

    def close(self) -> None:
        """End the request at the server too; closing the response alone would leave the reading thread waiting."""
        self._closed = True
        if self._response is None:
            return
        stream = self._response.extensions.get("network_stream")
        connection = stream.get_extra_info("socket") if stream is not None and not self._end.done() else None
        if connection is not None:
            with suppress(OSError):  # it is closed already
                connection.shutdown(socket.SHUT_RDWR)

    def _read(self) -> None:
        try:
            events: Stream[ChatCompletionChunk] = self._client.chat.completions.create(**self._body)
            with events as reply:
                self._response = reply.response
                if self._closed:
                    return
                if "event-stream" not in reply.response.headers.get("content-type", ""):
                    raise ValueError("not a stream")
                for chunk in reply:
                    self._chunks.put(_Chunk.of(chunk))
            self._end.set_result(None)
        except BaseException as error:  # noqa: BLE001 - handed to whoever reads the chunks
            self._end.set_exception(error)
        finally:
            self._chunks.put(None)
