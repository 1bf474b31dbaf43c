"""Whether a text is broken into lines of one width."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from index.candidates import opens_with_marker
from index.closing import is_closed
from index.scripts import main_script

_NARROWEST, _WIDEST = 20, 132  # characters a line, from Chinese columns to what line printers had
_LEAST_LINES, _LEAST_FULL = 4, 0.6  # of lines that go on, and the share of full ones: some stand before a list or an address
_LONGEST_WORD, _LONGEST_IN_HAN = 20, 2  # characters; Chinese breaks a line anywhere but before a mark


def is_wrapped(lines: Sequence[str], language: str) -> bool:
    """Whether most of ``lines`` that another one follows end in mid-sentence, where one more word would be too long.

    A line with a marker follows none. Blank lines are part of ``lines``.
    """
    longest = max(map(len, lines))
    full = [
        not is_closed(line) and len(line) + _least_more(after) > longest
        for line, after in itertools.pairwise(lines)
        if line and after and not opens_with_marker(after, language)
    ]
    return _NARROWEST <= longest <= _WIDEST and len(full) >= _LEAST_LINES and sum(full) >= _LEAST_FULL * len(full)


def _least_more(after: str) -> int:
    """How many characters the line above ``after`` would have to have room for, to take something of it."""
    if main_script(after) in ("HAN", "KANA"):
        return _LONGEST_IN_HAN
    return 1 + min(len(after.split()[0]), _LONGEST_WORD)
