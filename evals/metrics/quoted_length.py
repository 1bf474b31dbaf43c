"""Quoted length: how much a reader has to read.

    statements: |statements|;  share of the clause: Σ quoted characters / Σ characters of the cited clauses

Apply to answers. Reported beside fact recall, which quoting whole clauses would make 1.
"""

from __future__ import annotations

from evals.metrics.case import Case


def statements(case: Case) -> float | None:
    """Number of statements; None for a refusal."""
    return float(len(case.answer["statements"])) if case.is_answered else None


def quoted_share(case: Case) -> float | None:
    """Between 0 and 1 for quotes that do not overlap; None for a refusal or citations of no existing clause."""
    cited = {(citation["language"], citation["clause"]) for citation in case.citations}
    whole = sum(len(case.texts.get(language, {}).get(clause, "")) for language, clause in cited)
    return sum(len(citation["quote"]) for citation in case.citations) / whole if whole else None
