"""Which sentence of another edition says the same: sentences of one clause, matched by their vectors.

Where two editions cut a clause into as many sentences, the first belongs to the first and so on, as translators of official
texts keep the order (Gale and Church 1993, "A Program for Aligning Sentences in Bilingual Corpora", found 1-1 in order for
nine sentences of ten). The vectors must agree: each sentence has to be nearer to its counterpart than to any other sentence
of the clause, both ways. Where counts differ or one vector disagrees, nothing is claimed of that sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.corpus_index import CorpusIndex
from index.sentences import split_sentences

Span = tuple[int, int]


@dataclass(frozen=True)
class Counterpart:
    """The sentences ``spans`` of another edition; ``doubt`` is "" or why there are none: "counts" or "weak"."""

    spans: tuple[Span, ...]
    doubt: str = ""


def counterparts(index: CorpusIndex, clause_id: str, language: str, span: Span, other: str) -> Counterpart:
    """What the sentences in ``span`` of a clause in ``language`` are in the edition ``other``, in its offsets."""
    here, there = (index.corpus.editions[name].clauses[clause_id] for name in (language, other))
    mine, theirs = split_sentences(here), split_sentences(there)
    touched = [number for number, (start, end) in enumerate(mine) if start < span[1] and span[0] < end]
    if len(mine) != len(theirs):
        return Counterpart((), "counts")
    if len(mine) == 1:
        return Counterpart(tuple(theirs))
    similar = _vectors(index, clause_id, language, len(mine)) @ _vectors(index, clause_id, other, len(theirs)).T
    if not all(_is_mutual_best(similar, number) for number in touched):
        return Counterpart((), "weak")
    return Counterpart(tuple(theirs[number] for number in touched))


def _is_mutual_best(similar: NDArray[np.float32], number: int) -> bool:
    return int(similar[number].argmax()) == number == int(similar[:, number].argmax())


def _vectors(index: CorpusIndex, clause_id: str, language: str, count: int) -> NDArray[np.float32]:
    """Unit vectors of the sentences of a clause, of shape (sentences, dimensions)."""
    return index.store.vectors_of("sentences", language, [f"{clause_id}#{number}" for number in range(count)])
