"""From the text of one edition to its clauses, with nothing lost.

Rules, in the order they apply to each line of the file:

1. *Blank lines* separate paragraphs and carry nothing.
2. *Noise*: a line that matches one of the manifest's ``noise`` patterns as a whole, or the edition's title.
3. *Odd spaces*: any run of white space inside a line (U+2002, U+00A0, tabs) counts as one space; at its ends as none.
4. *Part heading*: a line that starts with the part scheme's marker (``II.Core`` and ``II. Core`` alike) and does not
   end like a sentence. An edition may open without a heading for its first part: the part is then ``I`` and its heading
   is None, never an invented one.
5. *Numbered clause*: a line that starts with the clause scheme's marker (``1.Actively`` and ``1. Actively`` alike).
6. *Page breaks*, where the manifest declares them: a paragraph or heading that stops without closing punctuation goes
   on in the next line, with nothing between, unless that line opens with a marker.
7. *Unnumbered paragraphs*: between two numbered clauses of a part they belong to the clause above; before the first and
   after the last they are clauses of their own, ``p1``, ``p2``, … counted within the part.

Clause numbers must run 1, 2, 3, … within each part and parts I, II, III, …; anything else is reported, not repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.errors import CorpusError
from index.numbering import Scheme, to_roman

RegionKind = Literal["title", "noise", "heading", "marker", "text"]

_CLOSING = tuple("。！？：；.!?:;…")
_QUOTES = "”’」』》）)\"'"
_RUN = re.compile(r"\S+")


@dataclass(frozen=True)
class Segment:
    """``length`` characters of a clause's text at ``start`` that stand in the edition's file at ``source``."""

    start: int
    source: int
    length: int


@dataclass(frozen=True)
class Clause:
    """The unit of citation.

    ``id`` is the same in every edition (``III.12``, ``I.p2``); ``text`` is the wording without its number; its
    ``paragraphs`` are (start, end) offsets into ``text`` and are joined by one line break; ``segments`` map ``text`` to
    character offsets in the edition's file. ``heading`` is the part's, None where the edition prints none.
    """

    id: str
    language: str
    part: str
    heading: str | None
    text: str
    paragraphs: tuple[tuple[int, int], ...]
    segments: tuple[Segment, ...]

    def source_offset(self, offset: int) -> int:
        """Where character ``offset`` of ``text`` stands in the edition's file (characters from its start)."""
        for segment in self.segments:
            if segment.start <= offset < segment.start + segment.length:
                return segment.source + offset - segment.start
        raise IndexError(f"{self.id} has no source character at offset {offset}")


@dataclass(frozen=True)
class Region:
    """Characters ``start`` to ``end`` of the edition's file and what the parser took them for."""

    kind: RegionKind
    start: int
    end: int


@dataclass(frozen=True)
class EditionLayout:
    """All clauses of an edition in reading order, and a region for every non-blank character of its file."""

    clauses: tuple[Clause, ...]
    regions: tuple[Region, ...]


@dataclass
class _Block:
    """One paragraph under construction: runs of non-blank source characters and the line it began on."""

    line: int
    part: int
    number: int | None
    runs: list[list[tuple[int, int]]]


