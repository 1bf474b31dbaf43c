"""Which numbering a text shows: candidates for its markers, found at the beginnings of its lines.

A candidate counts if its numbers run 1, 2, 3, … through the text, beginning anew or not. Every structure that candidates can
make is tried with the parser; those that it reads whole are returned, for :mod:`index.first_manifest` to choose from.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import CorpusError
from index.manifest import EditionManifest
from index.markers import Marker, parse_marker
from index.number_words import SERIES
from index.numbering import letters
from index.parsing import parse_clauses
from index.source import SourceText

LEVEL_NAMES = ((), ("clause",), ("part", "clause"), ("part", "clause", "point"))
_LOOKED_AT = 400_000  # characters; a text shows its numbering long before
_MOST_CANDIDATES = 6
_MOST_HEADINGS = 12  # "Article 1" to "Article 30" number the text itself, "Chapter 1" to "Chapter 9" its parts
_LEAST_WITH_UNITS = 0.7  # share of parts that have numbered units; articles of which some have paragraphs are no parts
_LEAST_NUMBERED = 0.25  # share of clauses with a number, below which the numbers are not the text's own

_WORD = r"(?:[^\W\d_]\w*[^\s\d.,;:()（）\[\]/_-]{1,20})"  # with the vowel signs of scripts that have them
_NUMERAL = r"\d{1,5}|[零〇一二三四五六七八九十百千]+|[IVXLC]+|[ivxlc]+|[A-Z]|[^\W\d_A-Z]"
_FORMS = (
    rf"(?P<before>[(（\[]?)(?P<one>{_NUMERAL})(?P<after>[.)）\]、．])(?!\d)",
    r"(?P<before>§ ?)(?P<one>\d{1,5})(?P<after>)",
    rf"(?P<before>(?:{_WORD} ){{1,2}})(?P<one>\d{{1,5}}|[IVXLC]+|[A-Z]|{_WORD}(?:[ -](?:et )?{_WORD})?)"
    r"(?P<after>er|[º°ª])?(?![^\W_])",
    r"(?P<before>[^\W\d_]) ?(?P<one>\d{1,5}|[零〇一二三四五六七八九十百千]+) ?(?P<after>部分|[^\W\d_])",
    rf"(?P<before>)(?P<one>\d{{1,5}})(?P<after>[.-]? ?{_WORD})$",
)


@dataclass(frozen=True)
class Structure:
    """Markers by level, as they are declared; ``ids`` of the text read with them, of which ``numbered`` have a number."""

    markers: tuple[tuple[str, ...], ...]
    continuous: bool
    ids: tuple[str, ...]
    numbered: int


def structures(source: SourceText, edition: EditionManifest, point_style: str) -> list[Structure]:
    """What ``source`` can be read as, best first; ``edition`` says all but the levels."""
    lines = [line for line in text_lines(source) if line and line != edition.title]
    found = _candidates(lines, edition.language)
    out = []
    for depth in (3, 2, 1, 0):
        for levels in itertools.permutations(found, depth):
            if _is_plausible(levels):
                out += [structure for structure in (_read(source, edition, levels, point_style),) if structure]
    return sorted(out, key=lambda one: (-one.numbered, len(one.ids), -len(one.markers)))


def text_lines(source: SourceText) -> list[str]:
    """The first lines of ``source``, blank ones too, with their white space made plain."""
    return [" ".join(line.split()) for line in source.text[:_LOOKED_AT].split("\n")]


def first_marker(line: str, language: str) -> bool:
    """Whether ``line`` opens with something that could be a marker."""
    return bool(_examples(line, language))


@dataclass(frozen=True)
class _Candidate:
    markers: tuple[Marker, ...]
    lines: tuple[int, ...]
    numbers: tuple[int, ...]

    @property
    def begins_anew(self) -> bool:
        return self.numbers.count(1) > 1

    @property
    def is_word(self) -> bool:
        return any(char.isalpha() for char in self.markers[0].before + self.markers[0].after)


def _candidates(lines: Sequence[str], language: str) -> list[_Candidate]:
    by_text: dict[str, dict[str, Marker]] = {}
    for line in lines:
        for example in _examples(line, language):
            try:
                marker = parse_marker(example, language)
            except ValueError:
                continue
            if marker.match(line):
                # "Article premier" and "Article 2" are one way of numbering.
                key = marker.before.casefold() if marker.before.strip(" (（[§") else example
                by_text.setdefault(key, {}).setdefault(example, marker)
    groups: list[tuple[Marker, ...]] = []
    for markers in by_text.values():
        groups.append(tuple(markers.values()))
        groups += [(marker,) for marker in markers.values() if len(markers) > 1]
    found = [candidate for markers in groups if (candidate := _sequence(markers, lines))]
    # Of "1." and "1. cikk" on the same lines the longer one says all that is the marker.
    found.sort(key=lambda candidate: (len(candidate.markers[0].example), len(candidate.markers)))
    distinct = {candidate.lines: candidate for candidate in found}
    return sorted(distinct.values(), key=lambda candidate: -len(candidate.numbers))[:_MOST_CANDIDATES]


def _sequence(markers: tuple[Marker, ...], lines: Sequence[str]) -> _Candidate | None:
    where: list[int] = []
    numbers: list[int] = []
    for index, line in enumerate(lines):
        match = next((match for marker in markers if (match := marker.match(line))), None)
        if match is None or (match.is_ambiguous and numbers and match.number != numbers[-1] + 1):
            continue
        # A text may print no heading for its first part.
        if match.number not in (1, numbers[-1] + 1 if numbers else 2):
            return None
        where.append(index)
        numbers.append(match.number)
    return _Candidate(markers, tuple(where), tuple(numbers)) if len(numbers) > 1 and max(numbers) > 1 else None


def _examples(line: str, language: str) -> list[str]:
    """Markers for number one that ``line`` could open with a later number of."""
    out = []
    for form in _FORMS:
        match = re.match(form, line)
        if match:
            before, after = match["before"], match["after"] or ""
            out += [f"{before}{one}{after}" for one in _ones(match["one"], language)]
    return out


def _ones(numeral: str, language: str) -> list[str]:
    """The ways in which a number one can be written where another is written as ``numeral``."""
    if numeral.isdecimal():
        return [chr(ord(numeral[-1]) - int(numeral[-1]) + 1)]
    out = []
    if re.fullmatch("[零〇一二三四五六七八九十百千]+", numeral):
        out.append("一")
    if re.fullmatch("[IVXLC]+|[ivxlc]+", numeral):
        out.append("I" if numeral.isupper() else "i")
    if len(numeral) == 1:
        out += [first for first in "aAаАαΑ甲א" if (known := letters(first)) and re.fullmatch(known.pattern, numeral)]
    for series in SERIES:
        if numeral.casefold().replace("-", " ") in {word.replace("-", " ") for word in series.words}:
            first = series.words[0]
            out.append(first.upper() if numeral.isupper() else first.capitalize() if numeral[0].isupper() else first)
    return out


def _is_plausible(levels: Sequence[_Candidate]) -> bool:
    """Whether an upper level can be one: it is numbered once, more sparsely, and most of its units have some of the next."""
    for number, (upper, lower) in enumerate(itertools.pairwise(levels)):
        if number == 0 and upper.numbers[0] == 1 and upper.lines[0] > lower.lines[0]:
            return False
        if number == 0 and (upper.begins_anew or (upper.is_word and len(upper.numbers) > _MOST_HEADINGS)):
            return False
        edges = [*upper.lines, max(lower.lines[-1], upper.lines[-1]) + 1]
        filled = [any(start < line < end for line in lower.lines) for start, end in itertools.pairwise(edges)]
        if number == 0 and sum(filled) < _LEAST_WITH_UNITS * len(filled):
            return False
        if len(upper.numbers) > len(lower.numbers) and number == 0:
            return False
    return True


def _read(source: SourceText, edition: EditionManifest, levels: Sequence[_Candidate], point_style: str) -> Structure | None:
    names = LEVEL_NAMES[len(levels)]
    markers = tuple(tuple(marker.example for marker in level.markers) for level in levels)
    styles = {1: ("1",), 2: ("I", "1"), 3: ("I", "1", point_style)}.get(len(levels), ())
    continuous = len(levels) > 1 and not levels[1].begins_anew and len(levels[0].numbers) > 1
    declared = edition.model_dump() | {
        "levels": dict(zip(names, styles, strict=True)),
        "continuous": ("clause",) if continuous else (),
        "numbering": dict(zip(names, markers, strict=True)),
    }
    try:
        clauses = parse_clauses(source, EditionManifest.model_validate(declared)).clauses
    except (CorpusError, ValueError):
        return None
    numbered = [clause.id for clause in clauses if not re.search(r"(?:^|\.)p\d+$", clause.id)]
    if levels and len(numbered) < _LEAST_NUMBERED * len(clauses):
        return None
    return Structure(markers, continuous, tuple(clause.id for clause in clauses), len(numbered))
