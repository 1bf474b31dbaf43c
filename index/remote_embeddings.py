"""Text to vectors by any server that speaks OpenAI's embeddings API (OpenAI, vLLM, llama.cpp, Ollama, TEI).

Over ``index.http`` rather than OpenAI's client: that one belongs to ``assistant/llm.py`` alone, brings a dialogue's
machinery for one request, and its messages can echo a key. A server is trusted with nothing: that there are as many vectors
as texts, all of one length and made of numbers, is checked, and they are brought to length 1.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray
from pydantic import PrivateAttr, SecretStr

from index.errors import EmbedderError, SettingsError
from index.http import Answer, BoundedSession, Unanswered

_DEFAULT_URL = "https://api.openai.com/v1"
_BATCH = 64  # texts in a request: what every server takes
_TEXT_SECONDS = 120.0  # for a batch, all attempts together
_QUESTION_SECONDS = 20.0  # for a person who waits
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 20.0
_TRANSIENT = (408, 409, 429)  # and 500 and above


class RemoteEmbedding(BaseEmbedding):
    """``model`` at ``base_url``, by default OpenAI's, as a LlamaIndex embedding model.

    Its name is ``openai:MODEL/DIMENSIONS``; the first request finds out the second. Two servers that call different models
    alike are not told apart.

    Raises:
        SettingsError: neither an address nor a key is given.
        EmbedderError: the server does not answer, refuses, or gives no vectors.
    """

    _session: BoundedSession = PrivateAttr()
    _url: str = PrivateAttr()
    _shown: str = PrivateAttr()
    _model: str = PrivateAttr()
    _dimensions: int = PrivateAttr(default=0)

    def __init__(self, model: str, base_url: str | None = None, api_key: SecretStr | None = None, **kwargs: Any) -> None:
        if not base_url and not api_key:
            raise SettingsError(
                "the embedder openai:MODEL needs OPENAI_BASE_URL (a server of your own) or OPENAI_API_KEY (OpenAI's)"
            )
        super().__init__(model_name=f"openai:{model}", embed_batch_size=_BATCH, **kwargs)
        secret = api_key.get_secret_value().strip() if api_key else ""
        if not secret.isascii() or not secret.isprintable():
            raise SettingsError("OPENAI_API_KEY has characters that no key has")
        self._url = f"{(base_url or _DEFAULT_URL).rstrip('/')}/embeddings"
        self._shown = _without_secrets(self._url)
        self._model = model
        self._session = BoundedSession(_TEXT_SECONDS, {"Authorization": f"Bearer {secret}"} if secret else {})
        self._dimensions = len(self._embedded(["?"], _QUESTION_SECONDS)[0])
        self.model_name = f"openai:{model}/{self._dimensions}"

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embedded([query], _QUESTION_SECONDS)[0]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._embedded([text], _TEXT_SECONDS)[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedded(texts, _TEXT_SECONDS)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _embedded(self, texts: Sequence[str], seconds: float) -> list[list[float]]:
        """The unit vectors of ``texts``; what is transient is tried again until ``seconds`` are over."""
        end = time.monotonic() + seconds
        pause = _FIRST_PAUSE
        while True:
            wait = random.uniform(0, pause)  # full jitter: many clients of one busy server do not come back together
            try:
                answer = self._asked(texts, end - time.monotonic())
            except Unanswered as error:
                problem = f"cannot be reached: {error}"
            else:
                if answer.status_code not in _TRANSIENT and answer.status_code < 500:
                    return self._vectors(answer, len(texts))
                problem = "is too busy" if answer.status_code == 429 else f"answers with HTTP {answer.status_code}"
                wait = max(wait, _asked_to_wait(answer))
            if time.monotonic() + wait >= end:
                raise EmbedderError(f"the embedding server at {self._shown} {problem}")
            time.sleep(wait)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _asked(self, texts: Sequence[str], seconds: float) -> Answer:
        body = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        return self._session.request("POST", self._url, deadline=seconds, json=body)

    def _vectors(self, answer: Answer, count: int) -> list[list[float]]:
        if answer.status_code in (401, 403):
            raise EmbedderError(f"the embedding server at {self._shown} refuses access; check OPENAI_API_KEY")
        if answer.status_code == 404:
            raise EmbedderError(f"there is no model {self._model!r} or no embeddings at {self._shown}")
        if not answer.is_success:
            raise EmbedderError(f"the embedding server at {self._shown} answers with HTTP {answer.status_code}")
        try:
            data = answer.json()["data"]
            rows = {int(item["index"]): item["embedding"] for item in data}
            vectors = np.array([rows.pop(at) for at in range(count)], dtype=np.float64)
        except (ValueError, TypeError, LookupError):
            raise EmbedderError(f"what answers at {self._shown} does not give a vector for each text") from None
        return self._checked(vectors, len(rows)).tolist()

    def _checked(self, vectors: NDArray[np.float64], too_many: int) -> NDArray[np.float64]:
        if too_many or vectors.ndim != 2 or not vectors.shape[1]:
            raise EmbedderError(f"what answers at {self._shown} does not give a vector for each text")
        if self._dimensions and vectors.shape[1] != self._dimensions:
            raise EmbedderError(
                f"the model {self._model!r} gave vectors of {self._dimensions} numbers and now gives {vectors.shape[1]}"
            )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not (lengths > 0).all():
            raise EmbedderError(f"the model {self._model!r} gives vectors that point nowhere")
        return vectors / lengths


def _without_secrets(url: str) -> str:
    """``url`` without a user's name, a password or a query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _asked_to_wait(answer: Answer) -> float:
    """Seconds by ``Retry-After``, as a number; a date counts as none."""
    try:
        return max(0.0, float(answer.headers.get("retry-after", "0")))
    except ValueError:
        return 0.0
