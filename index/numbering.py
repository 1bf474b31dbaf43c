"""Numerals: from what a text writes to an integer and back, in each of the ways that texts are numbered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.alphabets import alphabets
from index.number_words import Series, spelling, spelt

_ROMAN = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_CHINESE_DIGITS = "零一二三四五六七八九"
_CHINESE_VALUES = {char: number for number, char in enumerate(_CHINESE_DIGITS)} | {"〇": 0, "两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
HIGHEST_ROMAN = 399
HIGHEST = 99_999
"""The highest number that anything can have, in the systems that write it."""


def to_roman(number: int) -> str:
    """Upper-case Roman numeral of ``number``, which must be 1 to 399."""
    if not 1 <= number <= HIGHEST_ROMAN:
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
    if rest or not 1 <= total <= HIGHEST_ROMAN or to_roman(total) != text.upper():
        return None
    return total


def to_chinese(number: int) -> str:
    """Chinese numeral of ``number``, which must be 1 to 99,999 (十二, 一百零一, 一万零二十)."""
    if not 1 <= number <= HIGHEST:
        raise ValueError(f"no Chinese numeral for {number}: 1 to 99,999 only")
    out, skipped = "", False
    for unit, name in ((10**4, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if skipped else "") + _CHINESE_DIGITS[digit] + name
        skipped = bool(out) and not digit
    return out.removeprefix("一") if out.startswith("一十") else out


def from_chinese(text: str) -> int | None:
    """The number, 1 to 99,999, that ``text`` writes in well-formed Chinese or Japanese numerals; None if none.

    With 两, 〇 and 廿, 一百十 for 一百一十, the Japanese 百一 for 一百零一, and digits that have a 〇 among them (一〇一).
    """
    if re.fullmatch("[一二三四五六七八九][〇零一二三四五六七八九]*[〇零][〇零一二三四五六七八九]*", text):
        number = chinese_number(text)
        return number if number and number <= HIGHEST else None
    text = text.replace("两", "二").replace("〇", "零").replace("廿", "二十")
    text = text[1:] if text.startswith("一十") else text
    number = chinese_number(text)
    if not number or number > HIGHEST:
        return None
    written = to_chinese(number)
    ways = (written, written.replace("一十", "十"), re.sub("零|一(?=[十百千])", "", written))
    return number if text in ways else None


def from_japanese(text: str) -> int | None:
    """As :func:`from_chinese`, and digits without a 〇 (一二), which in Chinese could be two numbers."""
    return chinese_number(text) if re.fullmatch("[一二三四五六七八九]{2,5}", text) else from_chinese(text)


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
class Numerals:
    """One way of writing numbers: a regular expression of what a numeral looks like, and the way there and back.

    ``read`` gives None for what only looks like a numeral; ``write`` raises ValueError for a number it has no numeral for.
    """

    name: str
    pattern: str
    read: Callable[[str], int | None]
    write: Callable[[int], str]
    letters: tuple[str, ...] = ()
    """The letters in their order, where they are what numbers are written in."""

    def written(self, number: int) -> str:
        """``number`` in these numerals, or in digits where they end before it."""
        try:
            return self.write(number)
        except ValueError:
            return str(number)


def decimal(zero: str = "0") -> Numerals:
    """Decimal digits of any script and width; written in the script of the digit ``zero``."""

    def write(number: int) -> str:
        if not 1 <= number <= HIGHEST:
            raise ValueError(f"no number for {number}: 1 to 99,999 only")
        return "".join(chr(ord(zero) + int(digit)) for digit in str(number))

    def read(text: str) -> int | None:
        number = int(text)
        return number if 1 <= number <= HIGHEST else None

    # More digits are read than any number has, so that one that is too high is none and not its first five.
    return Numerals("digits", r"\d{1,9}+(?!\d)", read, write)


ARABIC = decimal()
ROMAN = Numerals("Roman numerals", r"[IVXLC\u2160-\u216d]++", lambda text: from_roman(_compatible(text)), to_roman)
LOWER_ROMAN = Numerals(
    "small Roman numerals",
    r"[ivxlc\u2170-\u217d]++",
    lambda text: from_roman(_compatible(text)),
    lambda number: to_roman(number).lower(),
)
CHINESE = Numerals("Chinese numerals", r"[零〇一二两三四五六七八九十廿百千万]++", from_chinese, to_chinese)
JAPANESE = Numerals("Japanese numerals", CHINESE.pattern, from_japanese, to_chinese)

_SIGNS = (
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿",
    "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "❶❷❸❹❺❻❼❽❾❿⓫⓬⓭⓮⓯⓰⓱⓲⓳⓴",
    "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩",
    "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
)


def signs(first: str) -> Numerals | None:
    """The numbers that are one character with its circle, brackets or stop, by the first of them; None if it is none."""
    row = next((row for row in _SIGNS if row[0] == first), None)
    if row is None:
        return None

    def write(number: int) -> str:
        if not 1 <= number <= len(row):
            raise ValueError(f"no such sign for {number}: 1 to {len(row)} only")
        return row[number - 1]

    return Numerals("signs", f"[{row}]", lambda text: row.index(text) + 1, write)


# Ways of writing one Arabic or Persian letter; the stroke only lengthens it.
_ALIKE = ("أاإآ", "هہ", "يىی", "كک")
_STROKE = "ـ"


def letters(first: str, language: str = "") -> Numerals | None:
    """The letters of the usual alphabet that begins with ``first``, in its case; None if none does."""
    known = alphabets(first, language)
    return lettered(known[0]) if known else None


def lettered(alphabet: Sequence[str]) -> Numerals:
    """The letters of ``alphabet``. If each is a single character, then after z come aa, ab, …"""
    size = len(alphabet)
    is_doubled = all(len(letter) == 1 for letter in alphabet)
    highest = size * (size + 1) if is_doubled else size
    numbers = {_plain(letter): number for number, letter in enumerate(alphabet, start=1)}

    def write(number: int) -> str:
        if not 1 <= number <= highest:
            raise ValueError(f"no letter for {number}: 1 to {highest} only")
        tens, ones = divmod(number - 1, size)
        return (alphabet[tens - 1] if tens else "") + alphabet[ones]

    def read(text: str) -> int | None:
        plain = _plain(text)
        if is_doubled and len(plain) == 2 and {*plain} <= numbers.keys():
            return numbers[plain[0]] * size + numbers[plain[1]]
        return numbers.get(plain)

    one = "|".join(_letter(letter) for letter in sorted(alphabet, key=len, reverse=True))
    pattern = f"(?:{one}){{1,2}}+" if is_doubled else f"(?:{one})"
    return Numerals("letters", pattern, read, write, tuple(alphabet))


def _plain(letter: str) -> str:
    """``letter`` in one of the ways of writing it."""
    for alike in _ALIKE:
        letter = re.sub(f"[{alike}]", alike[0], letter)
    return letter.replace(_STROKE, "")


def _letter(letter: str) -> str:
    """A pattern for all ways of writing ``letter``."""
    chars = [next((f"[{alike}]" for alike in _ALIKE if char in alike), re.escape(char)) for char in letter]
    return "".join(f"{_STROKE}?" if char == _STROKE else char for char in chars)


LETTERS = lettered(alphabets("a")[0])
ID_NUMERALS: dict[str, Numerals] = {"I": ROMAN, "1": ARABIC, "a": LETTERS}
"""How numbers stand in clause ids, by the way number one looks there."""


def paragraph_number(name: str) -> int | None:
    """The number of the unnumbered paragraph that ``name`` is in a clause id (``p3``); None if it is a unit's."""
    return int(name[1:]) if re.fullmatch(r"p\d+", name) else None


