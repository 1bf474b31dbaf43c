"""Learning from the development questions: the query adapter, ranking weights, the answerability classifier.

Everything is fitted on the ``dev`` split and validated by leaving out authors (an author is the prefix of the question
ids): an unseen person's questions are what the system meets, and the same person's questions resemble each other too much
to be a test. What is learned from the evidence is learned from evidence as an adapter finds it that has not seen the
question (stacked generalisation, Wolpert 1992). Questions of the ``test`` split are refused.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from assistant.adapter import QueryAdapter
from assistant.answerability import FEATURES, FIT_WEIGHT, OTHER, VECTOR_WEIGHT, features, standardised
from assistant.calibration import SETTINGS, VECTORS, CalibrationSettings, RankingWeights, SelectionSettings
from assistant.retrieval import HybridRetriever
from evals.questions import Question
from evals.ranking import Example, fit_adapter, fit_weights
from index.corpus_index import CorpusIndex
from index.errors import InputError

Floats = NDArray[np.floating]

# Chosen by leave-one-author-out validation from C in {1, 3, 5} and gamma in {0.01, 0.015, 0.02, 0.03}.
_COST, _GAMMA = 3.0, 0.02
_ADAPTER_FOLDS = 4
# Shares of answerable questions that may be refused: the first that lets the least share of the others be refused.
_FALSE_REFUSALS, _LEAST_REFUSAL_RECALL = np.linspace(0.03, 0.05, 9), 0.85
# Answerable questions in a language that set its own threshold: of fewer, such shares are one question or none. The others
# have one together.
_ENOUGH = 100
UNWEIGHTED = RankingWeights(clause=1, passage=1, parallel=1, lexical=1)
# Chosen on the same questions: the fewest sentences and clauses that hold nearly all facts, by clause F1.
SELECTION = SelectionSettings(
    sentence_margin=0.05,
    lexical_weight=0.1,
    part_confidence=0.6,
    part_rank=3,
    rival_ratio=0.3,
)


def calibrate(
    index: CorpusIndex,
    questions: Sequence[Question],
    folder: Path,
    source: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, dict[str, float]]:
    """Fit everything on ``questions``, write it to ``folder``, and return the validated figures by group of languages.

    Raises:
        InputError: a question is of the test split, or there are too few authors to validate.
    """
    if any(question.split != "dev" for question in questions):
        raise InputError("calibration reads development questions only; these are test questions")
    identity = QueryAdapter.identity(len(index.embed_question("?")))
    examples = gather(index, questions, identity, progress)
    if len({example.author for example in examples}) < 2:
        raise InputError("calibration needs the questions of at least two authors (prefixes of the ids)")
    if len({example.question.is_answerable for example in examples}) < 2:
        raise InputError("calibration needs questions that the text answers and questions that it does not")
    adapter, ranking = _fit_retrieval(examples, index)
    truth = np.array([example.question.is_answerable for example in examples])
    authors = np.array([example.author for example in examples])
    groups = np.array([example.group for example in examples])

    held_out = np.zeros(len(examples))
    for author in np.unique(authors):
        train = authors != author
        held_out[~train] = _Classifier.fit(_select(examples, train)).decide(_select(examples, ~train))
    names = list(dict.fromkeys(groups.tolist()))
    few = np.isin(groups, [name for name in names if (truth & (groups == name)).sum() < _ENOUGH])
    thresholds, figures = {}, {}
    for group in names:
        here = groups == group
        judged = few if few[here].any() else here
        thresholds[group] = _threshold(held_out[judged], truth[judged])
        refused = held_out < thresholds[group]
        figures[group] = refusal_figures(examples, refused, here)
    thresholds.setdefault(OTHER, _threshold(held_out, truth))
    model = _Classifier.fit(examples)
    scope, scope_threshold = scope_of(examples, model.mean, model.scale)
    settings = CalibrationSettings(
        ranking=ranking,
        selection=SELECTION,
        answerable_threshold={group: round(value, 4) for group, value in thresholds.items()},
        scope_threshold=scope_threshold,
        gamma=_GAMMA,
        bias=float(model.machine.intercept_[0]),
        provenance={
            "questions": source,
            "questions_sha256": digest_of(questions),
            "answerable": sum(question.is_answerable for question in questions),
            "unanswerable": sum(not question.is_answerable for question in questions),
            "corpus_fingerprint": index.corpus.fingerprint,
            "embedder": index.embedder.model_name,
            "features": list(FEATURES),
            "date": datetime.date.today().isoformat(),
            **{f"validated_{group}": values for group, values in figures.items()},
        },
    )
    arrays = {
        "mean": model.mean,
        "scale": model.scale,
        "support": model.machine.support_vectors_.astype(np.float16),
        "coefficients": model.machine.dual_coef_[0],
        "scope": scope,
        "adapter_centre": adapter.centre,
        "adapter_matrix": adapter.matrix.astype(np.float16),
        **{f"centre_{group}": centre for group, centre in model.centre.items()},
    }
    write_calibration(folder, settings, arrays)
    return figures


def digest_of(questions: Sequence[Question]) -> str:
    """Hex SHA-256 of what was asked."""
    return hashlib.sha256("\n".join(question.model_dump_json() for question in questions).encode()).hexdigest()


def write_calibration(folder: Path, settings: CalibrationSettings, arrays: Mapping[str, Floats]) -> None:
    """Write both files to ``folder``, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / VECTORS).open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **{name: _stored(array) for name, array in arrays.items()})
    (folder / SETTINGS).write_text(json.dumps(settings.model_dump(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def refusal_figures(examples: Sequence[Example], refused: NDArray[np.bool_], here: NDArray[np.bool_]) -> dict[str, float]:
    """Shares of the ``examples`` that are ``here``, for what can be measured: nothing refused has no precision."""
    truth = np.array([example.question.is_answerable for example in examples])
    found = np.array([bool(example.gold[example.evidence.order[0]]) for example in examples])
    shares = {
        "recall_at_1": found[here & truth],
        "refusal_precision": (~truth)[here & refused],
        "refusal_recall": refused[here & ~truth],
        "false_refusals": refused[here & truth],
    }
    return {name: float(values.mean()) for name, values in shares.items() if len(values)}


def _threshold(decisions: Floats, truth: NDArray[np.bool_]) -> float:
    """Below which to refuse, given the decisions on questions of authors left out and whether the text answers them."""
    for share in _FALSE_REFUSALS:
        threshold = float(np.quantile(decisions[truth], share))
        if (decisions[~truth] < threshold).mean() >= _LEAST_REFUSAL_RECALL:
            break
    return threshold


def gather(
    index: CorpusIndex,
    questions: Sequence[Question],
    adapter: QueryAdapter | None,
    progress: Callable[[int, int], None],
) -> list[Example]:
    """Retrieve for every question in every language; clauses that do not exist are refused by rule, not by fit."""
    by_language = retrievers(index, UNWEIGHTED, adapter)
    asked = [question for question in questions if question.expected_reason != "no_such_clause"]
    out: list[Example] = []
    for done, question in enumerate(asked, start=1):
        for written, text in question.question.items():
            edition = index.corpus.answering_language(written)
            out.append(Example(question, written, by_language[edition].search(text)))
        progress(done, len(asked))
    return out


def _fit_retrieval(examples: Sequence[Example], index: CorpusIndex) -> tuple[QueryAdapter, RankingWeights]:
    """The adapter and the weights; leaves in ``examples`` the evidence and features that unseen questions would have."""
    answerable = np.array([example.question.is_answerable for example in examples])
    has_edition = np.array([example.group != OTHER for example in examples])
    weights = fit_weights(_select(examples, answerable & has_edition))
    authors = sorted({example.author for example in examples})
    fold = np.array([authors.index(example.author) % _ADAPTER_FOLDS for example in examples])
    for number in np.unique(fold):
        adapter = fit_adapter(_select(examples, answerable & (fold != number)), index, weights)
        by_language = retrievers(index, UNWEIGHTED, adapter)
        for example in _select(examples, fold == number):
            before = example.evidence
            example.evidence = by_language[before.language].found(before.question, before.vector, before.references)
    adapter = fit_adapter(_select(examples, answerable), index, weights)
    weights = fit_weights(_select(examples, answerable & has_edition))
    by_language = retrievers(index, weights, adapter)
    for example in examples:
        example.evidence = by_language[example.evidence.language].reweighted(example.evidence)
        example.features = features(example.evidence, index, example.written).astype(np.float64)
    return adapter, weights


def retrievers(index: CorpusIndex, weights: RankingWeights, adapter: QueryAdapter | None) -> dict[str, HybridRetriever]:
    """A retriever for each edition, by its language."""
    return {language: HybridRetriever(index, language, weights, adapter) for language in index.corpus.languages}


@dataclass
class _Classifier:
    """Decides on answerability; languages in which nobody asked are taken for the mean of the others."""

    mean: Floats
    scale: Floats
    centre: dict[str, Floats]
    machine: SVC

    @classmethod
    def fit(cls, examples: Sequence[Example]) -> _Classifier:
        table = np.stack([example.features for example in examples])
        vectors: dict[str, list[Sequence[float]]] = {}
        for example in examples:
            vectors.setdefault(example.group, []).append(example.evidence.vector)
        vectors.setdefault(OTHER, [example.evidence.vector for example in examples])
        scale = np.nanstd(table, axis=0)
        model = cls(
            mean=np.nanmean(table, axis=0),
            scale=np.where(scale > 0, scale, 1.0),
            centre={group: np.mean(rows, axis=0) for group, rows in vectors.items()},
            machine=SVC(C=_COST, gamma=_GAMMA, class_weight="balanced"),
        )
        model.machine.fit(model._inputs(examples), [example.question.is_answerable for example in examples])
        return model

    def decide(self, examples: Sequence[Example]) -> Floats:
        return self.machine.decision_function(self._inputs(examples))

    def _inputs(self, examples: Sequence[Example]) -> Floats:
        fit = np.stack([standardised(example.features, self.mean, self.scale) for example in examples])
        centres = [self.centre.get(example.group, self.centre[OTHER]) for example in examples]
        views = np.stack([np.asarray(example.evidence.vector) for example in examples]) - np.stack(centres)
        return np.hstack([FIT_WEIGHT * fit, VECTOR_WEIGHT * views])


def scope_of(
    examples: Sequence[Example], mean: Floats, scale: Floats, used: NDArray[np.int_] | slice = slice(None)
) -> tuple[Floats, float]:
    """Weights and threshold that tell "near the subject" from "not on this subject" among unanswerable questions.

    The weights of features that are not ``used`` are 0.
    """
    refused = [example for example in examples if example.question.expected_reason in ("out_of_scope", "weak_evidence")]
    table = np.stack([standardised(example.features, mean, scale) for example in refused])[:, used]
    near = [example.question.expected_reason == "weak_evidence" for example in refused]
    fitted = LogisticRegression(C=0.1, class_weight="balanced", max_iter=2000).fit(table, near)
    weights = np.zeros(len(FEATURES))
    weights[used] = fitted.coef_[0]
    return weights, -float(fitted.intercept_[0])


def _stored(array: Floats) -> Floats:
    """``array`` in the precision it is kept in: the many support vectors in half, the rest in single."""
    return array if array.dtype == np.float16 else array.astype(np.float32)


def _select(examples: Sequence[Example], mask: NDArray[np.bool_]) -> list[Example]:
    return [example for example, wanted in zip(examples, mask, strict=True) if wanted]
