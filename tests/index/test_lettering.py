"""Lists are lettered by the alphabet of their text: ids count letters, labels and references have the letter printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.alphabets import alphabets
from index.check import check_corpus
from index.corpus import Corpus, load_corpus
from index.errors import CorpusError
from index.lettering import lettered_as
from index.numbering import LETTERS
from index.references import resolve
from tests.index.editions import ids, manifest, parse, write_corpus

# What a list is lettered by, with a language that does so, and its marker for number one.
LISTS = [
    ("el", "α)", "α β γ δ ε στ ζ η θ ι ια ιβ"),
    ("el", "α)", "α β γ δ ε ζ η θ ι κ λ"),
    ("el", "α)", "α β γ δ ε στ ζ η θ ι κ λ"),
    ("it", "a)", "a b c d e f g h i l m n o p q r s t u v z aa bb"),
    ("it", "a)", "a b c d e f g h i j k l m"),
    ("pt", "a)", "a b c d e f g h i j l m n"),
    ("es", "a)", "a b c d e f g h i j k l m n ñ o p"),
    ("vi", "a)", "a b c d đ e g h i k l"),
    ("tr", "a)", "a b c ç d e f g ğ h ı i j"),
    ("tr", "A)", "A B C Ç D E F G Ğ H I İ J"),
    ("en", "(a)", "a b c d e f g h i j k l m n o p q r s t u v w x y z aa bb"),
    ("en", "(a)", "a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab"),
    ("ru", "а)", "а б в г д е ж з и к л"),
    ("bg", "а)", "а б в г д е ж з и й к л"),
    ("uk", "а)", "а б в г ґ д е є ж з и і ї"),
    ("ar", "أ)", "أ ب ج د هـ و ز ح ط ي ك ل"),
    ("ar", "أ -", "ا ب ج د ه و ز ح ط ى ك ل"),
    ("ar", "أ)", "أ ب ت ث ج ح خ د"),
    ("fa", "الف)", "الف ب ج د ه و ز ح ط ی ک ل"),
    ("fa", "الف)", "الف ب پ ت ث ج چ ح خ"),
    ("ur", "(الف)", "الف ب ج د ہ و ز ح ط ی"),
    ("ko", "가.", "가 나 다 라 마 바 사"),
    ("ja", "イ", "イ ロ ハ ニ ホ ヘ ト"),
    ("ja", "（ア）", "ア イ ウ エ オ カ"),
    ("th", "(ก)", "ก ข ค ง จ ฉ ช"),
    ("hi", "(क)", "क ख ग घ ङ च छ"),
    ("zh", "甲、", "甲 乙 丙 丁 戊"),
    ("ko", "①", "① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨ ⑩ ⑪ ⑫ ⑬ ⑭ ⑮ ⑯ ⑰ ⑱ ⑲ ⑳ ㉑ ㉒"),
    ("zh", "⑴", "⑴ ⑵ ⑶"),
]  # fmt: skip
ITALIAN = "a b c d e f g h i l m n o p q r s t u v z"


def lines(one: str, letters: str) -> list[str]:
    first = next(letter for letter in (letters.split()[0], *"أ") if letter in one)
    return [f"{one.replace(first, letter)} word;" for letter in letters.split()]


@pytest.mark.parametrize(("language", "one", "letters"), LISTS)
def test_a_list_is_read_whole_in_the_order_of_its_alphabet(language: str, one: str, letters: str) -> None:
    text = "\n".join(["I. Part", *lines(one, letters), "II. Part", *lines(one, letters)[:2]])
    count = len(letters.split())
    assert ids(parse(text, "I.", one, language=language)) == [*(f"I.{n}" for n in range(1, count + 1)), "II.1", "II.2"]


def test_a_lost_letter_is_reported_and_not_taken_for_another_alphabet() -> None:
    text = "\n".join(["I. Part", "1. Shall:", *lines("(a)", ITALIAN)])
    with pytest.raises(CorpusError, match=r"point I\.1\.m stands where I\.1\.j is expected"):
        parse(text, "I.", "1.", "(a)", language="en")
    lost = "\n".join(["I. Part", "1. Shall:", *lines("α)", "α β γ δ ε στ η θ")])
    with pytest.raises(CorpusError, match=r"point I\.1\.h stands where I\.1\.g is expected"):
        parse(lost, "I.", "1.", "α)", language="el")


def test_a_manifest_may_say_the_alphabet(tmp_path: Path) -> None:
    texts = {"en": (ITALIAN, "(a)"), "cy": ("a b c ch d dd e f ff g ng h", "(a)"), "hy": ("ա բ գ դ ե զ է", "ա)")}
    for language, (letters, one) in texts.items():
        text = "\n".join(["Article 1", *lines(one, letters), "Article 2", *lines(one, letters)[:2]])
        edition = {
            "language": language, "numbering": {"article": "Article 1", "point": one}, "letters": {"point": letters},
            "text": text,
        }  # fmt: skip
        folder = write_corpus(tmp_path / language, {"article": "1", "point": "a"}, [edition], default_language=language)
        corpus = load_corpus(folder)
        last = f"1.{LETTERS.write(len(letters.split()))}"
        assert [*corpus.editions[language].clauses][-3:] == [last, "2.a", "2.b"]
        assert letters.split()[-1] in corpus.editions[language].label(last)


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        ({"points": "a b c"}, "there is no level 'points' to letter"),
        ({"point": "a b b"}, "expected are letters in their order"),
        ({"point": "abc"}, "expected are letters in their order"),
        ({"point": "α β γ"}, "letters of point begin with 'α', but none of its markers does"),
    ],
)
def test_letters_that_cannot_be_are_refused(letters: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        manifest({"article": "1", "point": "a"}, {"article": "Article 1", "point": "(a)"}, letters=letters)


@pytest.fixture(scope="module")
def italian(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    text = "\n".join(["Art. 1", *lines("a)", ITALIAN), "Art. 2", *lines("a)", "a b")])
    edition = {"language": "it", "numbering": {"articolo": "Art. 1", "lettera": "a)"}, "text": text}
    folder = write_corpus(
        tmp_path_factory.mktemp("italian"), {"articolo": "1", "lettera": "a"}, [edition], default_language="it"
    )
    assert check_corpus(folder).problems == ()
    return load_corpus(folder)


@pytest.mark.parametrize(
    "written",
    [
        "Art. 1, lettera l)",
        "articolo 1, lettera l",
        "lett. l dell'art. 1",
        "lettera l) dell’articolo 1",
        "art. 1 l)",
        "Art. 1, l",
        "1.j",
    ],
)
def test_a_reference_has_the_letter_that_is_printed(italian: Corpus, written: str) -> None:
    assert resolve(written, italian.clause_ids, italian.reference_words).candidates == ("1.j",)


def test_every_label_of_a_lettered_list_leads_back(italian: Corpus) -> None:
    [edition] = italian.editions.values()
    assert edition.label("1.j") == "Art. 1, l"
    for clause in italian.clause_ids:
        assert resolve(edition.label(clause), italian.clause_ids, italian.reference_words).candidates == (clause,)


def test_editions_of_two_alphabets_have_the_same_ids(tmp_path: Path) -> None:
    greek = ["Άρθρο 1", "1. Άδεια:", *lines("α)", "α β γ δ ε στ ζ"), "2. Ισχύς."]
    english = ["Article 1", "1. A licence:", *lines("(a)", "a b c d e f g"), "2. Validity."]
    names = ("article", "paragraph_number", "point")
    editions = [
        {"language": language, "numbering": dict(zip(names, markers, strict=True)), "text": "\n".join(text)}
        for language, text, markers in (
            ("el", greek, ("Άρθρο 1", "1.", "α)")),
            ("en", english, ("Article 1", "1.", "(a)")),
        )
    ]
    levels = {"article": "1", "paragraph_number": "1", "point": "a"}
    corpus = load_corpus(write_corpus(tmp_path, levels, editions))
    assert corpus.clause_ids == ("1.1", *(f"1.1.{letter}" for letter in "abcdefg"), "1.2")
    for written in ("1.1.στ", "Άρθρο 1, 1, στ", "Άρθρο 1 (1) στ)", "1.1.f", "Article 1(1)(f)", "Article 1, 1, (f)"):
        assert resolve(written, corpus.clause_ids, corpus.reference_words).candidates == ("1.1.f",), written


@given(text=st.text(st.sampled_from("abcijlm)\n στιζ .1")))
@settings(deadline=None)
def test_no_text_breaks_the_choice_of_an_alphabet(text: str) -> None:
    for language, one in (("it", "a)"), ("el", "α)"), ("en", "1.")):
        edition = manifest({"point": "1"}, {"point": one}, language=language)
        chosen = lettered_as(edition, text)
        assert lettered_as(chosen, text) == chosen
        assert chosen.letters.get("point", "").split() in [[], *map(list, alphabets(one[0], language))]
