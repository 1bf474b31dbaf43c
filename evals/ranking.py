"""Learning to rank from questions whose clauses are known: the weights of the evidence and the query adapter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.adapter import QueryAdapter
from assistant.answerability import FEATURES, group_of
from assistant.calibration import RankingWeights
from assistant.retrieval import BM25_SCALE, COSINE_SCALE, Evidence, parallel_languages
from evals.questions import Question
from index.corpus import Corpus
from index.corpus_index import CorpusIndex
from index.sentences import parse_passage_id, split_sentences

Floats = NDArray[np.floating]

# Chosen by leaving authors out, from ridges {0.003, 0.01, 0.02, 0.03, 0.1} and sentence weights {0, 0.3, 1}: weaker
# ridges rank these clauses better still, but lose more on clauses that no question was about (1 point of recall@1).
_ADAPTER_RIDGE, _SENTENCE_WEIGHT, _STEPS = 0.01, 0.3, 30
_WEIGHTS_RIDGE = 0.005
_KINDS = ("clause", "passage", "parallel", "lexical")


@dataclass
class Example:
    """A question as ``written`` in one language and what was found for it in an edition."""

    question: Question
    written: str
    evidence: Evidence
    features: Floats = field(default_factory=lambda: np.zeros(len(FEATURES)))

    @property
    def group(self) -> str:
        """The edition's language, or the group of all languages without one."""
        return group_of(self.written, (self.evidence.language,))

    @property
    def author(self) -> str:
        return self.question.id.partition("-")[0]

    @property
    def gold(self) -> NDArray[np.bool_]:
        """Which clauses answer; shape (clauses,)."""
        return np.isin(self.evidence.clause_ids, self.question.gold)


def fit_weights(examples: Sequence[Example]) -> RankingWeights:
    """Conditional logit: the weights that give the gold clauses the most probability (ridge-penalised likelihood)."""
    by_size: dict[int, list[Example]] = {}  # a partial edition has fewer clauses
    for example in examples:
        by_size.setdefault(len(example.evidence.clause_ids), []).append(example)
    tables = [
        (np.stack([_components(one.evidence) for one in group]), np.stack([one.gold for one in group]))
        for group in by_size.values()
    ]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = 0.0, np.zeros(len(weights))
        for values, gold in tables:
            value, slope = _likelihood(values @ weights, gold)
            total += value
            gradient += np.einsum("qc,qck->k", slope, values)
        penalty = _WEIGHTS_RIDGE * float(weights @ weights)
        return total / len(examples) + penalty, gradient / len(examples) + 2 * _WEIGHTS_RIDGE * weights

    fitted = minimize(loss, np.ones(len(_KINDS)), jac=True).x
    return RankingWeights(**{kind: round(float(weight), 3) for kind, weight in zip(_KINDS, fitted, strict=True)})


def fit_adapter(examples: Sequence[Example], index: CorpusIndex, weights: RankingWeights) -> QueryAdapter:
    """The adapter under which the gold clauses, and in them the sentences with the facts, are the most probable.

    Both are conditional logits over cosines: of clauses, as they are ranked; and of the passages in the gold clauses, of
    which those count that say a fact. The squared norm of the matrix is penalised. Minimised by L-BFGS.
    """
    table = _Passages.of(index)
    questions = np.stack([np.asarray(example.evidence.vector, dtype=np.float64) for example in examples])
    centre = questions.mean(axis=0)
    centred = questions - centre
    ids = index.corpus.clause_ids
    gold = np.stack([np.isin(ids, example.question.gold) for example in examples])
    lexical = weights.lexical * BM25_SCALE * np.stack([_lexical(example.evidence, ids) for example in examples])
    edition = np.array([table.languages.index(example.evidence.language) for example in examples])
    within, telling = zip(*(table.telling(example, index) for example in examples), strict=True)
    among, positive = np.stack(within), np.stack(telling)
    weight = _passage_weights(index.corpus, table.languages, weights)[edition][:, table.edition]

    def loss(flat: Floats) -> tuple[float, Floats]:
        matrix = flat.reshape(centred.shape[1], -1)
        adapted = questions + centred @ matrix
        length = np.linalg.norm(adapted, axis=1, keepdims=True)
        unit = adapted / length
        clause = np.einsum("qd,qcd->qc", unit, table.clauses[edition]) * weights.clause
        passage = unit @ table.passages.T
        best = np.maximum.reduceat(passage, table.starts, axis=1)
        is_best = passage == np.repeat(best, table.lengths, axis=1)
        by_clause = np.add.reduceat(np.where(is_best, weight * passage, 0.0), table.starts, axis=1)
        score = COSINE_SCALE * (clause + by_clause.reshape(len(unit), len(table.languages), -1).sum(axis=1)) + lexical
        value, slope = _likelihood(score, gold)
        passage_slope = COSINE_SCALE * weight * is_best * np.repeat(np.tile(slope, len(table.languages)), table.lengths, 1)
        sharpness = COSINE_SCALE * weights.passage
        also, sentence_slope = _likelihood(np.where(among, sharpness * passage, -np.inf), positive)
        passage_slope += _SENTENCE_WEIGHT * sharpness * sentence_slope
        unit_slope = passage_slope @ table.passages
        unit_slope += COSINE_SCALE * weights.clause * np.einsum("qc,qcd->qd", slope, table.clauses[edition])
        tangent = (unit_slope - (unit_slope * unit).sum(axis=1, keepdims=True) * unit) / length
        total = (value + _SENTENCE_WEIGHT * also) / len(unit) + _ADAPTER_RIDGE * float(flat @ flat)
        return total, (centred.T @ tangent / len(unit)).ravel() + 2 * _ADAPTER_RIDGE * flat

    start = np.zeros(centred.shape[1] ** 2)
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return QueryAdapter(centre.astype(np.float32), fitted.reshape(centred.shape[1], -1).astype(np.float32))


