"""Which structure a text shows: levels made of the ways of numbering (:mod:`index.candidates`) that its lines begin with.

Every order that candidates can be put in is followed through the text, and the best are tried with the parser. Good is what
numbers much of the text, from its beginning, with markers that say what they number. A number that lacks, is doubled or out
of order costs something and excludes nothing: it is for a person to mend, whom ``gsi corpus check`` tells the line.
"""

from __future__ import annotations

import itertools
import operator
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.candidates import Candidate, candidates
from index.errors import CorpusError
from index.manifest import EditionManifest
from index.numbering import paragraph_number
from index.parsing import parse_clauses
from index.source import SourceText

LEVEL_NAMES = ((), ("clause",), ("part", "clause"), ("part", "clause", "point"))
_LOOKED_AT = 400_000  # characters; a text shows its numbering long before
_MOST_OF_A_SHAPE = 5  # are tried with the parser
_MOST_HEADINGS = 12  # "Article 1" to "Article 30" number the text itself, "Chapter 1" to "Chapter 9" its parts
_LEAST_WITH_UNITS = 0.7  # share of parts that have numbered units; articles of which some have paragraphs are no parts
_LEAST_NUMBERED = 0.25  # share of clauses with a number, below which the numbers are not the text's own
_MOST_BREAKS = 1 / 3  # of the lines of a level
_LEAST_RUN = 0.5  # share of a level's lines in one run; a list of contents or an annex may count anew
_LEAST_OF_A_LIST = 0.5  # share of the text in lists "(a)", "(b)", … line by line, below which they number no text
_WORD_WEIGHT, _BREAK_COST = 10, 2  # a short regulation has more numbered recitals than articles


@dataclass(frozen=True)
class Structure:
    """Markers by level, as they are declared, and names of the levels that run on through the text.

    ``ids`` are those of the text read with them; there are none if numbers lack, are doubled or out of order in it.
    ``is_found`` says that the text shows them; if not they are those of another edition.
    """

    markers: tuple[tuple[str, ...], ...]
    continuous: tuple[str, ...]
    ids: tuple[str, ...]
    score: float
    is_found: bool = True


@dataclass(frozen=True)
class _Outline:
    """Levels followed through the text: which run on, how many units are in order and how many are not.

    ``weight`` is that of the units in order.
    """

    levels: tuple[Candidate, ...] = ()
    running_on: tuple[bool, ...] = ()
    in_order: int = 0
    breaks: int = 0
    weight: float = 0

    @property
    def score(self) -> float:
        return self.weight - _BREAK_COST * self.breaks


def structures(source: SourceText, edition: EditionManifest) -> list[Structure]:
    """What ``source`` can be read as, best first; ``edition`` says all but the levels. Empty if it holds no text."""
    lines = [line for line in text_lines(source) if line and line != edition.title]
    found = candidates(lines, edition.language)
    outlines = [
        outline
        for depth in range(1, len(LEVEL_NAMES))
        for levels in itertools.permutations(found, depth)
        if _is_plausible(levels, found)
        for outline in _outlines(levels, len(lines))
    ]
    tried = [*_best_of_each_shape(outlines), _Outline()]
    read = [structure for outline in tried if (structure := _read(source, edition, outline, len(lines)))]
    return sorted(read, key=lambda one: (not one.markers, -one.score, len(one.ids), -len(one.markers)))


def text_lines(source: SourceText) -> list[str]:
    """The first lines of ``source``, blank ones too, with their white space made plain."""
    return [" ".join(line.split()) for line in source.text[:_LOOKED_AT].split("\n")]


def _best_of_each_shape(outlines: Iterable[_Outline]) -> list[_Outline]:
    """The best with as many levels of which the same run on: all editions must have one such shape."""
    shapes: dict[tuple[bool, ...], list[_Outline]] = {}
    for outline in sorted(outlines, key=lambda outline: -outline.score):
        shapes.setdefault(outline.running_on, []).append(outline)
    return [outline for same in shapes.values() for outline in same[:_MOST_OF_A_SHAPE]]


def _is_plausible(levels: Sequence[Candidate], found: Sequence[Candidate]) -> bool:
    """Whether each level can stand above the next: parts are more sparse and mostly have units, and none is passed over."""
    if any(level.repeated > depth for depth, level in enumerate(levels)):
        return False
    for number, (upper, lower) in enumerate(itertools.pairwise(levels)):
        if number == 0 and not _are_parts(upper, lower):
            return False
        # What only follows the last unit, as annexes do, is no part of it.
        if lower.lines[0] > upper.lines[-1]:
            return False
        others = [other for other in found if other not in levels]
        if not _runs_on(lower, upper) and any(_is_between(upper, other, lower) for other in others):
            return False
    return True


def _are_parts(upper: Candidate, lower: Candidate) -> bool:
    if upper.numbers[0] == 1 and upper.lines[0] > lower.lines[0]:
        return False
    parts = set(upper.numbers)
    is_text = upper.is_word and not lower.is_word and not lower.repeated and len(parts) > _MOST_HEADINGS
    if len(parts) > len(lower.numbers) or is_text:
        return False
    edges = itertools.pairwise([*upper.lines, max(lower.lines[-1], upper.lines[-1]) + 1])
    filled = {
        number
        for number, (start, end) in zip(upper.numbers, edges, strict=True)
        if any(start < line < end for line in lower.lines)
    }
    return len(filled) >= _LEAST_WITH_UNITS * len(parts)


def _runs_on(lower: Candidate, upper: Candidate) -> bool:
    """Whether numbers of ``lower`` go on from one unit of ``upper`` to the next; those that repeat its number never do."""
    if lower.repeated:
        return False
    steps = itertools.pairwise(zip(lower.lines, lower.numbers, strict=True))
    return any(
        number == before + 1 and any(start < line < end for line in upper.lines) for (start, before), (end, number) in steps
    )


