"""One number is one number, however it is written; what is no number is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verification.quantities import quantities
from index.numbering import chinese_number


def of(text: str, language: str) -> set[str]:
    return set(quantities(text, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *(
            (text, language)
            for text in ("5,000", "5.000", "5000", "5 000", "５０００", "5'000")
            for language in ("zh", "en", "it")
        ),
        *((text, "en") for text in ("five thousand", "Five Thousand", "five-thousand", "5 thousand", "5-thousand")),
        *((text, "it") for text in ("cinquemila", "Cinquemila", "5mila", "5 mila")),
        *((text, "zh") for text in ("五千", "5千", "五千个", "５千")),
    ],
)
def test_five_thousand_is_5000(text: str, language: str) -> None:
    assert of(text, language) == {"5000"}


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("2.5 million", "en", "2500000"),
        ("3 billion", "en", "3000000000"),
        ("2,5 milioni", "it", "2500000"),
        ("due milioni", "it", "2000000"),
        ("1.5亿", "zh", "150000000"),
        ("一亿五千万", "zh", "150000000"),
        ("5千万", "zh", "50000000"),
        ("三百万", "zh", "3000000"),
        ("5,000,000", "en", "5000000"),
        ("二十", "zh", "20"),
        ("十", "zh", "10"),
        ("两个", "zh", "2"),
        ("a dozen", "en", "12"),
        ("una dozzina", "it", "12"),
        ("half", "en", "0.5"),
        ("metà", "it", "0.5"),
        ("一半", "zh", "0.5"),
        ("raddoppiare", "it", "2"),
        ("two decades", "en", "10"),
    ],
)
def test_large_small_and_named_numbers(text: str, language: str, number: str) -> None:
    assert number in of(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *(
            (text, "en")
            for text in ("30%", "30 %", "３０％", "30 per cent", "30 percent", "thirty per cent", "thirty percent")
        ),
        *((text, "it") for text in ("30%", "30 per cento", "trenta per cento", "Trenta percento")),
        *((text, "zh") for text in ("30%", "百分之三十", "百分之30")),
    ],
)
def test_thirty_per_cent(text: str, language: str) -> None:
    assert of(text, language) == {"30%"}


@pytest.mark.parametrize("language", ["zh", "en", "it"])
def test_a_percentage_is_no_plain_number_with_decimals_or_without(language: str) -> None:
    assert of("30", language) != of("30%", language)
    assert of("2.5", language) == {"2.5"}
    assert of("2.5%", language) == {"2.5%"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("January 2022", "en"),
        ("in January of 2022", "en"),
        ("January twenty twenty-two", "en"),
        ("gennaio 2022", "it"),
        ("nel gennaio del duemilaventidue", "it"),
        ("2022年1月", "zh"),
        ("2022 年 1 月", "zh"),
        ("２０２２年１月", "zh"),
        ("二〇二二年一月", "zh"),
        ("二零二二年一月", "zh"),
    ],
)
def test_january_2022(text: str, language: str) -> None:
    assert of(text, language) == {"2022", "month 1"}


@pytest.mark.parametrize(("zh", "en", "it", "month"), [("四月", "April", "aprile", 4), ("12月", "December", "dicembre", 12)])
def test_months_are_the_same_in_all_languages(zh: str, en: str, it: str, month: int) -> None:
    assert of(zh, "zh") == of(en, "en") == of(it, "it") == {f"month {month}"}


@pytest.mark.parametrize(
    ("text", "language", "year"),
    [
        ("nineteen forty-five", "en", "1945"),
        ("twenty fourteen", "en", "2014"),
        ("two thousand fourteen", "en", "2014"),
        ("duemilaquattordici", "it", "2014"),
        ("millenovecentoquarantacinque", "it", "1945"),
        ("二〇一四年", "zh", "2014"),
        ("两千零一十四年", "zh", "2014"),
        ("一九四五年", "zh", "1945"),
    ],
)
def test_years_in_words(text: str, language: str, year: str) -> None:
    assert of(text, language) == {year}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the 76th session", "en"),
        ("the seventy-sixth session", "en"),
        ("la 76a sessione", "it"),
        ("la 76ª sessione", "it"),
        ("il settantaseiesimo anno", "it"),
        ("第76届", "zh"),
        ("第七十六届", "zh"),
    ],
)
def test_an_ordinal_is_its_number(text: str, language: str) -> None:
    assert of(text, language) == {"76"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("One of them acts on behalf of everyone, second to none.", "en"),
        ("You may repair it; march on.", "en"),
        ("Secondly, it may help.", "en"),
        ("Secondo il documento, una sola sicurezza è uno dei beni.", "it"),
        ("Sei stato chiaro.", "it"),
        ("统一思想，一带一路，一切国家一起进一步努力，十分重要，千万不要。", "zh"),
        ("一个国家，千方百计，两极分化，百姓。", "zh"),
        ("", "en"),
    ],
)
def test_words_that_are_no_numbers(text: str, language: str) -> None:
    assert of(text, language) == set()


@pytest.mark.parametrize(("text", "language"), [("two millennia", "en"), ("2 millenni", "it"), ("2 centri", "it")])
def test_a_word_that_begins_like_a_scale_is_none(text: str, language: str) -> None:
    assert of(text, language) == {"2"}


def test_a_one_counts_where_it_is_written_in_digits_and_wherever_the_source_may_mean_it() -> None:
    assert of("one State", "en") == set()
    assert of("1 State", "en") == {"1"}
    assert "1" in quantities("one State", "en", generous=True)


def test_the_source_may_have_numbers_that_a_statement_is_not_held_to() -> None:
    text = "两极，十分，统一"
    assert not of(text, "zh")
    assert {"2", "10"} <= quantities(text, "zh", generous=True)


@settings(max_examples=100, deadline=None)
@given(number=st.integers(2, 10**9))
def test_thousands_separators_and_width_do_not_matter(number: int) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    for language in ("zh", "en", "it"):
        for written in (str(number), f"{number:,}", f"{number:,}".replace(",", "."), wide):
            assert of(written, language) == {str(number)}


@pytest.mark.parametrize(
    ("run", "number"),
    [
        ("五千", 5000),
        ("两万", 20000),
        ("十二", 12),
        ("二十一", 21),
        ("一百零五", 105),
        ("二〇二二", 2022),
        ("千", 1000),
        ("三亿零五", 300000005),
    ],
)
def test_chinese_numerals_by_place_and_by_digit(run: str, number: int) -> None:
    assert chinese_number(run) == number


@pytest.mark.parametrize("language", ["zh", "en", "it"])
@pytest.mark.parametrize("run", ["9" * 400, "9" * 5000, "九" * 5000, "1," * 3000, "千万" * 500, "百分之" + "9" * 5000])
def test_a_number_too_long_for_a_machine_is_still_another_number(run: str, language: str) -> None:
    found = quantities(run, language)
    assert found or ("九" in run or "万" in run)  # Chinese numerals are none elsewhere
    assert not found & {"5000", "2022"}
