"""The calibration for corpora that nobody has calibrated: learned on several, and validated on one that it has not seen.

Ranking weights are the means of those fitted on each corpus. Answerability is a logistic regression over the features that
mean the same in any text, each corpus weighing the same. Leaving out whole corpora is what its use will be like: other text,
other people, other questions.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.answerability import FEATURES, FIT_WEIGHT, GENERAL_FEATURES, OTHER, features, standardised
from assistant.calibration import CalibrationSettings, RankingWeights
from evals.calibrate import SELECTION, UNWEIGHTED, gather, refusal_figures, retrievers, scope_of, write_calibration
from evals.questions import Question
from evals.ranking import Example, fit_weights
from index.corpus_index import CorpusIndex
from index.errors import InputError

Floats = NDArray[np.floating]

# Chosen by leaving out corpora, from C in {0.003, 0.01, 0.03, 0.1, 0.3, 1}: any of them does.
_COST = 0.03
# Share of answerable questions that may be refused: a reader who is refused asks again, and is told the nearest clauses.
_FALSE_REFUSALS = 0.1
_USED = np.array([FEATURES.index(name) for name in GENERAL_FEATURES])


@dataclass
class Source:
    """A corpus's index and what was found for its development questions."""

    index: CorpusIndex
    examples: list[Example]

    @classmethod
    def gather(cls, index: CorpusIndex, questions: Sequence[Question], progress: Callable[[int, int], None]) -> Source:
        """Retrieve for every question in every language.

        Raises:
            InputError: a question is of the test split.
        """
        if any(question.split != "dev" for question in questions):
            raise InputError("calibration reads development questions only; these are test questions")
        return cls(index, gather(index, questions, None, progress))

    @property
    def truth(self) -> NDArray[np.bool_]:
        return np.array([example.question.is_answerable for example in self.examples])

    def weigh(self, ranking: RankingWeights) -> None:
        """Rank by ``ranking``, and compute the features of what comes first then."""
        by_language = retrievers(self.index, ranking, None)
        for example in self.examples:
            example.evidence = by_language[example.evidence.language].reweighted(example.evidence)
            example.features = features(example.evidence, self.index, example.written).astype(np.float64)


@dataclass
class _Model:
    ranking: RankingWeights
    mean: Floats
    scale: Floats
    weights: Floats
    bias: float
    threshold: float

    @classmethod
    def fit(cls, sources: Sequence[Source]) -> _Model:
        ranking = _mean_weights(sources)
        for source in sources:
            source.weigh(ranking)
        table = np.concatenate([_table(source) for source in sources])
        truth = np.concatenate([source.truth for source in sources])
        share = np.concatenate([np.full(len(source.examples), 1 / len(source.examples)) for source in sources])
        scale = np.nanstd(table, axis=0)
        model = cls(
            ranking=ranking,
            mean=np.nanmean(table, axis=0),
            scale=np.where(scale > 0, scale, 1.0),
            weights=np.zeros(len(FEATURES)),
            bias=0.0,
            threshold=0.0,
        )
        fitted = LogisticRegression(C=_COST, class_weight="balanced", max_iter=5000)
        fitted.fit(model._inputs(table), truth, sample_weight=share / share.mean())
        model.weights[_USED], model.bias = fitted.coef_[0], float(fitted.intercept_[0])
        model.threshold = _quantile(model.decide(table)[truth], share[truth], _FALSE_REFUSALS)
        return model

    def decide(self, table: Floats) -> Floats:
        return self._inputs(table) @ self.weights[_USED] + self.bias

    def _inputs(self, table: Floats) -> Floats:
        return standardised(table, self.mean, self.scale)[:, _USED]


def fit_general(sources: Mapping[str, Source], folder: Path) -> dict[str, dict[str, float]]:
    """Fit on all ``sources``, write to ``folder``, and return the figures on each corpus by one fitted on the others.

    Raises:
        InputError: there are not at least two corpora.
    """
    if len(sources) < 2:
        raise InputError("a general calibration is learned from the questions on at least two corpora")
    figures: dict[str, dict[str, float]] = {}
    for name, source in sources.items():
        others = [other for other in sources.values() if other is not source]
        model = _Model.fit(others)
        source.weigh(model.ranking)
        decisions, truth = model.decide(_table(source)), source.truth
        groups = np.array([example.group for example in source.examples])
        for group in ("all", *dict.fromkeys(groups.tolist())):
            here = (groups == group) | (group == "all")
            figures[f"{name} {group}"] = _figures(source, decisions < model.threshold, decisions, truth, here)
    model = _Model.fit([*sources.values()])
    examples = [example for source in sources.values() for example in source.examples]
    scope, scope_threshold = scope_of(examples, model.mean, model.scale, _USED)
    settings = CalibrationSettings(
        ranking=model.ranking,
        selection=SELECTION,
        answerable_threshold={OTHER: round(model.threshold, 4)},
        scope_threshold=scope_threshold,
        gamma=None,
        bias=model.bias,
        provenance={
            "questions": ", ".join(f"dev.jsonl of {name}" for name in sources),
            "answerable": int(sum(source.truth.sum() for source in sources.values())),
            "unanswerable": int(sum((~source.truth).sum() for source in sources.values())),
            "embedder": next(iter(sources.values())).index.embedder.model_name,
            "features": list(GENERAL_FEATURES),
            "date": datetime.date.today().isoformat(),
            **{f"validated_{name}": values for name, values in figures.items()},
        },
    )
    arrays = {
        "mean": model.mean,
        "scale": model.scale,
        "support": model.weights[None, :] / FIT_WEIGHT,
        "coefficients": np.ones(1),
        "scope": scope,
    }
    write_calibration(folder, settings, arrays)
    return figures


def _mean_weights(sources: Sequence[Source]) -> RankingWeights:
    fitted = []
    for source in sources:
        source.weigh(UNWEIGHTED)
        chosen = [example for example in source.examples if example.question.is_answerable and example.group != OTHER]
        fitted.append(fit_weights(chosen).model_dump())
    return RankingWeights(**{name: round(float(np.mean([one[name] for one in fitted])), 3) for name in fitted[0]})


def _table(source: Source) -> Floats:
    return np.stack([example.features for example in source.examples])


def _quantile(values: Floats, weights: Floats, share: float) -> float:
    """The value that ``share`` of the weight lies below."""
    order = np.argsort(values)
    return float(np.interp(share, np.cumsum(weights[order]) / weights.sum(), values[order]))


def _figures(
    source: Source, refused: NDArray[np.bool_], decisions: Floats, truth: NDArray[np.bool_], here: NDArray[np.bool_]
) -> dict[str, float]:
    """``refusal_figures``, and the area under the curve where there are questions of both kinds."""
    figures = refusal_figures(source.examples, refused, here)
    if len(set(truth[here].tolist())) == 2:
        figures["auc"] = float(roc_auc_score(truth[here], decisions[here]))
    return figures
