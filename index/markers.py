"""Markers: what a line begins with when it opens a part or a clause, and what a reader calls it.

A marker is declared *the way it looks for number one*: ``1.``, ``(a)``, ``§ 1``, ``I.``, ``一、``, ``（一）``, ``第一条``,
``Article 1``, ``Article premier``, ``Part One``, ``المادة 1``, ``ข้อ ๑``, ``1. cikk``. From that one example follow the
numerals and the fixed text around them, so a new language needs an example and no code. The one in it is, in this order,
digits, a Chinese numeral, a Roman numeral that stands alone, a number word, or the first letter of an alphabet.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from index import inserted
from index.number_words import series_of
from index.numbering import CHINESE, HEBREW, JAPANESE, LOWER_ROMAN, ROMAN, Numerals, decimal, from_roman, letters, words_of

# White space, and characters that only steer the direction or the breaking of a line.
_GAP = r"(?:[^\S\n]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])"
_TOKEN = re.compile(r"[^\W\d_]+")
# What may close a marker that ends in a letter or a number: "Article 1.", "第一条：", "Article 1 –".
_CLOSE = rf"{_GAP}*+[.:。：．、]?{_GAP}*+(?:[–—-](?=\s|$))?{_GAP}*+"


class Found(NamedTuple):
    """A marker at the start of a line: its number, and its length with the space after it.

    ``inserted`` is what an inserted unit has behind its number (:mod:`index.inserted`). ``is_ambiguous`` says that the
    numeral is of another system as well: "(i)" among letters, "(c)" among Roman numerals.
    """

    number: int
    width: int
    is_ambiguous: bool
    inserted: str = ""


@dataclass(frozen=True)
class Marker:
    """The fixed text ``before`` and ``after`` a numeral. ``example`` is the marker for number one, as declared."""

    example: str
    numerals: Numerals
    before: str
    after: str
    pattern: re.Pattern[str]

    def match(self, line: str) -> Found | None:
        """The marker at the start of ``line``, or None."""
        found = self.pattern.match(line)
        if found is None:
            return None
        number = self.numerals.read(found[1])
        if not number:
            return None
        return Found(number, found.end(), _is_ambiguous(found[1], self.numerals), inserted.suffix(found.groupdict()))

    def write(self, number: int) -> str:
        """The marker of ``number``.

        Raises:
            ValueError: its numerals do not go that far.
        """
        return f"{self.before}{self.numerals.write(number)}{self.after}"


def parse_marker(example: str, language: str = "") -> Marker:
    """The marker that looks like ``example`` for number one; ``language`` decides between words that languages share.

    Raises:
        ValueError: ``example`` holds no one, or several.
    """
    start, end, numerals = _one(example, language)
    before, after = example[:start], example[end:]
    behind = inserted.behind(within=bool(after.strip())) if inserted.is_taken(numerals) else ""
    pattern = f"{_GAP}*+{_fixed(before, numerals)}({numerals.pattern}){behind}{_tail(after, numerals)}"
    return Marker(example, numerals, before, after, re.compile(pattern))


def _one(example: str, language: str) -> tuple[int, int, Numerals]:
    digits = [found for found in re.finditer(r"\d+", example) if int(found[0]) == 1]
    chinese = list(re.finditer("一", example))
    tokens = list(_TOKEN.finditer(example))
    roman = [token for token in tokens if token[0] in "IⅠiⅰ"]
    words = [token for token in tokens if series_of(token[0], language)]
    lettered = [token for token in tokens if letters(token[0]) or token[0] == "א"]
    for found in (digits, chinese, roman, words, lettered):
        if len(found) == 1:
            one = found[0]
            return one.start(), one.end(), _numerals(one[0], language)
        if found:
            break
    raise ValueError(
        f"{example!r} is not written the way it looks for number one, with a single 1, I, i, 一, a or first: "
        "such as 'Article 1', 'I.', '(a)', '第一条'"
    )


def _numerals(one: str, language: str) -> Numerals:
    if one.isdecimal():
        return decimal(chr(ord(one[-1]) - 1))
    if one == "一":
        return JAPANESE if language == "ja" else CHINESE
    if one in "IⅠiⅰ":
        return ROMAN if one in "IⅠ" else LOWER_ROMAN
    if series := series_of(one, language):
        return words_of(series, one)
    return HEBREW if one == "א" else letters(one) or ROMAN


def _is_ambiguous(numeral: str, numerals: Numerals) -> bool:
    if numerals in (ROMAN, LOWER_ROMAN):
        return numeral in "clCL"
    return numerals.name == "letters" and from_roman(numeral) is not None


def _fixed(text: str, numerals: Numerals) -> str:
    """A pattern for the fixed ``text`` before a numeral, in any width and case."""
    # "Article1" is a marker; "Parti" is a word.
    space = f"{_GAP}*+" if numerals.pattern.startswith(r"\d") or numerals.pattern == CHINESE.pattern else f"{_GAP}++"
    out = "".join(space if char.isspace() else _character(char) for char in re.sub(r"\s+", " ", text))
    return out + (f"{_GAP}*+" if text and text[-1].isalpha() else "")


def _tail(text: str, numerals: Numerals) -> str:
    """A pattern for what follows the numeral, up to the first character of what the marker opens."""
    if not text.strip():
        return rf"(?!\w)(?![.,:]\d){_CLOSE}"
    out = "".join(f"{_GAP}*+" if char.isspace() else _character(char) for char in re.sub(r"\s+", " ", text.rstrip()))
    if text[0].isalpha() and not unicodedata.category(text[0]).startswith("Ll"):
        out = f"{_GAP}*+{out}"
    last = text.rstrip()[-1]
    if last.isalpha():
        # A word of a script with small letters ends where the letters do; 条 ends anywhere.
        if last.lower() != last.upper():
            return rf"{out}(?!\w){_CLOSE}"
        return f"{out}{inserted.after() if inserted.is_taken(numerals) else ''}{_CLOSE}"
    return out + ("" if last in ")]）】、" else r"(?!\d)") + f"{_GAP}*+"


def _character(char: str) -> str:
    variants = {char, char.lower(), char.upper(), unicodedata.normalize("NFKC", char)}
    if "!" <= char <= "~":
        variants |= {chr(ord(one) + 0xFEE0) for one in (char, char.lower(), char.upper())}
    single = sorted(one for one in variants if len(one) == 1)
    return f"[{''.join(map(re.escape, single))}]"
