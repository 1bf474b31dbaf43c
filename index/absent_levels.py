"""A level that the manifest declares and an edition has not one unit of: its numbering is not what the text writes."""

from __future__ import annotations

from collections.abc import Sequence

from index.clauses import EditionLayout
from index.errors import nearest
from index.manifest import EditionManifest, Level
from index.source import SourceText, shown

_LINES_LOOKED_AT = 5_000


def absent_level(source: SourceText, declared: EditionManifest, layout: EditionLayout) -> str | None:
    """What is wrong with the first such level, with the line that its marker may be meant for; None if there is none.

    A partial edition may lack a level. Those below one that is absent may be so for want of it.
    """

    def is_found(level: Level) -> bool:
        markers = (source.between(region.start, region.end) for region in layout.regions if region.kind == "marker")
        return any(level.match(marker.strip()) for marker in markers)

    levels = () if declared.partial else declared.structure
    level = next((level for level in levels if not is_found(level)), None)
    if level is None:
        return None
    examples = [marker.example for marker in level.markers]
    told = f"has no {level.name}, which by its numbering begins like {' or '.join(map(repr, examples))}"
    if near := _nearest_line(source.text, examples):
        told += f"; the nearest is line {source.line(near[0])}: {shown(near[1])}"
        if len(levels) > 1 and level == levels[0] and level.match(near[1]):
            told += " (a heading does not end like a sentence)"
    return told


def _nearest_line(text: str, examples: Sequence[str]) -> tuple[int, str] | None:
    """Where the first line of ``text`` begins that opens like one of ``examples``, and that line; None if none does."""
    lines = []
    begin = 0
    for line in text.split("\n", _LINES_LOOKED_AT)[:_LINES_LOOKED_AT]:
        lines.append((begin + len(line) - len(line.lstrip()), line.strip()))
        begin += len(line) + 1
    for example in examples:
        if near := nearest(example, [line[: len(example)] for _, line in lines]):
            return next((begin, line) for begin, line in lines if line.startswith(near))
    return None
