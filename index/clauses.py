"""The clause, which is the unit of citation, and the layout of the file that it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RegionKind = Literal["title", "noise", "heading", "marker", "text"]


@dataclass(frozen=True, slots=True)
class Segment:
    """``length`` characters of a clause's text at ``start`` that stand in the edition's file at ``source``."""

    start: int
    source: int
    length: int


@dataclass(frozen=True, slots=True)
class Clause:
    """The unit of citation.

    ``id`` is the same in every edition (``12``, ``III.12``, ``III.12.b``, ``I.p2``); ``part`` is its first number where the
    text has several levels, and "" otherwise and in a preamble; ``text`` is the wording without its number; its
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
        """Where character ``offset`` of ``text`` stands in the edition's file (characters from its start).

        Raises:
            IndexError: outside of the text, or a space or line break that stands for other white space in the file.
        """
        for segment in self.segments:
            if segment.start <= offset < segment.start + segment.length:
                return segment.source + offset - segment.start
        raise IndexError(f"{self.id} has no source character at offset {offset}")


@dataclass(frozen=True, slots=True)
class Region:
    """Characters ``start`` to ``end`` of the edition's file and what the parser took them for."""

    kind: RegionKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EditionLayout:
    """All clauses of an edition in reading order, and a region for every non-blank character of its file."""

    clauses: tuple[Clause, ...]
    regions: tuple[Region, ...]
