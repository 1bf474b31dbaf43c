"""Markers: what a line begins with when it opens a part or a clause, and what a reader calls it.

A marker is declared *the way it looks for number one*: ``1.``, ``(a)``, ``§ 1``, ``I.``, ``一、``, ``（一）``, ``第一条``,
``Article 1``, ``Article premier``, ``Part One``, ``المادة 1``, ``ข้อ ๑``, ``1. cikk``, ``①``. From that one example follow
the numerals and the fixed text around them, so a new language needs an example and no code. The one in it is, in this
order, digits, a Chinese numeral, a sign such as ①, a Roman numeral that stands alone, a number word, or the first letter of
an alphabet (:mod:`index.alphabets`).

Ones that are joined by stops, ``1.1``, ``1.1.1``, ``Article 1.1``, ``A.1``, repeat the numbers of the levels above and end
with the level's own: 2.1 is the first of clause 2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index import inserted
from index.alphabets import in_case_of
from index.number_words import series_of
from index.numbering import (
    CHINESE,
    HEBREW,
    JAPANESE,
    LOWER_ROMAN,
    ROMAN,
    Numerals,
    decimal,
    from_roman,
    lettered,
    letters,
    signs,
    words_of,
)

# White space, and characters that only steer the direction or the breaking of a line.
_GAP = r"(?:[^\S\n]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])"
_TOKEN = re.compile(r"[^\W\d_]+")
_CHAIN = re.compile(rf"(?:\d+|{_TOKEN.pattern})(?:[.．](?:\d+|{_TOKEN.pattern}))+")
# What may close a marker that ends in a letter or a number: "Article 1.", "第一条：", "Article 1 –".
_CLOSE = rf"{_GAP}*+[.:。：．、]?{_GAP}*+(?:[–—-](?=\s|$))?{_GAP}*+"

Span = tuple[int, int]


class Found(NamedTuple):
    """A marker at the start of a line: its number, and its length with the space after it.

    ``inserted`` is what an inserted unit has behind its number (:mod:`index.inserted`). ``is_ambiguous`` says that the
    numeral is of another system as well: "(i)" among letters, "(c)" among Roman numerals. ``above`` has the numbers of the
    levels above that the marker repeats, top first, each with what is inserted behind it.
    """

    number: int
    width: int
    is_ambiguous: bool
    inserted: str = ""
    above: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Marker:
    """The fixed text ``before`` and ``after`` a numeral. ``example`` is the marker for number one, as declared.

    ``above`` has the numerals of the numbers that stand before its own, each with a stop after it.
    """

    example: str
    numerals: Numerals
    before: str
    after: str
    pattern: re.Pattern[str]
    above: tuple[Numerals, ...] = ()

    def match(self, line: str) -> Found | None:
        """The marker at the start of ``line``, or None."""
        found = self.pattern.match(line)
        if found is None:
            return None
        groups = found.groupdict()
        above = [
            (numerals.read(found[f"above_{at}"]) or 0, inserted.suffix(groups.get(f"behind_{at}"), None))
            for at, numerals in enumerate(self.above)
        ]
        number = self.numerals.read(found["own"])
        if not number or not all(one for one, _ in above):
            return None
        is_ambiguous = _is_ambiguous(found["own"], self.numerals)
        suffix = inserted.suffix(groups.get("behind"), groups.get("after"))
        return Found(number, found.end(), is_ambiguous, suffix, tuple(above))

    def write(self, number: int, above: Sequence[int] = ()) -> str:
        """The marker of ``number`` in the unit whose numbers are ``above``; they are taken for ones where they are left out.

        Raises:
            ValueError: its numerals do not go that far.
        """
        repeated = [*(1 for _ in self.above), *above][len(above) :]
        joined = "".join(f"{numerals.write(one)}." for numerals, one in zip(self.above, repeated, strict=True))
        return f"{self.before}{joined}{self.numerals.write(number)}{self.after}"


def parse_marker(example: str, language: str = "", *, alphabet: Sequence[str] = (), depth: int = 0) -> Marker:
    """The marker that looks like ``example`` for number one.

    ``language`` decides between words and alphabets that languages share; ``alphabet`` are the letters in their order, where
    they are known, in either case; ``depth`` is how many levels above have numbers that the marker may repeat.

    Raises:
        ValueError: ``example`` holds no one, or several.
    """
    repeated, (start, end) = _ones(example, language, alphabet, depth)
    above = tuple(_numerals(example[begin:stop], language, alphabet) for begin, stop in repeated)
    numerals = _numerals(example[start:end], language, alphabet)
    before, after = example[: repeated[0][0] if repeated else start], example[end:]
    pattern = f"{_GAP}*+{_fixed(before, (*above, numerals)[0])}"
    for at, one in enumerate(above):
        behind = inserted.behind(f"behind_{at}") if inserted.is_taken(one) else ""
        pattern += f"(?P<above_{at}>{one.pattern}){behind}{_character('.')}"
    behind = inserted.behind(within=bool(after.strip())) if inserted.is_taken(numerals) else ""
    pattern += f"(?P<own>{numerals.pattern}){behind}{_tail(after, numerals)}"
    return Marker(example, numerals, before, after, re.compile(pattern), above)


def _ones(example: str, language: str, alphabet: Sequence[str], depth: int) -> tuple[list[Span], Span]:
    """Where in ``example`` the ones are that repeat the numbers above, and where the level's own is."""
    for chain in _CHAIN.finditer(example):
        parts = [(chain.start() + part.start(), chain.start() + part.end()) for part in re.finditer(r"[^.．]+", chain[0])]
        written = [example[start:end] for start, end in parts]
        if len(parts) <= depth + 1 and all(_is_one(one, language, alphabet) for one in written):
            return parts[:-1], parts[-1]
        if sum(one.isdecimal() for one in written) > 1:
            raise ValueError(_expected(example, depth))
    tokens = list(_TOKEN.finditer(example))
    for found in (
        [found for found in re.finditer(r"\d+", example) if int(found[0]) == 1],
        list(re.finditer("一", example)),
        [found for found in re.finditer(r"\w", example) if signs(found[0])],
        [token for token in tokens if token[0] in "IⅠiⅰ"],
        [token for token in tokens if series_of(token[0], language)],
        [token for token in tokens if _is_letter(token[0], language, alphabet)],
    ):
        if len(found) == 1:
            return [], found[0].span()
        if found:
            break
    raise ValueError(_expected(example, depth))


