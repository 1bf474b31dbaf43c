"""Whether a statement turns round what its quote says: not, never, oppose, free from, 不, 反对, 并非, non, senza, vietare.

Every content word has a sign, denied or not (``signs.py``). The words that statement and quote share are compared, clause
by clause of the statement: where more of them have another sign than in the quote than have the same, it is turned round.

Two principles keep paraphrases. "Cannot be without" and "only with" are the same, so a denied condition beside a denial is
not held against an "only", nor the other way round. And verbs that make less of a thing (reduce, weaken, hinder) contradict
only one that calls for it (increase, strengthen, support), for a paraphrase may well leave them out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.verification.signs import FUSED, Clause, Segment, SignedWord, segments
from index.text import fold

_LEAST_CONFLICT = 0.45  # information: less is no ground to block a statement on
_LESSENED_CONFIDENCE = 0.6


def polarity_conflict(statement: str, quote: str, language: str) -> str | None:
    """The words of ``statement`` that turn round what ``quote`` says, or None; None too for languages without a lexicon."""
    if fold(statement) == fold(quote):
        return None
    quoted = segments(quote, language)
    turned: list[str] = []
    for segment in segments(statement, language):
        if all(other.condition != segment.condition for other in quoted):
            turned += [word for other in quoted for word in _restricted(segment, other)]
        rest = [other for other in quoted if not _is_same_condition(segment, other)]
        for clause in segment.clauses:
            turned += _turned(clause, rest)
    return ", ".join(dict.fromkeys(turned)) or None


def _is_same_condition(segment: Segment, other: Segment) -> bool:
    """Whether one says "not without" and the other "only with", of something that they share."""
    if {segment.condition, other.condition} != {"only", "not without"}:
        return False
    return bool({word.term for word in segment.words} & {word.term for word in other.words})


def _restricted(segment: Segment, other: Segment) -> list[str]:
    """The words that both share, if one says "only" and the other "not only"."""
    if {segment.condition, other.condition} != {"only", "open"}:
        return []
    terms = {word.term for word in other.words}
    return [word.surface for word in segment.words if word.term in terms]


def _turned(clause: Clause, quoted: Sequence[Segment]) -> list[str]:
    """The words of ``clause`` with another sign than in ``quoted``, if they outweigh those with the same."""
    candidates = [other for segment in quoted for other in segment.clauses]
    # A word can stand in several clauses of the quote; what counts is the one that the statement is about.
    nearest = max(candidates, key=lambda other: _shared(clause, other), default=())
    same = different = 0.0
    turned = []
    for word in clause:
        everywhere = [known for one in candidates for known in one if known.term == word.term]
        matches = [known for known in nearest if known.term == word.term] or everywhere
        agreement = max((_agreement(word, known) for known in matches), default=0.0)
        if agreement < 0 and any(_agreement(word, known) > 0 for known in everywhere):
            continue  # said of it both ways
        if not matches:
            counterpart = word.term.removeprefix(FUSED) if word.term.startswith(FUSED) else FUSED + word.term
            matches = [known for one in candidates for known in one if known.term == counterpart]
            agreement = max((-_agreement(replace(word, is_governed=True), known) for known in matches), default=0.0)
        if agreement > 0:
            same += agreement
        elif agreement < 0:
            different -= agreement
            turned.append(word.surface)
    return turned if different > same and different >= _LEAST_CONFLICT else []


def _shared(clause: Clause, other: Clause) -> float:
    terms = {word.term for word in other}
    return sum(word.information for word in clause if word.term in terms)


def _agreement(one: SignedWord, other: SignedWord) -> float:
    """How surely two occurrences of a word say the same of it (above 0) or the opposite (below); 0 if one cannot tell."""
    weight = one.information * min(one.confidence, other.confidence)
    if one.is_lessened != other.is_lessened:
        whole = other if one.is_lessened else one
        if whole.is_denied:
            return weight
        return -weight * _LESSENED_CONFIDENCE if whole.is_affirmed else 0.0
    if not (one.is_governed or other.is_governed):
        return 0.0
    return weight if one.is_denied == other.is_denied else -weight
