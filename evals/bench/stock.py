"""The part of ``make bench`` that sets LlamaIndex's stock parts beside the assistant, on the same questions.

``VectorStoreIndex`` over the clauses of one edition and ``CitationQueryEngine`` over it, as their documentation shows them,
with the assistant's embedder. The model is scripted: it gives the first sentence of each source with its number, and
one more number that stands for nothing, as weak models do.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from llama_index.core.query_engine import CitationQueryEngine

from assistant.pipeline import Pipeline
from evals.questions import Question

_SOURCE = re.compile(r"Source (\d+):\n(.+)")
_CITED = re.compile(r"\[(\d+)\]")
_SOURCES = 3
# The prompt of the engine opens with an example of its own, "Source 1" and "Source 2".
_EXAMPLE_ENDS = "Now it's your turn"


@dataclass(frozen=True)
class Measured:
    """Over all answerable questions in all editions: the first clause is right (share), median milliseconds a question,
    citations given, and how many of them lead to a clause that exists with a quote that stands in it."""

    recall: float
    latency: float
    citations: int
    resolved: int
    quoted: int


class _Scripted(CustomLLM):
    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=32_000, num_output=800)

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        sources = _SOURCE.findall(prompt.rpartition(_EXAMPLE_ENDS)[2])
        said = [f"{text.split('. ')[0]} [{number}]." for number, text in sources]
        return CompletionResponse(text=" ".join([*said, f"And more [{len(sources) + 1}]."]))

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        yield self.complete(prompt)


def stock(pipeline: Pipeline, questions: Sequence[Question]) -> Measured:
    """LlamaIndex's stock parts, one index an edition."""
    right, seconds, citations, resolved = [], [], 0, 0
    for language, edition in pipeline.index.corpus.editions.items():
        documents = [Document(text=clause.text, metadata={"clause": clause.id}) for clause in edition.clauses.values()]
        engine = CitationQueryEngine.from_args(
            VectorStoreIndex.from_documents(documents, embed_model=pipeline.index.embedder),
            llm=_Scripted(),
            similarity_top_k=_SOURCES,
        )
        for question in questions:
            if not question.is_answerable:
                continue
            start = time.perf_counter()
            answer = engine.query(question.question[language])
            seconds.append(time.perf_counter() - start)
            right.append(answer.source_nodes[0].metadata["clause"] in question.gold)
            cited = [int(number) for number in _CITED.findall(str(answer))]
            citations += len(cited)
            resolved += sum(1 <= number <= len(answer.source_nodes) for number in cited)
    return Measured(statistics.mean(right), 1000 * statistics.median(seconds), citations, resolved, quoted=0)


def assistant(pipeline: Pipeline, questions: Sequence[Question]) -> Measured:
    """The assistant over the same editions, without a model."""
    right, seconds, citations, quoted = [], [], 0, 0
    editions = pipeline.index.corpus.editions
    for language in editions:
        for question in questions:
            if not question.is_answerable:
                continue
            start = time.perf_counter()
            answer = pipeline.ask(question.question[language], mode="extractive").to_json()
            seconds.append(time.perf_counter() - start)
            right.append(answer["nearest"][0]["clause"] in question.gold)
            for statement in answer["statements"]:
                for citation in statement["citations"]:
                    clause = editions[citation["language"]].clauses.get(citation["clause"])
                    citations += 1
                    quoted += clause is not None and clause.text[citation["start"] : citation["end"]] == citation["quote"]
    return Measured(statistics.mean(right), 1000 * statistics.median(seconds), citations, quoted, quoted)
