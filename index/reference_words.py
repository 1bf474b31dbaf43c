"""How references are written in a corpus of its own structure: patterns from the level words of its manifest.

``Article 13 (2)``, ``art. 13``, ``§ 13``, ``第十三条``, ``المادة ١٣``, ``13. cikk``, ``Kapitel II, Artikel 5``, ``point (b)
of Article 12``, ``III.12.b``: the words are those of the manifest's labels and markers, in any case and, in scripts with
small letters, with any ending ("Artikels", "статье"). Where a manifest has no word for a level, the usual ones are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import inserted
from index.number_words import SERIES
from index.numbering import ID_NUMERALS, LETTERS, from_numeral

_NUMBER_WORDS = {
    word: number for series in SERIES for number, word in enumerate(series.words[:20], start=1) if word.isalpha()
}
_WORD = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_NUMBER = (
    rf"(?:(?<![^\W\d_])(?:{_WORD})(?![^\W\d_])|(?<![a-z])(?!(?-i:Xi)(?![a-z]))[ivxlc]{{1,12}}(?![a-z])"
    r"|(?<!\d)\d{1,5}(?!\d)|[零〇一二两三四五六七八九十百千万]{1,9})"
)
_POINT = r"(?:[a-z]{1,2}(?![a-z])|\d{1,3}(?!\d)|[一二三四五六七八九十百]{1,5})"
_NUMBERED = r"\s*(?:n\.|no\.|nr\.|nº|n°|№)?\s*"
_OF = r"[\s,]*(?:of|in|under|de(?:l|lla|llo|i|s|r)?|nella|di|du|da|do|des|von)?\s*(?:the|la|el|le)?\s*"
_GLUE = r"[\s,;:.·・的、/–—-]*"
_USUAL_PARTS = (
    ("part ", ""),
    ("parte ", ""),
    ("section ", ""),
    ("chapter ", ""),
    ("title ", ""),
    ("第", "部分"),
    ("第", "章"),
)
_USUAL_UNITS = (
    ("clause ", ""), ("article ", ""), ("articolo ", ""), ("point ", ""), ("punto ", ""), ("item ", ""), ("第", "条"),
    ("第", "点"),
)  # fmt: skip
_ARTICLES = (("article ", ""), ("articolo ", ""), ("第", "条"))
_USUAL_POINTS = (("point ", ""), ("letter ", ""), ("lettera ", ""), ("第", "项"))
_SHORT = r"(?:(?<![^\W\d_])art\.?|§+)"
_STEM_FROM = 5
_PREFIXES = {"[\u0621-\u064a]": "[\u0621-\u064a]{0,4}", "[א-ת]": "[א-ת]{0,3}"}


@dataclass(frozen=True)
class ReferenceWords:
    """The structure of a corpus: ``styles`` of the numbers in ids by level, and what each level is called.

    ``words`` has for each level, and ``paragraph`` for unnumbered paragraphs, the texts before and after a number;
    ``has_inserted`` says that there are units such as 2 bis.
    """

    styles: tuple[str, ...]
    words: tuple[tuple[tuple[str, str], ...], ...]
    paragraph: tuple[tuple[str, str], ...] = ()
    has_inserted: bool = False


@dataclass(frozen=True)
class Named:
    """What a reference names: the numbers in ids by level, and the number of an unnumbered paragraph if it names one."""

    numbers: tuple[tuple[int, str], ...]
    paragraph: int | None

    def candidates(self, clause_ids: Sequence[str]) -> tuple[str, ...]:
        """The ids that fit: the unit itself where it has text of its own, otherwise all that is in it."""
        deepest = max((level for level, _ in self.numbers), default=-1)
        fitting = []
        for id_ in clause_ids:
            names = id_.split(".")
            if self.paragraph is not None:
                is_here = names[-1] == f"p{self.paragraph}" and len(names) == deepest + 2 if self.numbers else True
                if names[-1] != f"p{self.paragraph}" or not is_here:
                    continue
            if len(names) > deepest and all(names[level] == name for level, name in self.numbers):
                fitting.append(id_)
        exact = [id_ for id_ in fitting if id_.count(".") == deepest]
        return tuple(exact if exact and self.paragraph is None else fitting)


@lru_cache(maxsize=32)
def patterns(words: ReferenceWords) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """What to look for in a running text, the longest first; and what is read where a text is nothing but a reference."""
    depth = len(words.styles)
    unit_level = min(1, depth - 1)
    paragraph = _phrases(words.paragraph, "paragraph", _NUMBER)
    running: list[str] = []
    alone = [r"p(?P<paragraph>\d{1,5})"]
    if not depth:
        return _compiled([paragraph] if paragraph else []), _compiled([*alone, r"(?P<paragraph>\d{1,5})"])
    own = words.words[unit_level]
    known = (*own, *_ARTICLES) if _wordy(own) else _USUAL_UNITS
    unit = _phrases(known, "number", _NUMBER, short=True, with_inserted=words.has_inserted)
    # "Article 13 (2)" is Article 13 where its paragraphs have no ids.
    tail = r"(?:\s*\(\w{1,4}\))*" if depth < 3 else ""
    part = _phrases(words.words[0] if _wordy(words.words[0]) else _USUAL_PARTS, "part", _NUMBER) if depth > 1 else ""
    if depth == 3:
        points = words.words[2] if _wordy(words.words[2]) else _USUAL_POINTS
        point = rf"(?:{_phrases(points, 'point', _POINT)}|\(\s*(?P<point_2>{_POINT})\s*\)|(?P<point_3>{_POINT})\))"
        bare = rf"(?P<part>[ivxlc\d]{{1,9}})\.(?P<number>\d{{1,5}})\.?\(?(?P<point>{_POINT})\)?"
        running += [
            f"{part}{_GLUE}{unit}{_GLUE}{point}",
            f"{point}{_OF}{unit}{_OF}{part}",
            f"{point}{_OF}{unit}",
            f"{unit}{_GLUE}{point}",
            rf"(?<![\w.]){bare}(?![\w.]*\w)",
        ]
        alone += [rf"(?P<number>\d{{1,5}})[.\s]*\(?(?P<point>{_POINT})\)?"]
    if depth > 1:
        running += [f"{part}{_GLUE}{unit}{tail}", f"{unit}{_OF}{part}"]
        running += [f"{part}{_GLUE}{paragraph}", f"{paragraph}{_OF}{part}"] if paragraph else []
        running += [r"(?<![\w.,$€£¥])(?P<part>[ivxlc]{1,9}|\d{1,3})[.](?P<number>\d{1,5})(?![.,]?\w|\s*%)"]
    running += [f"{unit}{tail}"]
    running += [paragraph] if paragraph and depth == 1 else []
    running += [part] if part else []
    behind = inserted.behind() if words.has_inserted else ""
    return _compiled(running), _compiled(
        [*alone, rf"(?P<number>{_NUMBER}){behind}", *([rf"(?P<part>{_NUMBER})"] if part else [])]
    )


def read(match: re.Match[str], words: ReferenceWords) -> Named | None:
    """What ``match`` of one of the :func:`patterns` names; None if a number in it is none."""
    groups: dict[str, str] = {}
    for name, text in match.groupdict().items():
        if text is not None:
            groups.setdefault(re.sub(r"(?:_number)?_\d+$", "", name), text)
    depth = len(words.styles)
    levels = {"number": min(1, depth - 1), "point": 2} | ({"part": 0} if depth > 1 else {})
    numbers: list[tuple[int, str]] = []
    for name, level in levels.items():
        if name in groups:
            style = words.styles[level]
            number = value(groups[name], is_letter=style == "a" and name == "point")
            try:
                behind = inserted.suffix(groups) if name == "number" else ""
                numbers.append((level, ID_NUMERALS[style].write(number or 0) + behind))
            except ValueError:
                return None
    paragraph = value(groups["paragraph"]) if "paragraph" in groups else None
    if "paragraph" in groups and paragraph is None:
        return None
    return Named(tuple(sorted(numbers)), paragraph)


def value(text: str, *, is_letter: bool = False) -> int | None:
    """The number in ``text``, in digits of any script, Roman or Chinese numerals, words of six languages, or a letter."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain.isdecimal():
        return int(plain)
    if is_letter and re.fullmatch("[a-z]{1,2}", plain):
        return LETTERS.read(plain)
    return from_numeral(plain) or _NUMBER_WORDS.get(plain)


