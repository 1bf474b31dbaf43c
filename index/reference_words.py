"""How references are written in a corpus of its own structure: patterns from the level words of its manifest.

``Article 13 (2)``, ``art. 13``, ``§ 13``, ``第十三条``, ``المادة ١٣``, ``13. cikk``, ``Kapitel II, Artikel 5``, ``point (b)
of Article 12``, ``III.12.b``: the words are those of the manifest's labels and markers, in any case and, in scripts with
small letters, with any ending ("Artikels", "статье"). Where a manifest has no word for a level, the usual ones are read.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import inserted
from index.number_words import SERIES, spelling, spelt
from index.numbering import ID_NUMERALS, LETTERS, Numerals, from_numeral, lettered

_WORDS = {word: number for series in SERIES for number, word in enumerate(series.words[:20], start=1)}
_NUMBER_WORDS = {spelling(word): number for word, number in _WORDS.items()}
_WORD = "|".join(map(spelt, sorted(_WORDS, key=len, reverse=True)))
_NUMBER = (
    rf"(?:(?<![^\W\d_])(?:{_WORD})(?![^\W\d_])|(?<![a-z])(?!(?-i:Xi)(?![a-z]))[ivxlc]{{1,12}}(?![a-z])"
    r"|(?<!\d)\d{1,5}(?!\d)|[零〇一二两三四五六七八九十百千万]{1,9})"
)
_FIGURE = r"(?:\d{1,5}(?!\d)|[零〇一二两三四五六七八九十百千万]{1,9})"
_POINT = r"[a-z]{1,2}(?![a-z])|\d{1,3}(?!\d)|[一二三四五六七八九十百]{1,5}"
_NUMBERED = r"\s*(?:n\.|no\.|nr\.|nº|n°|№)?\s*"
_OF = r"[\s,]*(?:of|in|under|de(?:l|lla|llo|ll['’]|i|s|r)?|nella|di|du|da|do|des|von)?\s*(?:the|la|el|le|l['’])?\s*"
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
_USUAL_SUBCLAUSES = (
    ("subclause ", ""),
    ("sub-clause ", ""),
    ("subsection ", ""),
    ("paragraph ", ""),
    ("comma ", ""),
    ("第", "款"),
)
_ARTICLES = (("article ", ""), ("articolo ", ""), ("第", "条"))
_ARTICLE_LIKE = {("Article", ""), ("Articolo", ""), ("Art", ""), ("art", ""), ("§", ""), ("第", "条")}
_USUAL_POINTS = (("point ", ""), ("lett. ", ""), ("第", "项"))
_SHORT = r"(?:(?<![^\W\d_])art\.?|§+)"
_STEM_FROM = 5
_PREFIXES = {"[\u0621-\u064a]": "[\u0621-\u064a]{0,4}", "[א-ת]": "[א-ת]{0,3}"}


@dataclass(frozen=True)
class ReferenceWords:
    """The structure of a corpus: ``styles`` of the numbers in ids by level, and what each level is called.

    ``words`` has for each level, and ``paragraph`` for unnumbered paragraphs, the texts before and after a number; so has
    ``repeating`` for numbers that repeat those above ("clause 2.1"). ``letters`` are the alphabets by which editions letter
    the last level; ``has_inserted`` says that there are units such as 2 bis.
    """

    styles: tuple[str, ...]
    words: tuple[tuple[tuple[str, str], ...], ...]
    paragraph: tuple[tuple[str, str], ...] = ()
    repeating: tuple[tuple[str, str], ...] = ()
    letters: tuple[tuple[str, ...], ...] = ()
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
    paragraph = _phrases(words.paragraph, "paragraph", _NUMBER)
    alone = [r"p(?P<paragraph>\d{1,5})"]
    if not depth:
        return _compiled([paragraph] if paragraph else []), _compiled([*alone, r"(?P<paragraph>\d{1,5})"])
    own = words.words[min(1, depth - 1)]
    last = f"(?:{_letter(words)}{_POINT})" if depth == 3 or _alphabets(words) else _NUMBER
    number = last if depth < 3 else _NUMBER
    # "Article 13 (2)" is Article 13 where its paragraphs have no ids.
    tail = r"(?:\s*\(\w{1,4}\))*" if depth < 3 else ""
    part, unit = _part(words), _unit(words, number)
    joined = _joined(words)
    running: list[str] = []
    if depth == 3:
        point = f"(?:{_points(words.words[2], 'point', last)}|{_bracketed('point', last)})"
        bare = rf"(?P<part>[ivxlc\d]{{1,9}})\.(?P<number>\d{{1,5}})(?:\.?|,?\s*(?=\())\(?(?P<point>{last})\)?"
        running += [f"{joined}{_GLUE}{point}", f"{point}{_OF}{joined}"] if joined else []
        above = rf"{part}\s*(?:\((?P<number>{_FIGURE})\)|,\s*(?P<number_2>\d{{1,5}}),?)"
        running += (
            [] if _wordy(own) else [rf"{above}\s*{point}", rf"{part}\s*{_bracketed('point', rf'(?!{_FIGURE}){last}')}"]
        )
        running += [
            f"{part}{_GLUE}{unit}{_GLUE}{point}",
            f"{point}{_OF}{unit}{_OF}{part}",
            f"{point}{_OF}{unit}",
            f"{unit}{_GLUE}{point}",
            rf"(?<![\w.]){bare}(?![\w.]*\w)",
        ]
        alone += [rf"(?P<number>\d{{1,5}})[.\s]*\(?(?P<point>{last})\)?"]
        alone += [rf"{above}{_GLUE}(?P<point>{last})" for above in (rf"{part}{_GLUE}(?P<number>\d{{1,5}})\)?", unit)]
        alone += [rf"{part}{_GLUE}{unit}{_GLUE}(?P<point>{last})"]
    if depth > 1:
        running += [joined] if joined else []
        running += [f"{part}{_GLUE}{unit}{tail}", f"{unit}{_OF}{part}"]
        running += [f"{part}{_GLUE}{paragraph}", f"{paragraph}{_OF}{part}"] if paragraph else []
        # "(c)" is a point where there are points, and no hundred.
        within = number if depth < 3 else _FIGURE
        running += [] if _wordy(own) and number == _NUMBER else [rf"{part}\s*{_bracketed('number', within)}"]
        running += [r"(?<![\w.,$€£¥])(?P<part>[ivxlc]{1,9}|\d{1,3})[.](?P<number>\d{1,5})(?![.,]?\w|\s*%)"]
        alone += [rf"{part}{_GLUE}(?P<number>{number})"]
    running += [f"{unit}{tail}"]
    running += [paragraph] if paragraph and depth == 1 else []
    running += [part] if part else []
    behind = inserted.behind("behind_number") if words.has_inserted else ""
    bare_numbers = [rf"\(?(?P<number>{number}){behind}\)?", *([rf"(?P<part>{_NUMBER})"] if part else [])]
    alone += reversed(bare_numbers) if _repeats(words) else bare_numbers
    return _compiled(running), _compiled(alone)


def read(match: re.Match[str], words: ReferenceWords) -> list[Named]:
    """What ``match`` of one of the :func:`patterns` names, in each of the alphabets; [] if a number in it is none."""
    groups: dict[str, str] = {}
    for name, text in match.groupdict().items():
        if text is not None:
            groups.setdefault(re.sub(r"_\d+$", "", name), text)
    depth = len(words.styles)
    levels = {"number": min(1, depth - 1), "point": 2} | ({"part": 0} if depth > 1 else {})
    written = {
        level: (groups[name], inserted.suffix(groups.get(f"behind_{name}"), groups.get(f"after_{name}")))
        for name, level in levels.items()
        if name in groups
    }
    written |= {
        level: inserted.split(text) for level, text in enumerate(groups.get("joined", "").lower().split(".")) if text
    }
    found: list[tuple[tuple[int, str], ...]] = [()]
    for level, (text, behind) in sorted(written.items()):
        names = []
        for number in values(text, _alphabets(words) if level == depth - 1 else ()):
            with contextlib.suppress(ValueError):  # no number in an id is as high
                names.append(inserted.joined(ID_NUMERALS[words.styles[level]].write(number), behind))
        found = [(*numbers, (level, name)) for numbers in found for name in names]
    paragraphs = values(groups["paragraph"]) if "paragraph" in groups else [None]
    return [Named(numbers, paragraph) for numbers in found for paragraph in paragraphs]


def values(text: str, alphabets: Iterable[tuple[str, ...]] = ()) -> list[int]:
    """The number in ``text``: in digits of any script, as a letter of each of ``alphabets``, in Roman or Chinese numerals or
    words of seven languages.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain.isdecimal():
        return [int(plain)]
    letters = [number for alphabet in alphabets if (number := _lettered(alphabet).read(plain))]
    number = from_numeral(plain) or _NUMBER_WORDS.get(spelling(plain))
    return [*dict.fromkeys(letters)] or ([number] if number else [])


