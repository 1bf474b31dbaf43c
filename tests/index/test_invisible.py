"""What is not seen is left out, and nothing that is seen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.invisible import compatible, without_invisible


@pytest.mark.parametrize(
    "char",
    [
        *("\u00ad", "\u200b", "\u2060", "\ufeff"),  # soft hyphen, zero-width space, word joiner, byte order mark
        *("\u061c", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u2066", "\u2067", "\u2068", "\u2069"),  # directions
        *("\ufe0e", "\ufe0f", "\U000e0101", "\u180b", "\u034f"),  # variation selectors, grapheme joiner
    ],
)
def test_an_invisible_character_is_left_out(char: str) -> None:
    assert without_invisible(f"{char}ab{char}{char}c{char}") == "abc"


@pytest.mark.parametrize("char", ["\u200c", "\u200d", "\u202d", "\u202e", "\u0600", "\u00a0", "\u3000", "-", "\u0301", "\t"])
def test_joiners_overrides_and_what_is_seen_stay(char: str) -> None:
    assert without_invisible(f"a{char}b") == f"a{char}b"


@given(text=st.text())
def test_nothing_that_is_a_letter_a_number_or_a_sign_is_lost(text: str) -> None:
    kept = without_invisible(text)
    assert without_invisible(kept) == kept
    seen = [char for char in text if unicodedata.category(char)[0] in "LNPSZ"]
    assert seen == [char for char in kept if unicodedata.category(char)[0] in "LNPSZ"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＩＩＩ．１２", "III.12"),
        ("III.\u200b12\ufeff", "III.12"),
        ("umanita\u00ad\u0300", "umanità"),
        ("l´Africa", "l'Africa"),
    ],
)
def test_forms_of_one_character_become_one(text: str, expected: str) -> None:
    assert compatible(text) == expected
