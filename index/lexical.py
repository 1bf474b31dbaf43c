"""Lexical search within one edition: BM25 over clauses.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with k1 = 1.5, b = 0.75 and Lucene's
variant of the inverse document frequency. These are the defaults of the ``bm25s`` library, which the tests compare with.

The index keeps what is counted (which clauses have a term, how often) and weighs it when it is asked. An index of finished
weights, as ``bm25s`` makes it, has to be made anew from all texts when one clause is edited, because that changes how rare
every term is. Here an edit costs what it changes. A large index is mapped into memory, not read. Measured on clauses of
60 words from a Zipf vocabulary of 60,000, two runs each, in a process of its own, on two cores that others used too:

========= ======= =============== =================== ========================= =======================
clauses   on disk load, to read   own memory, to read 8-word query, median,     the same by bm25s
                  / to map        / to map            to read / to map          0.3.16
========= ======= =============== =================== ========================= =======================
10,000    5 MB    23–27 / 22–30   13 / 8 MB           0.2 / 0.3–0.5 ms          0.06 ms
                  ms
100,000   41 MB   81–226 / 67–73  56 / 17 MB          1.6–2.8 / 1.7–1.9 ms      0.4 ms
                  ms
========= ======= =============== =================== ========================= =======================

What is mapped is the file system's cache, which processes share and which gives way. A small index is read all the same:
nothing that befalls its file afterwards can reach an answer then.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.clauses import Clause
from index.errors import StaleIndexError
from index.postings import Ints, Postings
from index.scripts import main_script

_K1, _B = 1.5, 0.75
_SAMPLE = 2000  # terms that tell an edition's script


@dataclass(frozen=True)
class _Layer:
    """``postings``, and the number in the edition of each of their clauses: -1 if another layer has it or none.

    Without ``numbers`` they are the edition's own.
    """

    postings: Postings
    numbers: Ints | None

    def knows(self, term: str) -> bool:
        clauses, _ = self.postings.of(term)
        # A term of more clauses than are hidden occurs in one that is not.
        return len(clauses) > self._hidden or (self.numbers is not None and bool((self.numbers[clauses] >= 0).any()))

    def of(self, term: str) -> tuple[Ints, Ints]:
        """``Postings.of``, by the edition's numbers and without what is hidden."""
        clauses, counts = self.postings.of(term)
        if self.numbers is None:
            return clauses, counts
        numbers = self.numbers[clauses]
        is_shown = numbers >= 0
        return numbers[is_shown], counts[is_shown]

    def terms(self) -> Iterable[str]:
        """All that it knows."""
        return self.postings.terms_in(self.numbers >= 0) if self.numbers is not None else self.postings.vocabulary

    @functools.cached_property
    def _hidden(self) -> int:
        """How many clauses are not taken from here."""
        return 0 if self.numbers is None else int(np.count_nonzero(self.numbers < 0))


class LexicalIndex:
    """BM25 over the clauses of one edition, which are counted in one place, or in a base and what has changed since."""

    def __init__(self, language: str, clause_ids: Sequence[str], layers: Sequence[Postings]) -> None:
        """The index of ``clause_ids``, each counted in the first of ``layers`` that has it.

        Raises:
            StaleIndexError: none has it.
        """
        self.clause_ids = tuple(clause_ids)
        if len(layers) == 1 and layers[0].clause_ids == self.clause_ids:
            self._layers = [_Layer(layers[0], None)]
            self._lengths = layers[0].lengths
            return
        self._layers = []
        self._lengths = np.zeros(len(self.clause_ids), np.int32)
        left = {id_: number for number, id_ in enumerate(self.clause_ids)}
        for postings in layers:
            numbers = np.fromiter((left.pop(id_, -1) for id_ in postings.clause_ids), np.int32, len(postings.clause_ids))
            self._lengths[numbers[numbers >= 0]] = postings.lengths[numbers >= 0]
            self._layers.append(_Layer(postings, numbers))
        if left:
            raise StaleIndexError(f"the lexical index for {language} is of other clauses")

    @classmethod
    def build(cls, language: str, clauses: Sequence[Clause]) -> LexicalIndex:
        """Index the texts of ``clauses``, all of one edition."""
        return cls(language, [clause.id for clause in clauses], [Postings.build(language, clauses)])

    def knows(self, term: str) -> bool:
        """Whether ``term`` occurs in the edition."""
        return any(layer.knows(term) for layer in self._layers)

    @property
    def vocabulary_size(self) -> int:
        """How many terms the edition has."""
        return len(self._terms)

    @functools.cached_property
    def script(self) -> str:
        """The script of most letters in the edition's terms."""
        return main_script("".join(self._terms[:: -(-len(self._terms) // _SAMPLE) or 1]))

    @functools.cached_property
    def _terms(self) -> list[str]:
        return [*dict.fromkeys(term for layer in self._layers for term in layer.terms())]

    def scores(self, query_terms: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every clause for ``query_terms``, in the order of ``clause_ids``; shape (clauses,)."""
        scores = np.zeros(len(self.clause_ids), np.float32)
        for term in filter(self.knows, query_terms):
            found = [layer.of(term) for layer in self._layers]
            frequency = sum(len(clauses) for clauses, _ in found)
            rarity = math.log(1 + (len(scores) - frequency + 0.5) / (frequency + 0.5))
            for clauses, counts in found:
                scores[clauses] += (rarity * counts / (counts + self._saturations[clauses])).astype(np.float32)
        return scores

    @functools.cached_property
    def _saturations(self) -> NDArray[np.float64]:
        """How many occurrences of a term give half its weight, by clause: more in a long one."""
        return _K1 * (1 - _B + _B * self._lengths / self._lengths.mean())
