"""Gold-fact recall: the share of the gold facts that stand word for word in a quote of the answer.

    |facts inside a quote| / |facts|

(Nuggets as strings: Voorhees 2003, "Overview of the TREC 2003 Question Answering Track".) Quotes are counted, not the
wording: a fact that is not quoted is not proved. Applies to answerable questions; a refusal scores 0.
"""

from __future__ import annotations

from evals.metrics.case import Case


def fact_recall(case: Case) -> float | None:
    """Between 0 and 1; None for a question that the text does not answer."""
    if not case.is_answerable:
        return None
    quotes = [citation["quote"] for citation in case.citations]
    return sum(any(fact in quote for quote in quotes) for fact in case.facts) / len(case.facts)
