"""Quote fidelity: the share of citations whose quote is, character for character, what stands at its offsets.

    |citations with quote = clause_text[start:end]| / |citations|

Must be 1. Applies to answers; one without any citation scores 0.
"""

from __future__ import annotations

from evals.metrics.case import Case


def quote_fidelity(case: Case) -> float | None:
    """Between 0 and 1; None for a refusal."""
    if not case.is_answered:
        return None
    faithful = [
        bool(citation["quote"])
        and citation["quote"]
        == case.texts.get(citation["language"], {}).get(citation["clause"], "")[citation["start"] : citation["end"]]
        for citation in case.citations
    ]
    return sum(faithful) / len(faithful) if faithful else 0.0
