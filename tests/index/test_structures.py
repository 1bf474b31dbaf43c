"""Structures of none to three levels in many scripts: what is written is read back, with the same ids, texts and places."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import CorpusError
from index.manifest import EditionManifest
from index.markers import parse_marker
from index.numbering import LETTERS, to_roman
from index.parsing import parse_clauses
from index.source import SourceText
from tests.index.editions import LEVELS, assert_offsets, ids, manifest, parse, texts

SCHEMES = [
    ("Article 1",), ("第一条",), ("المادة 1",), ("1.",), ("§ 1",), ("Artículo primero",), ("ข้อ ๑",), ("1. cikk",),
    ("סעיף א",), ("I.", "1."), ("一、", "（一）"), ("第一部分", "第一条"),
    ("Part One", "Article 1"), ("Kapitel I", "§ 1"), ("A.", "1)"),
    ("Глава 1", "Статья 1"), ("الباب الأول 1", "المادة 1"),
    ("I.", "1.", "(a)"), ("第一章", "第一条", "（一）"), ("Chapter I", "Article 1", "(1)"), ("Título I", "Artículo 1", "a)"),
    ("Раздел I", "1.", "а)"), ("Κεφάλαιο Α", "Άρθρο 1", "α)"),
    ("1.", "1.1"), ("§ 1", "§ 1.1"), ("Article 1", "Article 1.1", "(a)"), ("1.", "1.1", "1.1.1"), ("A.", "A.1"),
    ("第1条", "1.1"),
]  # fmt: skip
WORDS = {
    "latin": st.text("abdeghkmnopè’", min_size=2, max_size=7),
    "han": st.text("安全和平国家合作发展世界", min_size=2, max_size=7),
    "arabic": st.text("سلامحقوقناس", min_size=2, max_size=7),
}


@dataclass
class Written:
    """Paragraphs, each with whether it is a heading, and the (id, text) that have to be read in them."""

    lines: list[str] = field(default_factory=list)
    clauses: list[tuple[str, str]] = field(default_factory=list)


@st.composite
def documents(draw: st.DrawFn, examples: tuple[str, ...]) -> Written:
    """A preamble, then units with their markers on the line of the text, or all on lines of their own."""
    written = Written()
    markers = [parse_marker(example, depth=depth) for depth, example in enumerate(examples)]
    alone = draw(st.booleans())
    word = WORDS[draw(st.sampled_from(sorted(WORDS)))]

    def sentence() -> str:
        return "”" + " ".join(draw(st.lists(word, min_size=1, max_size=5))) + "."

    def paragraphs(most: int = 2) -> list[str]:
        return [sentence() for _ in range(draw(st.integers(1, most)))]

    def unit(level: int, path: tuple[int, ...], id_: str, is_last: bool, text: list[str]) -> None:
        marker = markers[level].write(path[-1], path[:-1])
        if alone:
            written.lines += [marker, *text]
        else:
            # After the last unit of its kind a second paragraph would be one of the text's own.
            text = text[:1] if is_last else text
            written.lines += [f"{marker} {text[0]}", *text[1:]]
        written.clauses.append((id_, "\n".join(text)))

    for number in range(1, draw(st.integers(0, 2)) + 1):
        written.lines.append(sentence())
        written.clauses.append((f"p{number}", written.lines[-1]))
    parts = draw(st.integers(1, 3)) if len(markers) > 1 else 1
    for part in range(1, parts + 1):
        prefix = ""
        if len(markers) > 1:
            prefix = f"{to_roman(part)}."
            written.lines.append(f"{markers[0].write(part)} {draw(word)}")
        level = min(1, len(markers) - 1)
        count = draw(st.integers(1, 4))
        for number in range(1, count + 1):
            points = draw(st.integers(0, 3)) if len(markers) == 3 else 0
            id_ = f"{prefix}{number}"
            path = (part, number)[1 - level :]
            unit(level, path, id_, number == count and not points, paragraphs())
            for point in range(1, points + 1):
                unit(2, (*path, point), f"{id_}.{LETTERS.write(point)}", point == points, paragraphs())
    return written


def declared(examples: tuple[str, ...], file: str = "en.txt") -> EditionManifest:
    levels = LEVELS[len(examples)]
    return manifest(levels, dict(zip(levels, examples, strict=True)), file=file)


@pytest.mark.parametrize("examples", SCHEMES, ids=" ".join)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_written_structure_is_read_back(examples: tuple[str, ...], data: st.DataObject) -> None:
    written = data.draw(documents(examples))
    joint = data.draw(st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\n \t\n"]))
    start = data.draw(st.sampled_from(["", "\ufeff", "\n\n"]))
    file = start + joint.join(written.lines)
    layout = parse_clauses(SourceText.plain(file), declared(examples))
    assert [(clause.id, clause.text) for clause in layout.clauses] == written.clauses
    for clause in layout.clauses:
        assert_offsets(file, clause)
        assert clause.part == (clause.id.partition(".")[0] if len(examples) > 1 and "." in clause.id else "")


@pytest.mark.parametrize("examples", SCHEMES[::3], ids=" ".join)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_the_same_structure_is_read_from_html(examples: tuple[str, ...], data: st.DataObject) -> None:
    written = data.draw(documents(examples))
    tags = ["p", "h2", "div", "li", "td", "blockquote"]
    page = "<!DOCTYPE html><html><head><title>1. No text</title><style>p { color: red }</style></head><body>\n"
    for line in written.lines:
        tag = data.draw(st.sampled_from(tags))
        words = html.escape(line, quote=False).replace("è", data.draw(st.sampled_from(["è", "&egrave;", "&#232;"])))
        space = data.draw(st.sampled_from([" ", "\n  ", "&nbsp;", " <!-- no text --> ", "<b> </b>"]))
        page += f"<{tag} class='1.'>{space.join(words.split(' '))}</{tag}>" + data.draw(st.sampled_from(["", "\n"]))
    layout = parse_clauses(SourceText.from_html(page + "</body></html>"), declared(examples, "en.html"))
    assert [(clause.id, clause.text) for clause in layout.clauses] == written.clauses
    for clause in layout.clauses:
        for offset, char in enumerate(clause.text):
            if not char.isspace():
                assert page[clause.source_offset(offset)] in (char, "&")


@given(lines=st.lists(st.text("abcde. 安全", min_size=1).filter(str.strip), min_size=1, max_size=8))
def test_a_text_without_numbers_is_its_paragraphs(lines: list[str]) -> None:
    layout = parse("\n".join(lines))
    assert [(clause.id, clause.text) for clause in layout.clauses] == [
        (f"p{number}", " ".join(line.split())) for number, line in enumerate(lines, start=1)
    ]


# Rules, one by one


def test_what_stands_before_the_first_part_is_a_preamble() -> None:
    layout = parse("Whereas.\nI. One\nFirst.\n1. A.\nII. Two\n1. B.", "I.", "1.")
    assert ids(layout) == ["p1", "I.p1", "I.1", "II.1"]
    assert [(clause.part, clause.heading) for clause in layout.clauses] == [
        ("", None), ("I", "One"), ("I", "One"), ("II", "Two"),
    ]  # fmt: skip


def test_numbers_may_run_on_through_all_parts() -> None:
    text = "I. One\n1. A.\n2. B.\nII. Two\n3. C."
    assert ids(parse(text, "I.", "1.", continuous=("article",))) == ["I.1", "I.2", "II.3"]
    with pytest.raises(CorpusError, match=r"line 5: article II\.3 stands where II\.1 is expected"):
        parse(text, "I.", "1.")


def test_a_marker_on_its_own_line_takes_all_that_follows() -> None:
    layout = parse("Article 1\nA.\n\nB.\nArticle 2\nC.\nD.", "Article 1")
    assert texts(layout) == {"1": "A.\nB.", "2": "C.\nD."}


def test_the_heading_of_a_part_may_stand_on_the_next_line() -> None:
    layout = parse("Chapter I\nGeneral provisions\nArticle 1\nA.\nChapter II\nArticle 1\nB.", "Chapter I", "Article 1")
    assert [(clause.id, clause.heading) for clause in layout.clauses] == [("I.1", "General provisions"), ("II.1", None)]


def test_points_belong_to_their_clause_and_what_follows_them_too() -> None:
    text = "I. One\n1. Shall:\n(a) go;\n(b) stay;\nunless agreed.\n2. Else.\nII. Two\n(a) is no point here.\n1. End."
    assert texts(parse(text, "I.", "1.", "(a)")) == {
        "I.1": "Shall:",
        "I.1.a": "go;",
        "I.1.b": "stay;",
        "I.1.p1": "unless agreed.",
        "I.2": "Else.",
        "II.p1": "(a) is no point here.",
        "II.1": "End.",
    }


def test_a_clause_that_is_only_its_points_has_no_text_of_its_own() -> None:
    assert ids(parse("I. One\nArticle 1\n(a) go;\n(b) stay.", "I.", "Article 1", "(a)")) == ["I.1.a", "I.1.b"]


def test_roman_numerals_inside_a_lettered_point_are_its_text() -> None:
    text = "I. One\n1. Shall:\n(a) go:\n(i) by day;\n(ii) by night;\n(b) stay."
    assert texts(parse(text, "I.", "1.", "(a)"))["I.1.a"] == "go:\n(i) by day;\n(ii) by night;"
    letters = "\n".join(f"({letter}) word;" for letter in "abcdefghijk")
    assert ids(parse(f"I. One\n1. Shall:\n{letters}", "I.", "1.", "(a)"))[1:] == [
        f"I.1.{letter}" for letter in "abcdefghijk"
    ]


def test_numbered_paragraphs_inside_an_article_are_its_text() -> None:
    text = "Article 1\n1. Everyone.\n2. No one.\nArticle 2\n1. All."
    assert texts(parse(text, "Article 1")) == {"1": "1. Everyone.\n2. No one.", "2": "1. All."}


def test_a_level_may_be_written_in_several_ways() -> None:
    assert ids(parse("Article premier\nA.\nArticle 2\nB.", ["Article premier", "Article 1"])) == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Article 1\nA.\nArticle 3\nC.", "line 3: article 3 stands where 2 is expected"),
        ("Article 1\nA.\nArticle 1\nC.", "line 3: article 1 stands where 2 is expected"),
        ("Article 1\nArticle 2\nB.", "line 1: article 1 has no text"),
        ("Article 1\n", "line 1: article 1 has no text"),
    ],
)
def test_a_damaged_text_is_reported_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(CorpusError) as caught:
        parse(text, "Article 1")
    [found] = caught.value.problems
    assert found.startswith(problem)


def test_clauses_before_the_first_part_are_reported() -> None:
    with pytest.raises(CorpusError, match=r"line 1: I\.1 stands before the first part"):
        parse("1. A.\nI. One\n1. B.", "I.", "1.")


def test_a_partial_edition_may_lack_numbers_but_not_turn_back() -> None:
    text = "Article 2\nB.\nArticle 5\nE."
    assert ids(parse(text, "Article 1", partial=True)) == ["2", "5"]
    with pytest.raises(CorpusError, match="line 5: article 3 stands where 6 is expected"):
        parse(f"{text}\nArticle 3\nC.", "Article 1", partial=True)


CONTRACT = "Parties.\n1. Terms\n1.1 Rent\n1.2 Term\n2. Use\n2.1 Office:\n(a) desks;\n(b) chairs.\n2.2 No pets"


def test_numbers_that_repeat_those_above_are_numbers_of_their_own_level() -> None:
    assert texts(parse(CONTRACT, "1.", "1.1", "(a)")) == {
        "p1": "Parties.", "I.1": "Rent", "I.2": "Term", "II.1": "Office:", "II.1.a": "desks;", "II.1.b": "chairs.",
        "II.2": "No pets",
    }  # fmt: skip
    edition = manifest({"clause": "1", "sub": "1", "point": "a"}, {"clause": "1.", "sub": "1.1", "point": "(a)"})
    layout = parse_clauses(SourceText.plain(CONTRACT), edition)
    assert ids(layout) == ["p1", "1.1", "1.2", "2.1", "2.1.a", "2.1.b", "2.2"]
    assert [edition.label(clause) for clause in ids(layout)[1:5]] == ["1.1", "1.2", "2.1", "2.1, (a)"]


def test_a_number_in_the_middle_of_a_wrapped_paragraph_is_no_marker_if_it_repeats_another() -> None:
    text = "1. Terms\n\n1.1 Subject to clauses\n3.2 and 3.3 the rent\nis due.\n\n1.2 Nothing of clause\n2.1 is due."
    assert texts(parse(text, "1.", "1.1", wrapped=True)) == {
        "I.1": "Subject to clauses 3.2 and 3.3 the rent is due.", "I.2": "Nothing of clause 2.1 is due.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1. A\n1.1 B\n1.2 C\n2.1 D\n2.2 E", ["line 4: article II.1 stands where I.3 is expected"]),
        (
            "1. A\n1.1 B\n2. C\n1.2 D\n2.1 E",
            ["line 4: article I.2 stands where II.1", "line 5: article II.1 stands where I.3"],
        ),
        ("2.1 A\n2.2 B", ["line 1: article II.1 stands where I.1 is expected"]),
    ],
)
@pytest.mark.parametrize("partial", [False, True])
def test_a_repeated_number_of_another_unit_is_reported(text: str, told: list[str], partial: bool) -> None:
    with pytest.raises(CorpusError) as caught:
        parse(text, "1.", "1.1", partial=partial)
    assert len(caught.value.problems) == len(told)
    assert all(found.startswith(one) for found, one in zip(caught.value.problems, told, strict=True))


def test_a_number_that_lacks_below_a_repeated_one_is_reported_unless_the_edition_is_partial() -> None:
    text = "1. A\n1.1 B\n2. C\n2.2 D"
    with pytest.raises(CorpusError, match=r"line 4: article II\.2 stands where II\.1 is expected"):
        parse(text, "1.", "1.1")
    assert ids(parse(text, "1.", "1.1", partial=True)) == ["I.1", "II.2"]


def test_inserted_clauses_have_their_numbers_repeated_too() -> None:
    text = "1. A\n1.1 B\n1.1A C\n1A. D\n1A.1 E\n1A.2 F\n2. G\n2.1 H"
    edition = manifest({"clause": "1", "sub": "1"}, {"clause": "1.", "sub": "1.1"})
    layout = parse_clauses(SourceText.plain(text), edition)
    assert ids(layout) == ["1.1", "1.1a", "1a.1", "1a.2", "2.1"]
    assert [edition.label(clause) for clause in ids(layout)] == ["1.1", "1.1a", "1a.1", "1a.2", "2.1"]


def test_a_part_whose_heading_is_not_printed_may_have_its_number_repeated() -> None:
    assert ids(parse("1.1 A\n1.2 B\n2. C\n2.1 D", "1.", "1.1")) == ["I.1", "I.2", "II.1"]


def test_ten_thousand_clauses_in_one_part_are_read() -> None:
    for examples in (("I.", "1."), ("一、", "第一条")):
        marker = parse_marker(examples[1])
        lines = [f"{parse_marker(examples[0]).write(1)} 总则", *(f"{marker.write(n)} 文。" for n in range(1, 10_001))]
        layout = parse("\n".join(lines), *examples)
        assert len(layout.clauses) == 10_000
        assert layout.clauses[-1].id == "I.10000"


def test_a_part_that_no_roman_numeral_counts_is_reported_and_not_a_crash() -> None:
    text = "\n".join(f"Part {number}: A\n1. B." for number in range(1, 402))
    with pytest.raises(CorpusError, match="part 400 cannot stand in an id"):
        parse(text, "Part 1:", "1.")


def test_a_wrong_scheme_for_a_long_text_is_told_shortly() -> None:
    with pytest.raises(CorpusError) as caught:
        parse("\n".join(f"Article {number * 2}\nA." for number in range(1, 5000)), "Article 1")
    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1] == "and 4979 more problems"


@given(
    examples=st.sampled_from(SCHEMES),
    pieces=st.lists(
        st.one_of(
            st.sampled_from(
                ["I. ", "1. ", "Article 1", "第一条", "(a)", "(i)", "word.", "word", "\n", "\r", "\u2028", "§ 2"]
            ),
            st.text(max_size=3),
        ),
        max_size=25,
    ),
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_whole_or_refused(examples: tuple[str, ...], pieces: list[str]) -> None:
    file = "".join(pieces)
    try:
        layout = parse_clauses(SourceText.plain(file), declared(examples))
    except CorpusError:
        return
    covered = {position for region in layout.regions for position in range(region.start, region.end)}
    assert all(char.isspace() or char == "\ufeff" or at in covered for at, char in enumerate(file))
    assert len(set(ids(layout))) == len(layout.clauses)
    for clause in layout.clauses:
        assert_offsets(file, clause)
