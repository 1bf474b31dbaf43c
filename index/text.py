"""Words and search terms of a text, in any script.

A *word* carries how much information it holds in its language at large (``wordfreq``'s background frequencies), so that
"what does the paper say about" weighs little beside "terrorism". A *term* is what the lexical index counts:

- a Snowball stem without accents, where the language has a stemmer;
- pairs of neighbouring characters in Chinese, and in the other scripts whose words have no borders (kana, Thai, Lao, Khmer,
  Burmese, Tibetan), where a character is a letter with its vowel signs;
- every run of four letters in a word of any other language, of two in Hangul (McNamee and Mayfield, "Character N-Gram
  Tokenization for European Language Text Retrieval", 2004, found four as good as a stemmer).

Arabic and Hebrew are read without vowel points, Indic words without joiners, and all without what is not seen
(:mod:`index.invisible`); digits of all scripts are the same digits.
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

from index.invisible import JOINERS, compatible
from index.scripts import SPACELESS_LANGUAGES

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


def _letters_and_signs(*blocks: tuple[int, int]) -> str:
    """The letters and vowel signs in ``blocks`` of Unicode: the latter are no word characters to ``re``."""
    chars = (chr(code) for start, end in blocks for code in range(start, end + 1))
    return "".join(char for char in chars if unicodedata.category(char)[0] in "LM")


_UNSPACED = {
    "ja": _letters_and_signs((0x3041, 0x309F), (0x30A1, 0x30FF), (0x31F0, 0x31FF)),
    "th": _letters_and_signs((0x0E00, 0x0E7F)),
    "lo": _letters_and_signs((0x0E80, 0x0EFF)),
    "bo": _letters_and_signs((0x0F00, 0x0FFF)),
    "my": _letters_and_signs((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
    "km": _letters_and_signs((0x1780, 0x17DD)),
}
"""Letters of scripts whose words have no borders, by the language that is mostly written in them."""

_NO_BORDERS = "".join(_UNSPACED.values())
_SIGNED = _letters_and_signs((0x0900, 0x0DFF))  # from Devanagari to Sinhala
_RUNS = re.compile(
    rf"[{_HAN}]+|\d+(?:[.,]\d+)*|[{_NO_BORDERS}]+|[{_SIGNED}][{_SIGNED}{JOINERS}]*|[^\W\d_{_HAN}{_NO_BORDERS}{_SIGNED}]+"
)
_IS_HAN = re.compile(rf"[{_HAN}]")
_IS_UNSPACED = re.compile(f"[{_NO_BORDERS}]")
_WITHOUT_JOINERS = str.maketrans("", "", JOINERS)
_CLUSTERS = re.compile("".join((r"[\s\S][", "".join(c for c in _NO_BORDERS if unicodedata.category(c)[0] == "M"), "]*")))
_POINTS = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06ed]")
_IS_HANGUL = re.compile("[\uac00-\ud7af]")
_ELIDING = {"it", "fr"}
_ELISION = re.compile(r"\b[^\W\d_]{1,6}'(?=\w)")  # dell', qu'
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"'})
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_COUNTED_AS = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh", "tl": "fil"}
_GRAM, _HANGUL_GRAM = 4, 2

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
    """``text`` for comparison: compatibility characters (NFKC), case, apostrophes and quotation marks made equal.

    What is not seen is left out.
    """
    return compatible(text).casefold().translate(_QUOTES)


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
        elif _IS_UNSPACED.match(run):
            pairs = _pairs(run)
            if run[0] in _UNSPACED.get(language, ""):
                out += [Word(pair, (pair,), _information(pair, language)) for pair in pairs]
            else:
                out.append(Word(run, tuple(pairs), _information(run, language)))
        else:
            out.append(Word(run, _spaced_terms(run, language), _information(run, language)))
    return out


def terms(text: str, language: str) -> list[str]:
    """The search terms of ``text`` in order, with repeats, without the words that carry no information."""
    out: list[str] = []
    for run in _runs(text, language):
        if not _IS_HAN.match(run):
            if _IS_UNSPACED.match(run):
                out += [pair for pair in _pairs(run) if _information(pair, language) > 0]
            elif _information(run, language) > 0:
                out += _spaced_terms(run, language)
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
    runs = (run.translate(_WITHOUT_JOINERS) for run in _RUNS.findall(_POINTS.sub("", folded)))
    return [_plain_digits(run) if run[0].isdecimal() else run for run in runs]


def _plain_digits(run: str) -> str:
    return run if run.isascii() else "".join(str(unicodedata.decimal(char, char)) for char in run)


def _pairs(run: str) -> list[str]:
    """Each two neighbouring characters of ``run``, vowel signs with their letters; ``run`` itself if it has but one."""
    clusters = _CLUSTERS.findall(run)
    return [first + second for first, second in itertools.pairwise(clusters)] or [run]


def _spaced_terms(word: str, language: str) -> tuple[str, ...]:
    stemmer = _stemmer(language)
    # A spaced word in a language without word borders is a foreign one.
    if stemmer or word[0].isdigit() or language in SPACELESS_LANGUAGES:
        return (without_accents(stemmer.stemWord(word) if stemmer else word),)
    size = _HANGUL_GRAM if _IS_HANGUL.match(word) else _GRAM
    plain = without_accents(word) if size == _GRAM else word
    return tuple(plain[start : start + size] for start in range(max(1, len(plain) - size + 1)))


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
    known = _COUNTED_AS.get(language, language)
    # For a language it does not know, the library takes one that it finds similar, English for Swahili.
    return wordfreq.get_frequency_dict(known, "small") if known in wordfreq.available_languages("small") else {}
