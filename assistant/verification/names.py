"""The proper names and acronyms in a text, and whether another text has them.

Scripts with capitals: a capitalised word that does not open a sentence, or that opens one and is no ordinary word; and
acronyms. Chinese: what the part-of-speech dictionary of the ``jieba`` library calls a person, a place, a body or an
abbreviation, and Latin letters. A name counts as known in another inflection (African, Africa), as the acronym of words that
stand there (AU, African Union), and as a shortened Chinese form (非盟, 非洲联盟).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

from index.text import frequency, without_accents

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*\d*")
_OPENING = re.compile(r"(?:^|[.!?:;…]\s+|[\"“«(]\s*)$")
_BEFORE = 20  # characters that show whether a word opens a sentence; looking at all of them takes quadratic time
_HAN_NAME_TAGS = {"nr", "nrt", "nrfg", "ns", "nt", "j", "eng"}
_ORDINARY = 1e-6  # share among all words from which on a word that opens a sentence is no name
_ORDINARY_HAN = 3e-5
_FUNCTION_WORD = 10**-2.6
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]+")


def unknown_names(text: str, source: str, language: str) -> list[str]:
    """The names in ``text`` that ``source`` does not have, in order."""
    if language == "zh":
        return [name for name in _han_names(text) if not _is_known_in_han(name, source)]
    names = _names(text, language)
    known = [part for word in _WORD.findall(_plain(source)) for part in re.split(r"['’]", word) if part]
    folded = {_folded(word) for word in known}
    acronyms = {word for word in known if _is_acronym(word)}
    out = []
    for at, name in enumerate(names):
        if _folded(name) in folded or any(_same_root(_folded(name), other) for other in folded):
            continue
        if _is_acronym(name) and _abbreviates(name, known, language):
            continue
        if any(_spells_out(names, at, acronym) for acronym in acronyms):
            continue
        out.append(name)
    return out


def _names(text: str, language: str) -> list[str]:
    plain = _plain(text)
    names = []
    for match in _WORD.finditer(plain):
        word = re.sub(r"['’]s$", "", match[0])
        word = re.split(r"['’]", word)[-1] if language in ("it", "fr") else word
        if not word[:1].isupper() and not _is_acronym(word):
            continue
        opens = bool(_OPENING.search(plain, max(0, match.start() - _BEFORE), match.start()))
        if opens and not _is_acronym(word) and frequency(word.casefold(), language) >= _ORDINARY:
            continue
        if len(word) > 1:
            names.append(word)
    return names


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


def _same_root(one: str, other: str) -> bool:
    """Whether two words are forms of one name: China and Chinese, Africa and African."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return (shared >= 4 and max(len(one), len(other)) - shared <= 4) or (shared >= 3 and max(len(one), len(other)) <= 6)


def _folded(word: str) -> str:
    return without_accents(word.casefold())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _han_names(text: str) -> list[str]:
    return [
        pair.word
        for pair in _tagger().cut(_plain(text))
        if len(pair.word) > 1
        and pair.flag in _HAN_NAME_TAGS
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
