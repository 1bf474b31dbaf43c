"""A marker is declared the way it looks for number one, and every later number of it is found again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.markers import parse_marker
from index.number_words import SERIES

EXAMPLES = [
    "1.", "1)", "(1)", "（1）", "[1]", "1、", "§ 1", "Art. 1", "I.", "i)", "(a)", "A.", "а)", "甲、", "一、", "（一）",
    "第一条", "第1条", "第一部分", "제1조", "Article 1", "Article 1er", "Article premier", "Articolo 1", "Articolo primo",
    "Artículo 1º", "Artikel 1", "Artigo 1.º", "Статья 1", "المادة 1", "المادة ١", "Madde 1", "Άρθρο 1", "Artykuł 1",
    "अनुच्छेद १", "ข้อ ๑", "1. cikk", "1-modda", "Part One", "PART I", "First Article", "Erster Teil", "Capítulo primero",
    "סעיף א", "Điều 1:", "1", "①", "⑴", "(α)", "أ)", "أ -", "(الف)", "가.", "イ", "（ア）", "(ก)", "(क)", "المادة الأولى",
    "الباب الأول",
]  # fmt: skip


def highest(example: str) -> int:
    """The highest number that ``example``'s numerals write."""
    marker = parse_marker(example)
    for number in (99_999, 702, 499, 399, 99, 12, 10):
        try:
            marker.write(number)
        except ValueError:
            continue
        return number
    raise AssertionError(example)


@pytest.mark.parametrize("example", EXAMPLES)
@given(
    data=st.data(), text=st.sampled_from(["", " All are equal", " 人人生而自由", " (1) Whoever", " “Quoted”", " ٣ الناس"])
)
@settings(max_examples=20, deadline=None)
def test_what_a_marker_writes_it_reads(example: str, data: st.DataObject, text: str) -> None:
    marker = parse_marker(example)
    assert marker.write(1) == example
    number = data.draw(st.integers(1, highest(example)))
    line = marker.write(number) + text
    found = marker.match(line)
    assert found is not None
    assert (found.number, line[found.width :]) == (number, text.strip())


@pytest.mark.parametrize("series", SERIES, ids=lambda series: f"{series.language}-{series.words[0]}")
def test_words_count_to_99_without_repeating_themselves(series: object) -> None:
    words = series.words  # type: ignore[attr-defined]
    assert len(words) == len(set(words)) == 99


@pytest.mark.parametrize(
    ("example", "number", "word"),
    [
        ("Part One", 21, "Part Twenty-one"),
        ("Articolo primo", 23, "Articolo Ventitreesimo"),
        ("Article premier", 71, "Article soixante et onzième"),
        ("Artículo primero", 28, "Artículo vigésimo octavo"),
        ("Erster Teil", 22, "Zweiundzwanzigster Teil"),
        ("סעיף א", 15, "סעיף טו"),
        ("(a)", 28, "(ab)"),
        ("第一条", 101, "第一百零一条"),
        ("α)", 7, "η)"),
        ("المادة الأولى", 11, "المادة الحادية عشرة"),
        ("الباب الأول", 22, "الباب الثاني والعشرون"),
        ("①", 21, "㉑"),
    ],
)
def test_numbers_are_written_as_people_write_them(example: str, number: int, word: str) -> None:
    assert parse_marker(example).write(number).casefold() == word.casefold()


@pytest.mark.parametrize(
    ("example", "line", "number", "marker"),
    [
        ("I.", "II.Core concepts", 2, "II."),
        ("I.", "II. Core concepts", 2, "II. "),
        ("I.", "IV.\u2002Platforms", 4, "IV.\u2002"),
        ("I.", "Ⅻ. Twelve", 12, "Ⅻ. "),
        ("1.", "1.Actively", 1, "1."),
        ("1.", "12. Strengthen", 12, "12. "),
        ("1.", "１２．Strengthen", 12, "１２．"),
        ("1.", "1.\u00a0“Quoted”", 1, "1.\u00a0"),
        ("1.", "4. 5,000 places", 4, "4. "),
        ("1.", "1.", 1, "1."),
        ("1.", "2023. A year", 2023, "2023. "),
        ("一、", "二、核心理念", 2, "二、"),
        ("一、", "十二、 其他", 12, "十二、 "),
        ("（一）", "（二十）支持", 20, "（二十）"),
        ("（一）", "(十一)\u2002加强", 11, "(十一)\u2002"),
        ("第一条", "第 一百零一 条：人人", 101, "第 一百零一 条："),
        ("Article 1", "ARTICLE 12. All", 12, "ARTICLE 12. "),
        ("Article 1", "Article 12 – All", 12, "Article 12 – "),
        ("Article 1", "Article\u00a012", 12, "Article\u00a012"),
        ("Article premier", "ARTICLE  DEUXIÈME: Tous", 2, "ARTICLE  DEUXIÈME: "),
        ("المادة 1", "\u200fالمادة ٣ لكل", 3, "\u200fالمادة ٣ "),
        ("סעיף א", "סעיף ט״ו. כל", 15, "סעיף ט״ו. "),
        ("§ 1", "§12 Foo", 12, "§12 "),
        ("①", "②この法律", 2, "②"),
        ("第一条", "第百一条　この", 101, "第百一条　"),
        ("第一条", "第一百十五条 文", 115, "第一百十五条 "),
        ("أ)", "هـ) نص", 5, "هـ) "),
        ("المادة الأولى", "المادة الحادية عشر: نص", 11, "المادة الحادية عشر: "),
        ("المادة الاولى", "المادة الثانية والعشرين", 22, "المادة الثانية والعشرين"),
    ],
)
def test_a_marker_is_found_in_every_width_and_case(example: str, line: str, number: int, marker: str) -> None:
    found = parse_marker(example).match(line)
    assert found is not None
    assert (found.number, found.width) == (number, len(marker))


