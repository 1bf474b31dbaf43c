"""What a build counts of the words of one edition: which clauses have a term, and how often.

Counts are kept and not weights: when one clause is edited, how rare every term is changes, and no count of another clause.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from index.clauses import Clause
from index.errors import StaleIndexError
from index.text import terms

Ints = NDArray[np.int32]

_CONTENTS = "contents.json"
_TERMS = "terms.json"
_MAPPED_FROM = 16 * 2**20  # bytes on disk


class _Contents(BaseModel):
    """Clause ids, and the SHA-256 of them and of every other file: garbled ones can load and give scores all the same."""

    clauses: tuple[str, ...]
    files: dict[str, str]


class Postings:
    """The terms of some clauses of one edition.

    A posting says how often a term occurs in a clause. ``clauses`` and ``counts`` have one item a posting, those of term
    ``t`` at ``starts[t]:starts[t + 1]``, by clause; ``lengths`` has the number of terms of each clause.
    """

    def __init__(
        self,
        clause_ids: Sequence[str],
        vocabulary: Sequence[str],
        *,
        starts: NDArray[np.int64],
        clauses: Ints,
        counts: Ints,
        lengths: Ints,
    ) -> None:
        self.clause_ids = tuple(clause_ids)
        self.vocabulary = {term: number for number, term in enumerate(vocabulary)}
        self.starts = starts
        self.clauses = clauses
        self.counts = counts
        self.lengths = lengths

    @classmethod
    def build(cls, language: str, clauses: Sequence[Clause]) -> Postings:
        """Count the terms of ``clauses``, all of one edition."""
        lengths = np.zeros(len(clauses), np.int32)
        vocabulary: dict[str, int] = {}
        all_terms, owners, counts = array("i"), array("i"), array("i")
        for number, clause in enumerate(clauses):
            counted = Counter(terms(clause.text, language))
            lengths[number] = counted.total()
            all_terms.extend(vocabulary.setdefault(term, len(vocabulary)) for term in counted)
            owners.extend([number] * len(counted))
            counts.extend(counted.values())
        numbers = np.asarray(all_terms)
        order = np.argsort(numbers, kind="stable")  # and so by clause
        return cls(
            [clause.id for clause in clauses],
            [*vocabulary],
            starts=np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=len(vocabulary)))]),
            clauses=np.asarray(owners)[order],
            counts=np.asarray(counts)[order],
            lengths=lengths,
        )

    def of(self, term: str) -> tuple[Ints, Ints]:
        """The numbers of the clauses that have ``term``, ascending, and how often each has it."""
        number = self.vocabulary.get(term)
        posted = slice(0, 0) if number is None else slice(*self.starts[number : number + 2])
        return self.clauses[posted], self.counts[posted]

    def terms_in(self, is_shown: NDArray[np.bool_]) -> Iterator[str]:
        """The terms of the clauses that ``is_shown``, shape (clauses,), picks."""
        if not len(self.clauses):
            return iter(())
        occurs = np.logical_or.reduceat(is_shown[self.clauses], self.starts[:-1])
        return (term for term, number in self.vocabulary.items() if occurs[number])

    def save(self, folder: Path) -> None:
        """Write the postings to ``folder``, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("starts", "clauses", "counts", "lengths"):
            np.save(folder / f"{name}.npy", getattr(self, name))
        (folder / _TERMS).write_text(json.dumps([*self.vocabulary], ensure_ascii=False), encoding="utf-8")
        contents = _Contents(clauses=self.clause_ids, files=_hashes(folder, self.clause_ids))
        (folder / _CONTENTS).write_text(contents.model_dump_json(), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Read what ``save`` wrote; what is large is mapped into memory, not read.

        Raises:
            StaleIndexError: a file is missing or garbled.
        """
        try:
            contents = _Contents.model_validate_json((folder / _CONTENTS).read_bytes())
            if _hashes(folder, contents.clauses) != contents.files:
                raise StaleIndexError(f"the lexical index for {folder.name} is damaged")
            is_large = sum(path.stat().st_size for path in folder.iterdir()) >= _MAPPED_FROM
            vocabulary = json.loads((folder / _TERMS).read_text(encoding="utf-8"))
            arrays = {path.stem: np.load(path, mmap_mode="r" if is_large else None) for path in folder.glob("*.npy")}
            return cls(contents.clauses, vocabulary, **arrays)
        except (OSError, ValidationError) as error:
            raise StaleIndexError(f"the lexical index for {folder.name} is damaged") from error


def _hashes(folder: Path, clause_ids: Sequence[str]) -> dict[str, str]:
    files = sorted(path for path in folder.iterdir() if path.name != _CONTENTS)
    ids = hashlib.sha256(json.dumps(clause_ids).encode()).hexdigest()
    return {path.name: _hash(path) for path in files} | {_CONTENTS: ids}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
