"""Which language a question is in, and which edition answers it.

The script decides first: kana is Japanese, hangul Korean, and where one edition alone is written in a script, it is that
edition's language. Languages that share a script are told by their words: each language's share of every word
(``wordfreq``) is a unigram model, as in Dunning, "Statistical Identification of Language" (1994); words of an edition count
as known in its language, so that a one-word question in the edition's own terms is never sent elsewhere. Of a language that
``wordfreq`` does not know, the words of its edition are all that is known.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import wordfreq

from index.lexical import LexicalIndex
from index.scripts import script_counts
from index.text import fold, frequency, terms, words

LATIN_LANGUAGES = ("en", "it", "fr", "de", "es", "pt", "nl")
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN_NUMERAL = re.compile(r"\b[IVX]{2,}\b")  # "III.12" is in no language
_UNSEEN = 1e-8
_WITH_FREQUENCIES = frozenset(wordfreq.available_languages("small"))
_FRAME = 0.1  # information of a word, at most, that holds a sentence together: what, the, 什么, 的
# How much likelier a word is in a language whose edition has it. One such word outweighs a tie, not a whole sentence.
_EDITION_BONUS = math.log(30)
# Readers mostly write in a language that has an edition; a whole foreign sentence outweighs this, a shared word does not.
_EDITION_PRIOR = math.log(30)
_MAIN_LANGUAGES = {
    "CYRILLIC": "ru",
    "ARABIC": "ar",
    "HEBREW": "he",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "THAI": "th",
}
"""The language of a question in a script, unless an edition in the same script is likelier."""


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
    """The ISO 639 code of the question's language; ``default`` where nothing tells.

    ``lexical`` holds the words of each edition by language.
    """
    scripts = script_counts(question)
    if scripts.get("KANA", 0):
        return "ja"
    if scripts.get("HANGUL", 0):
        return "ko"
    han, latin = scripts.get("HAN", 0), scripts.get("LATIN", 0)
    if han and not latin:
        return _han_language(question, lexical)
    main = max(scripts, key=lambda script: scripts[script], default="LATIN")
    if main not in ("HAN", "LATIN") and scripts[main] > max(han, latin):
        usual = _MAIN_LANGUAGES.get(main)
        editions = [language for language in lexical if lexical[language].script == main]
        candidates = dict.fromkeys([*editions, *([usual] if usual else [])])
        return _likeliest(question, [*candidates] or [default], lexical)
    editions = [language for language in lexical if lexical[language].script == "LATIN"]
    candidates = dict.fromkeys([default, *LATIN_LANGUAGES, *editions])
    language = _likeliest(question, [*candidates], lexical)
    return "zh" if han and _is_framed_in_chinese(question, language) else language


def route(question: str, lexical: Mapping[str, LexicalIndex], default: str, wanted: str | None = None) -> Route:
    """Where ``question`` is answered: in ``wanted``'s edition if given, else in its own language's, else ``default``'s."""
    written = detect_language(question, lexical, default)
    if wanted is not None:
        return Route(wanted, wanted, written)
    return Route(written, written if written in lexical else default, written)


def _han_language(question: str, lexical: Mapping[str, LexicalIndex]) -> str:
    """Chinese, unless only a Japanese edition has all that is asked: Japanese can do without kana in a few words."""
    japanese, chinese = lexical.get("ja"), lexical.get("zh")
    if japanese is None or not _has_all(japanese, question, "ja"):
        return "zh"
    return "zh" if chinese is not None and _has_all(chinese, question, "zh") else "ja"


def _has_all(edition: LexicalIndex, question: str, language: str) -> bool:
    return all(edition.knows(term) for term in terms(question, language))


def _is_framed_in_chinese(question: str, other: str) -> bool:
    """Whether a question in Chinese and ``other`` is a Chinese one with foreign terms, and not the other way round.

    The words that hold a sentence together tell, and where neither has more of them, length: a Han character is half a
    word, a Latin letter a sixth, and it is the foreign terms that are long.
    """
    balance = length = 0
    for word in words(question, other):
        is_han = "HAN" in script_counts(word.surface)
        if word.information < _FRAME:
            balance += 1 if is_han else -1
        length += 4 * len(word.surface) if is_han else -len(word.surface)
    return (balance or length) > 0


def _likeliest(question: str, candidates: list[str], lexical: Mapping[str, LexicalIndex]) -> str:
    """The one of ``candidates`` that the words of ``question`` fit best; of equals the first."""
    if len(candidates) == 1:
        return candidates[0]
    found = _WORD.findall(fold(_ROMAN_NUMERAL.sub(" ", question)))
    scores = {language: _log_likelihood(found, language, lexical.get(language)) for language in candidates}
    return max(candidates, key=lambda language: scores[language])


def _log_likelihood(found: Iterable[str], language: str, edition: LexicalIndex | None) -> float:
    total = _EDITION_PRIOR if edition is not None else 0.0
    for word in found:
        is_known = edition is not None and any(edition.knows(term) for term in terms(word, language))
        share = frequency(word, language)
        if edition is not None and is_known and language not in _WITH_FREQUENCIES:
            share = max(share, 1 / edition.vocabulary_size)
        total += math.log(max(share, _UNSEEN))
        if is_known:
            total += _EDITION_BONUS
    return total
