"""Where sentences close, by the marks of all scripts."""

from __future__ import annotations

STOPS = ".．。।۔։።။"
"""Full stops, of the scripts that have one of their own too."""
_MARKS = f"{STOPS}!?:;…！？：；؟؛"
_QUOTES = "”’」』》）)\"'»"


def is_closed(line: str) -> bool:
    """Whether ``line`` ends like a sentence, or leads into what follows with a colon."""
    return line.rstrip(_QUOTES).endswith(tuple(_MARKS))


def is_one_sentence(line: str) -> bool:
    """Whether no sentence closes in ``line`` but with a full stop at its end."""
    return not has_closing(line.rstrip(_QUOTES + STOPS))


def has_closing(line: str) -> bool:
    """Whether a sentence closes in ``line``."""
    return any(mark in line for mark in _MARKS)
