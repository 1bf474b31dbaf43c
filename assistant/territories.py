"""Countries and continents by their names in any language, from the Unicode CLDR.

CLDR names the same place in every language, so that China, Cina and 中国 can be told to be one. To *find* a name takes the
whole name, as CLDR has it. To say that a text does *not* have one is strict the other way round: no inflection, adjective,
language, acronym or, in Chinese, abbreviation that could stand for the place may be there.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass

from assistant.cldr import language_names, official_languages, territory_names
from index.text import fold, without_accents, words

_CONTINENTS = {"002", "019", "142", "150"}  # Africa, Americas, Asia, Europe: of the regions, those with a name of their own
_UNKNOWN = {"ZZ", "XA", "XB"}
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITALS = re.compile(r"\b[^\W\d_a-z]{2,6}\b")
_NOT_SPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Place:
    """A place named in a text: its ISO 3166 or UN M49 ``code``, and where the name stands."""

    code: str
    start: int
    end: int


@functools.lru_cache(maxsize=8192)
def places_in(text: str, language: str) -> tuple[Place, ...]:
    """The places that ``text`` names, in order; empty for a language that CLDR does not know."""
    codes = {name: code for code, name in _names(language).items() if name in text}
    if not codes:
        return ()
    # Longest first: 几内亚比绍 before 几内亚. Han words have no borders to look for.
    names = sorted(codes, key=len, reverse=True)
    pattern = "|".join(re.escape(name) if _HAN.search(name) else rf"(?<!\w){re.escape(name)}(?!\w)" for name in names)
    return tuple(
        Place(codes[match[0]], match.start(), match.end())
        for match in re.finditer(pattern, text)
        if language != "zh" or _is_whole(text, match.start(), match.end())
    )


def could_name(text: str, code: str, language: str) -> bool:
    """Whether anything in ``text`` might stand for the place ``code``; True for a language that CLDR does not know."""
    name = _names(language).get(code)
    if name is None:
        return True
    if _HAN.search(name):
        # Any first character: 中 is short for 中国 in 中非 and 中方, 联 for 联合国 in 联大.
        return name[0] in text or name in text
    folded = without_accents(fold(text))
    if _NOT_SPACED.search(name):
        return without_accents(fold(name)) in folded
    present = _WORD.findall(folded)
    others = _official_languages(code, language)
    return (
        any(_alike(part, word) for part in _telling(name) for word in present)
        or any(_alike(part, word) for other in others for part in _telling(other) for word in present)
        or any(_could_abbreviate(capitals, code, language) for capitals in _CAPITALS.findall(text))
    )


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the Han name at ``start`` to ``end`` is made of whole words: there is no 日本 in 今日本校."""
    run = next(run for run in _HAN_RUN.finditer(text) if run.start() <= start < run.end())
    borders = list(itertools.accumulate((len(word.surface) for word in words(run[0], "zh")), initial=run.start()))
    return start in borders and end in borders


def _could_abbreviate(capitals: str, code: str, language: str) -> bool:
    """Whether ``capitals`` has the initials of the place's name in its own language or in English: ONU, UNO, UN."""
    names = [names[code] for names in (_names(language), _names("en")) if code in names]
    letters = [{part[0].upper() for part in _telling(name)} for name in names]
    return any(len(wanted) > 1 and wanted <= set(without_accents(capitals)) for wanted in letters)


def _telling(name: str) -> list[str]:
    """The words of a name without articles and the like; all of them if it has only such."""
    parts = _WORD.findall(without_accents(fold(name)))
    return [part for part in parts if len(part) > 3] or parts


def same_root(one: str, other: str) -> bool:
    """Whether two words, in small letters and without accents, may be forms of one name: China and Chinese."""
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    longest = max(len(one), len(other))
    return (shared >= 4 and longest - shared <= 4) or (shared >= 3 and longest <= 6)


def _alike(one: str, other: str) -> bool:
    """Whether two words may be forms of one another, endings and prefixed articles aside."""
    return same_root(one, other) or (len(one) > 3 and one in other) or (len(one) > 5 and one[1:] in other)


@functools.cache
def _names(language: str) -> dict[str, str]:
    return {
        code: name
        for code, name in territory_names(language).items()
        if (code.isalpha() and code not in _UNKNOWN) or code in _CONTINENTS
    }


@functools.cache
def _official_languages(code: str, language: str) -> tuple[str, ...]:
    """The names of the languages of a country: French and German, which are its adjectives too."""
    if not code.isalpha():
        return ()
    known = language_names(language)
    return tuple(known[name] for name in official_languages(code) if name in known)
