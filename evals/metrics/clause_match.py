"""Clause precision, recall and F1: the set of cited clauses against the set of gold clauses.

    precision = |cited ∩ gold| / |cited|,  recall = |cited ∩ gold| / |gold|,  F1 = 2PR / (P + R)

(van Rijsbergen 1979, "Information Retrieval", chapter 7.) A further, wrong citation costs precision. They apply to
answerable questions: a refusal has recall and F1 0, and no precision.
"""

from __future__ import annotations

from evals.metrics.case import Case


def clause_precision(case: Case) -> float | None:
    """Between 0 and 1; None for a refusal and for a question that the text does not answer."""
    if not case.is_answerable or not case.is_answered:
        return None
    return len({*case.cited} & {*case.gold}) / len(case.cited) if case.cited else 0.0


def clause_recall(case: Case) -> float | None:
    """Between 0 and 1; None for a question that the text does not answer."""
    return len({*case.cited} & {*case.gold}) / len(case.gold) if case.is_answerable else None


def clause_f1(case: Case) -> float | None:
    """Between 0 and 1; None for a question that the text does not answer."""
    recall = clause_recall(case)
    if recall is None:
        return None
    precision = clause_precision(case) or 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
