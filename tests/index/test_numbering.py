"""Numerals go there and back, and markers are told from text that only looks like one."""

from __future__ import annotations

import pytest

from index.numbering import (
    NUMBER_WORDS,
    SCHEMES,
    Numeral,
    from_chinese,
    from_numeral,
    from_roman,
    to_chinese,
    to_roman,
)


def test_roman_numerals_go_there_and_back() -> None:
    written = [to_roman(number) for number in range(1, 400)]
    assert [from_roman(numeral) for numeral in written] == list(range(1, 400))
    assert [from_roman(numeral.lower()) for numeral in written] == list(range(1, 400))
    assert len(set(written)) == 399


@pytest.mark.parametrize(
    ("number", "numeral"), [(4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (99, "XCIX"), (399, "CCCXCIX")]
)
def test_roman_numerals_are_canonical(number: int, numeral: str) -> None:
    assert to_roman(number) == numeral


@pytest.mark.parametrize("text", ["", "IIII", "VX", "IC", "VV", "IXI", "CCCC", "D", "3", "III ", "三"])
def test_what_is_no_canonical_roman_numeral_is_none(text: str) -> None:
    assert from_roman(text) is None


def test_chinese_numerals_go_there_and_back() -> None:
    written = [to_chinese(number) for number in range(1, 200)]
    assert [from_chinese(numeral) for numeral in written] == list(range(1, 200))
    assert len(set(written)) == 199


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (2, "二"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (35, "三十五"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (119, "一百一十九"),
    ],
)
def test_chinese_numerals_are_written_as_people_write_them(number: int, numeral: str) -> None:
    assert to_chinese(number) == numeral


@pytest.mark.parametrize(("text", "number"), [("两", 2), ("一十二", 12), ("廿一", 21), ("一百〇一", 101)])
def test_other_ways_of_writing_chinese_numerals_are_read(text: str, number: int) -> None:
    assert from_chinese(text) == number


@pytest.mark.parametrize("text", ["", "零", "一一", "十十", "二百", "12", "第三"])
def test_what_is_no_chinese_numeral_is_none(text: str) -> None:
    assert from_chinese(text) is None


@pytest.mark.parametrize("write", [to_roman, to_chinese])
@pytest.mark.parametrize("number", [0, -1, 400])
def test_a_number_without_a_numeral_is_an_error(write: object, number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        write(number)  # type: ignore[operator]


@pytest.mark.parametrize(
    "text", ["12", "１２", " 12 ", "XII", "xii", "Ⅻ", "十二", "twelve", "Twelfth", "dodici", "dodicesimo", "DODICESIMA"]
)
def test_every_way_of_writing_twelve_is_twelve(text: str) -> None:
    assert from_numeral(text) == 12


@pytest.mark.parametrize("text", ["", "some", "12a", "1.2", "-1", "٣", "½", "dozen"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert from_numeral(text) is None


def test_number_words_cover_one_to_twenty_in_each_list() -> None:
    assert sorted(set(NUMBER_WORDS.values())) == list(range(1, 21))
    assert len(NUMBER_WORDS) == 5 * 20


@pytest.mark.parametrize(
    ("scheme", "line", "number", "marker"),
    [
        ("I.", "II.Core concepts", 2, "II."),
        ("I.", "II. Core concepts", 2, "II. "),
        ("I.", "IV.\u2002Platforms", 4, "IV.\u2002"),
        ("1.", "1.Actively", 1, "1."),
        ("1.", "12. Strengthen", 12, "12. "),
        ("1.", "1.\u00a0“Quoted”", 1, "1.\u00a0"),
        ("一、", "二、核心理念", 2, "二、"),
        ("一、", "十二、 其他", 12, "十二、 "),
        ("（一）", "（二十）支持", 20, "（二十）"),
        ("（一）", "（十一）\u2002加强", 11, "（十一）\u2002"),
    ],
)
def test_a_marker_is_found_with_and_without_a_space_after_it(scheme: str, line: str, number: int, marker: str) -> None:
    assert SCHEMES[scheme].match(line) == (number, len(marker))


@pytest.mark.parametrize(
    ("scheme", "line"),
    [
        ("I.", "Initiative. The rest"),
        ("I.", "IIII. Not canonical"),
        ("I.", "II Core"),
        ("I.", "II."),
        ("1.", "2.5 million people"),
        ("1.", "5,000 training places"),
        ("1.", "2023. A year"),
        ("1.", "1 . Spaced"),
        ("1.", "1."),
        ("1.", "0. Counting starts at one"),
        ("1.", "400. More than a part can be written with"),
        ("一、", "共同、综合"),
        ("一、", "十十、没有"),
        ("（一）", "（全文）"),
        ("（一）", "第（一）"),
        ("（一）", "（一）"),
    ],
)
def test_text_that_only_looks_like_a_marker_is_none(scheme: str, line: str) -> None:
    assert SCHEMES[scheme].match(line) is None


@pytest.mark.parametrize(
    ("template", "text"), [("{:roman}", "XII"), ("{:chinese}", "十二"), ("{}", "12"), ("{:03d}", "012")]
)
def test_a_numeral_formats_itself(template: str, text: str) -> None:
    assert template.format(Numeral(12)) == text