def _is_between(upper: Candidate, middle: Candidate, lower: Candidate) -> bool:
    """Whether ``middle`` begins anew in ``upper``, and ``lower`` in ``middle``."""
    return all(
        _last_above(line, outer) > _last_above(line, other)
        for outer, inner, other in ((upper, middle, lower), (middle, lower, upper))
        for line, number in zip(inner.lines, inner.numbers, strict=True)
        if number == 1
    )


def _last_above(line: int, candidate: Candidate) -> int:
    """The last line of ``candidate`` above ``line``; -1 if there is none."""
    index = bisect_left(candidate.lines, line)
    return candidate.lines[index - 1] if index else -1


def _outlines(levels: tuple[Candidate, ...], lines: int) -> list[_Outline]:
    may_run_on = [_runs_on(lower, upper) for upper, lower in itertools.pairwise(levels)]
    choices = itertools.product(*((False, True) if may else (False,) for may in may_run_on))
    return [outline for running_on in choices if (outline := _outline(levels, (False, *running_on), lines))]


def _outline(levels: tuple[Candidate, ...], running_on: tuple[bool, ...], lines: int) -> _Outline | None:
    """``levels`` followed through a text of ``lines`` lines; None if they are no order of it."""
    last, in_order, breaks = ([0] * len(levels) for _ in range(3))
    runs: list[list[list[int]]] = [[[]] for _ in levels]  # of lines, by level; a run ends where numbers begin anew undue
    marked = sorted(
        (line, level, number, step, [one for one, _ in above])
        for level, candidate in enumerate(levels)
        for line, number, step, above in zip(
            candidate.lines, candidate.numbers, candidate.steps, candidate.above, strict=True
        )
    )
    for line, at, number, step, above in marked:
        if at == 2 and not last[1]:
            continue
        if above:
            last[0] = last[0] or 1
        is_inside = above == last[at - len(above) : at]
        if not is_inside:  # what follows is judged by this line, as the parser does
            last[at - len(above) : at + 1] = [*above, 0]
        is_due = number == last[at] + step or (at == 0 and len(levels) > 1 and (last[0], number) == (0, 2))
        is_due = is_due and is_inside
        in_order[at] += is_due
        breaks[at] += not is_due
        if not is_due and number == 1 < last[at]:
            runs[at].append([])
        runs[at][-1].append(line)
        last[at] = number
        for below in range(at + 1, len(levels)):
            last[below] = last[below] if running_on[below] else 0
    for level, good, bad, apart in zip(levels, in_order, breaks, runs, strict=True):
        if not good or bad > _MOST_BREAKS * (good + bad) or not _is_one_numbering(level, apart, lines):
            return None
    first = min(runs[level][0][0] for level in range(min(2, len(levels))))
    weights = [_WORD_WEIGHT if level.is_word else 1 for level in levels]
    weight = sum(map(operator.mul, weights, in_order)) * (1 - first / lines)
    return _Outline(levels, running_on, sum(in_order), sum(breaks), weight)


def _is_one_numbering(level: Candidate, runs: Sequence[Sequence[int]], lines: int) -> bool:
    """Whether one of several ``runs`` of lines is most of the numbering of a text, and they are not short lists in it."""
    longest = max(runs, key=lambda run: (len(run), run[-1] - run[0]))
    count = sum(map(len, runs))
    is_list = not level.is_word and longest[-1] - longest[0] < len(longest) and count < _LEAST_OF_A_LIST * lines
    return len(runs) == 1 or (len(longest) >= _LEAST_RUN * count and not is_list)


def _read(source: SourceText, edition: EditionManifest, outline: _Outline, lines: int) -> Structure | None:
    """``source`` read by ``outline``; None if it cannot be, or if too little of it has a number."""
    names = LEVEL_NAMES[len(outline.levels)]
    markers = tuple(tuple(marker.example for marker in level.markers) for level in outline.levels)
    continuous = tuple(itertools.compress(names, outline.running_on))
    declared = edition.model_dump() | {
        "levels": dict(zip(names, id_styles(len(names)), strict=True)),
        "continuous": continuous,
        "numbering": dict(zip(names, markers, strict=True)),
    }
    try:
        manifest = EditionManifest.model_validate(declared)
    except ValueError:
        return None
    try:
        ids = tuple(clause.id for clause in parse_clauses(source, manifest).clauses)
    except CorpusError as error:
        if not outline.levels:
            return None
        breaks = max(outline.breaks, len(error.problems))
        outside = outline.levels[0].lines[0] + lines - 1 - max(level.lines[-1] for level in outline.levels)
        numbered, clauses, ids = outline.in_order, outline.in_order + outside, ()
    else:
        units = {".".join(names[:depth]) for id_ in ids for names in [_numbers(id_)] for depth in range(1, len(names) + 1)}
        breaks = max(0, outline.in_order - len(units))
        numbered, clauses = sum(_numbers(id_) == id_.split(".") for id_ in ids), len(ids)
    if outline.levels and numbered < _LEAST_NUMBERED * clauses:
        return None
    return Structure(markers, continuous, ids, outline.weight - _BREAK_COST * breaks)


def id_styles(depth: int, points: str = "1") -> tuple[str, ...]:
    """How the numbers of ``depth`` levels stand in ids."""
    return (("1",), ("I", "1"), ("I", "1", points))[depth - 1] if depth else ()


def _numbers(id_: str) -> list[str]:
    """The parts of a clause id but for that of a paragraph without a number."""
    return [name for name in id_.split(".") if not paragraph_number(name)]
