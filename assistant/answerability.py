"""Does the text answer this question? A calibrated decision, made before any answer is written.

A support vector machine with a Gaussian kernel (Cortes & Vapnik 1995) over two views of the question: how it fits the
text (``features``) and what it asks for (its own vector, centred by language), because "in which year was the forum
founded" fits the clause on the forum perfectly and is still not answered there. It is fitted on development questions
that a reader has marked answerable or not; its threshold is set per language. For a corpus without such questions there is
a linear one over those features that mean the same in any text, however many clauses it has (``GENERAL_FEATURES``).
"""

from __future__ import annotations

import re
from collections.abc import Container

import numpy as np

from assistant.calibration import Calibration, Floats
from assistant.retrieval import Evidence
from index.corpus_index import CorpusIndex
from index.text import fold, term_set, words

OTHER = "other"
"""The group of all languages without an edition."""

FEATURES = (
    "clause", "passage", "parallel", "clause_z", "passage_z", "parallel_z", "probability", "margin", "agreement",
    "covered_by_clause", "covered_by_edition", "unknown_to_edition", "unknown_to_clause", "lexical", "lexical_share",
    "unknown_names", "unknown_numbers", "clause_has_number", "length", "names_clause",
)  # fmt: skip
"""The names of the features, in order."""

GENERAL_FEATURES = ("clause", "passage", "parallel", "covered_by_clause", "covered_by_edition")
"""Those that depend neither on how many clauses and editions there are, nor on how a script divides words."""

_BY_WORDS = [FEATURES.index(name) for name in FEATURES if re.match("covered|unknown|lexical|length", name)]
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_COUNT = re.compile(r"\d|[一二三四五六七八九十两百千万]+[个名年月项次国]")
_NAME = re.compile(r"(?<=[^\s.?!¿\"“]\s)[^\W\d_][\w’'-]+")


def features(evidence: Evidence, index: CorpusIndex, written: str) -> Floats:
    """How the question fits the text; shape (len(FEATURES),), in the order of ``FEATURES``.

    ``written`` is the language of the question. Where it is not the edition's, what depends on shared words is NaN: unknown;
    and so is what depends on parallel editions where there are none.
    """
    best = evidence.order[0]
    clause = index.corpus.editions[evidence.language].clauses[evidence.clause_ids[best]]
    text = fold(clause.text)
    lexical = index.lexical[evidence.language]
    question = words(evidence.question, evidence.language)
    in_clause = term_set(clause.text, evidence.language)
    weight = sum(word.information for word in question) + 0.3
    unknown = [word for word in question if not all(lexical.knows(term) for term in word.terms)]
    uncovered = [word for word in question if not all(term in in_clause for term in word.terms)]
    parallel = evidence.parallel.mean(axis=0) if len(evidence.parallel) else np.full(len(evidence.clause_ids), np.nan)
    ranked = np.sort(evidence.score[list(evidence.order)])[:-3:-1]  # of all scores: the order has the best of them
    views = [evidence.clause, evidence.passage, *evidence.parallel]
    names = [name for name in _NAME.findall(evidence.question) if name[0].isupper()]
    unknown_forms = {word.surface for word in unknown}
    unknown_names = sum(any(word.surface in unknown_forms for word in words(name, evidence.language)) for name in names)
    values = (
        evidence.clause[best],
        evidence.passage[best],
        parallel[best],
        _z(evidence.clause, best),
        _z(evidence.passage, best),
        _z(parallel, best),
        evidence.probabilities[best],
        min(5.0, ranked[0] - ranked[1]) if len(ranked) > 1 else 5.0,
        float(sum(int(np.argmax(view)) == best for view in views)),
        1 - sum(word.information for word in uncovered) / weight,
        1 - sum(word.information for word in unknown) / weight,
        sum(word.information for word in unknown),
        sum(word.information for word in uncovered),
        evidence.lexical[best],
        evidence.lexical[best] / (weight + 1),
        float(unknown_names),
        float(sum(number not in text for number in _NUMBER.findall(evidence.question))),
        float(bool(_COUNT.search(text))),
        min(30, len(question)) / 10,
        float(bool(evidence.named)),
    )
    table = np.array(values, dtype=np.float32)
    if written != evidence.language:
        table[_BY_WORDS] = np.nan
    return table


FIT_WEIGHT, VECTOR_WEIGHT = 0.5, 16.0
"""How much each view counts in the distance between two questions (chosen by leave-one-author-out validation)."""


def answerability(evidence: Evidence, fit: Floats, written: str, calibration: Calibration) -> float:
    """How much surer than needed it is that the text answers; negative says refuse.

    ``fit`` are the question's ``features``, ``written`` its language.
    """
    group = group_of(written, calibration.settings.answerable_threshold)
    point = FIT_WEIGHT * standardised(fit, calibration.mean, calibration.scale)
    if calibration.centre:
        view = np.asarray(evidence.vector, dtype=np.float32) - calibration.centre[group]
        point = np.concatenate([point, VECTOR_WEIGHT * view])
    # einsum, not @: the threads of a BLAS would go on spinning and halve the speed of the next embedding.
    kernel = products = np.einsum("vd,d->v", calibration.support, point)
    if calibration.settings.gamma is not None:
        distances = calibration.support_lengths - 2 * products + np.einsum("d,d->", point, point)
        kernel = np.exp(-calibration.settings.gamma * distances)
    return (
        float(np.einsum("v,v->", kernel, calibration.coefficients))
        + calibration.settings.bias
        - calibration.settings.answerable_threshold[group]
    )


def standardised(fit: Floats, mean: Floats, scale: Floats) -> Floats:
    """``fit`` with mean 0 and deviation 1 over the development questions; the unknown counts as the mean."""
    return np.nan_to_num((fit - mean) / scale)


def group_of(written: str, groups: Container[str]) -> str:
    """The group whose calibration holds for questions in ``written``: the language's own, or that of all others."""
    return written if written in groups else OTHER


def in_scope(fit: Floats, calibration: Calibration) -> bool:
    """Whether an unanswerable question is at least near the text's subjects (logistic regression on the features)."""
    standard = standardised(fit, calibration.mean, calibration.scale)
    return bool(standard @ calibration.scope > calibration.settings.scope_threshold)


def _z(values: np.ndarray, at: int) -> float:
    spread = float(values.std())
    return float((values[at] - values.mean()) / spread) if spread > 1e-9 else 0.0
