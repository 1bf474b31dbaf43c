"""Words and search terms of a text, in any script.

A *word* carries how much information it holds in its language at large (``wordfreq``'s background frequencies), so that
"what does the paper say about" weighs little beside "terrorism". A *term* is what the lexical index counts: a Snowball
stem without accents where the language has a stemmer, the plain word otherwise, and pairs of neighbouring characters in
Chinese, where written words have no borders.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
import unicodedata
from dataclasses import dataclass

import opencc
import Stemmer
import wordfreq

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUNS = re.compile(rf"[{_HAN}]+|\d+(?:[.,]\d+)*|[^\W\d_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_ELIDING = {"it", "fr"}
_ELISION = re.compile(r"\b[^\W\d_]{1,6}'(?=\w)")  # dell', qu'
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"'})
_STEMMERS = {"en": "english", "it": "italian", "fr": "french", "de": "german", "es": "spanish", "pt": "portuguese"}

# A word used more often than once in 10**2.6 words says nothing of the subject; rarer than once in 10**5 says all it can.
_COMMON, _RARE = 2.6, 5.0
_LONGEST_HAN_WORD = 5
_UNSEEN_HAN = math.log(1e-8)


@dataclass(frozen=True)
class Word:
    """A word as written (folded), its search terms, and its information, from 0 (function word) to 1 (rare or new)."""

    surface: str
    terms: tuple[str, ...]
    information: float


def fold(text: str) -> str:
    """``text`` for comparison: compatibility characters (NFKC), case, apostrophes and quotation marks made equal."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES)


def without_accents(text: str) -> str:
    """``text`` with accented letters replaced by plain ones."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def to_simplified(text: str) -> str:
    """``text`` with Traditional Chinese characters replaced by their Simplified forms.

    Lone surrogates, which a command line with undecodable bytes holds, become question marks.
    """
    return _simplifier().convert(text.encode("utf-8", "replace").decode("utf-8"))


def words(text: str, language: str) -> list[Word]:
    """The words of ``text`` in order; Chinese runs are cut along their most probable path."""
    out: list[Word] = []
    for run in _runs(text, language):
        if _IS_HAN.match(run):
            for piece in _segment(run):
                terms = tuple(a + b for a, b in itertools.pairwise(piece)) or (piece,)
                out.append(Word(piece, terms, _information(piece, "zh")))
        else:
            out.append(Word(run, (_stem(run, language),), _information(run, language)))
    return out


def terms(text: str, language: str) -> list[str]:
    """The search terms of ``text`` in order, with repeats, without the words that carry no information."""
    out: list[str] = []
    for run in _runs(text, language):
        if not _IS_HAN.match(run):
            if _information(run, language) > 0:
                out.append(_stem(run, language))
            continue
        telling = [_information(piece, "zh") > 0 for piece in _segment(run) for _ in piece]
        if len(run) == 1 and telling[0]:
            out.append(run)
        out += [run[i : i + 2] for i in range(len(run) - 1) if telling[i] or telling[i + 1]]
    return out


def _runs(text: str, language: str) -> list[str]:
    folded = fold(text)
    if language in _ELIDING:
        folded = _ELISION.sub(" ", folded)
    return _RUNS.findall(folded)


@functools.lru_cache(maxsize=16384)
def term_set(text: str, language: str) -> frozenset[str]:
    """The search terms of all words of ``text``. Remembers texts, so ask it for clauses and sentences, not questions."""
    return frozenset(term for word in words(text, language) for term in word.terms)


def frequency(word: str, language: str) -> float:
    """Share of ``word`` among all words of ``language`` at large; 0 if it is not among some 30,000 known ones."""
    return _frequencies(language).get(word, 0.0)


def _information(word: str, language: str) -> float:
    if word[0].isdigit():
        return 1.0
    share = frequency(word, language)
    if not share:
        return 1.0
    return min(1.0, max(0.0, (-math.log10(share) - _COMMON) / (_RARE - _COMMON)))


def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    return without_accents(stemmer.stemWord(word) if stemmer else word)


@functools.lru_cache(maxsize=4096)
def _segment(run: str) -> tuple[str, ...]:
    """The most probable cut of a run of Han characters under a unigram model (Viterbi)."""
    known = _frequencies("zh")
    best = [0.0] + [-math.inf] * len(run)
    back = [0] * (len(run) + 1)
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + _LONGEST_HAN_WORD) + 1):
            share = known.get(run[start:end])
            if share is None and end - start > 1:
                continue
            score = best[start] + (math.log(share) if share else _UNSEEN_HAN)
            if score > best[end]:
                best[end], back[end] = score, start
    pieces: list[str] = []
    end = len(run)
    while end:
        pieces.append(run[back[end] : end])
        end = back[end]
    return tuple(reversed(pieces))


@functools.cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name else None


@functools.cache
def _frequencies(language: str) -> dict[str, float]:
    try:
        return wordfreq.get_frequency_dict(language, "small")
    except LookupError:
        return {}
