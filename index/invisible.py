"""Characters that are not seen, which no comparison of texts may depend on.

They say where a word may be broken (soft hyphen, zero-width space, word joiner), which way a text runs (marks, embeddings
and isolates), or which form of a character is wanted (variation selectors), or are left over from a file (byte order mark).
Two kinds of format characters are not among them:

- The overrides, U+202D and U+202E: they turn round what is read.
- The joiners, U+200C and U+200D, which shape the letters of Persian and Indic words and are written by some and left out by
  others. A quote is the same with and without them: where quotes are compared, :data:`JOINERS` are dropped. For search, they
  are a border between the parts of a Persian word, as a space is, and nothing in an Indic one (:mod:`index.text`).
"""

from __future__ import annotations

import re
import unicodedata

JOINERS = "\u200c\u200d"

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202c\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]+"
)


def without_invisible(text: str) -> str:
    """``text`` without the characters that are not seen."""
    return _INVISIBLE.sub("", text)


def compatible(text: str) -> str:
    """``text`` with compatibility characters folded (NFKC), as full-width digits are, and without what is not seen.

    An acute accent by itself is an apostrophe, as some write it; NFKC would make a space with an accent of it.
    """
    return unicodedata.normalize("NFKC", without_invisible(text).replace("´", "'"))
