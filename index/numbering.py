"""Numerals and the markers that number parts and clauses.

A *numeral system* turns digits into an integer and back; a *scheme* is a marker at the start of a line that holds one
numeral. Schemes are named in ``corpus.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ROMAN = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_CHINESE_DIGITS = "零一二三四五六七八九"
_CHINESE_VALUES = {char: number for number, char in enumerate(_CHINESE_DIGITS)} | {"〇": 0, "两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
HIGHEST = 399
"""The highest number that a part or a clause can have."""


def to_roman(number: int) -> str:
    """Upper-case Roman numeral of ``number``, which must be 1 to 399."""
    if not 1 <= number <= HIGHEST:
        raise ValueError(f"no Roman numeral for {number}: 1 to 399 only")
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out


def from_roman(text: str) -> int | None:
    """The number that ``text`` writes in canonical Roman numerals, in either case; None if it is not one."""
    rest, total = text.upper(), 0
    for value, letters in _ROMAN:
        while rest.startswith(letters):
            rest, total = rest[len(letters) :], total + value
    if rest or not 1 <= total <= HIGHEST or to_roman(total) != text.upper():
        return None
    return total


def to_chinese(number: int) -> str:
    """Chinese numeral of ``number``, which must be 1 to 199 (十二, 一百零一)."""
    if not 1 <= number <= 199:
        raise ValueError(f"no Chinese numeral for {number}: 1 to 199 only")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = "一百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else _CHINESE_DIGITS[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (_CHINESE_DIGITS[ones] if ones else "")


def from_chinese(text: str) -> int | None:
    """The number, 1 to 199, that ``text`` writes in well-formed Chinese numerals (两 and 〇 included); None if none."""
    text = text.replace("两", "二").replace("〇", "零").replace("廿", "二十")
    text = text[1:] if text.startswith("一十") else text
    number = chinese_number(text)
    return number if number and number < 200 and to_chinese(number) == text else None


def chinese_number(text: str) -> int | None:
    """The number of any size that ``text`` writes, well-formed or not, by place (五千) or digit (二〇二二); None if none."""
    if not text or not {*text} <= _CHINESE_VALUES.keys() | _CHINESE_UNITS.keys():
        return None
    if not {*text} & _CHINESE_UNITS.keys():
        return int("".join(str(_CHINESE_VALUES[char]) for char in text))
    total, section, digit = 0, 0, 0
    for char in text:
        if char in _CHINESE_VALUES:
            digit = _CHINESE_VALUES[char]
        elif (unit := _CHINESE_UNITS[char]) >= 10**4:
            total += (section + digit or 1) * unit
            section = digit = 0
        else:
            section += (digit or 1) * unit
            digit = 0
    return total + section + digit


NUMBER_WORDS = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty",
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
        "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
        "diciassette diciotto diciannove venti",
        "primo secondo terzo quarto quinto sesto settimo ottavo nono decimo undicesimo dodicesimo tredicesimo "
        "quattordicesimo quindicesimo sedicesimo diciassettesimo diciottesimo diciannovesimo ventesimo",
        "prima seconda terza quarta quinta sesta settima ottava nona decima undicesima dodicesima tredicesima "
        "quattordicesima quindicesima sedicesima diciassettesima diciottesima diciannovesima ventesima",
    )
    for number, word in enumerate(words.split(), start=1)
}
"""English and Italian cardinal and ordinal words for 1 to 20."""


def from_numeral(text: str) -> int | None:
    """The number written in ``text`` as Arabic (any width), Roman or Chinese numerals or as a word; None if none."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if text.isdecimal() and text.isascii():
        return int(text)
    return NUMBER_WORDS.get(text) or from_roman(text) or from_chinese(text)


@dataclass(frozen=True)
class Scheme:
    """A line-start marker: ``pattern`` matches it with the numeral in group 1."""

    pattern: re.Pattern[str]

    def match(self, line: str) -> tuple[int, int] | None:
        """The (number, length of the marker with the space after it) at the start of ``line``, or None.

        Numbers that no part can have (0, or more than ``to_roman`` writes) mark nothing.
        """
        found = self.pattern.match(line)
        if found is None:
            return None
        number = from_numeral(found[1])
        return (number, found.end()) if number and number <= HIGHEST else None


_SPACE = r"[^\S\n]*"
SCHEMES = {
    "I.": Scheme(re.compile(rf"([IVXLC]+)\.{_SPACE}(?=\S)")),
    "1.": Scheme(re.compile(rf"(\d{{1,3}})\.{_SPACE}(?=[^\s\d])")),
    "一、": Scheme(re.compile(rf"([零一二三四五六七八九十百]+)、{_SPACE}(?=\S)")),
    "（一）": Scheme(re.compile(rf"（([零一二三四五六七八九十百]+)）{_SPACE}(?=\S)")),
}
"""The schemes a manifest may name, written the way each looks for number one."""


class Numeral(int):
    """An integer that formats itself: ``{:roman}``, ``{:chinese}`` or, without a name, Arabic digits."""

    def __format__(self, spec: str) -> str:
        if spec == "roman":
            return to_roman(self)
        if spec == "chinese":
            return to_chinese(self)
        return format(int(self), spec)
