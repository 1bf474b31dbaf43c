"""Quotes and clauses as they are compared: whatever their quotation marks, dashes, spaces and widths are.

What is not seen (:mod:`index.invisible`) makes no difference either, and neither do joiners. Every character of a folded
text knows where it comes from, so that offsets into the clause stay exact.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from index.invisible import JOINERS, compatible
from index.scripts import is_spaceless

_SAME = (
    # Single and double ones alike: a quotation within a quotation gets the other kind.
    dict.fromkeys(map(ord, '"“”„‟«»「」『』〝〞〟״’‘‚‛ʼ`‹›׳'), "'")
    | dict.fromkeys(map(ord, "–—―−‒\u2010\u2011"), "-")
    | dict.fromkeys(map(ord, JOINERS), "")
)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BESIDE_WIDE = re.compile(f" (?=[{_WIDE}])|(?<=[{_WIDE}]) ")
# "5" is no quote from "5,000".
_NUMBER = re.compile(r"\d+(?:[.,]\d+)+|(?<!\d)\d{1,3}(?:[ ']\d{3})+(?!\d)")
_LONG_NUMBER = 30  # characters to either side that a number may have
_COMPOUND = re.compile(r"[^\W\d_]-\w|\w-[^\W\d_]")
_HYPHENS = ("-", "\u2010", "\u2011")


@dataclass(frozen=True)
class Folded:
    """A text for comparison, ``text``, made from ``original``."""

    text: str
    original: str

    @classmethod
    def of(cls, original: str) -> Folded:
        """NFKC, case kept, quotation marks and dashes made equal, white space as one space, none beside Han characters.

        Nothing that is not seen, and no joiners.
        """
        text = re.sub("-{2,}", "-", re.sub(r"\s+", " ", _form(original)))
        return cls(_BESIDE_WIDE.sub("", text).removeprefix(" "), original)

    @functools.cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """For every character of ``text`` the (start, end) of what it comes from in ``original``."""
        spans: list[tuple[int, int]] = []
        for start, end in _letters(self.original):
            for piece in _form_of_letter(self.original[start:end]):
                at = len(spans)
                if self.text[at : at + 1] == (" " if piece.isspace() else piece):
                    spans.append((start, end))
                elif piece == "-":
                    spans[-1] = spans[-1][0], end  # a dash of two or more
        return tuple(spans)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The (start, end) in ``original`` that characters ``start`` to ``end`` of ``text`` come from."""
        return self.spans[start][0], self.spans[end - 1][1]

    @property
    def words(self) -> list[str]:
        """``text`` in pieces: words and numbers, and every other character by itself."""
        starts = [at for at in range(len(self.text)) if not self.joins(at)]
        return [self.text[start:end] for start, end in itertools.pairwise([*starts, len(self.text)])]

    def is_whole(self, start: int, end: int) -> bool:
        """Whether no word and no number is cut at the ends."""
        return not (self.joins(start) or self.joins(end))

    def joins(self, at: int) -> bool:
        """Whether a word, a number or an ellipsis goes on at ``at``; in scripts without spaces every letter is a word."""
        text = self.text
        if not 0 < at < len(text):
            return False
        if text[at - 1 : at + 1] == ".." or _is_inside_word(text[at - 1], text[at]):
            return True
        near = _NUMBER.finditer(text, max(0, at - _LONG_NUMBER), at + _LONG_NUMBER)
        return any(number.start() < at < number.end() for number in near) or any(map(self._is_hyphen, (at - 1, at)))

    def _is_hyphen(self, at: int) -> bool:
        """Whether a hyphen at ``at`` makes one word of two: "interference" is no quote from "non-interference"."""
        around = self.text[max(0, at - 1) : at + 2]
        is_compound = _COMPOUND.fullmatch(around) and not any(map(is_spaceless, around))
        return bool(is_compound) and self.original[slice(*self.spans[at])] in _HYPHENS  # and no dash, which parts words


def _letters(text: str) -> Iterator[tuple[int, int]]:
    """The span of every letter with the accents and signs that follow it, whatever invisible stands in between."""
    start, end = 0, 0
    for at, char in enumerate(text):
        if at > start and not _goes_on(char):
            yield start, end
            start = at
        if at == start or _form_of_letter(char):
            end = at + 1
    if text:
        yield start, end


@functools.lru_cache(maxsize=16384)
def _goes_on(char: str) -> bool:
    """Whether ``char`` makes one letter with what stands before it, or is nothing by itself."""
    form = _form(char)
    return not form or unicodedata.category(form[0])[0] == "M" or "\u1160" <= form[0] <= "\u11ff"


def _form(text: str) -> str:
    # Joiners go before NFKC, or they would keep letters apart; some of what is the same comes of it.
    return compatible(text.translate(_SAME)).translate(_SAME)


_form_of_letter = functools.lru_cache(maxsize=16384)(_form)


def _is_inside_word(left: str, right: str) -> bool:
    """Whether ``right`` goes on a word, or a letter, that ``left`` is part of."""
    if unicodedata.category(right)[0] == "M":
        return True
    return _is_in_word(left) and right.isalnum() and not (is_spaceless(left) or is_spaceless(right))


def _is_in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


@functools.lru_cache(maxsize=1024)
def folded(text: str) -> Folded:
    """A clause's text, or a quote that is looked for in many, for comparison; remembers the last ones."""
    return Folded.of(text)
