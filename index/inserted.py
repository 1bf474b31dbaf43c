"""Units that amendments put between others: Article 2 bis, Articolo 2-bis, § 3a, 3 a §, Article 4-1, 第五条之二, 제5조의2.

Each has the number of the unit before it and something more, which stands in its id behind that number: ``2bis``, ``3a``,
``4-1``, ``5-2``. Only digits and Chinese numerals have it in a text: "IIc" and "bb" could be numerals themselves. For that
reason a letter stands apart in ids that are not written in digits: Chapter 1A is ``I-a``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.numbering import CHINESE, Numerals, from_numeral

_WORDS = "bis|ter|quater|quinquies|sexies|septies|octies|novies|nonies|decies|undecies|duodecies"
_JOINTS = {"zh": "之", "ja": "の", "ko": "의"}
_CHINESE = "[一二三四五六七八九十]"
_ID = re.compile(rf"(.+?)({_WORDS}|-\d+|(?<=\d)[a-z]|-[a-z])")


def is_taken(numerals: Numerals) -> bool:
    """Whether units that are numbered so may have others inserted between them."""
    return numerals.name == "digits" or numerals.pattern == CHINESE.pattern


def behind(group: str = "behind", *, within: bool = False) -> str:
    """A pattern of what an inserted unit has behind its numeral; ``within``: more of the marker follows, as in "3 a §"."""
    # Without more, a letter stands close: "Article 3 a council" has none.
    lettered = rf"[\s-]?(?:{_WORDS})|\s?[a-z]" if within else rf"[\s-]?(?:{_WORDS})|[a-z]"
    return rf"(?P<{group}>(?i:-\d{{1,3}}|{lettered})(?![^\W_]))?"


def after(group: str = "after") -> str:
    """A pattern of what it has behind a marker that ends in a letter of such a script ("第五条之二")."""
    return rf"(?:[{''.join(_JOINTS.values())}]\s?(?P<{group}>\d{{1,3}}|{_CHINESE}{{1,3}})(?!\d|{_CHINESE}))?"


def is_among(ids: Iterable[str]) -> bool:
    """Whether any of ``ids`` is of an inserted unit."""
    return re.search(rf"(?:\d[a-z]|-\d+|-[a-z]|{_WORDS})\b", "\n".join(ids)) is not None


def suffix(behind: str | None, after: str | None) -> str:
    """What stands in an id for what these patterns found: "bis", "a", "-2"; "" for an ordinary unit."""
    if after:
        return f"-{from_numeral(after)}"
    plain = (behind or "").strip().lower()
    return plain.removeprefix("-") if plain[1:].isalpha() else plain


def joined(numeral: str, suffix: str) -> str:
    """The number of an id with what is behind it: "2bis", "3a", "I-a", "12"."""
    return f"{numeral}-{suffix}" if len(suffix) == 1 and not numeral[-1].isdecimal() else f"{numeral}{suffix}"


def split(name: str) -> tuple[str, str]:
    """The number in an id and what is behind it: ("2", "bis"), ("I", "a"), ("12", "")."""
    found = _ID.fullmatch(name)
    if found is None:
        return name, ""
    return found[1], found[2].removeprefix("-") if found[2][1:].isalpha() else found[2]


def written(suffix: str, language: str, numerals: Numerals) -> tuple[str, str]:
    """``suffix`` as one writes it in ``language``: behind the numeral (" bis", "a", "-2"), or behind the marker ("之二")."""
    if suffix[:1] == "-" and language in _JOINTS:
        return "", _JOINTS[language] + numerals.write(int(suffix[1:]))
    joint = "-" if language == "it" else " "
    return f"{joint}{suffix}" if suffix[1:].isalpha() else suffix, ""
