"""Words and search terms: what is the same to a reader is the same here, and no text breaks anything."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.corpus import Corpus
from index.text import fold, frequency, terms, to_simplified, words
from tests.conftest import LANGUAGES


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＧＳＩ　２０２３", "gsi 2023"),
        ("l’umanità", "L'UMANITÀ"),
        ("“peace”", '"Peace"'),
        ("«pace»", '"pace"'),
        ("ﬁght", "fight"),
        ("（十二）", "(十二)"),
        ("umanita\u0300", "umanità"),
        ("GROSS", "groß"),
        ("Trans\u00adlations", "translations"),
        ("\ufeffpeace\u200b", "peace"),
        ("umanita\u00ad\u0300", "umanità"),
        ("l´umanità", "l'umanità"),
    ],
)
def test_what_differs_only_in_form_folds_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(text=st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_folding_twice_changes_quotation_marks_and_case_no_further(text: str) -> None:
    once = fold(text)
    assert not set(once) & set("’‘ʼ“”«»")
    assert once == once.casefold()


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("全球安全倡議", "全球安全倡议"),
        ("聯合國維和行動", "联合国维和行动"),
        ("網絡安全與數據", "网络安全与数据"),
        ("恐怖主義", "恐怖主义"),
        ("和平", "和平"),
        ("GSI in 2023", "GSI in 2023"),
        ("", ""),
    ],
)
def test_traditional_chinese_becomes_simplified(traditional: str, simplified: str) -> None:
    assert to_simplified(traditional) == simplified


def test_the_chinese_edition_is_simplified_already(corpus: Corpus) -> None:
    for clause in corpus.editions["zh"].clauses.values():
        assert to_simplified(clause.text) == clause.text


@pytest.mark.parametrize(
    ("elided", "plain"),
    [
        ("dell’ONU", "ONU"),
        ("dell'ONU", "ONU"),
        ("L’Africa", "Africa"),
        ("sull'intelligenza", "intelligenza"),
        ("un'iniziativa", "iniziativa"),
        ("quest’agenda", "agenda"),
    ],
)
def test_italian_elisions_are_no_part_of_the_word(elided: str, plain: str) -> None:
    assert [word.surface for word in words(elided, "it")] == [word.surface for word in words(plain, "it")]
    assert terms(elided, "it") == terms(plain, "it") != []


def test_an_english_apostrophe_is_no_elision() -> None:
    assert "state" in [word.surface for word in words("state's", "en")]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "supporting", "supported"),
        ("en", "Terrorism", "TERRORISM"),
        ("it", "terrorismo", "terrorismi"),
        ("it", "sicurezza", "Sicurezza"),
        ("fr", "sécurités", "sécurité"),
        ("xx", "città", "citta"),
    ],
)
def test_forms_of_a_word_have_one_term(language: str, one: str, other: str) -> None:
    assert terms(one, language) == terms(other, language) != []


def test_chinese_terms_are_pairs_of_neighbouring_characters() -> None:
    assert terms("恐怖主义", "zh") == ["恐怖", "怖主", "主义"]
    assert terms("核", "zh") == ["核"]


def test_chinese_runs_are_cut_into_words() -> None:
    assert [word.surface for word in words("联合国支持和平", "zh")] == ["联合国", "支持", "和平"]
    assert (
        "".join(word.surface for word in words("坚持共同综合合作可持续的安全观", "zh")) == "坚持共同综合合作可持续的安全观"
    )


@pytest.mark.parametrize(
    ("language", "text", "plain"),
    [
        ("en", "Trans\u00adla\u00adtions are due", "Translations are due"),
        ("it", "le tra\u00addu\u00adzioni dell’\u200bONU", "le traduzioni dell’ONU"),
        ("de", "Über\u00adset\u00adzun\u00adgen", "Übersetzungen"),
        ("zh", "全球\u200b安全\ufeff倡议", "全球安全倡议"),
        ("km", "មនុស្ស\u200bទាំងអស់", "មនុស្សទាំងអស់"),
        ("ar", "\u202bالأمن\u200f\u202c", "الأمن"),
        ("hi", "राष्\u200dट्रीय सुरक्षा", "राष्ट्रीय सुरक्षा"),
        ("fa", "آزادی\u200cهای", "آزادی های"),
    ],
)
def test_what_is_not_seen_is_no_part_of_a_word(language: str, text: str, plain: str) -> None:
    assert terms(text, language) == terms(plain, language) != []
    assert [word.surface for word in words(text, language)] == [word.surface for word in words(plain, language)]


@pytest.mark.parametrize(("language", "text"), [("en", "the of and is about"), ("it", "che è la di e"), ("zh", "的")])
def test_function_words_carry_no_information(language: str, text: str) -> None:
    assert terms(text, language) == []
    assert {word.information for word in words(text, language)} == {0.0}


@pytest.mark.parametrize(
    ("language", "common", "telling"),
    [("en", "paper", "biosecurity"), ("it", "dice", "biosicurezza"), ("zh", "说", "核战争")],
)
def test_rare_words_carry_more_information_than_common_ones(language: str, common: str, telling: str) -> None:
    assert max(w.information for w in words(telling, language)) > max(w.information for w in words(common, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_kept_whole_and_always_tell(language: str) -> None:
    [number, other] = words("5,000 / 2.5", language)
    assert (number.surface, other.surface) == ("5,000", "2.5")
    assert number.information == other.information == 1.0


def test_a_mixed_question_has_the_words_of_both_scripts() -> None:
    surfaces = [word.surface for word in words("GSI倡议和AI", "zh")]
    assert surfaces[0] == "gsi"
    assert surfaces[-1] == "ai"
    assert "倡议" in surfaces


def test_a_language_without_a_word_list_knows_no_word() -> None:
    assert frequency("peace", "xx") == 0.0
    assert [word.information for word in words("peace", "xx")] == [1.0]


@pytest.mark.parametrize("language", [*LANGUAGES, "fr", "xx"])
@given(text=st.text(st.one_of(st.characters(), st.sampled_from("'’的和平. ,0１Ⅻ½ǅßİ\u0301\u200d\ud800𠀀")), max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_the_words_and_terms(language: str, text: str) -> None:
    for word in words(text, language):
        assert word.surface
        assert word.terms
        assert 0.0 <= word.information <= 1.0
    assert all(terms(text, language))
    assert isinstance(to_simplified(text), str)


# Other scripts


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ja", "すべての人間は", ["すべ", "べて", "ての", "人間"]),
        ("th", "มนุษย์ ๑๒", ["มนุ", "นุษ", "ษย์", "12"]),
        ("km", "មនុស្ស", ["មនុ", "នុស្", "ស្ស"]),
        ("my", "လူတိုင်း", ["လူတို", "တိုင်း"]),
        ("lo", "ມະນຸດ", ["ມະ", "ະນຸ", "ນຸດ"]),
        ("ko", "인간은", ["인간", "간은"]),
        ("sw", "wamezaliwa huru", ["wame", "amez", "meza", "ezal", "zali", "aliw", "liwa", "huru"]),
        ("he", "נוֹלְדוּ", ["נולד", "ולדו"]),
        ("ru", "рождаются свободными", ["рожда", "свободн"]),
    ],
)
def test_a_language_without_a_stemmer_or_without_spaces_has_runs_of_characters(
    language: str, text: str, expected: list[str]
) -> None:
    assert terms(text, language) == expected


def test_arabic_is_the_same_with_and_without_vowel_points() -> None:
    assert terms("يُولَدُ جَمِيعُ النَّاسِ أحـــرارًا ١٢", "ar") == terms("يولد جميع الناس احرارا 12", "ar")


@pytest.mark.parametrize("language", ["sw", "km", "am", "xx"])
def test_a_language_that_no_one_counted_has_no_frequencies_of_another(
    language: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert frequency("the", language) == 0
    assert capfd.readouterr().err == ""


@given(text=st.text(st.one_of(st.characters(), st.sampled_from("ァあー๑ก่้ខ្អာများक्ष안녕אָلُ١‌")), max_size=30))
@settings(max_examples=200, deadline=None)
def test_no_script_breaks_words_and_terms(text: str) -> None:
    # Of Chinese characters every neighbouring pair is a term, also across the borders of words.
    assume(not re.search("[\u3400-\u9fff\uf900-\ufaff]", fold(text)))
    for language in ("ja", "th", "ko", "hi", "ar", "sw", "en"):
        assert {*terms(text, language)} <= {term for word in words(text, language) for term in word.terms}
