"""The vectors of a clause's sentences and of the runs of phrases within them, as an index holds them."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.clauses import Clause
from index.sentences import split_passages, split_sentences
from index.store import Kind

Array = NDArray[np.float64]
Run = tuple[int, int]
"""From phrase (inclusive) to phrase (exclusive) of a sentence."""


class SentenceVectors(Protocol):
    """What holds the vectors of sentences and phrases: an index's store."""

    def vectors_of(self, kind: Kind, language: str, ids: Sequence[str]) -> NDArray[np.float32]: ...


@dataclass(frozen=True)
class ClauseVectors:
    """A clause's sentences: ``lengths`` (sentences,), ``vectors`` (sentences, dimensions), and their parts.

    ``parts[n]`` are the vectors of all runs of phrases of sentence n, (runs, dimensions), ``runs[n]`` their ends.
    """

    lengths: Array
    vectors: Array
    parts: tuple[Array, ...]
    runs: tuple[tuple[Run, ...], ...]


@functools.lru_cache(maxsize=4096)
def _passage_ids(clause: Clause) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """The ids of a clause's passages, and for each sentence the places of its phrases (or its own) among them."""
    passages = split_passages(clause)
    phrases = [
        tuple(at for at, passage in enumerate(passages) if passage.sentence == number and passage.phrase is not None)
        or tuple(at for at, passage in enumerate(passages) if passage.sentence == number)
        for number in range(len(split_sentences(clause)))
    ]
    return tuple(passage.id for passage in passages), tuple(phrases)


def clause_vectors(clause: Clause, store: SentenceVectors) -> ClauseVectors:
    ids, phrases = _passage_ids(clause)
    passages = split_passages(clause)
    vectors = store.vectors_of("sentences", clause.language, ids).astype(np.float64)
    parts, runs = [], []
    for places in phrases:
        ends = tuple((start, end) for end in range(1, len(places) + 1) for start in range(end))
        # The longer a phrase, the more of the run's meaning it holds.
        weighted = np.stack([vectors[at] * (passages[at].end - passages[at].start) for at in places])
        sums = np.concatenate([np.zeros((1, vectors.shape[1])), np.cumsum(weighted, axis=0)])
        whole = np.stack([sums[end] - sums[start] for start, end in ends])
        parts.append(whole / np.linalg.norm(whole, axis=1, keepdims=True))
        runs.append(ends)
    sentences = [at for at, passage in enumerate(passages) if passage.phrase is None]
    lengths = np.array([float(end - start) for start, end in split_sentences(clause)])
    return ClauseVectors(lengths, vectors[sentences], tuple(parts), tuple(runs))
