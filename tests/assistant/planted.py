"""Editions of the real corpus with planted changes, and their vectors without building an index anew."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.differences import Comparison, Difference, compare
from index.corpus import Corpus, Edition
from index.corpus_index import CorpusIndex
from index.sentences import split_passages
from index.store import Kind


def replanted(corpus: Corpus, language: str, clause: str, old: str, new: str) -> Corpus:
    """``corpus`` with ``new`` for ``old`` (which must stand there once) in one clause of one edition."""
    edition = corpus.editions[language]
    assert edition.clauses[clause].text.count(old) == 1
    clauses = []
    for before in edition.clauses.values():
        after = before
        if before.id == clause:
            text = before.text.replace(old, new).strip()
            ends = [at for at, char in enumerate(text) if char == "\n"] + [len(text)]
            starts = [0, *(end + 1 for end in ends[:-1])]
            after = dataclasses.replace(before, text=text, paragraphs=tuple(zip(starts, ends, strict=True)))
        clauses.append(after)
    changed = Edition.of(edition.manifest, clauses)
    return Corpus(corpus.manifest, corpus.editions | {language: changed})


class PlantedVectors:
    """The vectors that an index of ``corpus`` would hold: from ``index`` where the passage is old, else embedded now."""

    def __init__(self, index: CorpusIndex) -> None:
        self._embedder = index.embedder
        self._known: dict[tuple[str, str], NDArray[np.float32]] = {}
        for language, edition in index.corpus.editions.items():
            passages = [passage for clause in edition.clauses.values() for passage in split_passages(clause)]
            vectors = index.store.vectors_of("sentences", language, [passage.id for passage in passages])
            self._known |= {(language, passage.text): vector for passage, vector in zip(passages, vectors, strict=True)}
        self.corpus = index.corpus

    def vectors_of(self, kind: Kind, language: str, ids: Sequence[str]) -> NDArray[np.float32]:
        edition = self.corpus.editions[language]
        texts = {
            passage.id: passage.text
            for clause in {id_.partition("#")[0] for id_ in ids}
            for passage in split_passages(edition.clauses[clause])
        }
        return np.stack([self._vector(language, texts[id_]) for id_ in ids])

    def _vector(self, language: str, text: str) -> NDArray[np.float32]:
        if (language, text) not in self._known:
            self._known[language, text] = np.asarray(self._embedder.get_text_embedding(text), dtype=np.float32)
        return self._known[language, text]

    def differences(self, corpus: Corpus, clause: str, *languages: str) -> list[Difference]:
        """What :func:`compare` finds in one clause of ``corpus``; every quote of it resolves."""
        return list(self.compare(corpus, [clause], *languages).differences)

    def compare(self, corpus: Corpus, clauses: Sequence[str], *languages: str) -> Comparison:
        self.corpus = corpus
        comparison = compare(corpus, self, languages or corpus.languages, clauses)
        for difference in comparison.differences:
            for reading in difference.readings:
                clause = corpus.editions[reading.language].clauses.get(difference.clause)
                assert (clause.text if clause else "")[reading.start : reading.end] == reading.quote
                assert bool(reading.quote) == bool(clause)
        return comparison
