"""Where a quote stands in a clause, word for word, to the character.

Quotation marks around a quote are no part of it. What a person has quoted may have more around it that is not the text's: a
comma or full stop before the closing mark, as American English has it, and an ellipsis where it begins or stops.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from assistant.verification.folding import Folded, folded
from index.clauses import Clause

_MARKS = " '"
_CLOSING = ",.。،"
_ELLIPSIS = re.compile(r"\[\.{3,}\]|\(\.{3,}\)|\.{3,}")


def locate(quote: str, clause: Clause) -> tuple[int, int] | None:
    """(start, end) of ``quote`` in the clause's text, or None if it is not there word for word."""
    wanted = folded(quote).text.strip(_MARKS)
    found = _find(folded(clause.text), wanted) if has_words(wanted) else None
    return folded(clause.text).original_span(*found) if found else None


def locate_pasted(quote: str, clause: Clause) -> tuple[int, int] | None:
    """The same for what a person has quoted, without what may not be the text's own."""
    return next((span for reading in readings(quote) if (span := locate(reading, clause))), None)


def locate_pieces(quote: str, clause: Clause) -> tuple[int, int] | None:
    """(start, end) of the passage that ``quote`` leaves something out of, with an ellipsis in its place.

    None if it has no ellipsis between words, or if what stands around it is not in the clause word for word and in order.
    """
    if len(pieces := _pieces(quote)) < 2:
        return None
    text = folded(clause.text)
    spans: list[tuple[int, int]] = []
    for piece in pieces:
        found = _find(text, piece, spans[-1][1] if spans else 0)
        if not found:
            return None
        spans.append(found)
    return text.original_span(spans[0][0], spans[-1][1])


@functools.lru_cache(maxsize=64)
def _pieces(quote: str) -> tuple[str, ...]:
    pieces = (piece.strip(_MARKS) for piece in _ELLIPSIS.split(folded(quote).text))
    return tuple(filter(has_words, pieces))


@functools.lru_cache(maxsize=64)  # of a quote that is looked for in clause after clause
def readings(quote: str) -> tuple[str, ...]:
    """What of ``quote`` may be the text's own, folded, the longest first; nothing if it has no words."""
    text = folded(quote).text.strip(_MARKS)
    inner = _without_ellipses(text)
    return tuple(filter(has_words, dict.fromkeys((text, inner, inner.rstrip(_CLOSING + _MARKS)))))


def occurrences(words: str, clause: Clause) -> Iterator[tuple[int, int]]:
    """(start, end) of every place in the clause's text that has ``words``, whatever their case, also inside other words."""
    cased = folded(clause.text)
    wanted, text = Folded.of(words).text.strip().casefold(), cased.text.casefold()
    places = [place for place, char in enumerate(cased.text) for _ in char.casefold()]
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield cased.original_span(places[at], places[at + len(wanted) - 1] + 1)
        at = text.find(wanted, at + len(wanted))


def has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _find(text: Folded, wanted: str, start: int = 0) -> tuple[int, int] | None:
    """Where ``wanted`` first stands in ``text`` from ``start`` on, as whole words."""
    at = text.text.find(wanted, start)
    while at >= 0:
        if text.is_whole(at, at + len(wanted)):
            return at, at + len(wanted)
        at = text.text.find(wanted, at + 1)
    return None


def _without_ellipses(text: str) -> str:
    """``text`` without the ellipses that it begins and ends with."""
    if opening := _ELLIPSIS.match(text):
        text = text[opening.end() :]
    *_, closing = [None, *_ELLIPSIS.finditer(text)]
    if closing and closing.end() == len(text):
        text = text[: closing.start()]
    return text.strip(_MARKS)