def _passage_weights(corpus: Corpus, languages: Sequence[str], weights: RankingWeights) -> Floats:
    """What a passage counts for the score of its clause: its own edition's, or a parallel one's; shape (asked, found)."""
    out = np.diag([weights.passage] * len(languages))
    for at, language in enumerate(languages):
        others = parallel_languages(corpus, language)
        out[at, [languages.index(other) for other in others]] = weights.parallel / max(1, len(others))
    return out


def _lexical(evidence: Evidence, ids: Sequence[str]) -> Floats:
    """BM25 of the clauses ``ids``, 0 for those that the edition lacks."""
    known = dict(zip(evidence.clause_ids, evidence.lexical, strict=True))
    return np.array([known.get(id_, 0.0) for id_ in ids])


def _components(evidence: Evidence) -> Floats:
    """The four kinds of evidence on the scale of the weights; shape (clauses, 4)."""
    parallel = evidence.parallel.mean(axis=0) if len(evidence.parallel) else evidence.passage
    columns = [COSINE_SCALE * evidence.clause, COSINE_SCALE * evidence.passage, COSINE_SCALE * parallel]
    return np.stack([*columns, BM25_SCALE * evidence.lexical], axis=1)


def _likelihood(scores: Floats, gold: NDArray[np.bool_]) -> tuple[float, Floats]:
    """Summed -log of the probability of ``gold`` under a softmax of ``scores`` a row, and its slope; rows without
    gold do not count."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    counts = np.asarray(gold.any(axis=1))
    mass = np.where(counts, (probabilities * gold).sum(axis=1), 1.0)[:, None]
    slope = np.where(counts[:, None], probabilities - probabilities * gold / mass, 0.0)
    return float(-np.log(mass).sum()), slope


@dataclass(frozen=True)
class _Passages:
    """All passages, by edition and then by clause. What a partial edition lacks are vectors of zeros, near to nothing.

    ``clauses`` has shape (editions, clauses, dimensions), ``passages`` (passages, dimensions), both of length 1.
    ``starts`` and ``lengths`` delimit the passages of each clause of each edition, shape (editions × clauses,).
    ``edition`` is the edition's number, ``keys`` (clause id, sentence number), one a passage.
    """

    languages: tuple[str, ...]
    clauses: Floats
    passages: Floats
    starts: NDArray[np.int_]
    lengths: NDArray[np.int_]
    edition: NDArray[np.int_]
    keys: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, index: CorpusIndex) -> _Passages:
        clauses, passages, lengths, edition, keys = [], [], [], [], []
        for number, language in enumerate(index.corpus.languages):
            ids, vectors = index.store.vectors("clauses", language)
            nothing = np.zeros((1, vectors.shape[1]), dtype=vectors.dtype)
            unit = dict(zip(ids, _unit(vectors), strict=True))
            clauses.append(np.stack([unit.get(id_, nothing[0]) for id_ in index.corpus.clause_ids]))
            ids, vectors = index.store.vectors("sentences", language)
            vectors, own = _unit(vectors), [parse_passage_id(id_) for id_ in ids]
            rows: dict[str, list[int]] = {}
            for row, (clause, _) in enumerate(own):
                rows.setdefault(clause, []).append(row)
            for id_ in index.corpus.clause_ids:
                here = rows.get(id_, [])
                passages.append(vectors[here] if here else nothing)
                keys += [own[row] for row in here] or [(id_, -1)]
                lengths.append(max(1, len(here)))
                edition += [number] * lengths[-1]
        sizes = np.array(lengths)
        return cls(
            languages=tuple(index.corpus.languages),
            clauses=np.stack(clauses),
            passages=np.concatenate(passages),
            starts=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
            lengths=sizes,
            edition=np.array(edition),
            keys=tuple(keys),
        )

    def telling(self, example: Example, index: CorpusIndex) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """The passages of the gold clauses in the example's edition, and those among them whose sentence says a fact."""
        language = example.evidence.language
        facts = example.question.facts[language]
        clauses = index.corpus.editions[language].clauses
        says = {
            (id_, number)
            for id_ in example.question.gold
            if id_ in clauses
            for number, (start, end) in enumerate(split_sentences(clauses[id_]))
            if any(fact in clauses[id_].text[start:end] for fact in facts)
        }
        own = self.edition == self.languages.index(language)
        among = own & np.array([clause in example.question.gold and number >= 0 for clause, number in self.keys])
        return among, among & np.array([key in says for key in self.keys])


def _unit(vectors: Floats) -> Floats:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
