"""Stand-ins for parts that are slow or need a network."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import Field

from index.text import words

DIMENSIONS = 64


class FakeEmbedding(BaseEmbedding):
    """A deterministic embedder: texts that share words get near vectors. ``name`` plays another model.

    ``texts`` are those that it was asked for.
    """

    texts: list[str] = Field(default_factory=list)

    def __init__(self, name: str = "fake-words", **kwargs: Any) -> None:
        super().__init__(model_name=name, embed_batch_size=64, **kwargs)

    def _vector(self, text: str) -> list[float]:
        total = np.zeros(DIMENSIONS)
        for word in words(text, "en"):
            for term in word.terms:
                seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:8], "big")
                total += np.random.default_rng(seed).standard_normal(DIMENSIONS)
        # Keeps texts apart that have the same words in another order.
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        total += 0.5 * np.random.default_rng(seed).standard_normal(DIMENSIONS)
        return list(total / np.linalg.norm(total))

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._vector(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        self.texts.append(text)
        return self._vector(text)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._vector(query)
