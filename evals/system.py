"""What is evaluated: something that answers questions over a corpus, as data."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from assistant.pipeline import Pipeline
from index.build import open_or_build
from index.corpus import Corpus
from index.sentences import split_passages
from index.store import KINDS, LayeredStore


@dataclass(frozen=True)
class Reply:
    """An answer in the JSON of ``gsi ask --json``, the confidence behind it, and what a model took for it."""

    answer: dict[str, Any]
    confidence: float | None
    usage: dict[str, Any] | None = None


Ask = Callable[[str], Reply]
System = Callable[[Corpus], AbstractContextManager[Ask]]
"""Opens the system over a corpus; the evaluation calls it for the real corpus and for changed ones."""


class RememberedEmbedding(BaseEmbedding):
    """``embedder`` that computes no vector twice: changed corpora share most of their texts with the original."""

    _embedder: BaseEmbedding = PrivateAttr()
    _questions: dict[str, list[float]] = PrivateAttr(default_factory=dict)
    _texts: dict[str, list[float]] = PrivateAttr(default_factory=dict)

    def __init__(self, embedder: BaseEmbedding, **kwargs: Any) -> None:
        super().__init__(model_name=embedder.model_name, embed_batch_size=embedder.embed_batch_size, **kwargs)
        self._embedder = embedder

    def remember(self, corpus: Corpus, store: LayeredStore) -> None:
        """Take over the vectors of all clauses and passages of ``corpus`` from its ``store``."""
        for language, edition in corpus.editions.items():
            clauses = edition.clauses.values()
            texts = {clause.id: clause.text for clause in clauses}
            texts |= {passage.id: passage.text for clause in clauses for passage in split_passages(clause)}
            for kind in KINDS:
                for id_, vector in zip(*store.vectors(kind, language), strict=True):
                    self._texts[texts[id_]] = vector.tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        if query not in self._questions:
            self._questions[query] = self._embedder.get_query_embedding(query)
        return self._questions[query]

    def _get_text_embedding(self, text: str) -> list[float]:
        if text not in self._texts:
            self._texts[text] = self._embedder.get_text_embedding(text)
        return self._texts[text]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


@contextmanager
def system_of(pipeline: Pipeline) -> Iterator[System]:
    """``pipeline`` for its own corpus, and pipelines like it, with temporary indexes, for others."""
    corpus = pipeline.index.corpus
    embedder = RememberedEmbedding(pipeline.index.embedder)
    embedder.remember(corpus, pipeline.index.store)
    with tempfile.TemporaryDirectory(prefix="gsi-eval-") as folder:

        @contextmanager
        def open_system(other: Corpus) -> Iterator[Ask]:
            if other.fingerprint == corpus.fingerprint:
                yield _asks(pipeline)
            else:
                home = Path(folder) / other.fingerprint[:16]
                with closing(pipeline.over(open_or_build(other, embedder, home))) as running:
                    yield _asks(running)

        yield open_system


def _asks(pipeline: Pipeline) -> Ask:
    def ask(question: str) -> Reply:
        answer = pipeline.ask(question)
        shape = answer.to_json()
        # Times differ from run to run, so they are no part of the answer that is compared.
        return Reply(shape, answer.confidence, shape.pop("usage", None))

    return ask