def _wordy(words: Iterable[tuple[str, str]]) -> bool:
    return any(_is_word(before + after) for before, after in words)


def _is_word(text: str) -> bool:
    return any(char.isalpha() or char == "§" for char in text)


def _phrases(
    words: Sequence[tuple[str, str]], group: str, number: str, *, short: bool = False, with_inserted: bool = False
) -> str:
    """A pattern of any of ``words`` with a number, which is in a group whose name begins with ``group``."""

    def inserted_at(name: str, tail: str) -> tuple[str, str]:
        if not with_inserted:
            return "", ""
        return inserted.behind(f"behind_{name}", within=bool(tail.strip())), inserted.after(f"after_{name}")

    folded = dict.fromkeys((_folded(before), _folded(after)) for before, after in words)
    options: list[str] = []
    for before, after in folded:
        if not _is_word(before + after):
            continue
        name = f"{group}_{len(options) + 10}"
        head = rf"{_flexible(before)}{_NUMBERED}\(?" if before.strip() else ""
        tail = rf"[.)º°]?\s*{_flexible(after)}" if _is_word(after) else r"\)?" if "(" in before else ""
        behind, further = inserted_at(name, after)
        options.append(f"{head}(?P<{name}>{number}){behind}{tail}{further}")
    if short:
        options.append(f"{_SHORT}{_NUMBERED}(?P<{group}_9>{number}){inserted_at(f'{group}_9', '')[0]}")
    return f"(?:{'|'.join(options)})" if options else ""


def _flexible(text: str) -> str:
    """A pattern for ``text`` as it is inflected: endings in scripts with small letters, prefixes in Arabic and Hebrew."""
    out = []
    for word in re.findall(r"[^\s\d.,;:()（）\[\]/_-]+", text):
        if prefix := next((prefix for first, prefix in _PREFIXES.items() if re.match(first, word)), None):
            out.append(f"{prefix}{re.escape(word.removeprefix('ال'))}")
        elif word.lower() == word.upper():
            out.append(re.escape(word))
        else:
            stem = word[:-1] if len(word) >= _STEM_FROM else word
            out.append(rf"(?<![^\W\d_]){re.escape(stem)}[^\W\d_]{{0,4}}")
    return r"[\s,;:.]*".join(out)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _compiled(sources: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(source, re.IGNORECASE) for source in sources)
