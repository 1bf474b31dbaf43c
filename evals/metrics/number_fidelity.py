"""Number fidelity: the share of statements whose every number stands in a quote of that statement.

    |statements with numbers(text) ⊆ numbers(quotes)| / |statements|

A number is a run of digits in any script, thousands separators left out (5,000 = 5.000 = 5000 = ５０００). It is what
entity-level factual consistency asks of numbers (Nan et al. 2021, "Entity-level Factual Consistency of Abstractive Text
Summarization"). Applies to answers; one without any statement scores 0. Quotes are their own wording, so extractive
answers have 1 by construction; it is a model's wording that this watches. It reads numbers on purpose by a few lines of its
own: a metric that shared ``assistant.verification`` could not see its mistakes.
"""

from __future__ import annotations

import re
import unicodedata

from evals.metrics.case import Case

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")


def numbers(text: str) -> set[str]:
    """The numbers written in digits in ``text``."""
    return {_THOUSANDS.sub("", found) for found in _NUMBER.findall(unicodedata.normalize("NFKC", text))}


def number_fidelity(case: Case) -> float | None:
    """Between 0 and 1; None for a refusal."""
    if not case.is_answered:
        return None
    faithful = [
        numbers(statement["text"]) <= numbers(" ".join(citation["quote"] for citation in statement["citations"]))
        for statement in case.answer["statements"]
    ]
    return sum(faithful) / len(faithful) if faithful else 0.0
