"""Words that say yes or no to what stands beside them, and where a text turns to something else: the lexicon and its search.

The classes of operators are explained in ``operators.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from index.text import fold, frequency

Kind = Literal["fused", "clause", "deny", "unless", "absent", "exclusive", "open", "lessen", "affirm", "modal"]
_KINDS: tuple[Kind, ...] = (
    "fused", "clause", "deny", "unless", "absent", "exclusive", "open", "lessen", "affirm", "modal",
)  # fmt: skip
_DENIALS = ("clause", "deny", "unless", "absent")
_MASK = "\0"
_LONGEST_PASSIVE = 40  # characters

_FUSED = re.compile(r"\b(?:un|in|im|ir)([a-z]{3,})[ai]b(?:le|ly|il[ei])\b")  # unstoppable, inarrestabile
_LACKING = {"en": "devoid of", "it": "priva di"}
_PREPOSITIONS = {"against", "contro"}
_FREE = re.compile(r"\b([^\W_]+(?:[- ](?:weapons?|arms))?)-free\b")
_COMPLEMENT = re.compile(r"([\u4e00-\u9fff]{1,2})不(?:了|赢|到|起|成|住|完)")  # 解决不了
_ONLY_AND = re.compile(r"\s*(?:and|or|ed?|o|和|或|与)\s*")


@dataclass(frozen=True)
class Operator:
    """Characters ``start`` to ``end`` of a clause; ``is_passive``: what it governs stands before it; ``is_lacking``: it says
    that something is not there."""

    kind: Kind
    start: int
    end: int
    is_passive: bool
    is_lacking: bool

    @property
    def denies(self) -> bool:
        return self.kind in _DENIALS


@dataclass(frozen=True)
class Lexicon:
    """The patterns of one language; ``neutral`` ones look like operators and are none."""

    kinds: Mapping[Kind, re.Pattern[str]]
    neutral: re.Pattern[str]
    passive: re.Pattern[str]
    joints: re.Pattern[str]
    reasons: re.Pattern[str]
    turns: re.Pattern[str]


@lru_cache(maxsize=1)
def lexicons() -> dict[str, Lexicon]:
    """The lexicons by language."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {language: _lexicon(lists, language) for language, lists in data.items()}


def _lexicon(lists: Mapping[str, Any], language: str) -> Lexicon:
    def compiled(patterns: Sequence[str]) -> re.Pattern[str]:
        # The longest first, or "no" would hide "no longer".
        ordered = sorted((re.sub(r"(?<=\w)\*|^\*", r"\\w*", pattern) for pattern in patterns), key=len, reverse=True)
        if language == "zh":
            return re.compile("|".join(ordered))
        # Punctuation stands right behind a word.
        return re.compile("|".join(p if p.startswith("[") else rf"(?<![^\W_])(?:{p})(?![^\W_])" for p in ordered))

    return Lexicon(
        {kind: compiled(lists[kind]) for kind in _KINDS},
        compiled(lists["neutral"]),
        re.compile(f"(?:{lists['passive']})$"),
        compiled(lists["joints"]),
        compiled(lists["reasons"]),
        compiled(lists["turns"]),
    )


def find_operators(masked: str, lexicon: Lexicon) -> list[Operator]:
    """The operators of a clause in order, none inside another: of two that overlap the longer one."""
    found = []
    for kind, pattern in lexicon.kinds.items():
        for match in pattern.finditer(masked):
            passive = (
                lexicon.passive.search(masked, max(0, match.start() - _LONGEST_PASSIVE), match.start())
                if match[0] not in _PREPOSITIONS
                else None
            )
            is_lacking = lexicon.kinds["absent"].fullmatch(match[0]) is not None
            start = passive.start() if passive and kind == "deny" else match.start()
            found.append(Operator(kind, start, match.end(), passive is not None, is_lacking))
    out: list[Operator] = []
    for operator in sorted(found, key=lambda one: (one.start - one.end, _KINDS.index(one.kind))):
        if not any(one.start < operator.end and operator.start < one.end for one in out):
            out.append(operator)
    merged: list[Operator] = []
    for operator in sorted(out, key=lambda one: one.start):
        before = merged[-1] if merged else None
        if before and before.kind == operator.kind == "deny" and _ONLY_AND.fullmatch(masked, before.end, operator.start):
            merged[-1] = replace(before, end=operator.end)  # "resisted and rejected" is one denial
        else:
            merged.append(operator)
    return merged


def unfused(text: str, language: str, lexicon: Lexicon) -> tuple[str, str]:
    """``text`` folded, with the denials inside words put before these, and the same with ``neutral`` words masked.

    解决不了 is read as 不能解决, unstoppable as "devoid of stop", nuclear-weapon-free as "free of nuclear-weapon".
    """
    plain = _apart(fold(text), language, lexicon)
    return plain, lexicon.neutral.sub(lambda match: _MASK * len(match[0]), plain)


def _apart(text: str, language: str, lexicon: Lexicon) -> str:
    if language == "zh":
        return _COMPLEMENT.sub(_before_verb, text)

    def apart(match: re.Match[str]) -> str:
        if lexicon.kinds["deny"].fullmatch(match[0]):
            return match[0]
        base = match[1][:-1] if match[1][-1] == match[1][-2] else match[1]
        return f"{_LACKING[language]} {base}"

    return _FREE.sub(r"free of \1,", _FUSED.sub(apart, text))


def _before_verb(match: re.Match[str]) -> str:
    verb = match[1] if frequency(match[1], "zh") else match[1][-1]
    return f"{match[1][: -len(verb)]}不能{verb}"
