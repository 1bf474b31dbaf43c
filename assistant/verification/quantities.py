"""The numbers in a text, however they are written, so that 5,000 = 5.000 = 5000 = 五千 = five thousand = cinquemila.

Digits of any width and with any thousands separator, number words of English and Italian (by the ``text2num`` library),
Chinese numerals, fractions, months by name as their number of the year, and, each as such, percentages, ordinals and spans
of time: five months are not five years, and the second session is not two. A lone "one" in words is no quantity: it is an
article or a pronoun far more often.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from text_to_num import alpha2digit

from index.invisible import compatible
from index.numbering import chinese_number
from index.text import words

_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_SCALES: dict[str, int] = _DATA["scales"]
_UNITS: dict[str, str] = _DATA["units"]
_MONTHS: dict[str, list[str]] = {language: names.split() for language, names in _DATA["months"].items()}
_NUMBER_WORDS: dict[str, dict[str, str]] = _DATA["words"]
_NO_NUMBER = {language: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for language, words in _DATA["none"].items()}

_READ_BY_LIBRARY = {"en", "it", "fr", "de", "es", "pt"}
READ_IN_WORDS = frozenset(_READ_BY_LIBRARY | {"zh"})
"""The languages whose numbers in words are read; of any other, only digits."""
MONTHS_READ = frozenset({"zh", *_MONTHS})
"""The languages whose months are read by name."""
_LONGEST_NUMBER = 200  # digits: the rest makes it no less unknown, and no float holds 400
_ORDINAL = r"st|nd|rd|th|[ªº°]|[ao](?![^\W_])"
_NUMBER = re.compile(
    r"(?P<number>\d{1,3}(?:[.,'\u00a0 ]\d{3})+(?!\d)|\d+)(?P<decimals>[.,]\d+)?"
    rf"(?:[\s-]?(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?!(?!s\b)[^\W\d_\u3400-\u9fff]))?"
    rf"(?:(?P<ordinal>{_ORDINAL})|s?\s?(?P<percent>%|per\s?cent\b|percento\b|per cento\b)"
    rf"|[\s-]?(?:{'|'.join(f'(?P<{unit}>{words})' for unit, words in _UNITS.items())})(?![a-zà-ù])|s\b)?"
)
_YEAR_IN_WORDS = re.compile(r"\b(1[1-9]|20) (\d{2})\b")
_MONTH_NUMBER = re.compile(rf"\b(\d{{1,2}})(?:{_ORDINAL}) (?:month|mese)\b")
_FRACTION = re.compile(rf"(?<![\d.,])(\d{{1,2}}) ([3-9]|10)(?:{_ORDINAL}|rds|ths)(?![^\W_])")
_DATE = re.compile(
    r"(?<!\d)(?:(?P<year>[12]\d{3})[-/.](?P<month>\d{1,2})|(?P<month2>\d{1,2})/(?P<year2>[12]\d{3}))(?![\d,])"
)
_AND_A_HALF = re.compile(
    r"\b(?P<whole>\w+)(?: and a half (?P<en>thousand|million|billion)| (?P<it>milion[ei]|miliard[oi]) e mezz[oa])\b",
    re.IGNORECASE,
)

_HAN_NUMERALS = "〇零一二三四五六七八九十百千万亿两"
_HAN_NUMERAL = re.compile(f"[{_HAN_NUMERALS}]+")
_HAN_RUN = rf"[{_HAN_NUMERALS}]{{1,20}}|\d+(?:\.\d+)?"
_FORMAL = re.compile("[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{2,}")
_FORMAL_AS_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_NOT_NUMBERS = re.compile(
    rf"(?<![\d{_HAN_NUMERALS}])(?:"
    r"统一|唯一|一切|一些|一起|一道|一体|一致|一贯|一定|一样|一般|一直|一同|一方|一味|一时|一旦|之一|进一步|万一|十分|千万|百姓|千方百计|万象|"
    r"一带一路|三思|四海|五湖|多一|百年|不一|一如既往|万物|万国|十字|两极|两难|一视同仁)"
)
_MEASURE = (
    "个項项點点届屆次年月日名国國方条條位层層面种種类類部份倍场場所家大边邊件轮輪号號期代余多几来周天小星世分成元吨公美欧"
)
_COUNTED = re.compile(r"(?<![\d.,])(\d+)[\s-]*(?:[个项届位层种份场所件轮期]\s*)?([^\W\d_\u3400-\u9fff]{3,}|[\u3400-\u9fff])")


def quantities(text: str, language: str, *, generous: bool = False) -> frozenset[str]:
    """The quantities in ``text``, in one form each: ``5000``, ``2.5``, ``30%``, ``76th``, ``5 year``, ``month 1``.

    ``generous`` also counts what may be none (一, 两极, one), and what ordinals and spans of time are the numbers of: right
    for the text that must have a number, not for the statement that must not have another.
    """
    plain = compatible(text)
    found, plain = _number_words(plain, language)
    dates, plain = _dates(plain)
    if language == "zh":
        months, plain = _han_months(plain)
        plain = _han_to_digits(plain, generous)
    else:
        months = _months(plain, language)
        plain = _words_to_digits(plain, language)
        months |= {f"month {match[1]}" for match in _MONTH_NUMBER.finditer(plain)}
        plain = _MONTH_NUMBER.sub(" ", plain)
    found |= dates | months | {f"{int(match[1]) / int(match[2]):g}" for match in _FRACTION.finditer(plain)}
    for match in _NUMBER.finditer(_FRACTION.sub(" ", plain).casefold()):
        found.add(_canonical(match))
        if generous:
            found.add(_value(match))
    if generous:
        return frozenset(found)
    # A word that the library takes for 1 is an article or a pronoun (una, one).
    has_one = re.search(r"(?<!\d)1(?!\d)", compatible(text)) is not None
    return frozenset(found - {"1th"} - (set() if has_one else {"1"}))


def counted(text: str, language: str) -> dict[str, set[str]]:
    """How many there are of what, by the search term behind each number: ``{"state": {"2"}}``. Here a "one" counts too."""
    plain = compatible(text)
    if language == "zh":
        plain = _HAN_NUMERAL.sub(lambda match: f" {chinese_number(match[0][:_LONGEST_NUMBER]) or match[0]} ", plain)
    else:
        plain = _words_to_digits(plain, language)
    out: dict[str, set[str]] = {}
    for match in _COUNTED.finditer(plain):
        for word in words(match[2], language)[:1]:
            out.setdefault(word.terms[0], set()).add(match[1])
    return out


def without_number_words(text: str, language: str) -> str:
    """``text`` without words such as dozen, half and decade, which other languages say in many ways."""
    return _number_words(text, language)[1]


def is_month(word: str, language: str) -> bool:
    """Whether ``word`` is the name of a month, in full or by its first three letters."""
    return any(word in (name, name[:3]) for name in _MONTHS.get(language, ()))


def _value(match: re.Match[str]) -> str:
    number = int(re.sub(r"\D", "", match["number"])[:_LONGEST_NUMBER])
    value = number + float("0." + match["decimals"][1:]) if match["decimals"] else float(number)
    value *= _SCALES.get(match["scale"] or "", 1)
    return f"{value:g}" if value < 10**6 and value % 1 else f"{value:.0f}"


def _canonical(match: re.Match[str]) -> str:
    value = _value(match)
    if match["percent"]:
        return f"{value}%"
    if match["ordinal"]:
        return f"{value}th"
    unit = next((unit for unit in _UNITS if match[unit]), None)
    if unit == "decade":
        return f"{10 * float(value):g} year"
    # 2030年 is a date.
    return value if unit is None or (unit == "year" and float(value) >= 1000) else f"{value} {unit}"


def _number_words(text: str, language: str) -> tuple[set[str], str]:
    """The numbers that are words of their own, and ``text`` without these words."""
    found = set()
    for pattern, number in _NUMBER_WORDS.get(language, {}).items():
        bordered = pattern if language == "zh" else rf"\b(?:{pattern})\b"
        # "Two decades" is 20 years, "two and a half million" no half; both are left to what follows.
        bordered = rf"(?<!\band a )(?<!\be )(?:{bordered})"
        if re.search(bordered, text, re.IGNORECASE):
            found.add(number)
            text = re.sub(bordered, " ", text, flags=re.IGNORECASE)
    return found, text


def _dates(text: str) -> tuple[set[str], str]:
    """The years and months of dates such as 2022-01 and 01/2022, and ``text`` without them."""
    found: set[str] = set()

    def take(match: re.Match[str]) -> str:
        month = int(match["month"] or match["month2"])
        if not 1 <= month <= 12:
            return match[0]
        found.update((match["year"] or match["year2"], f"month {month}"))
        return " "

    text = _DATE.sub(take, text)
    return found, text


def _months(text: str, language: str) -> set[str]:
    found = set()
    for number, name in enumerate(_MONTHS.get(language, ()), start=1):
        # English months are capitalised; "may" and "march" are verbs.
        if name == "May":
            pattern = r"\bMay\b(?=[\s,]+\d)|\b(?:in|of|since|by|until) May\b"
        else:
            pattern = rf"\b{name}\b|\b{name[:3]}\b(?=\.?,?\s+\d)"
        if re.search(pattern, text, re.IGNORECASE if language == "it" else 0):
            found.add(f"month {number}")
    return found


def _words_to_digits(text: str, language: str) -> str:
    if language not in _READ_BY_LIBRARY:
        return text
    if language in _NO_NUMBER:
        text = _NO_NUMBER[language].sub(" ", text)
    # The library would read the scale of "5 thousand" and the "cento" of "per cento" as numbers of their own.
    text = re.sub(r"\bper\s?cent(?:o\b|\b)", "%", text, flags=re.IGNORECASE)
    text = _AND_A_HALF.sub(
        lambda match: f"{alpha2digit(match['whole'], language, 1.0)}.5 {match['en'] or match['it']}", text
    )
    text = _NUMBER.sub(
        lambda match: _value(match) + match.string[match.end("scale") : match.end()] if match["scale"] else match[0], text
    )
    # "seventy-sixth" and "five-point" alike; hyphens between digits stay.
    text = re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", " ", text)
    return _YEAR_IN_WORDS.sub(r"\1\2", alpha2digit(text, language, 1.0))


def _han_months(text: str) -> tuple[set[str], str]:
    """The months, and ``text`` without them."""
    months: set[str] = set()

    def take(match: re.Match[str]) -> str:
        number = int(match[1]) if match[1].isdecimal() else chinese_number(match[1])
        if number is not None and 1 <= number <= 12:
            months.add(f"month {number}")
            return " "
        return match[0]

    text = re.sub(r"(\d{1,2}|[一二三四五六七八九十]{1,2})\s?月", take, text)
    return months, text


def _han_to_digits(text: str, generous: bool) -> str:
    if not generous:
        text = _NOT_NUMBERS.sub(" ", text)
    text = _FORMAL.sub(lambda match: match[0].translate(_FORMAL_AS_PLAIN), text)
    text = re.sub(rf"({_HAN_RUN})点([〇零一二三四五六七八九]+)", lambda m: f"{_digits(m[1])}.{_digits(m[2])}", text)
    text = re.sub(rf"百分之({_HAN_RUN})", lambda m: f"{_digits(m[1])}%", text)
    text = re.sub(rf"({_HAN_RUN})成(?![为员立就果功熟本长])", lambda m: f"{_digits(m[1])}0%", text)
    text = re.sub(rf"({_HAN_RUN})分之({_HAN_RUN})", _han_fraction, text)
    text = re.sub(rf"({_HAN_RUN})(个|年|天|小时|万|亿)半", lambda m: f" {_digits(m[1])}.5{m[2]}", text)
    text = re.sub(r"第\s?(\d+)", r" \1th ", text)

    def take(match: re.Match[str]) -> str:
        run = match[0]
        before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        number = chinese_number(run[:_LONGEST_NUMBER])
        if run in _SCALES and before.isdecimal():
            return run  # 5万: the scale of a number in digits
        counts = len(run) > 1 or before == "第" or (run != "一" and after in _MEASURE + " ")
        if number is None or not (counts or generous) or number == 1:
            return " "
        return f" {number}th " if before == "第" else f" {number} "

    return _HAN_NUMERAL.sub(take, text)


def _han_fraction(match: re.Match[str]) -> str:
    whole, part = float(_digits(match[1])), float(_digits(match[2]))
    return f" {part / whole:g} " if whole else " "


def _digits(run: str) -> str:
    return run if run[0].isdecimal() else str(chinese_number(run) or 0)
