"""Which language a text is in: the code in the name of its file, or its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.corpus import CORPORA, load_corpus
from index.errors import CorpusError
from index.file_language import language_of
from index.first_manifest import write_first_manifest

ENGLISH = "This ordinance protects all ponds that lie in the town, whoever owns them. No pond may be filled."


@pytest.mark.parametrize(
    ("file", "language"),
    [
        ("zh.txt", "zh"),
        ("EN.TXT", "en"),
        ("udhr_fr.html", "fr"),
        ("charter-de.txt", "de"),
        ("pt-BR.txt", "pt"),
        ("udhr_zh-Hant.txt", "zh"),
        ("EU-IT.txt", "it"),
        ("eng.txt", "en"),
        ("ger.txt", "de"),
        ("deu.txt", "de"),
        ("iw.txt", "he"),
        ("haw.txt", "haw"),
        ("charter.txt", None),
        ("v2.txt", None),
        ("cn.txt", None),
        ("xyz.txt", None),
    ],
)
def test_a_file_may_be_named_for_its_language(file: str, language: str | None) -> None:
    assert language_of(file, "Qwx qwx.") == language


@pytest.mark.parametrize(
    "file", ["act.txt", "law.txt", "charter.txt", "rules of.txt", "rules-new.txt", "report_may.txt", "2020.txt"]
)
def test_a_name_that_is_a_word_does_not_say_the_language(file: str) -> None:
    assert language_of(file, ENGLISH) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Laki koskee kaikkia kunnan kirjastoja ja niiden asiakkaita. Laina voidaan uusia kolme kertaa.", "fi"),
        ("Likuma mērķis ir saglabāt kultūras mantojumu. Muzeju finansē no pašvaldības budžeta.", "lv"),
        ("Ustawa określa zasady zakładania ogrodów. Ogród zakłada rada gminy na wniosek mieszkańców.", "pl"),
        ("প্রত্যেক উপজেলায় সাত সদস্যের একটি কমিটি থাকিবে।", "bn"),
        ("第五条　協議会は、委員十人以内で組織する。", "ja"),
        ("第五条 个人每户限养一只犬。", "zh"),
        ("მუხლი 1. ეს კანონი იცავს ტბებს.", "ka"),
        ("Maktaba hufunguliwa saa arobaini kwa wiki. Wasomaji wanaweza kuazima vitabu vitano.", None),
        ("Zakon uređuje zaštitu jezera i bara u opštini.", None),
        ("1. 2. 3.", None),
    ],
)
def test_the_words_of_a_text_tell_its_language_or_nothing_does(text: str, language: str | None) -> None:
    assert language_of("charter.txt", text) == language


def test_every_edition_that_ships_is_told_by_its_words() -> None:
    for folder in CORPORA.iterdir():
        if (folder / "corpus.toml").exists():
            for language, edition in load_corpus(folder).editions.items():
                text = (folder / edition.manifest.file).read_text(encoding="utf-8")
                assert language_of("charter.txt", text) == language


def test_a_first_manifest_has_codes_of_two_letters(tmp_path: Path) -> None:
    (tmp_path / "eng.txt").write_text(f"Ponds\n{ENGLISH}")
    (tmp_path / "carta.txt").write_text("Una carta\nTodos los seres humanos nacen libres e iguales en dignidad y derechos.")
    write_first_manifest(tmp_path)
    assert load_corpus(tmp_path).languages == ("es", "en")


def test_a_text_whose_language_nothing_tells_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "kanuni.txt").write_text("Kanuni\nMaktaba hufunguliwa saa arobaini kwa wiki.")
    with pytest.raises(
        CorpusError, match=r"kanuni\.txt: does not show which language it is in; name it by the ISO 639 code"
    ):
        write_first_manifest(tmp_path)
    (tmp_path / "kanuni.txt").rename(tmp_path / "kanuni.sw.txt")
    write_first_manifest(tmp_path)
    assert load_corpus(tmp_path).languages == ("sw",)
