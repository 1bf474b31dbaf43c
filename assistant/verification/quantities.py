"""The numbers in a text, however they are written, so that 5,000 = 5.000 = 5000 = 五千 = five thousand = cinquemila.

Digits of any width and with any thousands separator, number words of English and Italian (by the ``text2num`` library),
Chinese numerals, ordinals as their number, months by name as their number of the year, percentages as such. A lone "one"
in words is no quantity: it is an article or a pronoun far more often.
"""

from __future__ import annotations

import re
import unicodedata

from text_to_num import alpha2digit

from index.numbering import chinese_number

_WORDS = {"en", "it", "fr", "de", "es", "pt"}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
}
_SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9,
    "cento": 100, "mila": 1000, "mille": 1000, "milione": 10**6, "milioni": 10**6, "miliardo": 10**9, "miliardi": 10**9,
    "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8,
}  # fmt: skip
_OTHER_WORDS = {
    "en": {"dozen": "12", "pair": "2", "trio": "3", "decade": "10", "half": "0.5", "twofold": "2", "tenfold": "10"},
    "it": {"dozzina": "12", "coppia": "2", "terzetto": "3", "decennio": "10", "metà": "0.5", "raddoppi": "2", "doppio": "2"},
    "zh": {"一半": "0.5", "翻一番": "2", "加倍": "2", "双倍": "2"},
}
_LONGEST_NUMBER = 200  # digits: the rest makes it no less unknown, and no float holds 400
_NUMBER = re.compile(
    r"(?P<number>\d{1,3}(?:[.,'\u00a0 ]\d{3})+(?!\d)|\d+)(?P<decimals>[.,]\d+)?"
    rf"(?:[\s-]?(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?!(?!s\b)[^\W\d_\u3400-\u9fff]))?s?"
    r"\s?(?P<percent>%|per\s?cent\b|percento\b|per cento\b)?"
)
_YEAR_IN_WORDS = re.compile(r"\b(1[1-9]|20) (\d{2})\b")
# "second to none", "secondo il documento": no number of anything.
_NO_ORDINAL = {
    "en": re.compile(r"\bsecond to none\b|\bsecondly\b", re.IGNORECASE),
    "it": re.compile(
        r"(?<!\bil )(?<!\bdel )(?<!\bal )(?<!\bnel )(?<!\bun )\bsecondo\b|\bsei\b(?= (?:stat|in grado))", re.IGNORECASE
    ),
}
_HAN_NUMERALS = "〇零一二三四五六七八九十百千万亿两"
_HAN_NUMERAL = re.compile(f"[{_HAN_NUMERALS}]+")
_NOT_NUMBERS = re.compile(
    rf"(?<![\d{_HAN_NUMERALS}])(?:"
    r"统一|唯一|一切|一些|一起|一道|一体|一致|一贯|一定|一样|一般|一直|一同|一方|一味|一时|一旦|之一|进一步|万一|十分|千万|百姓|千方百计|万象|"
    r"一带一路|三思|四海|五湖|多一|百年|不一|一如既往|万物|万国|十字|两极|两难|一视同仁)"
)
_MEASURE = "个項项点届屆次年月日名国國方条條位层層面种種类類部份倍场場所家大边邊件轮輪号號期代"


def quantities(text: str, language: str, *, generous: bool = False) -> frozenset[str]:
    """The quantities in ``text``, in one form each: ``5000``, ``2.5``, ``30%``, ``month 1``.

    ``generous`` also counts what may be none (一, 两极, one): right for the text that must have a number, not for the
    statement that must not have another.
    """
    plain = unicodedata.normalize("NFKC", text)
    folded = plain.casefold()
    found = {number for word, number in _OTHER_WORDS.get(language, {}).items() if _has_word(word, folded, language)}
    if language == "zh":
        plain, months = _han_months(plain)
        found |= months
        plain = _han_to_digits(plain, generous)
    else:
        for number, name in enumerate(_MONTHS.get(language, "").split(), start=1):
            # English months are capitalised; "may" and "march" are verbs.
            if re.search(
                rf"\b{name}\b(?=[\s,]+\d)|\b(?:in|of|since|by|until) {name}\b" if name == "May" else rf"\b{name}\b", plain
            ):
                found.add(f"month {number}")
        plain = _words_to_digits(plain, language)
    found |= {_canonical(match) for match in _NUMBER.finditer(plain.casefold())}
    if generous:
        return frozenset(found)
    # A word that the library takes for 1 is an article or a pronoun (una, one).
    return frozenset(found if re.search(r"(?<!\d)1(?!\d)", unicodedata.normalize("NFKC", text)) else found - {"1"})


def _canonical(match: re.Match[str]) -> str:
    number = int(re.sub(r"\D", "", match["number"])[:_LONGEST_NUMBER])
    value = number + float("0." + match["decimals"][1:]) if match["decimals"] else float(number)
    value *= _SCALES.get(match["scale"] or "", 1)
    return (f"{value:g}" if value < 10**6 and value % 1 else f"{value:.0f}") + ("%" if match["percent"] else "")


def _has_word(word: str, text: str, language: str) -> bool:
    """Whether ``word`` stands in ``text``, but not inside another ("half" in "behalf"); Italian words may go on."""
    if language == "zh":
        return word in text
    return re.search(rf"\b{word}s?\b" if language == "en" else rf"\b{word}", text) is not None


def _words_to_digits(text: str, language: str) -> str:
    if language not in _WORDS:
        return text
    if language in _NO_ORDINAL:
        text = _NO_ORDINAL[language].sub(" ", text)
    # The library would read the scale of "5 thousand" and the "cento" of "per cento" as numbers of their own.
    text = re.sub(r"\bper\s?cent(?:o\b|\b)", "%", text, flags=re.IGNORECASE)
    text = _NUMBER.sub(lambda m: _canonical(m) if m["scale"] else m[0], text)
    # "seventy-sixth" and "five-point" alike; hyphens between digits stay.
    text = re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", " ", text)
    return _YEAR_IN_WORDS.sub(r"\1\2", alpha2digit(text, language, 1.0))


def _han_months(text: str) -> tuple[str, set[str]]:
    """``text`` without its months, and these."""
    months: set[str] = set()

    def take(match: re.Match[str]) -> str:
        number = int(match[1]) if match[1].isdecimal() else chinese_number(match[1])
        if number is not None and 1 <= number <= 12:
            months.add(f"month {number}")
            return " "
        return match[0]

    return re.sub(r"(\d{1,2}|[一二三四五六七八九十]{1,2})\s?月", take, text), months


def _han_to_digits(text: str, generous: bool) -> str:
    if not generous:
        text = _NOT_NUMBERS.sub(" ", text)
    text = re.sub(rf"百分之([{_HAN_NUMERALS}]{{1,20}}|\d+)", lambda m: f"{_digits(m[1])}%", text)

    def take(match: re.Match[str]) -> str:
        run = match[0]
        before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        number = chinese_number(run[:_LONGEST_NUMBER])
        if run in _SCALES and before.isdecimal():
            return run  # 5万: the scale of a number in digits
        counts = len(run) > 1 or before == "第" or (run != "一" and after in _MEASURE + " ")
        if number is None or not (counts or generous) or number == 1:
            return " "
        return f" {number} "

    return _HAN_NUMERAL.sub(take, text)


def _digits(run: str) -> str:
    return run if run.isdecimal() else str(chinese_number(run))
