"""The metrics: deterministic, each in a module with its formula and source, none judged by a model.

A metric takes a :class:`~evals.metrics.case.Case` and returns a number, or None where it does not apply; such questions
are left out of its denominator and counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from evals.metrics.case import Case
from evals.metrics.clause_match import clause_f1, clause_precision, clause_recall
from evals.metrics.context_precision import context_precision
from evals.metrics.correct_language import correct_language
from evals.metrics.coverage import coverage
from evals.metrics.fact_recall import fact_recall
from evals.metrics.name_fidelity import name_fidelity
from evals.metrics.number_fidelity import number_fidelity
from evals.metrics.quote_fidelity import quote_fidelity
from evals.metrics.quoted_length import quoted_share, statements
from evals.metrics.reason_accuracy import reason_accuracy
from evals.metrics.recall import recall
from evals.metrics.reciprocal_rank import reciprocal_rank
from evals.metrics.refusals import error, hallucination
from evals.metrics.validity import validity

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Metric:
    """A metric's name in run records, its title for people, and which way is better.

    An ``invariant`` must be 1 for every question; anything else is a defect, whatever the baseline says.
    """

    name: str
    title: str
    score: Callable[[Case], float | None]
    better: Better = "higher"
    invariant: bool = False


METRICS = (
    Metric("recall@1", "Recall@1", partial(recall, k=1)),
    Metric("recall@3", "Recall@3", partial(recall, k=3)),
    Metric("recall@5", "Recall@5", partial(recall, k=5)),
    Metric("mrr", "MRR", reciprocal_rank),
    Metric("context_precision@3", "Context precision@3", context_precision),
    Metric("validity", "Citation validity", validity, invariant=True),
    Metric("coverage", "Statement coverage", coverage, invariant=True),
    Metric("quote_fidelity", "Quote fidelity", quote_fidelity, invariant=True),
    Metric("clause_precision", "Clause precision", clause_precision),
    Metric("clause_recall", "Clause recall", clause_recall),
    Metric("clause_f1", "Clause F1", clause_f1),
    Metric("number_fidelity", "Number fidelity", number_fidelity),
    Metric("name_fidelity", "Name fidelity", name_fidelity),
    Metric("fact_recall", "Gold-fact recall", fact_recall),
    Metric("statements", "Statements per answer", statements, better="neither"),
    Metric("quoted_share", "Share of the clause quoted", quoted_share, better="neither"),
    Metric("hallucination", "Hallucination rate", hallucination, better="lower"),
    Metric("error", "Error rate", error, better="lower"),
    Metric("reason_accuracy", "Reason accuracy", reason_accuracy),
    Metric("correct_language", "Correct-language rate", correct_language),
)


def scores(case: Case) -> dict[str, float | None]:
    """Every metric of ``case`` by name.

    Raises:
        ValueError: a metric gave no number; it must never count as one.
    """
    values = {metric.name: metric.score(case) for metric in METRICS}
    if broken := [name for name, value in values.items() if value is not None and not math.isfinite(value)]:
        raise ValueError(f"{', '.join(broken)} gave no number")
    return values


def checks(case: Case) -> dict[str, bool]:
    """What must hold of a single answer, as far as it applies; what is compared between runs."""
    values = scores(case)
    sound = all(values[metric.name] in (1.0, None) for metric in METRICS if metric.invariant)
    out = {"sound": sound, "language": values["correct_language"] == 1.0, "decision": case.is_answered == case.is_answerable}
    if case.is_answerable:
        out["retrieved_first"] = values["recall@1"] == 1.0
        out["retrieved"] = values["recall@3"] == 1.0
        out["first_clause"] = bool({*case.cited[:1]} & {*case.gold})
        out["all_clauses"] = values["clause_recall"] == 1.0
        out["no_other_clause"] = values["clause_precision"] in (1.0, None)
        out["facts"] = values["fact_recall"] == 1.0
    elif not case.is_answered:
        out["reason"] = values["reason_accuracy"] == 1.0
    return out
