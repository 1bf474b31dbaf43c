"""What one text has and its counterpart lacks: found by strict rules, missed by generous ones."""

from __future__ import annotations

import pytest

from assistant.contrast import SharedNames, contrasting_countries, contrasting_numbers


def numbers(here: str, there: str, languages: tuple[str, str] = ("en", "it")) -> tuple[list[str], list[str]]:
    ((one, other),) = contrasting_numbers([(here, there)], languages)
    return list(one), list(other)


def countries(here: str, there: str, languages: tuple[str, str]) -> tuple[list[str], list[str]]:
    ((one, other),) = contrasting_countries([(here, there)], languages)
    return list(one.values()), list(other.values())


@pytest.mark.parametrize(
    ("languages", "here", "there"),
    [
        (("zh", "en"), "提供5000个名额", "5,000 places"),
        (("zh", "en"), "五千个名额", "five thousand places"),
        (("en", "it"), "5,000 places", "5.000 posti"),
        (("en", "it"), "five thousand places", "cinquemila posti"),
        (("zh", "it"), "2022年1月的声明", "la dichiarazione del gennaio 2022"),
        (("zh", "en"), "第76届联大", "the seventy-sixth session"),
        (("zh", "en"), "两国", "both countries"),
        (("zh", "en"), "双边", "two-sided"),
        (("en", "it"), "one country and a second one", "un altro paese"),
        (("en", "it"), "a pair of decades, half a dozen", "un ventennio"),
        (("zh", "en"), "新冠疫情", "the COVID-19 pandemic"),
    ],
)
def test_one_number_written_in_two_ways_is_no_difference(languages: tuple[str, str], here: str, there: str) -> None:
    assert numbers(here, there, languages) == ([], [])
    assert numbers(there, here, (languages[1], languages[0])) == ([], [])


@pytest.mark.parametrize(
    ("languages", "here", "there", "only"),
    [
        (("zh", "en"), "提供5000个名额", "500 places", (["5000"], ["500"])),
        (("zh", "en"), "防扩散委员会", "the 1540 Committee", ([], ["1540"])),
        (("zh", "it"), "2022年1月", "febbraio 2022", (["month 1"], ["month 2"])),
        (("en", "it"), "the five states", "gli Stati", (["5"], [])),
        (("en", "it"), "in 2 years", "in alcuni anni", (["2"], [])),
    ],
)
def test_another_number_is_found(
    languages: tuple[str, str], here: str, there: str, only: tuple[list[str], list[str]]
) -> None:
    assert numbers(here, there, languages) == only


def test_a_number_that_moved_within_the_clause_is_no_difference() -> None:
    places = [("In five years", "Negli anni"), ("much is done.", "molto si fa, in cinque anni.")]
    assert contrasting_numbers(places, ("en", "it")) == [({}, {}), ({}, {})]


def test_a_number_that_stands_elsewhere_too_is_still_missing_here() -> None:
    places = [("In five years", "Negli anni"), ("five states", "cinque stati")]
    assert contrasting_numbers(places, ("en", "it")) == [({"5": "5"}, {}), ({}, {})]


def test_where_words_are_not_read_only_digits_against_digits_show_something() -> None:
    assert numbers("five thousand places", "пять тысяч мест", ("en", "ru")) == ([], [])
    assert numbers("5,000 places", "пять тысяч мест", ("en", "ru")) == ([], [])
    assert numbers("5,000 places", "6000 мест", ("en", "ru")) == (["5000"], ["6000"])
    assert numbers("in January", "in Januar", ("en", "de")) == ([], [])


@pytest.mark.parametrize(
    ("languages", "here", "there"),
    [
        (("zh", "en"), "中国", "Chinese ships"),
        (("zh", "en"), "中非和平安全论坛", "the China-Africa Peace and Security Forum"),
        (("zh", "en"), "中方愿意", "China is ready"),
        (("zh", "en"), "联大和安理会", "the United Nations"),
        (("en", "it"), "the United Nations", "l'ONU"),
        (("en", "it"), "Germany", "i tedeschi"),
        (("en", "it"), "African, from Africa", "degli africani"),
        (("en", "de"), "the United Nations", "der UNO"),
        (("en", "ru"), "the United Nations", "Организации Объединенных Наций"),
        (("en", "ar"), "the United Nations", "للأمم المتحدة"),
        (("zh", "en"), "几内亚比绍", "Guinea-Bissau"),
        (("zh", "en"), "今日本校", "our school today"),
        (("en", "ru"), "the peoples of the United Nations", "народы Объединенных Наций"),
        (("en", "zh"), "china and turkey on the table", "桌上"),
    ],
)
def test_a_place_in_another_form_is_no_difference(languages: tuple[str, str], here: str, there: str) -> None:
    assert countries(here, there, languages) == ([], [])
    assert countries(there, here, (languages[1], languages[0])) == ([], [])


@pytest.mark.parametrize(
    ("languages", "here", "there", "only"),
    [
        (("zh", "en"), "乌克兰危机", "the crisis in Syria", (["乌克兰"], ["Syria"])),
        (("zh", "it"), "非洲之角和平会议", "la Conferenza Cina-Corno d'Africa", ([], ["Cina"])),
        (("en", "it"), "Afghanistan and Pakistan", "l'Afghanistan", (["Pakistan"], [])),
        (("en", "ru"), "China and Japan", "Китая", (["Japan"], [])),
        (("en", "ko"), "Japan", "중국", (["Japan"], ["중국"])),
    ],
)
def test_another_country_is_found(
    languages: tuple[str, str], here: str, there: str, only: tuple[list[str], list[str]]
) -> None:
    assert countries(here, there, languages) == only


LEARNED = [
    ("The vision of Xi Jinping", "La visione di Xi Jinping"),
    ("President Xi Jinping and ASEAN", "Il presidente Xi Jinping e l'ASEAN"),
    ("the UN and its GSI", "l'ONU e la sua ISG"),
    ("the LMC framework", "nel quadro della LMC"),
    ("every Agenda", "ogni Agenda"),
]


def names(here: str, there: str) -> tuple[list[str], list[str]]:
    ((one, other),) = SharedNames(LEARNED, ("en", "it")).contrasting([(here, there)])
    return list(one), list(other)


def test_a_name_that_both_editions_write_alike_is_missed_where_one_lacks_it() -> None:
    assert names("as Xi Jinping said", "come disse il presidente") == (["Jinping"], [])  # Xi is Italian for eleven
    assert names("the framework", "nel quadro della LMC") == ([], ["LMC"])


def test_a_name_that_the_editions_write_differently_is_not_claimed() -> None:
    assert names("the UN and the GSI", "la Carta") == ([], [])
    assert names("Beijing", "Pechino") == ([], [])
    assert names("in the Agenda", "nel programma") == ([], [])
