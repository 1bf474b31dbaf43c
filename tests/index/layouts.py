"""Texts read as a paper of parts and clauses, and what every layout owes to its text."""

from __future__ import annotations

import re

from index.clauses import EditionLayout
from index.manifest import EditionManifest
from index.parsing import parse_clauses
from index.source import SourceText

TITLE = "A Synthetic Paper"
NOISE = (r"- \d+ -",)


def read(text: str, *, chinese: bool, conclusions: bool = False) -> EditionLayout:
    part, clause, language = ("一、", "（一）", "zh") if chinese else ("I.", "1.", "en")
    return read_as(text, part, clause, language, page_breaks=chinese, conclusions=conclusions)


def read_as(
    text: str,
    part: str,
    clause: str,
    language: str = "en",
    *,
    page_breaks: bool = False,
    wrapped: bool = False,
    conclusions: bool = False,
) -> EditionLayout:
    manifest = EditionManifest(
        language=language,
        file="en.txt",
        title=TITLE,
        status="official",
        source="a test",
        levels={"part": "I", "clause": "1"},
        continuous=(),
        conclusions=conclusions,
        numbering={"part": part, "clause": clause},
        noise=NOISE,
        page_breaks=page_breaks,
        wrapped=wrapped,
    )
    return parse_clauses(SourceText.plain(text), manifest)


def solid(text: str) -> str:
    """``text`` without its white space."""
    return re.sub(r"\s+", "", text)


def assert_complete(text: str, layout: EditionLayout) -> None:
    """Every non-blank character of ``text`` lies in one region, and in the clause or heading it was taken for."""
    count = [0] * len(text)
    for region in layout.regions:
        for position in range(region.start, region.end):
            count[position] += 1
    assert all(times == 1 for char, times in zip(text, count, strict=True) if not char.isspace())
    assert max(count, default=0) <= 1
    told = "".join(solid(text[r.start : r.end]) for r in layout.regions if r.kind == "text")
    assert told == "".join(solid(clause.text) for clause in layout.clauses)
    headings = dict.fromkeys((clause.part, clause.heading) for clause in layout.clauses if clause.heading)
    printed = "".join(solid(text[r.start : r.end]) for r in layout.regions if r.kind == "heading")
    assert printed == "".join(solid(heading) for _, heading in headings)
