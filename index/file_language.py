"""Which language a text is in: what its file is named for, or what its words say."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from pathlib import Path

import langcodes
import wordfreq

from index.scripts import script_counts
from index.text import fold, frequency

_LOOKED_AT = 20_000  # characters
_LEAST_KNOWN = 0.8  # share of words known in a language, for a text to be in it and not in a neighbour
_UNSEEN = 1e-8
_LEAST_KANA = 0.1  # of the letters of a Japanese text; a Chinese one may quote some
_SCRIPTS = {
    "HAN": "zh", "HANGUL": "ko", "THAI": "th", "LAO": "lo", "KHMER": "km", "MYANMAR": "my", "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}  # fmt: skip
"""The one language that most texts in a script are in."""


def language_of(file: str, text: str) -> str | None:
    """The ISO 639-1 code, where there is one, of the language of ``text``, which ``file`` holds; None if nothing tells.

    A code of two letters ends the name of the file (``zh.txt``, ``udhr_fr.html``, ``pt-BR.txt``), or one of three is the
    name (``eng.txt``). Of other three letters, which may be a word (``act.txt``), the text has the first say.
    """
    stem = Path(file).stem
    found = re.search(r"(?:^|[._-])([a-z]{2,3})[_-](?:[A-Z]{2}|[A-Z][a-z]{3})$", stem) or re.search(
        r"(?:^|[._-])([A-Za-z]{2,3})$", stem
    )
    named = _code(found[1]) if found else None
    if found and named and len(named) == 2 and (len(found[1]) == 2 or found.start() == 0):
        return named
    return _language_of_words(text[:_LOOKED_AT]) or named


def _code(name: str) -> str | None:
    language = langcodes.Language.get(name.lower())
    return language.language if language.is_valid() else None


def _language_of_words(text: str) -> str | None:
    """The language in which the words of ``text`` are likeliest, if it knows most of them, or the one of its script."""
    scripts = script_counts(text)
    main = max(scripts, key=lambda script: scripts[script], default="")
    if scripts.get("KANA", 0) >= _LEAST_KANA * sum(scripts.values()) > 0:
        return "ja"
    if main in _SCRIPTS:
        return _SCRIPTS[main]
    words = ["".join(run) for is_word, run in itertools.groupby(fold(text), _is_of_a_word) if is_word]
    if not words:
        return None
    shares = {language: [frequency(word, language) for word in words] for language in wordfreq.available_languages("small")}
    best = max(shares, key=lambda language: sum(math.log(max(share, _UNSEEN)) for share in shares[language]))
    is_known = sum(share > 0 for share in shares[best]) >= _LEAST_KNOWN * len(words)
    # "sh" counts Bosnian, Croatian and Serbian together.
    return best if is_known and best != "sh" else None


def _is_of_a_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"