def parse_clauses(
    text: str,
    *,
    language: str,
    title: str,
    noise: tuple[str, ...],
    part_scheme: Scheme,
    clause_scheme: Scheme,
    page_breaks: bool,
) -> EditionLayout:
    """Cut ``text`` (one edition's whole file) into clauses by the rules above.

    Raises:
        CorpusError: no clause is found, or parts or clause numbers are missing, doubled or out of order.
    """
    noise_patterns = [re.compile(pattern) for pattern in noise]
    regions: list[Region] = []
    headings: dict[int, str] = {}
    blocks: list[_Block] = []
    problems: list[str] = []
    part = 0
    last_number: dict[int, int] = {}
    open_end: Literal["heading", "block"] | None = None

    position = 0
    for line_number, raw in enumerate(text.split("\n"), start=1):
        start, position = position, position + len(raw) + 1
        runs = [(start + run.start(), start + run.end()) for run in _RUN.finditer(raw)]
        if not runs:
            continue
        line = _joined(text, runs)
        offset = runs[0][0]
        stripped = text[offset : runs[-1][1]]
        if line == title or any(pattern.fullmatch(line) for pattern in noise_patterns):
            regions.append(Region("title" if line == title else "noise", offset, runs[-1][1]))
            continue
        if (found := part_scheme.match(stripped)) and not _closed(line):
            number, width = found
            if number != part + 1 and not (part == 0 and number == 1):
                problems.append(f"line {line_number}: part {to_roman(number)} follows {_part_name(part)}")
            part = number
            heading = _cut(runs, offset + width)
            headings[part] = _joined(text, heading)
            regions += [Region("marker", offset, heading[0][0]), Region("heading", heading[0][0], heading[-1][1])]
            open_end = "heading" if page_breaks else None
            continue
        marked = clause_scheme.match(stripped)
        if page_breaks and open_end and not marked:
            if open_end == "block":
                blocks[-1].runs[-1] += runs
                regions.append(Region("text", offset, runs[-1][1]))
                open_end = None if _closed(line) else "block"
                continue
            if not _has_sentence(line):
                headings[part] += line
                regions.append(Region("heading", offset, runs[-1][1]))
                continue
        part = part or 1
        number_here: int | None = None
        if marked:
            number_here, width = marked
            body = _cut(runs, offset + width)
            regions.append(Region("marker", offset, body[0][0]))
            expected = last_number.get(part, 0) + 1
            if number_here != expected:
                problems.append(
                    f"line {line_number}: clause {to_roman(part)}.{number_here} stands where "
                    f"{to_roman(part)}.{expected} is expected (missing, doubled or out of order)"
                )
            last_number[part] = number_here
            runs = body
        regions.append(Region("text", runs[0][0], runs[-1][1]))
        blocks.append(_Block(line_number, part, number_here, [runs]))
        open_end = "block" if page_breaks and not _closed(line) else None

    if not blocks:
        problems.append("no clause found: check the numbering schemes in the manifest")
    if problems:
        raise CorpusError(problems)
    clauses = tuple(_clause(text, language, block, id_, headings) for id_, block in _identified(blocks))
    return EditionLayout(clauses, tuple(regions))


def _identified(blocks: list[_Block]) -> list[tuple[str, _Block]]:
    """Rule 7: merge paragraphs into the numbered clause above them, or give them ids of their own."""
    last_numbered = {block.part: index for index, block in enumerate(blocks) if block.number is not None}
    out: list[tuple[str, _Block]] = []
    unnumbered: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if block.number is not None:
            out.append((f"{to_roman(block.part)}.{block.number}", block))
        elif out and out[-1][1].part == block.part and out[-1][1].number and index < last_numbered[block.part]:
            out[-1][1].runs += block.runs
        else:
            unnumbered[block.part] = unnumbered.get(block.part, 0) + 1
            out.append((f"{to_roman(block.part)}.p{unnumbered[block.part]}", block))
    return out


def _clause(text: str, language: str, block: _Block, id_: str, headings: dict[int, str]) -> Clause:
    parts: list[str] = []
    paragraphs: list[tuple[int, int]] = []
    segments: list[Segment] = []
    length = 0
    for index, runs in enumerate(block.runs):
        if index:
            parts.append("\n")
            length += 1
        began = length
        for previous, (start, end) in zip([None, *runs], runs, strict=False):
            if previous is not None and "\n" not in text[previous[1] : start]:
                parts.append(" ")
                length += 1
            parts.append(text[start:end])
            segments.append(Segment(length, start, end - start))
            length += end - start
        paragraphs.append((began, length))
    return Clause(
        id=id_,
        language=language,
        part=to_roman(block.part),
        heading=headings.get(block.part),
        text="".join(parts),
        paragraphs=tuple(paragraphs),
        segments=tuple(segments),
    )


def _joined(text: str, runs: list[tuple[int, int]]) -> str:
    return " ".join(text[start:end] for start, end in runs)


def _cut(runs: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    """``runs`` from source offset ``at`` on."""
    return [(max(start, at), end) for start, end in runs if end > at]


def _closed(line: str) -> bool:
    return line.rstrip(_QUOTES).endswith(_CLOSING)


def _has_sentence(line: str) -> bool:
    return any(mark in line for mark in _CLOSING)


def _part_name(part: int) -> str:
    return f"part {to_roman(part)}" if part else "the start"
