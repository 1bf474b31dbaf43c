"""What a corpus folder comes to, without building anything: what was recognised where, what was left out, what is wrong."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import ftfy.badness

from index.clauses import Clause, EditionLayout
from index.corpus import Edition, alignment_problems, read_layout, read_manifest
from index.errors import CorpusError
from index.manifest import PARAGRAPH, EditionManifest
from index.markers import Marker
from index.numbering import HIGHEST, paragraph_number
from index.source import SourceText, shown

_MOST_NOTES = 50


@dataclass(frozen=True)
class Line:
    """A line of a file, from 1, and what stands there or is to be said of it; None if that is of no line."""

    line: int | None
    text: str


@dataclass(frozen=True)
class EditionReport:
    """One edition: ``counts`` of units by level and of clauses, ``left_out`` as title or noise, and doubtful lines.

    ``first`` and ``last`` are the ids it begins and ends with; ``lacks`` those that others have and it may lack.
    """

    language: str
    file: str
    counts: dict[str, int]
    first: str
    last: str
    left_out: tuple[Line, ...]
    doubts: tuple[Line, ...]
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class CorpusReport:
    """A corpus folder: valid if there are no ``problems``, each with its file."""

    name: str
    levels: dict[str, str]
    editions: tuple[EditionReport, ...] = ()
    problems: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        fields = asdict(self)
        return {"corpus": fields.pop("name"), "valid": not self.problems} | fields


def check_corpus(folder: Path) -> CorpusReport:
    """Read everything in ``folder`` as a build would. Raises nothing that is the folder's fault: all of it is reported."""
    try:
        manifest = read_manifest(folder)
    except CorpusError as error:
        return CorpusReport(folder.name, {}, problems=tuple(error.problems))
    problems: list[str] = []
    editions: dict[str, Edition] = {}
    read: dict[str, tuple[SourceText, EditionLayout]] = {}
    for declared in manifest.editions:
        try:
            source, lettered, layout = read_layout(folder, declared)
        except CorpusError as error:
            problems += [f"{declared.file}: {problem}" for problem in error.problems]
        else:
            read[declared.language] = source, layout
            editions[declared.language] = Edition.of(lettered, layout.clauses)
    problems += alignment_problems(editions)
    known = dict.fromkeys(clause for edition in editions.values() for clause in edition.clauses)
    reports = tuple(_report(edition, *read[language], [*known]) for language, edition in editions.items())
    return CorpusReport(manifest.name, dict(manifest.levels), reports, tuple(problems))


def _report(edition: Edition, source: SourceText, layout: EditionLayout, known: list[str]) -> EditionReport:
    declared = edition.manifest
    return EditionReport(
        language=declared.language,
        file=declared.file,
        counts=_counts(declared, layout),
        first=layout.clauses[0].id,
        last=layout.clauses[-1].id,
        left_out=tuple(
            Line(source.line_at(region.start), shown(source.between(region.start, region.end)))
            for region in layout.regions
            if region.kind in ("title", "noise")
        ),
        doubts=(
            *_unmatched(source, declared, layout),
            *sorted([*_doubts(source, declared, layout), *_after_the_last(source, declared, layout)], key=_by_line),
        )[:_MOST_NOTES],
        lacks=tuple(clause for clause in known if clause not in edition.clauses),
    )


def _counts(declared: EditionManifest, layout: EditionLayout) -> dict[str, int]:
    """Distinct units at each level, unnumbered paragraphs, and all clauses."""
    levels = list(declared.levels)
    units: Counter[str] = Counter()
    seen: set[str] = set()
    for clause in layout.clauses:
        names = clause.id.split(".")
        if paragraph_number(names[-1]):
            units[PARAGRAPH] += 1
            names.pop()
        for depth in range(len(names)):
            unit = ".".join(names[: depth + 1])
            if unit not in seen:
                seen.add(unit)
                units[levels[depth]] += 1
    return {name: units[name] for name in (*levels, PARAGRAPH)} | {"clauses": len(layout.clauses)}


