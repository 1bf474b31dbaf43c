"""The scripts that a text is written in."""

from __future__ import annotations

import unicodedata

SPACELESS_LANGUAGES = frozenset(("zh", "ja", "th", "lo", "bo", "my", "km"))
"""Languages that put no spaces between words."""
_SPACELESS = ("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "THAI", "LAO", "TIBETAN", "MYANMAR", "KHMER")


def script_counts(text: str) -> dict[str, int]:
    """How many letters of ``text`` are in each script, by its name in Unicode; "KANA" for both, "HAN" for ideographs."""
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


def main_script(text: str) -> str:
    """The script of most letters in ``text``; "" if it has none."""
    counts = script_counts(text)
    return max(counts, key=lambda script: counts[script], default="")


def is_spaceless(char: str) -> bool:
    """Whether ``char`` is of a script that puts no spaces between words, or of the punctuation that goes with it."""
    name = unicodedata.name(char, "")
    return name.startswith(_SPACELESS) or (unicodedata.east_asian_width(char) in "WF" and not name.startswith("HANGUL"))
