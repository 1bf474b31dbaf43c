"""Recall at k: how many of the gold clauses stand among the first k retrieved.

    |gold ∩ first k| / min(k, |gold|)

capped at what k places can hold (Thakur et al. 2021, "BEIR", section 4, R_cap@k), so that a question that needs two
clauses can reach 1 at k = 1. Applies to answerable questions, refused ones included.
"""

from __future__ import annotations

from evals.metrics.case import Case


def recall(case: Case, k: int) -> float | None:
    """Between 0 and 1; None for a question that the text does not answer."""
    if not case.is_answerable:
        return None
    return len({*case.gold} & {*case.retrieved[:k]}) / min(k, len(case.gold))
