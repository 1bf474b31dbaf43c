"""Numerals go there and back."""

from __future__ import annotations

import re

import pytest

from index.numbering import (
    NUMBER_WORDS,
    from_chinese,
    from_japanese,
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
    written = [to_chinese(number) for number in range(1, 12_000)]
    assert [from_chinese(numeral) for numeral in written] == list(range(1, 12_000))
    assert len(set(written)) == 11_999


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
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (10_000, "一万"),
        (10_020, "一万零二十"),
        (99_999, "九万九千九百九十九"),
    ],
)
def test_chinese_numerals_are_written_as_people_write_them(number: int, numeral: str) -> None:
    assert to_chinese(number) == numeral


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("两", 2), ("一十二", 12), ("廿一", 21), ("一百〇一", 101),
        ("百", 100), ("百一", 101), ("百十", 110), ("百十一", 111), ("二百五", 205), ("七百九", 709), ("千", 1000),
        ("千一", 1001), ("千百十一", 1111), ("一百十", 110), ("一百十五", 115), ("一千一百十一", 1111), ("一〇一", 101),
        ("二零零一", 2001),
    ],
)  # fmt: skip
def test_other_ways_of_writing_chinese_numerals_are_read(text: str, number: int) -> None:
    assert from_chinese(text) == number


@pytest.mark.parametrize(
    "text", ["", "零", "〇", "一一", "十十", "百百", "一百一", "百零一", "二百零零一", "〇一", "12", "第三"]
)
def test_what_is_no_chinese_numeral_is_none(text: str) -> None:
    assert from_chinese(text) is None


def test_japanese_numerals_are_read_up_to_any_article() -> None:
    by_place = [to_chinese(number).replace("零", "") for number in range(1, 3000)]
    without_one = [re.sub("一(?=[十百千])", "", written) for written in by_place]
    assert [from_japanese(written) for written in without_one] == list(range(1, 3000))
    by_digit = ["".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)) for number in range(1, 3000)]
    assert [from_japanese(written) for written in by_digit] == list(range(1, 3000))


@pytest.mark.parametrize(("write", "number"), [(to_roman, 400), (to_chinese, 100_000), (to_roman, 0), (to_chinese, -1)])
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