def from_id(name: str) -> int | None:
    """The number that ``name`` is in a clause id, in whichever of these ways it is written; None if none."""
    return next((numerals.read(name) for numerals in ID_NUMERALS.values() if re.fullmatch(numerals.pattern, name)), None)


_HEBREW = tuple(
    zip((400, 300, 200, 100, 90, 80, 70, 60, 50, 40, 30, 20, 10, *range(9, 0, -1)), "תשרקצפעסנמלכיטחזוהדגבא", strict=True)
)


def to_hebrew(number: int) -> str:
    """Hebrew numeral of ``number``, which must be 1 to 499, without geresh (15 and 16 are טו and טז)."""
    if not 1 <= number <= 499:
        raise ValueError(f"no Hebrew numeral for {number}: 1 to 499 only")
    out = ""
    for value, letter in _HEBREW:
        if number >= value:
            out, number = out + letter, number - value
        if number in (15, 16):
            return out + ("טו" if number == 15 else "טז")
    return out


def from_hebrew(text: str) -> int | None:
    """The number that ``text`` writes in Hebrew numerals, with geresh and gershayim or without; None if none."""
    plain = re.sub("[׳״'\"]", "", text)
    number = sum(value for value, letter in _HEBREW for char in plain if char == letter)
    return number if 1 <= number <= 499 and to_hebrew(number) == plain else None


HEBREW = Numerals("Hebrew numerals", r"[א-ת]{1,3}[״\"][א-ת]|[א-ת]{1,3}+[׳']?", from_hebrew, to_hebrew)


def words_of(series: Series, first: str) -> Numerals:
    """The words of ``series``, written in the case of ``first``, its word for one."""
    numbers = {spelling(word): number for number, word in enumerate(series.words, start=1)}

    def write(number: int) -> str:
        if not 1 <= number <= len(series.words):
            raise ValueError(f"no word for {number}: 1 to {len(series.words)} only")
        word = series.words[number - 1]
        return word.upper() if first.isupper() else word.capitalize() if first[0].isupper() else word

    pattern = "|".join(map(spelt, sorted(series.words, key=len, reverse=True)))
    return Numerals("number words", f"(?i:{pattern})", lambda text: numbers.get(spelling(text)), write)


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
