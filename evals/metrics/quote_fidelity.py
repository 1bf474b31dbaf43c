"""Quote fidelity: the share of citations whose quote is, character for character, what stands at its offsets.

    |citations with 0 ≤ start < end ≤ |clause_text| and quote = clause_text[start:end]| / |citations|

Must be 1. Applies to answers; one without any citation scores 0.
"""

from __future__ import annotations

from collections.abc import Mapping

from evals.metrics.case import Case, Json


def quote_fidelity(case: Case) -> float | None:
    """Between 0 and 1; None for a refusal."""
    if not case.is_answered:
        return None
    faithful = [_is_faithful(citation, case.texts) for citation in case.citations]
    return sum(faithful) / len(faithful) if faithful else 0.0


def _is_faithful(citation: Json, texts: Mapping[str, Mapping[str, str]]) -> bool:
    text = texts.get(citation["language"], {}).get(citation["clause"], "")
    start, end = citation["start"], citation["end"]
    # Slicing would also take offsets below 0 or beyond the end, at which nothing stands.
    return 0 <= start < end <= len(text) and citation["quote"] == text[start:end]
