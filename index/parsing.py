"""From the text of one edition to its clauses, with nothing lost.

The manifest gives up to three *levels*, top first, each with its *markers* (:mod:`index.markers`). A unit of the last level
is a clause (``12``, ``III.12``, ``III.12.b``). Of several levels the first has headings; the one between has clauses where
it has text of its own (``III.12``: "12. The Parties shall: (a) …"). Rules, in the order they apply to each line of the text:

1. *Blank lines* separate paragraphs and carry nothing. Without any a line is a paragraph, unless the manifest declares that
   lines are *wrapped*: then a line goes on with the one above, but for one with a marker whose number is due.
2. *Noise*: a line that matches one of the manifest's ``noise`` patterns as a whole, or the edition's title.
3. *Odd spaces*: any run of white space inside a line (U+2002, U+00A0, tabs) counts as one space; at its ends as none.
4. *Heading*: where there are several levels, a line that starts with a marker of the first (``II.Core`` and ``II. Core``
   alike). If the marker stands alone, the next line is the heading, unless it opens with a marker or ends like a sentence. A
   line that ends like a sentence opens the part that is due only, and with text: that is a clause with the number of the
   part (``4``, "Article 4. The council has: (a) …"), unless it is one sentence and a unit of the part follows at once
   ("Part I. General provisions."). What stands before a printed part I is a preamble (rule 7); an edition that opens
   without a heading and goes on with part II prints none for its part I: it is None, never an invented one.
5. *Numbered unit*: a line that starts with a marker of another level (``1.Actively`` and ``1. Actively`` alike), or is one.
   Inserted units (``2bis``, :mod:`index.inserted`) stand after the one whose number they have, or are text. Points are
   counted only inside a clause; there ``(i)`` is a point where it follows ``(h)``, and text where it does not.
6. *Page breaks*, where the manifest declares them: a paragraph or heading that stops without closing punctuation goes
   on in the next line, unless that line opens with a marker. Lines that go on are joined by a space; after a hyphen, in
   languages without spaces and between characters of their scripts by nothing.
7. *Unnumbered paragraphs* belong to the unit above them, or are clauses of their own, by the rules of :mod:`index.blocks`.

Numbers must run 1, 2, 3, … within each unit above, or through the whole text for a level that is declared continuous; in a
partial edition some may lack. Ids that the manifest says an edition ``lacks`` are passed over in counting, so that what
comes after them has the id it has elsewhere. Numbers above that a marker repeats (``2.1``) must be those of the unit that it
stands in. Anything else is reported, not repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from index.blocks import Block, Runs, identified
from index.clauses import Clause, EditionLayout, Region, RegionKind, Segment
from index.closing import has_closing, is_closed, is_one_sentence
from index.errors import CorpusError
from index.inserted import joined
from index.lettering import lettered_as
from index.manifest import EditionManifest
from index.markers import Found
from index.scripts import SPACELESS_LANGUAGES, is_spaceless
from index.source import SourceText

_RUN = re.compile(r"\S+(?: \S+)*")  # words with one plain space between them, which stays as it is
_HYPHENS = ("-", "\u00ad", "‐")
_MOST_TOLD = 20


def parse_clauses(source: SourceText, edition: EditionManifest) -> EditionLayout:
    """Cut ``source`` (one edition's whole file) into clauses by the rules above.

    Raises:
        CorpusError: no clause is found, a unit has no text, or numbers are missing, doubled or out of order.
    """
    return _Parser(source, lettered_as(edition, source.text)).layout()


class _Parser:
    def __init__(self, source: SourceText, edition: EditionManifest) -> None:
        self._source = source
        self._text = source.text
        self._edition = edition
        self._levels = edition.structure
        self._has_parts = len(self._levels) > 1
        self._noise = [re.compile(pattern) for pattern in edition.noise]
        self._problems: list[str] = []
        self._regions: list[Region] = []
        self._headings: dict[str, str] = {}
        self._blocks: list[Block] = []
        self._part = 0
        self._is_part_printed = False
        # The number that each level came to last, 0 where it has to begin, and that of its last unit in an id.
        self._last = [0] * len(self._levels)
        self._names = [""] * len(self._levels)
        self._inserted: set[tuple[str, ...]] = set()
        self._open: Literal["marker", "heading", "block"] | None = None
        self._is_broken = False  # whether the last paragraph stops in mid-sentence at a page break

    def layout(self) -> EditionLayout:
        for lines in self._paragraphs():
            if not self._leave_out(lines):
                for runs in lines:
                    self._read_line(runs)
            if self._edition.wrapped and (self._open == "heading" or (self._open == "block" and not self._is_broken)):
                self._open = None
        clauses, without_text = identified(
            self._blocks, self._text, conclusions=self._edition.conclusions, lacks=self._edition.lacks
        )
        for block in without_text:
            self._problem(block.at, f"{self._levels[len(block.path) - 1].name} {'.'.join(block.path)} has no text")
        if not clauses and not self._problems:
            self._problems.append("no clause found: check the numbering in the manifest")
        if self._problems:
            more = len(self._problems) - _MOST_TOLD
            raise CorpusError(self._problems[:_MOST_TOLD] + ([f"and {more} more problems"] if more > 0 else []))
        return EditionLayout(tuple(self._clause(*item) for item in clauses), tuple(self._regions))

    def _paragraphs(self) -> Iterator[list[Runs]]:
        """The lines between blank ones, if they are wrapped, and otherwise each line by itself."""
        position = 0
        lines: list[Runs] = []
        for raw in self._text.split("\n"):
            runs = [(position + run.start(), position + run.end()) for run in _RUN.finditer(raw)]
            position += len(raw) + 1
            if lines and not (runs and self._edition.wrapped):
                yield lines
                lines = []
            if runs:
                lines.append(runs)
        if lines:
            yield lines

    def _leave_out(self, lines: list[Runs]) -> bool:
        """Take ``lines`` for the title or for noise, if they are."""
        line = " ".join(_joined(self._text, runs) for runs in lines)
        is_title = line == self._edition.title
        if not is_title and not any(pattern.fullmatch(line) for pattern in self._noise):
            return False
        for runs in lines:
            self._region("title" if is_title else "noise", runs[0][0], runs[-1][1])
        return True

    def _read_line(self, runs: Runs) -> None:
        if self._edition.wrapped and self._leave_out([runs]):
            return
        start, end = runs[0][0], runs[-1][1]
        line = _joined(self._text, runs)
        marked = self._marked(self._text[start:end], line)
        if marked is None:
            if not self._goes_on(line, runs):
                self._region("text", start, end)
                self._blocks.append(Block(start, self._here(), False, [runs]))
                self._open = self._after_text(line)
            return
        level, found = marked
        body = _cut(self._text, runs, start + found.width)
        self._region("marker", start, body[0][0] if body else end)
        if self._has_parts and level == 0:
            self._begin_part(found, body, start)
        else:
            self._begin_unit(level, found, body, start)
            self._open = self._after_text(line) if body else None

    def _marked(self, raw: str, line: str) -> tuple[int, Found] | None:
        """The level and the marker that a line opens with, or None."""
        for level, declared in enumerate(self._levels):
            found = declared.match(raw)
            if found is None or (level == 2 and not self._last[1]):
                continue
            is_due = found.number == self._last[level] + (not found.inserted) and self._stands_inside(level, found)
            is_inside = self._edition.wrapped and self._open == "block"
            if self._has_parts and level == 0 and is_closed(line) and found.width < len(raw) and (is_inside or not is_due):
                continue
            if (found.is_ambiguous or found.inserted) and not is_due:
                continue  # "(i)" in a list of letters opens a list of Roman numerals inside it
            if is_inside and not is_due:
                continue  # "… and of Article\n12. It …"
            return level, found
        return None

    def _goes_on(self, line: str, runs: Runs) -> bool:
        """Take a line without a marker for more of the heading or of the paragraph above it, if it is."""
        if self._open == "block":
            self._blocks[-1].paragraphs[-1] += runs
            self._region("text", runs[0][0], runs[-1][1])
            self._open = self._after_text(line)
            return True
        if (self._open == "heading" and not has_closing(line)) or (self._open == "marker" and not is_closed(line)):
            above = self._headings.get(self._names[0], "")
            self._headings[self._names[0]] = f"{above}{self._glue(above[-1], line[0])}{line}" if above else line
            self._region("heading", runs[0][0], runs[-1][1])
            self._open = self._after_heading()
            return True
        return False

    def _glue(self, before: str, after: str) -> str:
        """What joins two lines of one paragraph, of which one ends with the character ``before``."""
        if before in _HYPHENS:
            return ""
        spaceless = is_spaceless(before) + is_spaceless(after)
        if self._edition.language in SPACELESS_LANGUAGES:
            return " " if not spaceless and before.isalpha() and after.isalpha() else ""
        return "" if spaceless == 2 else " "

    def _after_text(self, line: str) -> Literal["block"] | None:
        """What is open after ``line`` of a paragraph."""
        self._is_broken = self._edition.page_breaks and not is_closed(line)
        return "block" if self._edition.wrapped or self._is_broken else None

    def _after_heading(self) -> Literal["heading"] | None:
        return "heading" if self._edition.wrapped or self._edition.page_breaks else None

    def _here(self) -> tuple[str, ...]:
        """The path of the part that a clause without one of its own stands in; a part without heading begins here."""
        if not self._has_parts:
            return ()
        if not self._part:
            self._part, self._names[0] = 1, self._name(0, 1)
        return (self._names[0],)

    def _begin_part(self, found: Found, heading: Runs, at: int) -> None:
        level, number, name = self._levels[0].name, found.number, self._name(0, found.number, found.inserted)
        if number == 1 and not self._is_part_printed:
            for block in self._blocks:
                if block.is_numbered:
                    self._problem(block.at, f"{'.'.join(block.path)} stands before the first {level}")
                else:
                    block.path = ()
        elif number != self._part + (not found.inserted) and not (self._edition.partial and number > self._part):
            self._problem(at, f"{level} {name} follows {f'{level} {self._names[0]}' if self._part else 'the start'}")
        self._part, self._names[0], self._is_part_printed = number, name, True
        self._last = [last if level.continuous else 0 for level, last in zip(self._levels, self._last, strict=True)]
        self._last[0] = number
        line = _joined(self._text, heading)
        if is_closed(line):
            self._region("text", heading[0][0], heading[-1][1])
            self._blocks.append(Block(at, (name,), True, [heading]))
            self._open = self._after_text(line)
            return
        self._open = self._after_heading() if heading else "marker"
        if heading:
            self._headings[name] = line
            self._region("heading", heading[0][0], heading[-1][1])

    def _take_heading(self) -> None:
        """The line of a part that ended like a sentence is its heading after all: its first unit follows at once."""
        block = self._blocks[-1]
        if len(block.path) > 1 or not block.is_numbered or len(block.paragraphs) != 1:
            return
        line = _joined(self._text, block.paragraphs[0])
        if not is_one_sentence(line):
            return
        self._blocks.pop()
        self._headings[block.path[0]] = line
        start = self._source.offset(block.paragraphs[0][0][0])
        at = next(at for at in reversed(range(len(self._regions))) if self._regions[at].start == start)
        self._regions[at] = replace(self._regions[at], kind="heading")

    def _begin_unit(self, level: int, found: Found, body: Runs, at: int) -> None:
        number, name = found.number, self._name(level, found.number, found.inserted)
        above = (*self._here(), *self._names[1:level])
        expected = self._last[level] + (not found.inserted)
        while expected < number and ".".join((*above, self._name(level, expected))) in self._edition.lacks:
            expected += 1
        is_known = found.inserted and (*above, name) in self._inserted
        is_inside = self._stands_inside(level, found)
        if is_known or not is_inside or (number != expected and not (self._edition.partial and number > expected)):
            due = ".".join((*above, self._name(level, expected + (found.inserted != ""))))
            if not is_inside:  # what follows is judged by this unit, not by the one above it
                for place, (one, behind) in enumerate(found.above, start=level - len(found.above)):
                    self._last[place], self._names[place] = one, self._name(place, one, behind)
                self._part, above = self._last[0] or self._part, tuple(self._names[:level])
            self._problem(
                at,
                f"{self._levels[level].name} {'.'.join((*above, name))} stands where {due} is expected "
                "(missing, doubled or out of order)",
            )
        if level == 1 and self._has_parts and self._blocks:
            self._take_heading()
        self._last[level], self._names[level] = number, name
        if found.inserted:
            self._inserted.add((*above, name))
        if level == 1 and len(self._levels) > 2 and not self._levels[2].continuous:
            self._last[2] = 0
        if body:
            self._region("text", body[0][0], body[-1][1])
        self._blocks.append(Block(at, (*above, name), True, [body] if body else [], alone=not body))

    def _stands_inside(self, level: int, found: Found) -> bool:
        """Whether the numbers above that the marker repeats, if any, are those of the unit it stands in."""
        if not found.above:
            return True
        first = level - len(found.above)
        if [number for number, _ in found.above] != [self._part or 1, *self._last[1:level]][first:level]:
            return False
        names = [self._name(place, *one) for place, one in enumerate(found.above, start=first)]
        return names == [self._names[place] or self._name(place, 1) for place in range(first, level)]

    def _name(self, level: int, number: int, inserted: str = "") -> str:
        """How a unit's ``number`` and what is ``inserted`` behind it stand in an id."""
        declared = self._levels[level]
        try:
            return joined(declared.id_numerals.write(number), inserted)
        except ValueError as error:
            self._problem(None, f"{declared.name} {number} cannot stand in an id: {error}")
            return joined(str(number), inserted)

    def _clause(self, id_: str, block: Block) -> Clause:
        parts: list[str] = []
        paragraphs: list[tuple[int, int]] = []
        segments: list[Segment] = []
        length = 0
        for index, runs in enumerate(block.paragraphs):
            if index:
                parts.append("\n")
                length += 1
            began = length
            for previous, (start, end) in zip([None, *runs], runs, strict=False):
                if previous is not None:
                    end_of_line = "\n" in self._text[previous[1] : start]
                    glue = self._glue(self._text[previous[1] - 1], self._text[start]) if end_of_line else " "
                    parts.append(glue)
                    length += len(glue)
                parts.append(self._text[start:end])
                for at, place, size in self._source.spans(start, end):
                    # A new number: what the parser took its numbers from would stay in memory with them, 60 MB of 100,000
                    # clauses.
                    segments.append(Segment(length + at - start, place + 0, size))
                length += end - start
            paragraphs.append((began, length))
        part = block.path[0] if self._has_parts and block.path else ""
        return Clause(
            id=id_,
            language=self._edition.language,
            part=part,
            heading=self._headings.get(part),
            text="".join(parts),
            paragraphs=tuple(paragraphs),
            segments=tuple(segments),
        )

    def _region(self, kind: RegionKind, start: int, end: int) -> None:
        self._regions.append(Region(kind, self._source.offset(start), self._source.offset(end - 1) + 1))

    def _problem(self, at: int | None, told: str) -> None:
        line = "" if at is None else f"line {self._source.line(at)}: "
        if (problem := f"{line}{told}") not in self._problems[-1:]:
            self._problems.append(problem)


def _joined(text: str, runs: Runs) -> str:
    return " ".join(text[start:end] for start, end in runs)


def _cut(text: str, runs: Runs, at: int) -> Runs:
    """``runs`` from offset ``at`` on."""
    while text[at : at + 1].isspace():
        at += 1
    return [(max(start, at), end) for start, end in runs if end > at]
