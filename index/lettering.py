"""Which alphabet a text letters its lists by, where several begin with the letter that its manifest shows."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from index.alphabets import alphabets
from index.manifest import EditionManifest, Level
from index.markers import parse_marker


def lettered_as(edition: EditionManifest, text: str) -> EditionManifest:
    """``edition`` with the alphabets of its lists in ``text``: those in which most letters follow one another.

    What its manifest says of them stays.
    """
    chosen: dict[str, str] = {}
    lines: list[str] = []
    for depth, level in enumerate(edition.structure):
        first = next((marker.numerals.letters[0] for marker in level.markers if marker.numerals.letters), "")
        known = alphabets(first, edition.language)
        if level.name in edition.letters or len(known) < 2:
            continue
        lines = lines or text.split("\n")
        best = max(known, key=lambda alphabet: _following(_lettered(level, alphabet, edition.language, depth), lines))
        if best != known[0]:
            chosen[level.name] = " ".join(best)
    if not chosen:
        return edition
    return EditionManifest.model_validate(edition.model_dump() | {"letters": edition.letters | chosen})


def _lettered(level: Level, alphabet: tuple[str, ...], language: str, depth: int) -> Level:
    examples = (marker.example for marker in level.markers)
    markers = tuple(parse_marker(example, language, alphabet=alphabet, depth=depth) for example in examples)
    return Level(level.name, level.id_numerals, markers, level.continuous)


def _following(level: Level, lines: Iterable[str]) -> int:
    """How many of ``lines`` have the number after that of the line before among those with a number."""
    numbers = [found.number for line in lines if (found := level.match(line))]
    return sum(after == before + 1 for before, after in itertools.pairwise(numbers))