def _alphabets(words: ReferenceWords) -> tuple[tuple[str, ...], ...]:
    """The alphabets of the last level. Ids are lettered in the Latin one, which is read beside those of other scripts."""
    is_usual = words.styles[-1] == "a" and not any(letters[0].lower() == LETTERS.letters[0] for letters in words.letters)
    return (*words.letters, *([LETTERS.letters] if is_usual else []))


@lru_cache(maxsize=64)
def _lettered(alphabet: tuple[str, ...]) -> Numerals:
    return lettered([letter.lower() for letter in alphabet])


def _letter(words: ReferenceWords) -> str:
    """A pattern, to be followed by other options, for a letter of the alphabets in ``words``."""
    # A word that begins with a letter is none; Chinese, Japanese and Korean write other words after it at once.
    ends = ["" if unicodedata.east_asian_width(letters[0][0]) == "W" else r"(?![^\W\d_])" for letters in words.letters]
    return "".join(f"{_lettered(letters).pattern}{end}|" for letters, end in zip(words.letters, ends, strict=True))


def _has_articles(words: ReferenceWords) -> bool:
    """Whether it is the first of several levels that is called articles."""
    return len(words.styles) > 1 and any((before.strip(" ."), after) in _ARTICLE_LIKE for before, after in words.words[0])


