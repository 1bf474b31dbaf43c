"""The parser loses nothing, invents nothing and knows where everything stood.

Random editions are written the way the real ones are (odd spaces, markers with or without a space, page breaks) from
known clauses, and must be read back as those clauses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.clauses import Clause, EditionLayout
from index.corpus import CORPORA, DEFAULT_CORPUS, Corpus
from index.errors import CorpusError
from index.manifest import EditionManifest
from index.numbering import to_chinese, to_roman
from index.parsing import parse_clauses
from index.source import SourceText
from tests.conftest import LANGUAGES

TITLE = "A Synthetic Paper"
NOISE = (r"- \d+ -",)
NOISE_LINES = ("- 3 -", "-\u2002\u200217 -", "A\u2002Synthetic  Paper")
SPACES = ("\u2002", "\u00a0", " ", "  ", "\t", " \u3000")
CLOSING = "。！？：；.!?:;…"
QUOTES = "”’」』》）)\"'"


def read(text: str, *, chinese: bool) -> EditionLayout:
    language = "zh" if chinese else "en"
    return read_as(text, "一、" if chinese else "I.", "（一）" if chinese else "1.", language, page_breaks=chinese)


def read_as(
    text: str, part: str, clause: str, language: str = "en", *, page_breaks: bool = False, wrapped: bool = False
) -> EditionLayout:
    manifest = EditionManifest(
        language=language,
        file="en.txt",
        title=TITLE,
        status="official",
        source="a test",
        levels={"part": "I", "clause": "1"},
        continuous=(),
        numbering={"part": part, "clause": clause},
        noise=NOISE,
        page_breaks=page_breaks,
        wrapped=wrapped,
    )
    return parse_clauses(SourceText.plain(text), manifest)


def source(corpus: Corpus, language: str) -> str:
    path = CORPORA / DEFAULT_CORPUS / corpus.editions[language].manifest.file
    return path.read_bytes().decode("utf-8")


def layout(corpus: Corpus, language: str) -> EditionLayout:
    return parse_clauses(SourceText.plain(source(corpus, language)), corpus.editions[language].manifest)


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


def assert_offsets(text: str, clause: Clause) -> None:
    """Each character of ``clause`` is the one in the file that its offset names, in the same order."""
    positions: list[int] = []
    for offset, char in enumerate(clause.text):
        if char.isspace():
            continue
        position = clause.source_offset(offset)
        assert text[position] == char
        positions.append(position)
    assert all(before < after for before, after in pairwise(positions))


# The concept paper itself


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


# Random editions


@dataclass
class Written:
    """An edition as written to a file, and what has to be read in it."""

    file: str = ""
    clauses: list[tuple[str, str | None, str]] = field(default_factory=list)
    """(id, heading, text)"""


LATIN_WORDS = st.one_of(
    st.text("abcdefghilmnopè’-", min_size=1, max_size=8),
    st.sampled_from(["III", "5,000", "2.5", "(UN)", "“peace”", "U.N. Charter", "1540", "I"]),
)
HAN_WORDS = st.one_of(
    st.text("安全和平国家合作发展世界", min_size=1, max_size=8),
    st.sampled_from(["2014 年", "《宪章》", "“新安全观”，", "第76届", "（全文）", "三、"]),
)
SENTENCE_END = {True: st.sampled_from(["。", "！", "：", "。”"]), False: st.sampled_from([".", "?", ":", ".”", "!)"])}


@st.composite
def sentences(draw: st.DrawFn, *, chinese: bool) -> str:
    """A paragraph of one to three sentences that opens with a letter: nothing in it is a marker."""
    out = []
    for _ in range(draw(st.integers(1, 3))):
        words = draw(st.lists(HAN_WORDS if chinese else LATIN_WORDS, min_size=0, max_size=6))
        opening = draw(st.sampled_from("共我" if chinese else "SW"))
        out.append((opening + "".join(words)) if chinese else " ".join([opening + "e", *words]))
        out[-1] += draw(SENTENCE_END[chinese])
    return ("" if chinese else " ").join(out)


@st.composite
def editions(draw: st.DrawFn, *, chinese: bool) -> Written:
    written = Written()
    lines: list[str] = []

    def line(text: str, *, first_sentence_whole: bool = False) -> None:
        """Write ``text`` with odd spaces, blank lines and noise around it and, in Chinese, cut by page breaks."""
        cuts = [
            at
            for at in range(1, len(text))
            if text[at] not in QUOTES + CLOSING
            and not (text[at - 1] + text[at]).isspace()
            and " " not in text[at - 1 : at + 1]
            and not text[:at].rstrip(QUOTES).endswith(tuple(CLOSING))
            and not re.match(r"[三]、|（全", text[at:])
            and not (first_sentence_whole and not any(mark in text[:at] for mark in CLOSING))
        ]
        at = draw(st.sets(st.sampled_from(cuts), max_size=2)) if chinese and cuts else set()
        edges = [0, *sorted(at), len(text)]
        for start, end in pairwise(edges):
            spaced = re.sub(" ", lambda _: draw(st.sampled_from(SPACES)), text[start:end])
            lines.append(
                draw(st.sampled_from(["", "", " ", "\u2002"])) + spaced + draw(st.sampled_from(["", "", "\u2002 "]))
            )
            lines.extend(draw(st.lists(st.sampled_from(["", "  ", "\u2002", *NOISE_LINES]), max_size=2)))

    lines.extend(draw(st.lists(st.sampled_from(["", *NOISE_LINES]), max_size=3)))
    for part in range(1, draw(st.integers(1, 4)) + 1):
        heading = draw(st.text("核心理念与原则" if chinese else "CDEdef ", min_size=1, max_size=12)).strip() or "Heading"
        heading = " ".join(heading.split())
        space = draw(st.sampled_from(["", " ", "\u2002"]))
        unheaded = part == 1 and draw(st.booleans())
        if not unheaded:
            # A page break may cut a heading, but not between its marker and its first character.
            marker = f"{to_chinese(part)}、" if chinese else f"{to_roman(part)}."
            cut = draw(st.integers(1, len(heading))) if chinese and " " not in heading else len(heading)
            lines.append(marker + space + heading[:cut])
            lines.extend(["", heading[cut:], ""])
        printed = None if unheaded else heading

        numbered = draw(st.integers(0, 4))
        before = draw(st.integers(0 if numbered else 1, 2))
        after = draw(st.integers(0, 2)) if numbered else 0
        unnumbered = 0
        for _ in range(before):
            text = draw(sentences(chinese=chinese))
            # Under a heading a line without the end of a sentence is more of the heading: rule 6.
            line(text, first_sentence_whole=True)
            unnumbered += 1
            written.clauses.append((f"{to_roman(part)}.p{unnumbered}", printed, text))
        for number in range(1, numbered + 1):
            paragraphs = draw(st.lists(sentences(chinese=chinese), min_size=1, max_size=1 if number == numbered else 3))
            marker = f"（{to_chinese(number)}）" if chinese else f"{number}."
            head = len(lines)
            for paragraph in paragraphs:
                line(paragraph)
            opening = lines[head]
            lines[head] = marker + draw(st.sampled_from(["", " ", "\u2002"])) + opening.lstrip()
            written.clauses.append((f"{to_roman(part)}.{number}", printed, "\n".join(paragraphs)))
        for _ in range(after):
            text = draw(sentences(chinese=chinese))
            line(text)
            unnumbered += 1
            written.clauses.append((f"{to_roman(part)}.p{unnumbered}", printed, text))
    written.file = draw(st.sampled_from(["\n", "\r\n"])).join(lines) + draw(st.sampled_from(["", "\n", "\n \n"]))
    return written


@pytest.mark.parametrize("chinese", [False, True], ids=["latin", "chinese"])
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_written_edition_is_read_back_as_its_clauses(chinese: bool, data: st.DataObject) -> None:
    written = data.draw(editions(chinese=chinese))
    layout = read(written.file, chinese=chinese)
    assert [(clause.id, clause.heading, clause.text) for clause in layout.clauses] == written.clauses
    assert_complete(written.file, layout)
    for clause in layout.clauses:
        assert clause.part == clause.id.partition(".")[0]
        assert "\n".join(clause.text[start:end] for start, end in clause.paragraphs) == clause.text
        assert_offsets(written.file, clause)


SCRAPS = [
    "I.",
    "II. ",
    "1.",
    "2. ",
    "0. ",
    "999.",
    "一、",
    "（一）",
    "（二）",
    "word",
    "字",
    "。",
    ".",
    " ",
    "\n",
    "\n\n",
    "\r",
    "\u2028",
    TITLE,
]


@example(
    pieces=["1. One.\n", "More.\n", "I. Part\n", "More."],
    part="I.",
    clause="1.",
    language="en",
    page_breaks=False,
    wrapped=False,
)
@given(
    pieces=st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=3)), max_size=25),
    part=st.sampled_from(["I.", "一、"]),
    clause=st.sampled_from(["1.", "（一）"]),
    language=st.sampled_from(["en", "zh"]),
    page_breaks=st.booleans(),
    wrapped=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_parsed_whole_or_refused(
    pieces: list[str], part: str, clause: str, language: str, page_breaks: bool, wrapped: bool
) -> None:
    text = "".join(pieces)
    try:
        layout = read_as(text, part, clause, language, page_breaks=page_breaks, wrapped=wrapped)
    except CorpusError:
        return
    covered = {position for region in layout.regions for position in range(region.start, region.end)}
    assert all(char.isspace() or position in covered for position, char in enumerate(text))
    assert len({found.id for found in layout.clauses}) == len(layout.clauses)
    for found in layout.clauses:
        assert_offsets(text, found)


# Rules, one by one


def ids(text: str, *, chinese: bool = False) -> list[str]:
    return [clause.id for clause in read(text, chinese=chinese).clauses]


def test_a_paragraph_between_two_numbered_clauses_belongs_to_the_one_above() -> None:
    assert ids("I. Part\nBefore.\n1. One.\nMore of one.\n2. Two.\nAfter.\nAnd after.") == [
        "I.p1", "I.1", "I.2", "I.p2", "I.p3",
    ]  # fmt: skip


def test_paragraphs_are_counted_anew_in_each_part() -> None:
    assert ids("Before.\nII. Part\nBefore.\n1. One.\nAfter.") == ["I.p1", "II.p1", "II.1", "II.p2"]


def test_a_line_that_ends_like_a_sentence_is_no_heading() -> None:
    assert ids("1. One.\nII. Is a numeral.\nII. Part\n1. One.") == ["I.1", "I.p1", "II.1"]


def test_a_heading_cut_by_a_page_break_is_one_heading() -> None:
    layout = read("一、核心理\n\n念与原则\n\n（一）和平。", chinese=True)
    assert [(clause.id, clause.heading) for clause in layout.clauses] == [("I.1", "核心理念与原则")]


def test_a_marker_after_a_page_break_opens_a_new_clause() -> None:
    assert ids("（一）没有句号\n\n（二）和平。", chinese=True) == ["I.1", "I.2"]


def test_without_page_breaks_a_line_is_a_paragraph() -> None:
    assert ids("One line\nAnother line") == ["I.p1", "I.p2"]


def test_noise_inside_a_page_break_does_not_cut_the_paragraph() -> None:
    [clause] = read("（一）新安\n- 3 -\n全观。", chinese=True).clauses
    assert clause.text == "新安全观。"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("1. One.\n3. Three.\n4. Four.", ["line 2: clause I.3 stands where I.2 is expected"]),
        ("1. One.\n1. One.\n2. Two.", ["line 2: clause I.1 stands where I.2 is expected"]),
        ("1. One.\n\n3. Three.\n2. Two.", ["line 3: clause I.3 stands", "line 4: clause I.2 stands"]),
        ("2. Two.", ["line 1: clause I.2 stands where I.1 is expected"]),
        ("I. A\n1. One.\nIII. C\n1. One.", ["line 3: part III follows part I"]),
        ("I. A\n1. One.\nI. A\n1. One.", ["line 3: part I follows part I"]),
        ("II. B\n1. One.", ["line 1: part II follows the start"]),
        ("", ["no clause found"]),
        (" \n\u2002\n", ["no clause found"]),
        ("I. Heading\n- 4 -", ["no clause found"]),
    ],
)
def test_a_damaged_text_is_reported_once_for_each_fault(text: str, problems: list[str]) -> None:
    with pytest.raises(CorpusError) as caught:
        read(text, chinese=False)
    assert len(caught.value.problems) == len(problems)
    for found, expected in zip(caught.value.problems, problems, strict=True):
        assert found.startswith(expected)
