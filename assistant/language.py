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
from index.text import fold, frequency, terms

LATIN_LANGUAGES = ("en", "it", "fr", "de", "es", "pt", "nl")
_WORD = re.compile(r"[^\W\d_]+")
_UNSEEN = 1e-8
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
    """A question's language and the language of the edition that answers it."""

    language: str
    edition: str

    @property
    def is_translated(self) -> bool:
        """Whether the reader gets an edition in another language than the question's."""
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
    # A Han character is half a word, a Latin letter a sixth; and it is the foreign terms that are long in a mixed question.
    if han and han * 4 > latin:
        return "zh"
    for script, language in _FOREIGN_SCRIPTS.items():
        if scripts.get(script, 0) > latin:
            return language
    return _latin_language(question, lexical, default)


def route(question: str, lexical: Mapping[str, LexicalIndex], default: str, wanted: str | None = None) -> Route:
    """Where ``question`` is answered: in ``wanted``'s edition if given, else in its own language's, else ``default``'s."""
    language = detect_language(question, lexical, default)
    if wanted is not None:
        return Route(language if wanted == language else wanted, wanted)
    return Route(language, language if language in lexical else default)


def _latin_language(question: str, lexical: Mapping[str, LexicalIndex], default: str) -> str:
    words = _WORD.findall(fold(question))
    candidates = [default, *(language for language in LATIN_LANGUAGES if language != default)]
    scores = {language: _log_likelihood(words, language, lexical.get(language)) for language in candidates}
    return max(candidates, key=lambda language: scores[language])


def _log_likelihood(words: Iterable[str], language: str, edition: LexicalIndex | None) -> float:
    total = _EDITION_PRIOR if edition is not None else 0.0
    for word in words:
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
