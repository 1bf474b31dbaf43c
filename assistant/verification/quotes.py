"""Where a quote stands in a clause, to the character, whatever its quotation marks, dashes, spaces and widths are.

What is not seen (:mod:`index.invisible`) makes no difference either, in the quote or in the clause, and neither do joiners.
"""

from __future__ import annotations

import difflib
import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from index.clauses import Clause
from index.invisible import JOINERS, compatible
from index.scripts import is_spaceless

_SAME = (
    # Single and double ones alike: a quotation within a quotation gets the other kind.
    dict.fromkeys(map(ord, '"“”„‟«»「」『』〝〞〟״’‘‚‛ʼ`‹›׳'), "'")
    | dict.fromkeys(map(ord, "–—―−‒\u2010\u2011"), "-")
    | dict.fromkeys(map(ord, JOINERS), "")
)
LEAST_SIMILARITY = 0.75
"""Below this a passage is another text: of the concept paper's sentences, one in twenty is as like to a passage of another
clause (median 0.3 in Chinese, 0.5 in English and Italian)."""

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BESIDE_WIDE = re.compile(f" (?=[{_WIDE}])|(?<=[{_WIDE}]) ")
# "5" is no quote from "5,000".
_NUMBER = re.compile(r"\d+(?:[.,]\d+)+|(?<!\d)\d{1,3}(?:[ ']\d{3})+(?!\d)")
_LONG_NUMBER = 30  # characters to either side that a number may have
_COMPOUND = re.compile(r"[^\W\d_]-\w|\w-[^\W\d_]")
_HYPHENS = ("-", "\u2010", "\u2011")
_ENDS = " '"


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

    def is_whole(self, start: int, end: int) -> bool:
        """Whether no word and no number is cut at the ends; in scripts without spaces every letter is a word."""
        return not (self._joins(start) or self._joins(end))

    def whole_words(self, start: int, end: int) -> tuple[int, int]:
        """The span widened to whole words, without white space at its ends."""
        while self._joins(start):
            start -= 1
        while self._joins(end):
            end += 1
        while end - start > 1 and self.text[start] == " ":
            start += 1
        while end - start > 1 and self.text[end - 1] == " ":
            end -= 1
        return start, end

    def _joins(self, at: int) -> bool:
        text = self.text
        if not 0 < at < len(text):
            return False
        if _is_inside_word(text[at - 1], text[at]):
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


@functools.lru_cache(maxsize=1024)
def _folded(clause_text: str) -> Folded:
    return Folded.of(clause_text)


def locate(quote: str, clause: Clause) -> tuple[int, int] | None:
    """(start, end) of ``quote`` in the clause's text, or None if it is not there word for word.

    Quotation marks around the quote are not part of it.
    """
    wanted = Folded.of(quote).text.strip(_ENDS)
    if not any(char.isalnum() for char in wanted):
        return None
    folded = _folded(clause.text)
    at = folded.text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if folded.is_whole(at, end):
            return folded.original_span(at, end)
        at = folded.text.find(wanted, at + 1)
    return None


def occurrences(words: str, clause: Clause) -> Iterator[tuple[int, int]]:
    """(start, end) of every place in the clause's text that has ``words``, whatever their case, also inside other words."""
    folded = _folded(clause.text)
    wanted, text = Folded.of(words).text.strip().casefold(), folded.text.casefold()
    places = [place for place, char in enumerate(folded.text) for _ in char.casefold()]
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield folded.original_span(places[at], places[at + len(wanted) - 1] + 1)
        at = text.find(wanted, at + len(wanted))


def _is_inside_word(left: str, right: str) -> bool:
    """Whether ``right`` goes on a word, or a letter, that ``left`` is part of."""
    if unicodedata.category(right)[0] == "M":
        return True
    return _is_in_word(left) and right.isalnum() and not (is_spaceless(left) or is_spaceless(right))


def _is_in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


@dataclass(frozen=True)
class Near:
    """The passage of ``clause`` from ``start`` to ``end`` that is most like a quote, and how much: 0 to 1."""

    clause: Clause
    start: int
    end: int
    similarity: float


def nearest(quote: str, clauses: Iterable[Clause]) -> Near | None:
    """The most similar passage of ``clauses``, if any is at least ``LEAST_SIMILARITY`` like ``quote``.

    Similarity is the normalised indel similarity of the best aligned passage (``partial_ratio`` of the rapidfuzz library).
    """
    from rapidfuzz.fuzz import partial_ratio_alignment

    wanted = Folded.of(quote).text.strip(_ENDS)
    best: Near | None = None
    for clause in clauses:
        folded = _folded(clause.text)
        if len(folded.text) < len(wanted) / 2:
            continue
        least = max(LEAST_SIMILARITY, best.similarity if best else 0.0)
        found = partial_ratio_alignment(wanted, folded.text, score_cutoff=100 * least)
        if found and (best is None or found.score / 100 > best.similarity):
            span = folded.original_span(*folded.whole_words(found.dest_start, found.dest_end))
            best = Near(clause, *span, found.score / 100)
    return best


def differences(quote: str, passage: str) -> list[tuple[Literal["same", "quoted", "original"], str]]:
    """What to change word by word, Han characters one by one: runs that are the same, only quoted, or only original."""
    written, true = (_words(text) for text in (Folded.of(quote).text.strip(_ENDS), Folded.of(passage).text))
    out: list[tuple[Literal["same", "quoted", "original"], str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, written, true, autojunk=False).get_opcodes():
        if kind == "equal":
            out.append(("same", "".join(written[a:b])))
        else:
            out += [("quoted", "".join(written[a:b]))] if b > a else []
            out += [("original", "".join(true[c:d]))] if d > c else []
    return out


def _words(text: str) -> list[str]:
    """``text`` in pieces: words, and every other character, and every letter of scripts without spaces, by itself."""
    starts = [at for at in range(len(text)) if not at or not _is_inside_word(text[at - 1], text[at])]
    return [text[start:end] for start, end in itertools.pairwise([*starts, len(text)])]