def _repeats(words: ReferenceWords) -> bool:
    """Whether numbers of the second level repeat those of the first, so that a single one is of the first ("clause 2")."""
    return bool(words.repeating)


def _part(words: ReferenceWords) -> str:
    """A pattern for units of the first of several levels, by their own words or the usual ones."""
    if len(words.styles) < 2:
        return ""
    known, short = words.words[0] if _wordy(words.words[0]) else _USUAL_PARTS, False
    if _has_articles(words):
        known, short = (*words.words[0], *_ARTICLES), True
    elif _repeats(words) and not _wordy(words.words[0]):
        known, short = (*_USUAL_PARTS, *_USUAL_UNITS), True
    return _phrases(known, "part", _NUMBER, short=short, with_inserted=words.has_inserted)


def _unit(words: ReferenceWords, number: str) -> str:
    """A pattern for units of the second level, or of the only one, by their own words or the usual ones."""
    own = words.words[min(1, len(words.styles) - 1)]
    if number != _NUMBER:
        return _points(own, "number", number)
    if _repeats(words):
        return _phrases(_USUAL_SUBCLAUSES, "number", _NUMBER, with_inserted=words.has_inserted)
    has_articles = _has_articles(words)
    if _wordy(own):
        known = own if has_articles else (*own, *_ARTICLES)
    else:
        known = tuple(word for word in _USUAL_UNITS if not (has_articles and word in _ARTICLES))
    return _phrases(known, "number", _NUMBER, short=not has_articles, with_inserted=words.has_inserted)


def _points(own: Sequence[tuple[str, str]], group: str, number: str) -> str:
    """A pattern for points by their ``own`` words or the usual ones."""
    return rf"{_phrases(own if _wordy(own) else _USUAL_POINTS, group, number)}\)?"


def _joined(words: ReferenceWords) -> str:
    """A pattern for numbers of several levels with stops between them, after a word ("clause 2.1"); "" if none is known."""
    depth = len(words.styles)
    if depth < 2:
        return ""
    known = (*words.words[0], *words.repeating)
    is_usual = not _wordy(known)
    if is_usual:
        # "Article 13.2" is no article 2 of part 13.
        known = () if _wordy(words.words[1]) else (*_USUAL_PARTS, *_USUAL_UNITS)
    one = r"\d{1,5}(?:[a-z](?![a-z]))?" if words.has_inserted else r"\d{1,5}"
    number = rf"{one}(?:\.{one}){{1,{depth - 1}}}(?!\.?\d)"
    return _phrases(known, "joined", number, short=is_usual) if known else ""


def _bracketed(group: str, number: str) -> str:
    return rf"(?:\(\s*(?P<{group}_2>{number})\s*\)|(?P<{group}_3>{number})\))"


def _wordy(words: Iterable[tuple[str, str]]) -> bool:
    return any(is_word(before + after) for before, after in words)


def is_word(text: str) -> bool:
    """Whether ``text`` beside a number names what is numbered: a word, or a section sign."""
    return any(char.isalpha() or char == "§" for char in text)


def _phrases(
    words: Sequence[tuple[str, str]], group: str, number: str, *, short: bool = False, with_inserted: bool = False
) -> str:
    """A pattern of any of ``words`` with a number, which is in a group whose name begins with ``group``."""

    def numbered(name: str, tail: str = "", after: str = "") -> str:
        behind = inserted.behind(f"behind_{name}", within=bool(after.strip())) if with_inserted else ""
        return f"(?P<{name}>{number}){behind}{tail}{inserted.after(f'after_{name}') if with_inserted else ''}"

    heads: dict[tuple[str, str], list[str]] = {}
    for before, after in dict.fromkeys((_folded(before), _folded(after)) for before, after in words):
        if not is_word(before + after):
            continue
        stop = r"\.?" if before.rstrip().endswith(".") else ""
        head = rf"{_flexible(before)}{stop}{_NUMBERED}\(?" if before.strip() else ""
        tail = rf"[.)º°]?\s*{_flexible(after)}" if is_word(after) else r"\)?" if "(" in before else ""
        heads.setdefault((tail, after), []).append(head)
    # One number for all words that have the same after it: patterns are long enough.
    options = [
        f"(?:{'|'.join(before)}){numbered(f'{group}_{at}', *ends)}"
        for at, (ends, before) in enumerate(heads.items(), start=10)
    ]
    if short:
        options.append(f"{_SHORT}{_NUMBERED}{numbered(f'{group}_9')}")
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