def _expected(example: str, depth: int) -> str:
    joined = f", or {'.'.join('1' * (depth + 1))!r} where it repeats the numbers of the levels above" if depth else ""
    return (
        f"{example!r} is not written the way it looks for number one, with a single 1, I, i, 一, a or first: "
        f"such as 'Article 1', 'I.', '(a)', '第一条'{joined}"
    )


def _is_one(text: str, language: str, alphabet: Sequence[str]) -> bool:
    if text.isdecimal():
        return int(text) == 1
    return text in ("I", "Ⅰ", "i", "ⅰ", "一") or _is_letter(text, language, alphabet)


def _is_letter(text: str, language: str, alphabet: Sequence[str]) -> bool:
    return text == "א" or _letters(text, language, alphabet) is not None


def _letters(one: str, language: str, alphabet: Sequence[str]) -> Numerals | None:
    own = in_case_of(one, tuple(alphabet))
    return lettered(own) if own[:1] == (one,) else letters(one, language)


def _numerals(one: str, language: str, alphabet: Sequence[str]) -> Numerals:
    if one.isdecimal():
        return decimal(chr(ord(one[-1]) - 1))
    if one == "一":
        return JAPANESE if language == "ja" else CHINESE
    if one in "IⅠiⅰ":
        return ROMAN if one in "IⅠ" else LOWER_ROMAN
    if series := series_of(one, language):
        return words_of(series, one)
    return HEBREW if one == "א" else signs(one) or _letters(one, language, alphabet) or ROMAN


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
        if numerals.name == "signs":
            return rf"{_GAP}*+"
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
