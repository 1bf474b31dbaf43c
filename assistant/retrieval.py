"""Hybrid retrieval within one edition, with evidence from the parallel editions.

A clause's score is a weighted sum of four kinds of evidence, with weights fitted on development questions:

- *clause*: cosine similarity of question and clause;
- *passage*: that of the question and the clause's nearest sentence or phrase;
- *parallel*: the same in other editions, whose clauses have the same ids, on average;
- *lexical*: BM25.

Clauses that a question names come first, whatever their score. The scores become probabilities by softmax, which is what
the weights were fitted for (conditional logit, McFadden 1974).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle
from numpy.typing import NDArray

from assistant.adapter import QueryAdapter
from assistant.calibration import RankingWeights
from index.corpus import Corpus
from index.corpus_index import CorpusIndex
from index.nodes import clause_node
from index.references import REQUEST_WORDS, Reference, find_references
from index.references import fold as fold_width
from index.sentences import parse_passage_id
from index.store import Search
from index.text import terms, to_simplified, words

CLAUSE_LIMIT = 60
PASSAGE_LIMIT = 60
MOST_RANKED = 500
"""Clauses that are put in order, beside those that a question names: sorting 100,000 takes longer than finding them."""
MOST_PARALLEL = 12
"""Other editions searched for one question, each of which takes a millisecond. With 2 of 12 the right clause comes first as
often, but what the text does not say is told a little less well (AUC 0.87 instead of 0.89, development questions of the
Declaration)."""
# Cosines of e5 lie close together; this brings them, and BM25, to the scale of the fitted weights.
COSINE_SCALE, BM25_SCALE = 30.0, 1 / 3

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """All that was found for one question in one edition.

    Arrays have shape (clauses,), in the order of ``clause_ids``; ``parallel`` has shape (parallel editions, clauses).
    ``question`` is what was searched for, without the words that only name the document or a clause, ``vector`` its
    embedding as it came, before the adapter. ``sentences`` maps
    (clause id, sentence number) to the similarity of the sentence or its nearest phrase. ``order`` are positions in
    ``clause_ids``, best first, with the clauses that ``references`` name in front; of a large corpus only the best
    ``MOST_RANKED`` and those.
    """

    question: str
    language: str
    vector: Sequence[float]
    clause_ids: tuple[str, ...]
    clause: Array
    passage: Array
    parallel: Array
    lexical: Array
    score: Array
    sentences: dict[tuple[str, int], float]
    references: tuple[Reference, ...]
    order: tuple[int, ...]

    @property
    def probabilities(self) -> Array:
        """Softmax of the scores; sums to 1. Only the best ``CLAUSE_LIMIT`` share in it: the rest were hardly looked at."""
        ranked = np.array(self.order)
        best = ranked[np.argsort(self.score[ranked])[-CLAUSE_LIMIT:]]
        powers = np.zeros(len(self.score))
        powers[best] = np.exp(self.score[best] - self.score[best].max())
        return powers / powers.sum()

    @property
    def asks_only_for_clause(self) -> bool:
        """Whether the question names existing clauses and asks for nothing in particular ("what does III.12 say?")."""
        asked = [word for word in words(self.question, self.language) if word.surface not in REQUEST_WORDS]
        return bool(self.named) and sum(word.information for word in asked) < 1

    @property
    def named(self) -> tuple[str, ...]:
        """The existing clauses that the question names, in its order; an ambiguous reference names none for sure."""
        return tuple(
            dict.fromkeys(
                reference.candidates[0]
                for reference in self.references
                if reference.names_clause and len(reference.candidates) == 1
            )
        )


class HybridRetriever(BaseRetriever):
    """Ranks the clauses of the edition in ``language``; a LlamaIndex retriever that also says why (``search``)."""

    def __init__(self, index: CorpusIndex, language: str, weights: RankingWeights, adapter: QueryAdapter | None) -> None:
        super().__init__()
        self._index = index
        self._language = language
        self._weights = weights
        self._adapter = adapter
        self._clause_ids = tuple(index.corpus.editions[language].clauses)
        self._position = {id_: position for position, id_ in enumerate(self._clause_ids)}

    def search(self, question: str) -> Evidence:
        """Everything found for ``question``.

        Raises:
            StaleIndexError: the index has been damaged since it was opened.
        """
        references = tuple(find_references(question, self._clause_ids, self._index.corpus.reference_words))
        asked = self._asked(question, references)
        return self.found(asked, self._index.embed_question(asked), references)

    def found(self, asked: str, vector: Sequence[float], references: tuple[Reference, ...]) -> Evidence:
        """What there is for the words ``asked``, whose embedding is ``vector``, beside the clauses in ``references``.

        Raises:
            StaleIndexError: the index has been damaged since it was opened.
        """
        others = parallel_languages(self._index.corpus, self._language)
        searches: list[Search] = [("clauses", self._language, CLAUSE_LIMIT)]
        searches += [("sentences", language, PASSAGE_LIMIT) for language in (self._language, *others)]
        adapted = self._adapter(vector).tolist() if self._adapter else list(vector)
        clauses, found, *translated = self._index.store.nearest_all(searches, adapted)
        clause, passage = self._by_clause(clauses), self._by_clause(found)
        parallel = np.array([self._by_clause(one) for one in translated]).reshape(len(others), len(self._clause_ids))
        lexical = self._index.lexical[self._language].scores(terms(asked, self._language)).astype(np.float64)
        evidence = Evidence(
            question=asked,
            language=self._language,
            vector=vector,
            clause_ids=self._clause_ids,
            clause=clause,
            passage=passage,
            parallel=parallel,
            lexical=lexical,
            score=np.zeros(len(self._clause_ids)),
            sentences=_best_sentences(found),
            references=references,
            order=(),
        )
        return self.reweighted(evidence)

    def reweighted(self, evidence: Evidence) -> Evidence:
        """``evidence`` with score and order by this retriever's weights."""
        weights = self._weights
        parallel = evidence.parallel.mean(axis=0) if len(evidence.parallel) else evidence.passage
        cosines = weights.clause * evidence.clause + weights.passage * evidence.passage + weights.parallel * parallel
        score = COSINE_SCALE * cosines + BM25_SCALE * weights.lexical * evidence.lexical
        return dataclasses.replace(evidence, score=score, order=self._order(score, evidence.references))

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        evidence = self.search(query_bundle.query_str)
        clauses = self._index.corpus.editions[self._language].clauses
        return [
            NodeWithScore(node=clause_node(clauses[self._clause_ids[at]]), score=float(evidence.probabilities[at]))
            for at in evidence.order
        ]

    def _asked(self, question: str, references: tuple[Reference, ...]) -> str:
        """What is asked, in the script of the edition: without references and the document's own names.

        Unless nothing is left then.
        """
        rest = fold_width(question) if references else question
        for reference in references:
            rest = rest.replace(reference.written, " ")
        if self._language == "zh":
            question, rest = to_simplified(question), to_simplified(rest)
        asked = self._index.corpus.editions[self._language].manifest.without_document_names(rest)
        return asked if terms(asked, self._language) else question

    def _by_clause(self, found: list[tuple[str, float]]) -> Array:
        """Best similarity a clause; one that was not found has at most the least similarity found.

        What another edition has and this one lacks counts for nothing.
        """
        out = np.full(len(self._clause_ids), min((similarity for _, similarity in found), default=0.0))
        for id_, similarity in found:
            at = self._position.get(id_.partition("#")[0])
            if at is not None:
                out[at] = max(out[at], similarity)
        return out

    def _order(self, score: Array, references: tuple[Reference, ...]) -> tuple[int, ...]:
        """Best first: clauses named alone, then those that an ambiguous reference or the only part named allows."""
        tier = np.full(len(score), 2)
        parts = {reference.part for reference in references if not reference.names_clause}
        for reference in references:
            for id_ in reference.candidates:
                sure = reference.names_clause and len(reference.candidates) == 1
                possible = reference.names_clause or len(parts) == 1
                tier[self._position[id_]] = min(tier[self._position[id_]], 0 if sure else 1 if possible else 2)
        ranked = np.arange(len(score))
        if len(score) > MOST_RANKED:
            best = np.argpartition(-score, MOST_RANKED)[:MOST_RANKED]
            ranked = np.union1d(best, np.flatnonzero(tier < 2))
        return tuple(int(at) for at in ranked[np.lexsort((-score[ranked], tier[ranked]))])


def parallel_languages(corpus: Corpus, language: str) -> tuple[str, ...]:
    """The languages whose editions give evidence for the one in ``language``; those that questions are asked in first."""
    asked = [other for other in corpus.question_languages if other in corpus.editions]
    return tuple(other for other in dict.fromkeys((*asked, *corpus.languages)) if other != language)[:MOST_PARALLEL]


def _best_sentences(found: list[tuple[str, float]]) -> dict[tuple[str, int], float]:
    best: dict[tuple[str, int], float] = {}
    for id_, similarity in found:
        key = parse_passage_id(id_)
        best[key] = max(best.get(key, -1.0), similarity)
    return best
