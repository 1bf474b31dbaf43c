"""The passage that a quote which stands nowhere word for word comes nearest to, and what has to be changed in the quote."""

from __future__ import annotations

import bisect
import difflib
import functools
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assistant.verification.folding import Folded, folded
from assistant.verification.quotes import locate_pieces, readings
from index.clauses import Clause
from index.text import to_simplified

LEAST_SIMILARITY = 0.75
"""Below this a passage is another text: of the concept paper's sentences, one in twenty is as like to a passage of another
clause (median 0.3 in Chinese, 0.5 in English and Italian)."""
_HAN = re.compile("[\u3400-\u9fff]")
_MOST_MOVED = 30  # words by which the ends of a passage are moved to fit a quote

Change = tuple[Literal["same", "quoted", "original"], str]


@dataclass(frozen=True)
class Near:
    """The passage of ``clause`` from ``start`` to ``end`` that is most like a quote, and how much: 0 to 1."""

    clause: Clause
    start: int
    end: int
    similarity: float


def nearest(quote: str, clauses: Iterable[Clause]) -> Near | None:
    """The most similar passage of ``clauses``, if any is at least ``LEAST_SIMILARITY`` like ``quote``; the first of several.

    Similarity is the normalised indel similarity of the best aligned passage (``partial_ratio`` of the rapidfuzz library),
    whatever the case and whether Chinese is Traditional or Simplified. A passage that the quote leaves something out of,
    with an ellipsis in its place, has 1.
    """
    from rapidfuzz.fuzz import partial_ratio_alignment

    wanted = _loose(next(iter(readings(quote)), ""))
    best: Near | None = None
    for clause in clauses:
        if span := locate_pieces(quote, clause):
            return Near(clause, *span, 1.0)
        text = _loose_clause(clause.text)
        if len(text) < len(wanted) / 2:
            continue
        least = max(LEAST_SIMILARITY, best.similarity if best else 0.0)
        found = partial_ratio_alignment(wanted, text, score_cutoff=100 * least)
        if found and (best is None or found.score / 100 > best.similarity):
            best = Near(clause, found.dest_start, found.dest_end, found.score / 100)
    if best is None:
        return None
    span = _fitted(wanted, folded(best.clause.text), best.start, best.end)
    return Near(best.clause, *folded(best.clause.text).original_span(*span), best.similarity)


def differences(quote: str, passage: str) -> list[Change]:
    """What to change word by word, Han characters one by one: runs that are the same, only quoted, or only original."""
    written, true = Folded.of(next(iter(readings(quote)), "")).words, Folded.of(passage).words
    out: list[Change] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, written, true, autojunk=False).get_opcodes():
        if kind == "equal":
            out.append(("same", "".join(written[a:b])))
        else:
            out += [("quoted", "".join(written[a:b]))] if b > a else []
            out += [("original", "".join(true[c:d]))] if d > c else []
    return out


def _fitted(wanted: str, text: Folded, start: int, end: int) -> tuple[int, int]:
    """Whole words of ``text`` at about ``start`` to ``end``, with the fewest words to change in ``wanted``.

    The best aligned passage is as long as the quote, and so stops too early where the quote leaves out a word.
    """
    from rapidfuzz.distance import Levenshtein

    loose = _loose(text.text)
    edges = itertools.pairwise(itertools.accumulate(map(len, text.words), initial=0))
    spans = [span for span in edges if text.text[slice(*span)] != " "]
    words = [loose[slice(*span)] for span in spans]
    quoted = [_loose(word) for word in Folded.of(wanted).words if word != " "]

    def changes(first: int, last: int, moved: int) -> tuple[int, int]:
        return Levenshtein.distance(quoted, words[first : last + 1]), abs(moved)

    first = bisect.bisect_right(spans, start, key=lambda span: span[1])
    last = max(first, bisect.bisect_left(spans, end, key=lambda span: span[0]) - 1)
    reach = range(-_MOST_MOVED, _MOST_MOVED + 1)
    first = min((first + by for by in reach if 0 <= first + by <= last), key=lambda at: changes(at, last, at - first))
    last = min((last + by for by in reach if first <= last + by < len(spans)), key=lambda at: changes(first, at, at - last))
    return spans[first][0], spans[last][1]


@functools.lru_cache(maxsize=1024)
def _loose_clause(clause_text: str) -> str:
    return _loose(folded(clause_text).text)


def _loose(text: str) -> str:
    """``text`` in small letters and in Simplified characters, as long as it was."""
    small = text.lower() if len(text.lower()) == len(text) else text
    simplified = to_simplified(small) if _HAN.search(small) else small
    return simplified if len(simplified) == len(small) else small
