"""The proper names and acronyms in a text, and whether another text has them.

Scripts with capitals: a capitalised word that does not open a sentence, or that opens one and is a country (by the Unicode
CLDR, in the ``babel`` library) or no ordinary word; acronyms; and Italian adjectives of countries, which have no capital.
Chinese: what the part-of-speech dictionary of the ``jieba`` library calls a person, a place, a body or an abbreviation, and
Latin letters. A name counts as known in another inflection (African, Africa), as the acronym of words that stand there (AU,
African Union), and as a shortened Chinese form (非盟, 非洲联盟). Names of several words are one name: known words in another
combination are another body.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from assistant.cldr import territory_names
from assistant.verification.quantities import is_month
from index.invisible import compatible
from index.text import frequency, without_accents

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*\d*")
_OPENING = re.compile(r"(?:^|[.!?:;…]\s+|[\"“«(]\s*)$")
_BEFORE = 20  # characters that show whether a word opens a sentence; looking at all of them takes quadratic time
_HAN_NAME_TAGS = {"nr", "nrt", "nrfg", "ns", "nt", "j", "eng"}
_ORDINARY = 1e-6  # share among all words from which on a word that opens a sentence is no name
_ORDINARY_HAN = 3e-5
_FUNCTION_WORD = 10**-2.6
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
_NEIGHBOURS = 6  # words within which the words of one name follow each other
_BETWEEN = re.compile(
    r"\s+(?:(?:of|for|on|and|the|del(?:la|le|lo|l)?|dei|degli|di|per|e|sul(?:la|le)?|il|la)\s+)*(?:[dnlsu]?ell?['’]|l['’])?"
)
_INFLECTIONS = frozenset(
    "a e i o y n s es ns an ans ian ians ese esi i is ish ic ics istan lese no na ni ne eo ea ei ee no "
    "ano ana ani ane ino ina ini ine ico ica ici iche atico atica atici atiche iano iana iani iane".split()
) | {""}
_ADJECTIVES = frozenset("ese esi no na ni ne eo ea ei ano ana ani ane iano iana iani iane atico atica atici atiche".split())
_UN = re.compile(r"\bUN\b|\bONU\b|United Nations|Nazioni Unite")
_BODIES = frozenset(
    "organization organisation union league council community bank court fund agency forum conference committee alliance "
    "organizzazione unione lega consiglio comunità banca corte fondo agenzia conferenza comitato alleanza".split()
)
_MISTAKEN_HAN = {"关联", "应予以"}  # places and persons to the dictionary
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]+")


def unknown_names(text: str, source: str, language: str) -> list[str]:
    """The names in ``text`` that ``source`` does not have, in order."""
    if language == "zh":
        return [name for name in _han_names(text) if not _is_known_in_han(name, source)]
    source = _UN.sub("Nazioni Unite ONU" if language == "it" else "United Nations UN", source)
    known = [part for word in _WORD.findall(_plain(source)) for part in re.split(r"['’]", word) if part]
    acronyms = frozenset(word for word in known if _is_acronym(word))
    positions: dict[str, list[int]] = {}
    for at, word in enumerate(known):
        positions.setdefault(_folded(word), []).append(at)

    @functools.cache
    def places(name: str) -> tuple[int, ...]:
        """Where ``name`` stands in the source, in whatever form."""
        same = _folded(name)
        return tuple(
            at for word, several in positions.items() if word == same or _is_form(same, word, language) for at in several
        )

    @functools.cache
    def follow(first: str, second: str) -> bool:
        """Whether two words of one name stand together in the source, too, or may stand for an acronym."""
        if _is_acronym(first) or _is_acronym(second) or not places(first):
            return True
        if any(abs(after - before) <= _NEIGHBOURS for before in places(first) for after in places(second)):
            return True
        return any({first[0].upper(), second[0].upper()} <= {*acronym} for acronym in acronyms)

    found = _names(text, language)
    names = [name for name, _ in found]
    out = []
    for at, (name, goes_on) in enumerate(found):
        if is_month(name, language):
            continue  # a number
        if places(name):
            if at and goes_on and not follow(names[at - 1], name):
                out.append(f"{names[at - 1]} {name}")
            continue
        if _is_acronym(name) and _abbreviates(name, known, language):
            continue
        if any(_spells_out(names, at, acronym) for acronym in acronyms):
            continue
        out.append(name)
    return out


def names_in(text: str, language: str) -> list[str]:
    """The capitalised names and the acronyms in ``text``, in order."""
    return [name for name, _ in _names(text, language)]


def _names(text: str, language: str) -> list[tuple[str, bool]]:
    """The names in ``text``, each with whether it goes on the one before."""
    plain = _plain(text)
    names: list[tuple[str, bool]] = []
    end = -1
    for match in _WORD.finditer(plain):
        word = re.sub(r"['’]s$", "", match[0])
        word = re.split(r"['’]", word)[-1] if language in ("it", "fr") else word
        if not word[:1].isupper() and not _is_acronym(word):
            if language == "it" and _is_adjective_of_country(word):
                names.append((word, False))
            continue
        opens = bool(_OPENING.search(plain, max(0, match.start() - _BEFORE), match.start()))
        is_ordinary = frequency(word.casefold(), language) >= _ORDINARY and not _is_country(word, language)
        if opens and not _is_acronym(word) and is_ordinary and word.casefold() not in _BODIES:
            continue
        if len(word) > 1:
            goes_on = end >= 0 and _BETWEEN.fullmatch(plain, end, match.end() - len(word)) is not None
            names.append((word, goes_on))
            end = match.end() if match[0].endswith(word) else -1
    return names


@functools.cache
def _countries(language: str) -> frozenset[str]:
    """The folded names of countries and continents that are one word."""
    return frozenset(_folded(name) for code, name in territory_names(language).items() if code != "001" and name.isalpha())


@functools.lru_cache(maxsize=4096)
def _is_country(word: str, language: str) -> bool:
    if language not in ("en", "it"):
        return False
    folded = _folded(word)
    return any(_is_inflected(folded, country) for country in _countries(language) if country[:3] == folded[:3])


@functools.lru_cache(maxsize=4096)
def _is_adjective_of_country(word: str) -> bool:
    """Italian: siriana, africani."""
    folded = _folded(word)
    return any(_is_inflected(folded, country, _ADJECTIVES) for country in _countries("it") if country[:3] == folded[:3])


def _is_inflected(word: str, country: str, endings: frozenset[str] = _INFLECTIONS) -> bool:
    shared = _shared_letters(word, country)
    return shared >= 3 and word[shared:] in endings and (country[shared:] in ("", *"aeioy"))


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and sum(char.isupper() for char in word) >= 2


def _abbreviates(acronym: str, words: list[str], language: str) -> bool:
    """Whether the letters of ``acronym`` are the initials of neighbouring ``words``, with function words or without."""
    letters = [char.casefold() for char in acronym if char.isalpha()]
    for kept in (words, [word for word in words if frequency(word.casefold(), language) < _FUNCTION_WORD]):
        initials = [word[0].casefold() for word in kept]
        if any(initials[at : at + len(letters)] == letters for at in range(len(initials))):
            return True
    return False


def _spells_out(names: list[str], at: int, acronym: str) -> bool:
    """Whether the name at ``at`` is one of neighbouring names whose initials are ``acronym``."""
    letters = [char for char in acronym if char.isupper()]
    size = len(letters)
    return any(
        0 <= start <= at < start + size <= len(names)
        and [name[0].upper() for name in names[start : start + size]] == letters
        for start in range(at - size + 1, at + 1)
    )


def _is_form(one: str, other: str, language: str) -> bool:
    """Whether two words are forms of one name, China and Chinese, Africa and African, and not of two, Iran and Iraq."""
    shared = _shared_letters(one, other)
    if shared < 3:
        return False
    if one[shared:] in _INFLECTIONS and other[shared:] in _INFLECTIONS:
        return True
    is_country = _is_country(one, language) or _is_country(other, language)
    return not is_country and shared >= 5 and max(len(one), len(other)) - shared <= 4


def _shared_letters(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _folded(word: str) -> str:
    return without_accents(word.casefold())


def _plain(text: str) -> str:
    return _DOTTED.sub(lambda match: match[0].replace(".", ""), compatible(text))


def _han_names(text: str) -> list[str]:
    return [
        pair.word
        for pair in _tagger().cut(_plain(text))
        if len(pair.word) > 1
        and pair.flag in _HAN_NAME_TAGS
        and pair.word not in _MISTAKEN_HAN
        # The dictionary takes some ordinary words for persons.
        and not (pair.flag.startswith("nr") and frequency(pair.word, "zh") >= _ORDINARY_HAN)
    ]


def _is_known_in_han(name: str, source: str) -> bool:
    if name.casefold() in _plain(source).casefold():
        return True
    if _LATIN.fullmatch(name):
        return _abbreviates(name, _WORD.findall(_plain(source)), "en")
    shortened = re.escape(name[0]) + "".join(rf"[^，。；、]{{0,4}}{re.escape(char)}" for char in name[1:])
    if len(name) >= 2 and re.search(shortened, source):
        return True
    # The source may have the short form of a name that the text spells out.
    return any(
        short[0] == name[0] and short[-1] == name[-1] and _is_within(short, name)
        for short in {source[at : at + size] for size in (2, 3, 4) for at in range(len(source) - size + 1)}
    )


def _is_within(short: str, name: str) -> bool:
    chars = iter(name)
    return all(char in chars for char in short)


@functools.cache
def _tagger() -> Any:
    import logging

    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    return jieba.posseg
