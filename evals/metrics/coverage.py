"""Coverage: the share of statements that carry at least one citation.

    |statements with a citation| / |statements|

(What ALCE calls fully cited output: Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations".)
Must be 1. Applies to answers; one without any statement scores 0.
"""

from __future__ import annotations

from evals.metrics.case import Case


def coverage(case: Case) -> float | None:
    """Between 0 and 1; None for a refusal."""
    if not case.is_answered:
        return None
    statements = case.answer["statements"]
    return sum(bool(statement["citations"]) for statement in statements) / len(statements) if statements else 0.0
