"""Rows that are right or wrong, to compare runs of them, and what a comparison says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evals.compare import EXIT_CODES, Comparison, Verdict, compare
from evals.record import Row
from tests.evals.builders import QUOTES, RIGHT, answered, refused, row, run

WRONG_DECISION = RIGHT | {"decision": False, "first_clause": False, "all_clauses": False, "facts": False}


def right(id_: str = "a-war", language: str = "en", **changes: Any) -> Row:
    answer = answered(language=language)
    return row(**{"id": id_, "language": language, "facts": (QUOTES[language],), "answer": answer} | changes)


def silent(id_: str = "a-war", language: str = "en", **changes: Any) -> Row:
    """An answerable question that was refused."""
    return right(id_, language, **{"answer": refused(language=language), "checks": WRONG_DECISION} | changes)


def unanswerable(answer: dict[str, Any], **checks: bool) -> Row:
    holds = {"sound": True, "language": True} | checks
    return row(gold=(), facts=(), expected_reason="weak_evidence", answer=answer, checks=holds)


def many(make: Any, count: int, first: int = 0, **changes: Any) -> list[Row]:
    return [make(f"q{number}", **changes) for number in range(first, first + count)]


def of_model(before: Iterable[Row], after: Iterable[Row], **options: Any) -> Comparison:
    return compare(run(*after, mode="llm"), run(*before, mode="llm"), **options)


def verdict(found: Comparison) -> tuple[Verdict, int]:
    return found.verdict, EXIT_CODES[found.verdict]
