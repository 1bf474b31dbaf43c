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

from index.errors import CorpusError
from index.numbering import to_chinese, to_roman
from tests.index.editions import assert_offsets
from tests.index.layouts import TITLE, assert_complete, read, read_as

NOISE_LINES = ("- 3 -", "-\u2002\u200217 -", "A\u2002Synthetic  Paper")
SPACES = ("\u2002", "\u00a0", " ", "  ", "\t", " \u3000")
CLOSING = "。！？：；.!?:;…"
QUOTES = "”’」』》）)\"'"


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
def editions(draw: st.DrawFn, *, chinese: bool, conclusions: bool) -> Written:
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
        is_own = conclusions or (before and text.endswith((":", "：")))
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
            if is_own:
                unnumbered += 1
                written.clauses.append((f"{to_roman(part)}.p{unnumbered}", printed, text))
            else:
                id_, printed, above = written.clauses[-1]
                written.clauses[-1] = (id_, printed, f"{above}\n{text}")
    written.file = draw(st.sampled_from(["\n", "\r\n"])).join(lines) + draw(st.sampled_from(["", "\n", "\n \n"]))
    return written


@pytest.mark.parametrize("conclusions", [False, True], ids=["", "conclusions"])
@pytest.mark.parametrize("chinese", [False, True], ids=["latin", "chinese"])
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_written_edition_is_read_back_as_its_clauses(chinese: bool, conclusions: bool, data: st.DataObject) -> None:
    written = data.draw(editions(chinese=chinese, conclusions=conclusions))
    layout = read(written.file, chinese=chinese, conclusions=conclusions)
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


def ids(text: str, *, chinese: bool = False, conclusions: bool = False) -> list[str]:
    return [clause.id for clause in read(text, chinese=chinese, conclusions=conclusions).clauses]


def test_a_paragraph_belongs_to_the_numbered_clause_above() -> None:
    layout = read("I. Part\nBefore.\n1. One.\nMore of one.\n2. Two.\nMore.\nII. Part\n1. One.\nMore.", chinese=False)
    assert {clause.id: clause.text for clause in layout.clauses} == {
        "I.p1": "Before.",
        "I.1": "One.\nMore of one.",
        "I.2": "Two.\nMore.",
        "II.1": "One.\nMore.",
    }


def test_but_after_the_last_one_it_may_be_declared_to_conclude_the_part() -> None:
    text = "I. Part\nBefore.\n1. One.\nMore of one.\n2. Two.\nAfter.\nAnd after."
    assert ids(text, conclusions=True) == ["I.p1", "I.1", "I.2", "I.p2", "I.p3"]


@pytest.mark.parametrize("lead", ["They agree:", "They shall—", "They shall –"])
def test_and_after_a_list_it_is_of_what_led_into_the_list(lead: str) -> None:
    assert ids(f"I. Part\n{lead}\n1. One;\n2. Two.\nSo they say.") == ["I.p1", "I.1", "I.2", "I.p2"]


def test_paragraphs_are_counted_anew_in_each_part() -> None:
    assert ids("Before.\nII. Part\nBefore.\n1. One.\nAfter.", conclusions=True) == ["I.p1", "II.p1", "II.1", "II.p2"]


def headings(text: str) -> list[tuple[str, str | None, str]]:
    return [(clause.id, clause.heading, clause.text) for clause in read(text, chinese=False).clauses]


def test_a_line_that_ends_like_a_sentence_opens_no_part_but_the_one_that_is_due() -> None:
    assert headings("1. One.\nII. Is a numeral.\nII. Part\n1. One.") == [
        ("I.1", None, "One.\nII. Is a numeral."),
        ("II.1", "Part", "One."),
    ]
    assert headings("I. Part\n1. One.\nIII. Is a numeral.") == [("I.1", "Part", "One.\nIII. Is a numeral.")]


@pytest.mark.parametrize("heading", ["General provisions.", "Fines, costs, etc.", "“Costs.”"])
def test_such_a_line_is_the_heading_if_a_clause_follows_at_once(heading: str) -> None:
    assert headings(f"I. Part\n1. One.\nII. {heading}\n- 3 -\n1. One.") == [
        ("I.1", "Part", "One."),
        ("II.1", heading, "One."),
    ]


@pytest.mark.parametrize("stop", [".", "。", "।", "۔", "؟"])
def test_a_sentence_ends_with_the_marks_of_any_script(stop: str) -> None:
    assert headings(f"I. Part\n1. One.\nIII. Is a numeral{stop}") == [("I.1", "Part", f"One.\nIII. Is a numeral{stop}")]


def test_a_unit_without_text_above_another_is_no_heading() -> None:
    with pytest.raises(CorpusError, match=r"line 2: clause I\.1 has no text"):
        read("I. Part\n1.\n2. Two.", chinese=False)


def test_and_otherwise_the_text_of_a_clause_with_the_number_of_the_part() -> None:
    assert headings(
        "I. All.\nMore.\nII. The council has:\n1. a chair;\n2. a seal.\nIt meets.\nIII. Never mind. Go.\n1. One."
    ) == [
        ("I", None, "All.\nMore."),
        ("II", None, "The council has:"),
        ("II.1", None, "a chair;"),
        ("II.2", None, "a seal."),
        ("II.p1", None, "It meets."),
        ("III", None, "Never mind. Go."),
        ("III.1", None, "One."),
    ]


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
