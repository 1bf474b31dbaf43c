"""Context precision at k: whether the gold clauses stand before the others among the first k retrieved.

    Σ_{i ≤ k} (precision@i · gold_i) / |gold ∩ first k|, 0 if none is there

(Es et al. 2024, "RAGAS", with the gold clauses for a judge.) Applies to answerable questions, refused ones included.
"""

from __future__ import annotations

from evals.metrics.case import Case


def context_precision(case: Case, k: int = 3) -> float | None:
    """Between 0 and 1; None for a question that the text does not answer."""
    if not case.is_answerable:
        return None
    hits, total = 0, 0.0
    for rank, clause in enumerate(case.retrieved[:k], start=1):
        if clause in case.gold:
            hits += 1
            total += hits / rank
    return total / hits if hits else 0.0