def _unmatched(source: SourceText, declared: EditionManifest, layout: EditionLayout) -> Iterator[Line]:
    """What may be the title and is not the manifest's, and noise patterns that match no line, nor a paragraph if wrapped."""
    first = layout.regions[0]
    if first.kind == "text" and not any(region.kind == "title" for region in layout.regions):
        text = shown(source.between(first.start, first.end))
        yield Line(source.line_at(first.start), f"no line is the title {declared.title!r}; the text begins with: {text}")
    blocks = [*source.text.split("\n"), *(re.split(r"\n\s*\n", source.text) if declared.wrapped else ())]
    lines = {" ".join(block.split()) for block in blocks}
    for pattern in declared.noise:
        if not any(map(re.compile(pattern).fullmatch, lines)):
            yield Line(None, f"no line matches the noise pattern: {pattern}")


def _doubts(source: SourceText, declared: EditionManifest, layout: EditionLayout) -> list[Line]:
    """Lines of text that begin like a marker and are none ("Article 2a", "3 a §", "Part II applies."), that are numbered by
    what is no number or one too high ("IIX.", "100000."), or that were decoded wrongly ("Ã©").
    """
    # A line that opens with a marker of another level is taken for what it opens.
    first = declared.structure[0].name if len(declared.structure) > 1 else None
    out = []
    for region in layout.regions:
        if region.kind != "text":
            continue
        text = shown(source.between(region.start, region.end))
        line = source.line_at(region.start)
        out += [
            Line(line, f"begins like {level.name}: {text}")
            for level in declared.structure
            if (level.name == first and level.match(text)) or any(_opening(marker).match(text) for marker in level.markers)
        ]
        out += [
            Line(line, f"numbered like {level.name}, but by no number from 1 to {HIGHEST:,}: {text}")
            for level in declared.structure
            if any(marker.pattern.match(text) and not marker.match(text) for marker in level.markers)
        ]
        if ftfy.badness.is_bad(text):
            out.append(Line(line, f"looks decoded wrongly: {text}"))
    return out


@functools.cache
def _opening(marker: Marker) -> re.Pattern[str]:
    """What begins with the words of ``marker`` and a number, or has a letter after its number ("§ 1a", "3 a §")."""
    before = re.escape(marker.before.strip())
    after = re.escape(marker.after.strip()) or r"(?!\w)"
    lettered = rf"{before}\s*\d+\s?[a-zA-Z]\s?{after}"
    return re.compile(rf"{before}\s*\w*\d|{lettered}" if len(marker.before.strip()) > 2 else lettered, re.IGNORECASE)


def _after_the_last(source: SourceText, declared: EditionManifest, layout: EditionLayout) -> Iterator[Line]:
    """Paragraphs after the last numbered clause of a part, or of the text: whose they are only a reader can tell."""
    parents = [clause.id.rpartition(".")[0] for clause in layout.clauses]
    going_on = [
        clause
        for clause, inside, next_ in zip(layout.clauses, parents, [*parents[1:], None], strict=True)
        if inside != next_ and len(clause.paragraphs) > 1 and not paragraph_number(clause.id.rpartition(".")[2])
    ]
    for clause in going_on[-1:]:
        if clause is layout.clauses[-1]:
            yield Line(
                _second_line(source, clause), f"at the end, taken for more of {clause.id}: {_second_paragraph(clause)}"
            )
            going_on.remove(clause)
    if going_on:
        ids = ", ".join(clause.id for clause in going_on)
        yield Line(
            _second_line(source, going_on[0]),
            f"after the last of its part, taken for more of {ids}: {_second_paragraph(going_on[0])} "
            "(or set conclusions = true)",
        )


def _second_line(source: SourceText, clause: Clause) -> int:
    return source.line_at(clause.source_offset(clause.paragraphs[1][0]))


def _second_paragraph(clause: Clause) -> str:
    return shown(clause.text[slice(*clause.paragraphs[1])])


def _by_line(doubt: Line) -> int:
    return doubt.line or 0