@pytest.mark.parametrize(
    ("example", "line"),
    [
        ("I.", "Initiative. The rest"),
        ("I.", "IIII. Not canonical"),
        ("I.", "II Core"),
        ("1.", "2.5 million people"),
        ("1.", "5,000 training places"),
        ("1.", "1 . Spaced"),
        ("1.", "0. Counting starts at one"),
        ("1.", "100000. More than can be counted"),
        ("一、", "共同、综合"),
        ("一、", "十十、没有"),
        ("（一）", "（全文）"),
        ("（一）", "第（一）"),
        ("Article 1", "Articles 12 and 13"),
        ("Article 1", "Article 12before"),
        ("Article 1", "Article 1.2"),
        ("Article 1", "The Article 1"),
        ("Part One", "Part Once"),
        ("Part I", "Parti"),
        ("第一条", "第一章"),
        ("(a)", "(and) so"),
    ],
)
def test_text_that_only_looks_like_a_marker_is_none(example: str, line: str) -> None:
    assert parse_marker(example).match(line) is None


@pytest.mark.parametrize(
    ("example", "depth", "line", "found"),
    [
        ("1.1", 1, "2.1 The Tenant", ((2,), 1)),
        ("1.1", 1, "12.10. The Tenant", ((12,), 10)),
        ("1.1.", 1, "2.1. The Tenant", ((2,), 1)),
        ("1.1", 2, "2.1 The Tenant", ((2,), 1)),
        ("1.1.1", 2, "2.3.4 The Tenant", ((2, 3), 4)),
        ("§ 1.1", 1, "§2.3 Der Mieter", ((2,), 3)),
        ("Article 1.1", 1, "ARTICLE 2.3: All", ((2,), 3)),
        ("第1.1条", 1, "第２．３条 租客", ((2,), 3)),
        ("A.1", 1, "B.3 Methods", ((2,), 3)),
        ("I.1", 1, "IV.3 Methods", ((4,), 3)),
        ("1.a", 1, "2.c Methods", ((2,), 3)),
        ("١.١", 1, "٢.٣ نص", ((2,), 3)),
        ("1.1", 1, "2.1.1 The Tenant", None),
        ("1.1", 1, "2. The Tenant", None),
        ("1.1", 1, "0.5 per cent", None),
        ("1.1", 1, "IIX.1", None),
        ("A.1", 0, "A.3 Methods", ((), 3)),
        ("A.1", 0, "B.3 Methods", None),
    ],
)
def test_a_marker_may_repeat_the_numbers_above_it(
    example: str, depth: int, line: str, found: tuple[tuple[int, ...], int] | None
) -> None:
    marker = parse_marker(example, depth=depth)
    assert marker.write(1) == example
    match = marker.match(line)
    assert (match and (tuple(number for number, _ in match.above), match.number)) == found


def test_a_repeated_number_may_be_that_of_an_inserted_unit() -> None:
    match = parse_marker("1.1", depth=1).match("2A.3a The Tenant")
    assert match is not None
    assert (match.above, match.number, match.inserted) == (((2, "a"),), 3, "a")


@pytest.mark.parametrize(
    ("example", "above", "written"),
    [("1.1", (2,), "2.3"), ("1.1.1", (4, 2), "4.2.3"), ("§ 1.1", (4, 2), "§ 2.3"), ("A.1", (2,), "B.3"), ("1.1", (), "1.3")],
)
def test_the_numbers_above_are_written_before_its_own(example: str, above: tuple[int, ...], written: str) -> None:
    assert parse_marker(example, depth=2).write(3, above) == written


@pytest.mark.parametrize(
    "example",
    [
        "",
        " ",
        "Article",
        "Article 2",
        "1.1",
        "2.1",
        "1.2",
        "§ 3.1",
        "第一部分（一）",
        "II.",
        "12",
        "(b)",
        "Part Two",
        "1 of 1",
    ],
)
def test_an_example_without_a_single_one_is_refused_and_says_what_is_expected(example: str) -> None:
    with pytest.raises(ValueError, match="number one"):
        parse_marker(example)


@pytest.mark.parametrize("example", ["2.1", "1.2", "1.1.1", "Article 2.1"])
def test_an_example_that_repeats_other_numbers_than_one_says_how_to_write_it(example: str) -> None:
    with pytest.raises(ValueError, match=r"or '1\.1' where it repeats the numbers of the levels above"):
        parse_marker(example, depth=1)


@given(example=st.sampled_from(EXAMPLES), line=st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_no_line_breaks_a_marker(example: str, line: str) -> None:
    found = parse_marker(example).match(line)
    assert found is None or (1 <= found.number <= 99_999 and 0 < found.width <= len(line))
