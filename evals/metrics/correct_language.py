"""Correct-language rate: whether the answer is in the question's language and quotes the edition it should.

    answer language = question language, and every citation's language = that of the edition to answer from

The edition is the one in the question's language, or the corpus's default where there is none. Applies to all questions.
"""

from __future__ import annotations

from evals.metrics.case import Case


def correct_language(case: Case) -> float:
    """1 or 0."""
    quoted = {citation["language"] for citation in case.citations} <= {case.edition}
    return float(quoted and case.answer["language"] == case.language)
