"""One number is one number, however it is written; what is no number is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verification.quantities import counted, quantities
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
        ("two and a half million", "en", "2500000"),
        ("5 and a half billion", "en", "5500000000"),
        ("due milioni e mezzo", "it", "2500000"),
        ("un miliardo e mezzo", "it", "1500000000"),
        ("两亿五千万", "zh", "250000000"),
        ("伍仟", "zh", "5000"),
        ("二点五", "zh", "2.5"),
        ("half a dozen", "en", "6"),
        ("dozens of forums", "en", "12"),
        ("mezza dozzina", "it", "6"),
        ("migliaia", "it", "1000"),
        ("十余个", "zh", "10"),
        ("one third", "en", "0.333333"),
        ("due terzi", "it", "0.666667"),
        ("三分之二", "zh", "0.666667"),
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
        *((text, "zh") for text in ("30%", "百分之三十", "百分之30", "三成")),
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
def test_an_ordinal_is_no_amount_of_things(text: str, language: str) -> None:
    assert of(text, language) == {"76th"}
    assert {"76", "76th"} <= quantities(text, language, generous=True)


@pytest.mark.parametrize(
    ("text", "language", "span"),
    [
        *((text, "en", "5 year") for text in ("5 years", "five years", "a five-year plan", "half a decade")),
        *((text, "it", "5 year") for text in ("5 anni", "cinque anni", "un quinquennio", "un lustro")),
        *((text, "zh", "5 year") for text in ("5年", "五年", "未来５年")),
        ("five months", "en", "5 month"),
        ("cinque mesi", "it", "5 month"),
        ("五个月", "zh", "5 month"),
        ("two decades", "en", "20 year"),
        ("due decenni", "it", "20 year"),
        ("a decade", "en", "10 year"),
        ("两年半", "zh", "2.5 year"),
        ("30 million dollars", "en", "30000000 dollar"),
        ("30 milioni di euro", "it", "30000000"),  # the unit is not next to it
        ("三千万美元", "zh", "30000000 dollar"),
    ],
)
def test_a_span_of_time_has_its_unit(text: str, language: str, span: str) -> None:
    assert of(text, language) == {span}


@pytest.mark.parametrize(("text", "language"), [("2030年", "zh"), ("the year 2030", "en"), ("l'anno 2030", "it")])
def test_a_year_by_its_number_is_no_span_of_time(text: str, language: str) -> None:
    assert of(text, language) == {"2030"}


@pytest.mark.parametrize("text", ["2022-01", "2022/1", "01/2022", "Jan. 2022", "the first month of 2022"])
def test_dates_in_figures_and_for_short(text: str) -> None:
    assert of(text, "en") == {"2022", "month 1"}


def test_the_nouns_behind_numbers() -> None:
    assert counted("a two-state solution", "en") == {"state": {"2"}}
    assert counted("one state", "en") == {"state": {"1"}}
    assert counted("两国方案", "zh") == {"国": {"2"}}
    assert counted("uno stato", "it") == {"stat": {"1"}}


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
