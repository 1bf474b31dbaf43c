"""Where a quote stands in a clause, to the character, whatever its quotation marks, spaces and widths are."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from index.clauses import Clause

_SAME = str.maketrans({
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "「": '"', "」": '"',
    "–": "-", "—": "-", "―": "-", "−": "-", "\u2010": "-",  # NFKC makes U+2010 of U+2011
})  # fmt: skip
LEAST_SIMILARITY = 0.75
"""Below this a passage is another text: of the concept paper's sentences, one in twenty is as like to a passage of another
clause (median 0.3 in Chinese, 0.5 in English and Italian)."""

_TOKEN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]|\w+|\s+|[^\w\s]")
_INSIDE_NUMBER = re.compile(r"\d[.,]\d")  # "5" is no quote from "5,000"
_ENDS = " \"'"


@dataclass(frozen=True)
class Folded:
    """A text for comparison; character ``at`` of ``text`` comes from character ``source[at]`` of the original."""

    text: str
    source: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Folded:
        """NFKC, case kept, quotation marks and dashes made equal, white space as one space, none beside Han characters."""
        chars: list[str] = []
        source: list[int] = []
        for at, char in enumerate(text):
            for piece in unicodedata.normalize("NFKC", char).translate(_SAME):
                if piece.isspace():
                    if not chars or chars[-1] == " " or _is_wide(chars[-1]):
                        continue
                    piece = " "
                elif _is_wide(piece) and chars and chars[-1] == " ":
                    chars.pop()
                    source.pop()
                chars.append(piece)
                source.append(at)
        return cls("".join(chars), tuple(source))


@functools.lru_cache(maxsize=1024)
def _folded(clause_text: str) -> Folded:
    return Folded.of(clause_text)


def locate(quote: str, clause: Clause) -> tuple[int, int] | None:
    """(start, end) of ``quote`` in the clause's text, or None if it is not there word for word.

    Quotation marks around the quote are not part of it.
    """
    wanted = Folded.of(unicodedata.normalize("NFC", quote)).text.strip(_ENDS)
    if not any(char.isalnum() for char in wanted):
        return None
    folded = _folded(clause.text)
    at = folded.text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if _is_whole(folded.text, at, end):
            return folded.source[at], folded.source[end - 1] + 1
        at = folded.text.find(wanted, at + 1)
    return None


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word is cut at the ends; Han characters are words of their own."""
    return not (_joins(text, start) or _joins(text, end))


def _joins(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if _INSIDE_NUMBER.match(text, at - 1) or (at > 1 and _INSIDE_NUMBER.match(text, at - 2)):
        return True
    return left.isalnum() and right.isalnum() and not (_is_wide(left) or _is_wide(right))


def _is_wide(char: str) -> bool:
    return "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


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
            start, end = _whole_words(folded.text, found.dest_start, found.dest_end)
            best = Near(clause, folded.source[start], folded.source[end - 1] + 1, found.score / 100)
    return best


def differences(quote: str, passage: str) -> list[tuple[Literal["same", "quoted", "original"], str]]:
    """What to change word by word, Han characters one by one: runs that are the same, only quoted, or only original."""
    written, true = (_TOKEN.findall(text) for text in (Folded.of(quote).text.strip(_ENDS), Folded.of(passage).text))
    out: list[tuple[Literal["same", "quoted", "original"], str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, written, true, autojunk=False).get_opcodes():
        if kind == "equal":
            out.append(("same", "".join(written[a:b])))
        else:
            out += [("quoted", "".join(written[a:b]))] if b > a else []
            out += [("original", "".join(true[c:d]))] if d > c else []
    return out


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to whole words, without white space at its ends."""
    while _joins(text, start):
        start -= 1
    while _joins(text, end):
        end += 1
    while end - start > 1 and text[start] == " ":
        start += 1
    while end - start > 1 and text[end - 1] == " ":
        end -= 1
    return start, end
