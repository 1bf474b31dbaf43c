"""Lexical search within one edition: BM25 over clauses.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), by the ``bm25s`` library, with its
default parameters (k1 = 1.5, b = 0.75) in Lucene's variant of the inverse document frequency.

A large index is mapped into memory rather than read. Measured with bm25s 0.3.16 on synthetic clauses of 60 words from a Zipf
vocabulary of 60,000, two runs each, in a process of its own, on two cores that others used too:

=========== ======= ================== ============= ============ ===================== ===================
clauses     on disk                    load          own memory   8-word query, median  95th percentile
=========== ======= ================== ============= ============ ===================== ===================
10,000      5 MB    read / mapped      98 / 76 ms    14 / 10 MB   0.06 / 0.09 ms        0.1 / 0.2–2.5 ms
100,000     41 MB   read / mapped      231 / 65 ms   49 / 11 MB   0.42 / 0.43 ms        8–13 / 9–12 ms
=========== ======= ================== ============= ============ ===================== ===================

What is mapped, 40 MB after 200 queries, is the file system's cache, which processes share and which gives way. A small
index is read all the same: nothing that befalls its file afterwards can reach an answer then.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from index.clauses import Clause
from index.errors import StaleIndexError
from index.scripts import main_script
from index.text import terms

_CONTENTS = "contents.json"
_SAMPLE = 2000  # terms that tell an edition's script
_MAPPED_FROM = 16 * 2**20  # bytes on disk


class _Contents(BaseModel):
    """Clause ids and the SHA-256 of every file: garbled arrays can load and give scores all the same."""

    clauses: tuple[str, ...]
    files: dict[str, str]


class LexicalIndex:
    """BM25 over the clauses of one edition."""

    def __init__(self, language: str, clause_ids: Sequence[str], engine: bm25s.BM25) -> None:
        self.language = language
        self.clause_ids = tuple(clause_ids)
        self._engine = engine

    @classmethod
    def build(cls, language: str, clauses: Sequence[Clause]) -> LexicalIndex:
        """Index the texts of ``clauses``, all of one edition."""
        engine = bm25s.BM25()
        engine.index([terms(clause.text, language) for clause in clauses], show_progress=False)
        return cls(language, [clause.id for clause in clauses], engine)

    def save(self, folder: Path) -> None:
        """Write the index to ``folder``, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        self._engine.save(folder)
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
            return cls(language, contents.clauses, bm25s.BM25.load(folder, mmap=is_large))
        except (OSError, ValidationError) as error:
            raise StaleIndexError(f"the lexical index for {language} is damaged") from error

    def knows(self, term: str) -> bool:
        """Whether ``term`` occurs in the edition."""
        return bool(term) and term in self._engine.vocab_dict  # bm25s keeps "" there, for padding

    @property
    def vocabulary_size(self) -> int:
        """How many terms the edition has."""
        return len(self._engine.vocab_dict)

    @functools.cached_property
    def script(self) -> str:
        """The script of most letters in the edition's terms."""
        return main_script("".join(itertools.islice(self._engine.vocab_dict, _SAMPLE)))

    def scores(self, query_terms: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every clause for ``query_terms``, in the order of ``clause_ids``; shape (clauses,)."""
        known = [term for term in query_terms if self.knows(term)]
        if not known:
            return np.zeros(len(self.clause_ids), dtype=np.float32)
        return self._engine.get_scores(known)


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.iterdir() if path.name != _CONTENTS)
    return {path.name: _hash(path) for path in files}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
