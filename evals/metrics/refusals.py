"""Hallucination rate and error rate, always read together: refusing everything makes one 0 and the other 1.

    hallucination rate = |answered| / |questions that the text does not answer|
    error rate = |refused| / |questions that the text answers|

(Thakur et al. 2024, "NoMIRACL".) Lower is better for both.
"""

from __future__ import annotations

from evals.metrics.case import Case


def hallucination(case: Case) -> float | None:
    """1 if an unanswerable question was answered, 0 if it was refused; None for answerable ones."""
    return None if case.is_answerable else float(case.is_answered)


def error(case: Case) -> float | None:
    """1 if an answerable question was refused, 0 if it was answered; None for unanswerable ones."""
    return float(not case.is_answered) if case.is_answerable else None
