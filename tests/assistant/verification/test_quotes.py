"""A quote is found to the character, however it is spaced and punctuated, and only where it stands word for word."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.verification.quotes import Folded, differences, locate, nearest, occurrences
from index.clauses import Clause
from index.corpus import Corpus
from index.sentences import split_sentences
from tests.conftest import LANGUAGES

WORD = re.compile(r"[\u3400-\u9fff]|\d+(?:[.,]\d+)+|[^\W\u3400-\u9fff]+(?:-[^\W\u3400-\u9fff]+)*")


def clause_of(text: str, language: str = "en") -> Clause:
    return Clause("I.1", language, "I", None, text, ((0, len(text)),), ())


def found(quote: str, text: str) -> str | None:
    """The characters of ``text`` that ``quote`` is found at."""
    span = locate(quote, clause_of(text))
    return text[slice(*span)] if span else None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_corpus_is_found_at_its_exact_offsets(corpus: Corpus, language: str) -> None:
    for clause in corpus.editions[language].clauses.values():
        for start, end in split_sentences(clause):
            sentence = clause.text[start:end]
            span = locate(sentence, clause)
            assert span is not None, sentence
            assert clause.text[slice(*span)] == sentence.strip("\"'“”‘’«»「」"), sentence
            assert clause.text.find(sentence) != start or start <= span[0] < span[1] <= end


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_run_of_whole_words_is_found_where_the_same_words_stand(
    corpus: Corpus, language: str, data: st.DataObject
) -> None:
    clause = data.draw(st.sampled_from(list(corpus.editions[language].clauses.values())))
    words = [match.span() for match in WORD.finditer(clause.text)]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, min(len(words) - 1, first + 30)))
    quote = clause.text[words[first][0] : words[last][1]]
    span = locate(quote, clause)
    assert span is not None
    assert Folded.of(clause.text[slice(*span)]).text == Folded.of(quote).text


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_odd_spaces_and_widths_change_neither_verdict_nor_place(corpus: Corpus, language: str, data: st.DataObject) -> None:
    clause = data.draw(st.sampled_from(list(corpus.editions[language].clauses.values())))
    start, end = data.draw(st.sampled_from(split_sentences(clause)))
    sentence = clause.text[start:end]
    space = data.draw(st.sampled_from(["  ", "\n", "\t", "\u00a0", "\u2002", "\u3000", " \r\n "]))
    wide = data.draw(st.booleans())
    odd = "".join(
        space if char == " " else chr(ord(char) + 0xFEE0) if wide and char.isascii() and char.isalnum() else char
        for char in sentence
    )
    assert locate(odd, clause) == locate(sentence, clause)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60))
def test_every_folded_character_comes_from_a_place_in_the_original(text: str) -> None:
    folded = Folded.of(text)
    assert len(folded.text) == len(folded.spans)
    assert list(folded.spans) == sorted(folded.spans)
    assert all(0 <= start < end <= len(text) for start, end in folded.spans)


@pytest.mark.parametrize(
    ("quote", "text", "place"),
    [
        ("a “shared” future", 'Build a "shared" future.', 'a "shared" future'),
        ("a «shared» future", "Build a “shared” future.", "a “shared” future"),
        ("“a shared future”", "Build a shared future.", "a shared future"),
        ("l’Africa unita", "Per l'Africa unita.", "l'Africa unita"),
        ("a five-year plan", "Draw up a five–year plan.", "a five–year plan"),
        ("a non\u2011binding text", "It is a non-binding text.", "a non-binding text"),
        ("2014年提出", "习近平主席 2014 年 提出", "2014 年 提出"),
        ("落实 全球 安全，共同", "推动落实全球安全,共同努力", "落实全球安全,共同"),
        ("liberta\u0300 di tutti", "La libertà di tutti.", "libertà di tutti"),
        ("ﬁve states", "All five states.", "five states"),
        ("l´Africa unita", "Per l'Africa unita.", "l'Africa unita"),
        ("a ‹shared› future", "Build a „shared‟ future.", "a „shared‟ future"),
        ("“安全问题”事关各国", "『安全问题』事关各国人民", "安全问题』事关各国"),
        ("five\u20111\u201212 states", "All five\u20101–12 states.", "five\u20101–12 states"),
        ("peace -- and security", "For peace — and security.", "peace — and security"),
        ("和平—安全", "和平——安全", "和平——安全"),
        ("thin\u2009and\u202fnarrow\u3000space", "A thin and\u00a0narrow space.", "thin and\u00a0narrow space"),
        ("libertà di tutti", "La liberta\u0300 di tutti.", "liberta\u0300 di tutti"),
        ("liberta\u0300", "La liberta\u0300.", "liberta\u0300"),
        ("각국의 안보", unicodedata.normalize("NFD", "각국의 안보를"), None),
        ("안보를", unicodedata.normalize("NFD", "각국의 안보를"), unicodedata.normalize("NFD", "안보를")),
        ("ガイド", "ｶﾞｲﾄﾞの本", "ｶﾞｲﾄﾞ"),
    ],
)
def test_quotation_marks_dashes_widths_and_accents_do_not_matter(quote: str, text: str, place: str | None) -> None:
    assert found(quote, text) == place


INVISIBLE = "\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\u2066\u2069\ufe0f\ufeff\U000e0101"


@pytest.mark.parametrize("hidden", INVISIBLE)
def test_what_is_not_seen_does_not_matter_in_the_quote_or_in_the_text(hidden: str) -> None:
    plain, text = "Translations are due", f"All Trans{hidden}lations{hidden}  are{hidden} due{hidden}."
    assert found(plain, text) == text[4:-2]
    assert found(text[4:-2], f"All {plain}.") == plain
    assert found(f"{hidden}{plain}{hidden}", text) == text[4:-2]
    assert found("lations are due", text) is None


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_invisible_characters_anywhere_change_neither_verdict_nor_place(
    corpus: Corpus, language: str, data: st.DataObject
) -> None:
    clause = data.draw(st.sampled_from(list(corpus.editions[language].clauses.values())))
    start, end = data.draw(st.sampled_from(split_sentences(clause)))
    hidden = st.text(INVISIBLE, max_size=2)
    written = "".join(char + data.draw(hidden) for char in clause.text[start:end])
    assert locate(written, clause) == locate(clause.text[start:end], clause)
    pieces = [data.draw(hidden) + char for char in clause.text]
    span = locate(clause.text[start:end], clause_of("".join(pieces)))
    assert span is not None
    plain = locate(clause.text[start:end], clause)
    assert plain is not None
    before = sum(map(len, pieces[: plain[0]])) + len(pieces[plain[0]]) - 1
    assert span == (before, sum(map(len, pieces[: plain[1]])))


@pytest.mark.parametrize("override", "\u202d\u202e")
def test_what_turns_the_letters_round_matters(override: str) -> None:
    assert found(f"Translations {override}are due", "All Translations are due.") is None


@pytest.mark.parametrize(
    ("quote", "text", "place"),
    [
        ("آزادیهای", "همه آزادی\u200cهای ما", "آزادی\u200cهای"),
        ("آزادی\u200cهای", "همه آزادیهای ما", "آزادیهای"),
        ("राष्ट्रीय सुरक्षा", "हमारी राष्\u200dट्रीय सुरक्षा।", "राष्\u200dट्रीय सुरक्षा"),
        ("मानव", "मानवता", None),
        ("मान", "मानी", None),
        ("ตรวจเรือ", "ผู้ดูแลทะเลสาบอาจตรวจเรือทุกลำ", "ตรวจเรือ"),
        ("ผ", "ผู้ดูแล", None),
        ("検査する", "すべての船を検査することができる。", "検査する"),
        ("𠀀𠀁", "字𠀀𠀁 字", "𠀀𠀁"),
        ("حقوق", "حُقُوقِي", None),
    ],
)
def test_other_scripts_have_joiners_and_signs_and_some_no_spaces(quote: str, text: str, place: str | None) -> None:
    assert found(quote, text) == place


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("the art of", "Stop the art officially."),
        ("art of peace", "Start of peace talks."),
        ("Cooperate with 5", "Cooperate with 5,000 experts."),
        ("000 experts", "Cooperate with 5,000 experts."),
        ("grew by 2", "It grew by 2.5 times."),
        ("Africa", "The PanAfrican way."),
        ("with 5", "Cooperate with 5\u202f000 experts."),
        ("000 experts", "Cooperate with 5'000 experts."),
        ("interference in affairs", "Hold to non-interference in affairs."),
        ("a non", "It is a non\u2011binding text."),
        ("19 pandemic", "In the COVID-19 pandemic."),
    ],
)
def test_a_cut_word_or_number_is_not_found(quote: str, text: str) -> None:
    assert found(quote, text) is None


def test_a_quote_may_stop_before_a_comma_or_a_full_stop_that_is_no_part_of_a_number() -> None:
    assert found("founded in 2014", "It was founded in 2014, in Asia.") == "founded in 2014"
    assert found("founded in 2014", "It was founded in 2014.") == "founded in 2014"
    assert found("In 2014", "In 2014 300 states met.") == "In 2014"


@pytest.mark.parametrize("text", ["peace—and so", "peace–and so", "peace -and so", "2014-2016, peace", "和平-peace"])
def test_a_quote_may_stop_at_a_dash(text: str) -> None:
    assert found("peace", text) == "peace"
    assert found("2014", "From 2014-2016.") == "2014"


def test_a_whole_word_is_found_behind_a_place_where_it_is_cut() -> None:
    assert locate("art", clause_of("The start of art.")) == (13, 16)


@pytest.mark.parametrize(
    ("words", "text", "places"),
    [
        ("translations", "Trans\u00adlations of TRANSLATIONS", ["Trans\u00adlations", "TRANSLATIONS"]),
        ("lations", "Trans\u00adlations", ["lations"]),
        ("hauptstrasse", "Die Hauptstraße und die Straße", ["Hauptstraße"]),
        ("fight", "A ﬁght… they fight", ["ﬁght", "fight"]),
        ("和平", "和平与和\u200b平", ["和平", "和\u200b平"]),
        ("war", "peace", []),
        ("\u200b", "peace", []),
    ],
)
def test_a_search_finds_every_occurrence_whatever_its_case(words: str, text: str, places: list[str]) -> None:
    assert [text[start:end] for start, end in occurrences(words, clause_of(text))] == places


def test_case_is_kept() -> None:
    assert found("the united nations", "Reform the United Nations now.") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_glued_from_two_sentences_is_not_found(corpus: Corpus, language: str) -> None:
    clause = corpus.editions[language].clauses["III.12"]
    spans = split_sentences(clause)
    first, third = (clause.text[slice(*spans[at])] for at in (0, 2))
    assert locate(first, clause)
    assert locate(third, clause)
    assert locate(f"{first} {third}", clause) is None
    assert locate(f"{first} … {third}", clause) is None
    assert locate(f"{third} {first}", clause) is None


@pytest.mark.parametrize("quote", ["", " ", "“”", "…", "。！？", "'\"'"])
def test_what_has_no_words_is_never_found(corpus: Corpus, quote: str) -> None:
    assert not any(locate(quote, clause) for clause in corpus.editions["en"].clauses.values())


@pytest.mark.parametrize(
    ("language", "true", "written", "changes"),
    [
        ("en", "lofty", "noble", [("quoted", "noble"), ("original", "lofty")]),
        ("zh", "崇高", "伟大", [("quoted", "伟大"), ("original", "崇高")]),
        ("it", "nobile", "grande", [("quoted", "grande"), ("original", "nobile")]),
    ],
)
def test_a_changed_word_is_shown_beside_the_true_one(
    corpus: Corpus, language: str, true: str, written: str, changes: list[tuple[str, str]]
) -> None:
    clauses = corpus.editions[language].clauses
    quote = clauses["I.p1"].text.replace(true, written)
    near = nearest(quote, clauses.values())
    assert near is not None
    assert (near.clause.id, near.start, near.end) == ("I.p1", 0, len(clauses["I.p1"].text))
    runs = differences(quote, near.clause.text[near.start : near.end])
    assert [run for run in runs if run[0] != "same"] == changes


def test_the_nearest_passage_has_whole_words() -> None:
    text = "Some words before. Oppose linking terrorism with any particular religion. Some words after."
    near = nearest("ppose linking terrorism with any special religio", [clause_of(text)])
    assert near is not None
    assert text[near.start : near.end].strip(".") == "Oppose linking terrorism with any particular religion"


def test_of_several_passages_the_most_similar_is_the_nearest() -> None:
    texts = ("Oppose linking terrorism with one nation", "Oppose linking terrorism with any religion")
    for order in (texts, texts[::-1]):
        near = nearest("Oppose linking terrorism with any religions", [clause_of(text) for text in order])
        assert near is not None
        assert near.clause.text == texts[1]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Bake the bread for forty minutes in a very hot oven."),
        ("zh", "把面团放进烤箱烤四十分钟直到表面金黄。"),
        ("it", "Cuocere il pane per quaranta minuti in un forno molto caldo."),
    ],
)
def test_nothing_is_near_a_text_on_another_subject(corpus: Corpus, language: str, text: str) -> None:
    assert nearest(text, corpus.editions[language].clauses.values()) is None


@settings(max_examples=100, deadline=None)
@given(quote=st.text("ab ,。安全", max_size=20), passage=st.text("ab ,。安全", max_size=20))
def test_differences_leave_nothing_out(quote: str, passage: str) -> None:
    runs = differences(quote, passage)
    assert "".join(text for kind, text in runs if kind != "quoted") == Folded.of(passage).text
    assert "".join(text for kind, text in runs if kind != "original") == Folded.of(quote).text.strip(" \"'")


def test_the_corpus_is_in_the_normal_form_that_quotes_are_brought_to(corpus: Corpus) -> None:
    for edition in corpus.editions.values():
        assert all(unicodedata.is_normalized("NFC", clause.text) for clause in edition.clauses.values())
