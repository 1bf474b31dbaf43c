"""Reciprocal rank of the first gold clause among the retrieved ones; its mean is the MRR.

    1 / rank, 0 if none was retrieved

(Voorhees 1999, "The TREC-8 Question Answering Track Report".) Applies to answerable questions, refused ones included.
"""

from __future__ import annotations

from evals.metrics.case import Case


def reciprocal_rank(case: Case) -> float | None:
    """Between 0 and 1; None for a question that the text does not answer."""
    if not case.is_answerable:
        return None
    return next((1 / rank for rank, clause in enumerate(case.retrieved, start=1) if clause in case.gold), 0.0)
