"""Which words of a text are denied, and how surely.

A text is cut into segments, where it turns to something else (but, while, a full stop), and these into clauses. In a clause,
the words that deny are found by a lexicon (``operators.py``) and what they govern by their class: "not" and "never" govern
the clause with its subject, "oppose" and "avoid" what follows or, as a verdict ("is rejected"), what precedes, "without"
what follows (scopes after NegEx, Chapman et al. 2001, "A Simple Algorithm for Identifying Negated Findings"). A content word
is denied if an odd number of them govern it: what is denied twice is affirmed. Of the subject, of words far from the denial
and of those beside it one is less sure, and of the rest of a list that a denial opens not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from assistant.verification.operators import Lexicon, Operator, find_operators, lexicons, unfused
from index.text import words

_LEAST_INFORMATION = 0.25  # below, a word says nothing of the subject
_NEAR, _REACH = 4, 9  # content words that a denial governs for sure, and at all
_OBJECT = {"lessen": 5, "affirm": 3}
_SUBJECT, _FAR, _BESIDE = 0.6, 0.5, 0.3  # confidence
FUSED = "non-"
"""Before the term of a word that a prefix makes another: non-traditional is neither traditional nor a denial of it."""

_POSTVERBAL = {"it"}  # subjects stand behind the verb too: "va negato il diritto"
_LONGEST_CLAUSE = 400  # characters: no sentence needs more, and each operator is compared with each
_FARTHEST_SUBJECT = 8  # clauses

_AND = re.compile(r"(?:\band|\bor|\bed?|\bo|并|和)\s*$")
_PARTICIPLE = re.compile(r"\b\w+ed by\b|\b\w+[aeiou]t[aoie] da(?:|l|i|lla|lle|gli)\b")
_NOUN = re.compile(r"(?:ion|ance|ence|ment)$")
_OF = re.compile(r"\s*(?:of|in|on|against)\b")


@dataclass(frozen=True)
class SignedWord:
    """A search term of a text: whether it is denied, how sure that is (0 to 1), and whether anything governs it at all."""

    surface: str
    term: str
    information: float
    is_denied: bool
    confidence: float
    is_governed: bool
    is_lessened: bool
    is_affirmed: bool


Clause = Sequence[SignedWord]
Condition = Literal["", "only", "not without", "open"]


@dataclass(frozen=True)
class Segment:
    """What stands between two turns of a text, in clauses, and how it restricts what it says."""

    clauses: tuple[Clause, ...]
    condition: Condition

    @property
    def words(self) -> Iterator[SignedWord]:
        return (word for clause in self.clauses for word in clause)


@lru_cache(maxsize=512)
def segments(text: str, language: str) -> tuple[Segment, ...]:
    """The segments of ``text``; none in languages without a lexicon."""
    lexicon = lexicons().get(language)
    if lexicon is None:
        return ()
    plain, masked = unfused(text, language, lexicon)
    spans = _between(lexicon.turns.finditer(masked), len(masked))
    return tuple(_segment(plain[start:end], masked[start:end], language, lexicon) for start, end in spans if start < end)


def _between(separators: Iterator[re.Match[str]], length: int) -> list[tuple[int, int]]:
    edges = [0, *(edge for match in separators for edge in match.span()), length]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _segment(plain: str, masked: str, language: str, lexicon: Lexicon) -> Segment:
    spans = _clause_spans(masked, lexicon)
    operators = [find_operators(masked[start:end], lexicon) for start, end, _ in spans]
    everything = [operator for several in operators for operator in several]
    is_exception = _is_exception(everything)
    clauses: list[Clause] = []
    denied_before = False
    for number, ((start, end, is_reason), several) in enumerate(zip(spans, operators, strict=True)):
        # "Did not occur because it is outdated": what is denied is the reason.
        is_denied_reason = is_reason and any(one.kind == "clause" for one in operators[number - 1])
        clause = _clause(plain[start:end], masked[start:end], several, is_exception, is_denied_reason, language)
        if is_denied_reason:
            clauses[-1] = _unsure(clauses[-1])
        elif denied_before and all(one.kind == "fused" for one in several):
            # The rest of a list, perhaps: "any country, group or religion".
            clause = _unsure(clause)
        denied = sum(one.kind == "deny" for one in several)
        is_verdict = not clause and denied > 0 and (denied + any(one.kind == "clause" for one in several)) % 2 == 1
        if _lacks_subject(several, masked[start:end]):
            # "A country, a group or a religion, is never …"
            for earlier in range(number - 1, max(-1, number - 1 - _FARTHEST_SUBJECT), -1):
                if operators[earlier] and not is_verdict:
                    break
                if operators[earlier]:
                    continue
                clauses[earlier] = _denied(clauses[earlier]) if is_verdict else _unsure(clauses[earlier])
        denied_before = denied_before or any(one.denies for one in several)
        clauses.append(clause)
    kinds = {one.kind for one in everything}
    condition: Condition = (
        "not without" if is_exception else "open" if "open" in kinds else "only" if "exclusive" in kinds else ""
    )
    return Segment(tuple(clauses), condition)


def _clause_spans(masked: str, lexicon: Lexicon) -> list[tuple[int, int, bool]]:
    """Start and end of each clause, and whether it gives a reason."""
    joints = [*lexicon.joints.finditer(masked)]
    out = []
    for number, (start, end) in enumerate(_between(iter(joints), len(masked))):
        is_reason = number > 0 and lexicon.reasons.fullmatch(joints[number - 1][0]) is not None
        for at in range(start, max(end, start + 1), _LONGEST_CLAUSE):
            out.append((at, min(end, at + _LONGEST_CLAUSE), is_reason and at == start))
    return out


def _unsure(clause: Clause) -> Clause:
    return [replace(word, confidence=0.0) for word in clause]


def _denied(clause: Clause) -> Clause:
    return [replace(word, is_denied=not word.is_denied, is_governed=True, confidence=_SUBJECT) for word in clause]


def _is_exception(operators: Sequence[Operator]) -> bool:
    """Whether there is a denial and a condition that lifts it: "not unless", "excluded except", "never without"."""
    kinds = {one.kind for one in operators}
    conditions = [one for one in operators if one.kind == "unless"]
    # "Without" is no exception to anything but a "not".
    return bool(conditions) and (
        "clause" in kinds or (bool(kinds & {"deny", "absent"}) and not all(one.is_lacking for one in conditions))
    )


def _lacks_subject(operators: Sequence[Operator], masked: str) -> bool:
    first = next((one for one in operators if one.denies), None)
    if first is None:
        return False
    if first.kind == "clause":
        return not any(map(str.isalnum, masked[: first.start]))
    return first.kind == "deny" and not any(map(str.isalnum, masked[first.end :]))


def _clause(
    plain: str,
    masked: str,
    operators: Sequence[Operator],
    is_exception: bool,
    is_denied_reason: bool,
    language: str,
) -> Clause:
    """The content words of a clause with their signs."""
    denials = [one for one in operators if one.denies]
    fused = {one.end for one in operators if one.kind == "fused"}
    content = []
    at = 0
    for word in words(plain, language):
        at = plain.find(word.surface, at)
        if at < 0:
            break
        if word.information >= _LEAST_INFORMATION and not any(
            one.start <= at < one.end for one in operators if one.denies or one.kind in ("fused", "modal")
        ):
            content.append((at, word))
        at += len(word.surface)
    places = [place for place, _ in content]
    reach = {operator: _reach(operator, operators, places, masked, language) for operator in operators}
    out = []
    for number, (place, word) in enumerate(content):
        governing = [one for one in denials if number in reach[one]]
        confidence = min((reach[one][number] for one in governing), default=1.0)
        count = sum(one.kind in ("deny", "absent", "unless") for one in governing)
        is_excepted = is_exception and any(one.kind == "unless" for one in governing)
        if is_excepted:
            count, confidence = 0, 1.0
        elif general := [one for one in governing if one.kind == "clause"]:
            # Two agree with each other: "neither … nor", "non … mai". And "no country may refuse" says of every
            # country what "all must grant" does.
            turning = [
                one
                for one in denials
                if one.kind == "deny"
                and one not in governing
                and one.start > general[0].start
                and (one.is_passive or one.start > place)
            ]
            count += 1 + len(turning)
            confidence = min(confidence, _SUBJECT) if turning else confidence
        verbs = [
            one
            for one in operators
            if one.kind in ("lessen", "affirm") and number in reach[one] and not one.start <= place < one.end
        ]
        verb = min(verbs, key=lambda one: abs(one.start - place), default=None)
        is_affirmed = verb is not None and verb.kind == "affirm"
        is_lessened = verb is not None and verb.kind == "lessen"
        if is_lessened and count % 2:
            # Not weakened is kept.
            is_lessened = False
            count += 1
        if denials and not governing and not is_affirmed:
            confidence = _beside(place, denials, language)
        if is_exception and count % 2:
            confidence = min(confidence, _FAR)
        if is_denied_reason:
            count += 1
            confidence = min(confidence, _SUBJECT)
        out += [
            SignedWord(
                word.surface,
                FUSED + term if any(end <= place <= end + 1 for end in fused) else term,
                word.information / len(word.terms),
                is_denied=count % 2 == 1,
                confidence=confidence,
                is_governed=bool(governing) or is_denied_reason,
                is_lessened=is_lessened,
                is_affirmed=is_affirmed,
            )
            for term in word.terms
        ]
    return out


def _beside(place: int, denials: Sequence[Operator], language: str) -> float:
    """How surely a word that no denial of its clause governs is not denied: "in a world without fear", "内政不容干涉"."""
    if any(one.end <= place for one in denials):
        return _BESIDE
    return _BESIDE if language != "zh" and any(one.kind != "absent" for one in denials) else 0.0


def _reach(
    operator: Operator, operators: Sequence[Operator], places: Sequence[int], masked: str, language: str
) -> dict[int, float]:
    """The numbers of the content words, at ``places``, that ``operator`` governs, and how surely."""
    before = [number for number, place in enumerate(places) if place < operator.start][::-1]
    # "Free from fear and enjoys security", "not except in self-defence": these end what the one before governs.
    ends = [
        one.start
        for one in operators
        if one.start >= operator.end
        and (
            (one.kind == "affirm" and operator.kind != "clause" and _AND.search(masked, operator.end, one.start))
            or one.kind == "unless"
            or (one.is_passive and operator.kind in ("deny", "absent", "unless"))
            or (one.denies and (not operator.denies or operator.kind == "unless"))
        )
    ]
    # "Avoiding arms races issued by the leaders": what the races are not.
    if operator.kind in ("deny", "absent", "lessen") and (participle := _PARTICIPLE.search(masked, operator.end)):
        ends.append(participle.start())
    end = min(ends, default=len(masked))
    after = [number for number, place in enumerate(places) if operator.end <= place < end]
    # 不冲突不对抗的底线: a clause that says which, and what it says that of.
    relative = masked.find("的", operator.end) if operator.kind == "clause" else -1
    is_relative = relative >= 0 and bool(places) and places[-1] > relative

    limit = _OBJECT.get(operator.kind, _REACH)

    def fading(numbers: Sequence[int]) -> dict[int, float]:
        return {
            number: 0.0 if is_relative and places[number] > relative else 1.0 if rank < _NEAR else _FAR
            for rank, number in enumerate(numbers[:limit])
        }

    if operator.kind == "clause":
        return dict.fromkeys(before[:_REACH], _BESIDE if is_relative else _SUBJECT) | fading(after)
    if operator.kind in ("deny", "lessen", "affirm") and (operator.is_passive or not after):
        behind = dict.fromkeys(after[:_REACH], _FAR) if language in _POSTVERBAL else {}
        return behind | fading(before) if before else fading(after)
    if (
        operator.kind == "lessen"
        and _NOUN.search(masked, operator.start, operator.end)
        and not _OF.match(masked, operator.end)
    ):
        return fading(before[:1])  # "risk reduction"
    return fading(after)
