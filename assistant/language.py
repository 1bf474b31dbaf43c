"""Which language a question is in, and which edition answers it.

Chinese, Japanese, Korean and other scripts are told by their characters. Latin-script languages are told by their words:
each language's share of every word (``wordfreq``) is a unigram model, as in Dunning, "Statistical Identification of
Language" (1994); words of an edition count as known in its language, so that a one-word question in the edition's own
terms is never sent elsewhere.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.lexical import LexicalIndex
from index.text import fold, frequency, terms, words

LATIN_LANGUAGES = ("en", "it", "fr", "de", "es", "pt", "nl")
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN_NUMERAL = re.compile(r"\b[IVX]{2,}\b")  # "III.12" is in no language
_UNSEEN = 1e-8
_FRAME = 0.1  # information of a word, at most, that holds a sentence together: what, the, 什么, 的
# How much likelier a word is in a language whose edition has it. One such word outweighs a tie, not a whole sentence.
_EDITION_BONUS = math.log(30)
# Readers mostly write in a language that has an edition; a whole foreign sentence outweighs this, a shared word does not.
_EDITION_PRIOR = math.log(30)
_FOREIGN_SCRIPTS = {
    "CYRILLIC": "ru",
    "ARABIC": "ar",
    "HEBREW": "he",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "THAI": "th",
}


@dataclass(frozen=True)
class Route:
    """The reader's language, that of the edition that answers, and the one the question seems to be ``written`` in."""

    language: str
    edition: str
    written: str

    @property
    def is_translated(self) -> bool:
        """Whether the reader gets an edition in another language than their own."""
        return self.language != self.edition


def detect_language(question: str, lexical: Mapping[str, LexicalIndex], default: str) -> str:
    """The ISO 639-1 code of the question's language; ``default`` where nothing tells.

    ``lexical`` holds the words of each edition by language.
    """
    scripts = _scripts(question)
    if scripts.get("KANA", 0):
        return "ja"
    if scripts.get("HANGUL", 0):
        return "ko"
    han, latin = scripts.get("HAN", 0), scripts.get("LATIN", 0)
    if han and not latin:
        return "zh"
    for script, language in _FOREIGN_SCRIPTS.items():
        if scripts.get(script, 0) > max(han, latin):
            return language
    language = _latin_language(question, lexical, default)
    return "zh" if han and _is_framed_in_chinese(question, language) else language


def route(question: str, lexical: Mapping[str, LexicalIndex], default: str, wanted: str | None = None) -> Route:
    """Where ``question`` is answered: in ``wanted``'s edition if given, else in its own language's, else ``default``'s."""
    written = detect_language(question, lexical, default)
    if wanted is not None:
        return Route(wanted, wanted, written)
    return Route(written, written if written in lexical else default, written)


def _is_framed_in_chinese(question: str, other: str) -> bool:
    """Whether a question in Chinese and ``other`` is a Chinese one with foreign terms, and not the other way round.

    The words that hold a sentence together tell, and where neither has more of them, length: a Han character is half a
    word, a Latin letter a sixth, and it is the foreign terms that are long.
    """
    balance = length = 0
    for word in words(question, other):
        is_han = "HAN" in _scripts(word.surface)
        if word.information < _FRAME:
            balance += 1 if is_han else -1
        length += 4 * len(word.surface) if is_han else -len(word.surface)
    return (balance or length) > 0


def _latin_language(question: str, lexical: Mapping[str, LexicalIndex], default: str) -> str:
    found = _WORD.findall(fold(_ROMAN_NUMERAL.sub(" ", question)))
    candidates = [default, *(language for language in LATIN_LANGUAGES if language != default)]
    scores = {language: _log_likelihood(found, language, lexical.get(language)) for language in candidates}
    return max(candidates, key=lambda language: scores[language])


def _log_likelihood(found: Iterable[str], language: str, edition: LexicalIndex | None) -> float:
    total = _EDITION_PRIOR if edition is not None else 0.0
    for word in found:
        total += math.log(max(frequency(word, language), _UNSEEN))
        if edition is not None and any(edition.knows(term) for term in terms(word, language)):
            total += _EDITION_BONUS
    return total


def _scripts(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for char in text:
        if not char.isalpha():
            continue
        name = unicodedata.name(char, "")
        script = name.split(" ", 1)[0]
        if script in ("HIRAGANA", "KATAKANA"):
            script = "KANA"
        elif script == "CJK":
            script = "HAN"
        counts[script] = counts.get(script, 0) + 1
    return counts
