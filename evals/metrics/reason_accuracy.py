"""Reason accuracy: whether a right refusal names the right reason.

|refused for the expected reason| / |unanswerable questions that were refused|
"""

from __future__ import annotations

from evals.metrics.case import Case


def reason_accuracy(case: Case) -> float | None:
    """1 or 0; None for answers and for questions that the text answers."""
    if case.is_answerable or case.is_answered:
        return None
    return float(case.answer["refusal"]["reason"] == case.reason)
