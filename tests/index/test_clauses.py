"""The clauses of the concept paper: nothing of an edition is lost, and every character is found again where it stood."""

from __future__ import annotations

import re

import pytest

from index.clauses import EditionLayout
from index.corpus import CORPORA, DEFAULT_CORPUS, Corpus
from index.parsing import parse_clauses
from index.source import SourceText
from tests.conftest import LANGUAGES
from tests.index.editions import assert_offsets
from tests.index.layouts import assert_complete, read, solid


def source(corpus: Corpus, language: str) -> str:
    path = CORPORA / DEFAULT_CORPUS / corpus.editions[language].manifest.file
    return path.read_bytes().decode("utf-8")


def layout(corpus: Corpus, language: str) -> EditionLayout:
    return parse_clauses(SourceText.plain(source(corpus, language)), corpus.editions[language].manifest)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_an_edition_is_lost(corpus: Corpus, language: str) -> None:
    assert_complete(source(corpus, language), layout(corpus, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_title_noise_headings_markers_and_clauses_add_up_to_the_file(corpus: Corpus, language: str) -> None:
    edition = corpus.editions[language]
    text = source(corpus, language)
    clauses = sum(len(solid(clause.text)) for clause in edition.clauses.values())
    headings = sum(len(solid(heading)) for heading in {c.heading for c in edition.clauses.values() if c.heading})
    rest = [solid(text[r.start : r.end]) for r in layout(corpus, language).regions if r.kind in ("title", "noise", "marker")]
    assert clauses + headings + sum(map(len, rest)) == len(solid(text))


@pytest.mark.parametrize(
    ("language", "noise", "markers"),
    [
        ("zh", ["全球安全倡议概念文件（全文）"], 4 + 31),
        ("en", ["TheGlobalSecurityInitiativeConceptPaper", "2023-02-2119:52"], 3 + 31),
        ("it", ["(Traduzionedicortesia)", "SuggestToAFriend:"], 4 + 31),
    ],
)
def test_only_the_declared_lines_are_left_out(corpus: Corpus, language: str, noise: list[str], markers: int) -> None:
    text = source(corpus, language)
    regions = layout(corpus, language).regions
    assert [solid(text[r.start : r.end]) for r in regions if r.kind in ("title", "noise")] == noise
    assert sum(region.kind == "marker" for region in regions) == markers


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_character_of_every_clause_is_found_again_in_the_file(corpus: Corpus, language: str) -> None:
    text = source(corpus, language)
    for clause in corpus.editions[language].clauses.values():
        assert_offsets(text, clause)


def test_an_offset_outside_the_text_or_on_a_made_space_has_no_source(corpus: Corpus) -> None:
    clause = corpus.editions["en"].clauses["III.1"]
    for offset in (-1, len(clause.text), clause.text.index("\n")):
        with pytest.raises(IndexError, match=r"III\.1"):
            clause.source_offset(offset)
    (odd,) = read("I. Part\n1. One\u2002or two  or\tthree.", chinese=False).clauses
    assert odd.text == "One or two or three."
    assert [odd.source_offset(offset) - odd.source_offset(0) for offset in (4, 6, 7, 11)] == [4, 6, 7, 12]
    for offset in (3, 10, 13):
        with pytest.raises(IndexError, match=r"I\.1"):
            odd.source_offset(offset)


@pytest.mark.parametrize(
    ("clause", "joined"),
    [
        ("II.1", "可持续的新安全观，赢得国际社会"),
        ("II.3", "应当受到抵制和反对。"),
        ("II.6", "共同应对地区争端和恐怖主义"),
        ("III.1", "“我们的共同议程”报告关于制定“新和平纲领”"),
        ("III.4", "“在国际安全领域促进和平利用国际合作”决议。"),
        ("III.7", "加快发展合作，共同推动"),
        ("III.11", "妥善处理海上分歧，携手"),
        ("III.15", "人工智能安全治理加强沟通交流"),
        ("III.19", "维护自身安全需要的执法人员。"),
    ],
)
def test_a_page_break_inside_a_chinese_paragraph_leaves_no_trace(corpus: Corpus, clause: str, joined: str) -> None:
    assert joined not in source(corpus, "zh")
    assert joined in corpus.editions["zh"].clauses[clause].text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("clause", "count"), [("III.1", 2), ("III.4", 3), ("III.2", 1), ("IV.5", 1), ("II.p1", 1)])
def test_the_paragraphs_of_a_clause(corpus: Corpus, language: str, clause: str, count: int) -> None:
    found = corpus.editions[language].clauses[clause]
    assert len(found.paragraphs) == count
    assert "\n".join(found.text[start:end] for start, end in found.paragraphs) == found.text
    assert found.text.count("\n") == count - 1


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("zh", ["背景", "核心理念与原则", "重点合作方向", "合作平台和机制"]),
        (
            "en",
            [
                None,
                "Core concepts and principles",
                "Priorities of cooperation",
                "Platforms and mechanisms of cooperation",
            ],
        ),
        (
            "it",
            [
                "Premessa",
                "Concetti e principi fondamentali",
                "Priorità della cooperazione",
                "Piattaforme e meccanismi di cooperazione",
            ],
        ),
    ],
)
def test_headings_are_those_that_are_printed(corpus: Corpus, language: str, headings: list[str | None]) -> None:
    found = dict.fromkeys((clause.part, clause.heading) for clause in corpus.editions[language].clauses.values())
    assert list(found) == list(zip(["I", "II", "III", "IV"], headings, strict=True))


def test_odd_spaces_of_the_file_are_plain_ones_in_the_clause(corpus: Corpus) -> None:
    assert "security.\u2002In 2014" in source(corpus, "en")
    for language in LANGUAGES:
        for clause in corpus.editions[language].clauses.values():
            assert not re.search(r"[^\S \n]|  |^\s|\s$", clause.text)
    assert "sustainable security. In 2014, President" in corpus.editions["en"].clauses["II.1"].text


@pytest.mark.parametrize(
    ("printed", "clause", "opening"),
    [("1.Actively", "III.1", "Actively"), ("10.Pay", "III.10", "Pay"), ("II.Core", "II.1", "Stay committed")],
)
def test_a_marker_needs_no_space_after_it(corpus: Corpus, printed: str, clause: str, opening: str) -> None:
    assert printed in source(corpus, "en")
    assert corpus.editions["en"].clauses[clause].text.startswith(opening)
