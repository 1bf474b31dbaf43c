"""Citation validity: the share of citations that name a clause which exists in that edition and was retrieved.

    |citations to existing, retrieved clauses| / |citations|

Must be 1. Applies to answers; one without any citation scores 0.
"""

from __future__ import annotations

from evals.metrics.case import Case


def validity(case: Case) -> float | None:
    """Between 0 and 1; None for a refusal."""
    if not case.is_answered:
        return None
    valid = [
        citation["clause"] in case.texts.get(citation["language"], {}) and citation["clause"] in case.retrieved
        for citation in case.citations
    ]
    return sum(valid) / len(valid) if valid else 0.0
