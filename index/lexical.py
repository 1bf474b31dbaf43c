"""Lexical search within one edition: BM25 over clauses.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with k1 = 1.5, b = 0.75 and Lucene's
variant of the inverse document frequency. These are the defaults of the ``bm25s`` library, which the tests compare with.

The index keeps what is counted (which clauses have a term, how often) and weighs it when it is asked. An index of finished
weights, as ``bm25s`` makes it, has to be made anew from all texts when one clause is edited, because that changes how rare
every term is. Here an edit costs little. A large index is mapped into memory, not read. Measured on synthetic clauses of
60 words from a Zipf vocabulary of 60,000, two runs each, in a process of its own, on two cores that others used too:

========= ======= =============== =============== =================== ========================= =======================
clauses   on disk one edited      load, to read   own memory, to read 8-word query, median,     the same by bm25s
                                  / to map        / to map            to read / to map          0.3.16
========= ======= =============== =============== =================== ========================= =======================
10,000    5 MB    0.02 s          20 / 19 ms      16 / 12 MB          0.2 / 0.3–0.4 ms          0.08 ms
100,000   41 MB   0.5 s           65 / 58–80 ms   61 / 23 MB          1.5–1.9 / 1.6–2.5 ms      0.4 ms
========= ======= =============== =============== =================== ========================= =======================

What is mapped is the file system's cache, which processes share and which gives way. A small index is read all the same:
nothing that befalls its file afterwards can reach an answer then.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
from array import array
from collections import Counter
from collections.abc import Sequence, Set
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from index.clauses import Clause
from index.errors import StaleIndexError
from index.scripts import main_script
from index.text import terms

_K1, _B = 1.5, 0.75
_CONTENTS = "contents.json"
_TERMS = "terms.json"
_SAMPLE = 2000  # terms that tell an edition's script
_MAPPED_FROM = 16 * 2**20  # bytes on disk


class _Contents(BaseModel):
    """Clause ids and the SHA-256 of every file: garbled arrays can load and give scores all the same."""

    clauses: tuple[str, ...]
    files: dict[str, str]


class LexicalIndex:
    """BM25 over the clauses of one edition.

    A posting says how often a term occurs in a clause. ``clauses`` and ``counts`` have one item a posting, those of term
    ``t`` at ``starts[t]:starts[t + 1]``, by clause; ``lengths`` has the number of terms of each clause.
    """

    def __init__(
        self,
        language: str,
        clause_ids: Sequence[str],
        vocabulary: Sequence[str],
        *,
        starts: NDArray[np.int64],
        clauses: NDArray[np.int32],
        counts: NDArray[np.int32],
        lengths: NDArray[np.int32],
    ) -> None:
        self.language = language
        self.clause_ids = tuple(clause_ids)
        self._vocabulary = {term: number for number, term in enumerate(vocabulary)}
        self._starts = starts
        self._clauses = clauses
        self._counts = counts
        self._lengths = lengths

    @classmethod
    def build(cls, language: str, clauses: Sequence[Clause]) -> LexicalIndex:
        """Index the texts of ``clauses``, all of one edition."""
        return cls.empty(language).updated(clauses, frozenset())

    @classmethod
    def empty(cls, language: str) -> LexicalIndex:
        """An index of no clauses, to be ``updated``."""
        nothing = np.empty(0, np.int32)
        return cls(language, (), (), starts=np.zeros(1, np.int64), clauses=nothing, counts=nothing, lengths=nothing)

    def updated(self, clauses: Sequence[Clause], unchanged: Set[str]) -> LexicalIndex:
        """The index of ``clauses``; those with ids in ``unchanged`` have the texts that they have here."""
        known = {id_: number for number, id_ in enumerate(self.clause_ids) if id_ in unchanged}
        lengths = np.zeros(len(clauses), np.int32)
        vocabulary = dict(self._vocabulary)
        kept_here, kept_there = array("i"), array("i")
        new_terms, new_clauses, new_counts = array("i"), array("i"), array("i")
        for number, clause in enumerate(clauses):
            old = known.get(clause.id)
            if old is not None:
                kept_here.append(old)
                kept_there.append(number)
                continue
            counted = Counter(terms(clause.text, self.language))
            lengths[number] = counted.total()
            new_terms.extend(vocabulary.setdefault(term, len(vocabulary)) for term in counted)
            new_clauses.extend([number] * len(counted))
            new_counts.extend(counted.values())
        numbers = np.full(len(self.clause_ids), -1, np.int32)  # new by old
        numbers[kept_here] = kept_there
        lengths[kept_there] = self._lengths[kept_here]
        kept = numbers[self._clauses] >= 0
        owners = np.repeat(np.arange(len(self._vocabulary), dtype=np.int32), np.diff(self._starts))
        all_terms = np.concatenate([owners[kept], np.asarray(new_terms)])
        all_clauses = np.concatenate([numbers[self._clauses[kept]], np.asarray(new_clauses)])
        order = np.argsort(all_terms.astype(np.int64) * len(clauses) + all_clauses, kind="stable")
        frequencies = np.bincount(all_terms, minlength=len(vocabulary))
        return LexicalIndex(
            self.language,
            [clause.id for clause in clauses],
            [term for term, frequency in zip(vocabulary, frequencies, strict=True) if frequency],
            starts=np.concatenate([[0], np.cumsum(frequencies[frequencies > 0])]),
            clauses=all_clauses[order],
            counts=np.concatenate([self._counts[kept], np.asarray(new_counts)])[order],
            lengths=lengths,
        )

    def save(self, folder: Path) -> None:
        """Write the index to ``folder``, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, values in self._arrays().items():
            np.save(folder / f"{name}.npy", values)
        (folder / _TERMS).write_text(json.dumps(list(self._vocabulary), ensure_ascii=False), encoding="utf-8")
        contents = _Contents(clauses=self.clause_ids, files=_hashes(folder))
        (folder / _CONTENTS).write_text(contents.model_dump_json(), encoding="utf-8")

    @classmethod
    def load(cls, language: str, folder: Path) -> LexicalIndex:
        """Read what ``save`` wrote.

        Raises:
            StaleIndexError: a file is missing or garbled.
        """
        try:
            contents = _Contents.model_validate_json((folder / _CONTENTS).read_bytes())
            if _hashes(folder) != contents.files:
                raise StaleIndexError(f"the lexical index for {language} is damaged")
            is_large = sum(path.stat().st_size for path in folder.iterdir()) >= _MAPPED_FROM
            vocabulary = json.loads((folder / _TERMS).read_text(encoding="utf-8"))
            arrays = {path.stem: np.load(path, mmap_mode="r" if is_large else None) for path in folder.glob("*.npy")}
            return cls(language, contents.clauses, vocabulary, **arrays)
        except (OSError, ValidationError) as error:
            raise StaleIndexError(f"the lexical index for {language} is damaged") from error

    def _arrays(self) -> dict[str, NDArray[np.generic]]:
        return {"starts": self._starts, "clauses": self._clauses, "counts": self._counts, "lengths": self._lengths}

    def knows(self, term: str) -> bool:
        """Whether ``term`` occurs in the edition."""
        return term in self._vocabulary

    @property
    def vocabulary_size(self) -> int:
        """How many terms the edition has."""
        return len(self._vocabulary)

    @functools.cached_property
    def script(self) -> str:
        """The script of most letters in the edition's terms."""
        vocabulary = list(self._vocabulary)
        return main_script("".join(vocabulary[:: -(-len(vocabulary) // _SAMPLE) or 1]))

    def scores(self, query_terms: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every clause for ``query_terms``, in the order of ``clause_ids``; shape (clauses,)."""
        scores = np.zeros(len(self.clause_ids), np.float32)
        for term in filter(self.knows, query_terms):
            number = self._vocabulary[term]
            posted = slice(*self._starts[number : number + 2])
            clauses, counts = self._clauses[posted], self._counts[posted]
            rarity = math.log(1 + (len(scores) - len(clauses) + 0.5) / (len(clauses) + 0.5))
            scores[clauses] += (rarity * counts / (counts + self._saturations[clauses])).astype(np.float32)
        return scores

    @functools.cached_property
    def _saturations(self) -> NDArray[np.float64]:
        """How many occurrences of a term give half its weight, by clause: more in a long one."""
        return _K1 * (1 - _B + _B * self._lengths / self._lengths.mean())


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.iterdir() if path.name != _CONTENTS)
    return {path.name: _hash(path) for path in files}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
