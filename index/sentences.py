"""The passages that are embedded: the sentences of a clause, and the phrases of its long sentences.

A sentence is what an answer quotes; a phrase only helps to find it, because one vector for "counter-terrorism, maritime
security and the Horn of Africa" is near to none of the three. Neither is ever cited by an id of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import sentencex

from index.clauses import Clause

# A phrase ends after one of these, once it is long enough to mean something (in characters; Han ones say more each).
_BREAKS = re.compile(r"[,;:](?=[\s\u3400-\u9fff])|[，；：،؛]")
_SHORTEST_PHRASE = 45
_SHORTEST_HAN_PHRASE = 10
_HAN = re.compile(r"[\u3400-\u9fff]")
# The number of a paragraph within its clause: "2. ", "(2) ". It opens the first sentence; sentencex takes it for the
# number of a reference and would not cut the paragraph at all.
_PARAGRAPH_NUMBER = re.compile(r"\(?\d{1,3}[.)]\s+(?=\S)")


@dataclass(frozen=True)
class Passage:
    """Characters ``start`` to ``end`` of ``clause``'s text; ``sentence`` counts the clause's sentences from 0.

    ``phrase`` is None for the whole sentence and counts its phrases from 0 otherwise.
    """

    clause: Clause
    sentence: int
    phrase: int | None
    start: int
    end: int

    @property
    def id(self) -> str:
        """``III.12#2`` for a sentence, ``III.12#2.0`` for a phrase of it."""
        tail = "" if self.phrase is None else f".{self.phrase}"
        return f"{self.clause.id}#{self.sentence}{tail}"

    @property
    def text(self) -> str:
        return self.clause.text[self.start : self.end]


def parse_passage_id(passage_id: str) -> tuple[str, int]:
    """The (clause id, sentence number) that ``passage_id`` belongs to."""
    clause, _, rest = passage_id.partition("#")
    return clause, int(rest.partition(".")[0])


@lru_cache(maxsize=8192)
def split_sentences(clause: Clause) -> tuple[tuple[int, int], ...]:
    """(start, end) offsets of the clause's sentences, in order, without the white space between them.

    A sentence never runs over the end of a paragraph. Every non-blank character is in exactly one sentence; the number
    of a paragraph is in its first.
    """
    spans: list[tuple[int, int]] = []
    for begin, stop in clause.paragraphs:
        number = _PARAGRAPH_NUMBER.match(clause.text, begin, stop)
        position = number.end() if number else begin
        opening = len(spans)
        for piece in sentencex.segment(clause.language, clause.text[position:stop]):
            start = clause.text.index(piece, position, stop)
            position = start + len(piece)
            stripped = piece.strip()
            if stripped:
                start += len(piece) - len(piece.lstrip())
                spans.append((start, start + len(stripped)))
        if number:
            spans[opening] = (begin, spans[opening][1])
    return tuple(spans)


def sentences_of(text: str, language: str) -> list[str]:
    """The sentences of any ``text``, without the white space around them."""
    return [piece.strip() for piece in sentencex.segment(language, text) if piece.strip()]


def split_passages(clause: Clause) -> list[Passage]:
    """The clause's sentences, each followed by its phrases if it has more than one."""
    out: list[Passage] = []
    for number, (start, end) in enumerate(split_sentences(clause)):
        out.append(Passage(clause, number, None, start, end))
        phrases = _phrases(clause.text, start, end)
        if len(phrases) > 1:
            out += [Passage(clause, number, index, *span) for index, span in enumerate(phrases)]
    return out


def _phrases(text: str, start: int, end: int) -> list[tuple[int, int]]:
    shortest = _SHORTEST_HAN_PHRASE if _HAN.search(text, start, end) else _SHORTEST_PHRASE
    spans: list[tuple[int, int]] = []
    begin = start
    for found in _BREAKS.finditer(text, start, end):
        if found.end() - begin >= shortest:
            spans.append((begin, found.end()))
            begin = found.end()
            while begin < end and text[begin].isspace():
                begin += 1
    if begin < end:
        if spans and end - begin < shortest:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((begin, end))
    return spans
