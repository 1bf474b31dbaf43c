"""Corpora of any number of clauses for ``make bench``: made-up clauses, with vectors of random directions.

Embedding 100,000 clauses would take hours and shows nothing of what the index costs. Random directions are the worst case
for the search: no vector is nearer than any other.
"""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from index.corpus import load_corpus
from index.embeddings import E5Embedding
from index.numbering import to_roman

_DIMENSIONS, _WORDS_A_CLAUSE, _CLAUSES_A_PART = 384, 30, 10_000


class SyntheticEmbedding(BaseEmbedding):
    """Random directions for texts, the same for the same text; real vectors for questions.

    The coordinates are the bytes of SHAKE-128 of the text, in less than half the time of a generator seeded with it.
    """

    _questions: E5Embedding = PrivateAttr(default_factory=E5Embedding)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(model_name="synthetic", embed_batch_size=256, **kwargs)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._questions.get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        data = b"".join(hashlib.shake_128(text.encode()).digest(_DIMENSIONS) for text in texts)
        vectors = np.frombuffer(data, dtype=np.int8).reshape(len(texts), _DIMENSIONS) + np.float32(0.5)
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def write_corpus(clauses: int, folder: Path) -> None:
    """A corpus of one edition with ``clauses`` numbered clauses, the same for the same number, written line by line.

    A part has at most 10,000: no number in a text may be above 99,999. Its words and its starter questions are those of
    the default corpus in English.
    """
    edition = load_corpus().editions["en"]
    vocabulary = sorted({word for clause in edition.clauses.values() for word in clause.text.split() if word.isalpha()})
    chance = random.Random(clauses)
    folder.mkdir(parents=True)
    with (folder / "en.txt").open("w", encoding="utf-8") as file:
        for number in range(clauses):
            part, clause = divmod(number, _CLAUSES_A_PART)
            if not clause:
                file.write(f"{to_roman(part + 1)}. Part\n")
            file.write(f"{clause + 1}. {' '.join(chance.choices(vocabulary, k=_WORDS_A_CLAUSE))}.\n")
    (folder / "corpus.toml").write_text(
        'name = "growth"\ndefault_language = "en"\nlevels = { part = "I", clause = "1" }\n\n[[editions]]\nlanguage = "en"\n'
        'file = "en.txt"\ntitle = "Growth"\nstatus = "official"\nsource = "made for measuring"\n'
        f'numbering = {{ part = "I.", clause = "1." }}\nstarters = {json.dumps(edition.manifest.starters)}\n',
        encoding="utf-8",
    )
