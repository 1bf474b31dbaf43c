"""One text, three editions, the same clauses; and corpora of other kinds, with partial editions and without parts."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from index.corpus import CORPORA, DEFAULT_CORPUS, Corpus, load_corpus
from tests.conftest import LANGUAGES
from tests.index.editions import edit, problems, write_corpus

IDS = (
    *("I.p1", "I.p2", "I.p3"),
    *(f"II.{number}" for number in range(1, 7)),
    *("II.p1", "III.p1", "III.p2"),
    *(f"III.{number}" for number in range(1, 21)),
    *(f"IV.{number}" for number in range(1, 6)),
    "IV.p1",
)


# The editions


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_edition_has_the_same_38_clauses_in_the_same_order(corpus: Corpus, language: str) -> None:
    assert len(IDS) == 38
    assert tuple(corpus.editions[language].clauses) == IDS
    assert corpus.clause_ids == IDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_has_text_and_knows_its_language_and_part(corpus: Corpus, language: str) -> None:
    for id_, clause in corpus.editions[language].clauses.items():
        assert clause.id == id_
        assert clause.text.strip()
        assert (clause.language, clause.part) == (language, id_.partition(".")[0])


def test_the_files_are_the_published_ones_to_the_byte() -> None:
    folder = CORPORA / DEFAULT_CORPUS
    page = (folder / "en.txt").read_bytes() + (folder / "it.txt").read_bytes()
    assert hashlib.sha256(page).hexdigest() == "6da662540f48713cb70616bca350e8e86027d1e556f5fa09fd9079f33687a91c"
    chinese = (folder / "zh.txt").read_bytes()
    assert hashlib.sha256(chinese).hexdigest() == "36b001215a7996d6526b4aad2b6e71e4913619bcdeb68b0332795b9d511d6f24"


def test_the_manifest_records_the_hash_of_every_file(corpus: Corpus) -> None:
    for edition in corpus.editions.values():
        data = (CORPORA / DEFAULT_CORPUS / edition.manifest.file).read_bytes()
        assert edition.manifest.sha256 == hashlib.sha256(data).hexdigest()


def test_each_edition_says_what_it_is(corpus: Corpus) -> None:
    assert corpus.languages == LANGUAGES
    assert {language: edition.manifest.status for language, edition in corpus.editions.items()} == {
        "zh": "official",
        "en": "official",
        "it": "courtesy translation",
    }
    assert corpus.manifest.default_language == "en"


@pytest.mark.parametrize(
    ("language", "clause", "label"),
    [
        ("zh", "III.12", "第三部分（十二）"),
        ("en", "III.12", "Part III, clause 12"),
        ("it", "III.12", "Parte III, punto 12"),
        ("zh", "I.p2", "第一部分第二段"),
        ("en", "I.p2", "Part I, paragraph 2"),
        ("it", "I.p2", "Parte I, capoverso 2"),
    ],
)
def test_a_clause_has_a_name_in_the_readers_language(corpus: Corpus, language: str, clause: str, label: str) -> None:
    assert corpus.editions[language].label(clause) == label


@pytest.mark.parametrize(
    ("language", "question", "rest"),
    [
        ("en", "Does the GSI Concept Paper mention NATO?", "Does mention NATO?"),
        ("en", "What does the paper say about AI?", "What does say about AI?"),
        ("en", "Is newspaper reading mentioned?", "Is newspaper reading mentioned?"),
        ("zh", "全球安全倡议概念文件提到北约了吗？", "提到北约了吗？"),
        ("it", "Il documento concettuale parla della NATO?", "parla della NATO?"),
        ("it", "Cosa dice il testo sull'IA?", "Cosa dice sull'IA?"),
        # The initiative is what the paper is on, and a name for it where it is what says something of something else.
        ("en", "What does the Global Security Initiative say on piracy?", "What does say on piracy?"),
        ("en", "Does the GSI mention drugs?", "Does mention drugs?"),
        ("en", "What does the initiative say?", "What does the initiative say?"),
        ("en", "Who proposed the initiative?", "Who proposed the initiative?"),
        ("zh", "全球安全倡议对海盗怎么说？", "对海盗怎么说？"),
        ("zh", "倡议有没有提到阿富汗？", "有没有提到阿富汗？"),
        ("zh", "倡议提到了什么？", "倡议提到了什么？"),
        ("zh", "谁提出了全球安全倡议？", "谁提出了全球安全倡议？"),
        ("it", "Che cosa dice l'iniziativa sulla pirateria?", "Che cosa dice sulla pirateria?"),
        ("it", "L’ISG menziona la droga?", "menziona la droga?"),
        ("it", "Cosa dice l'iniziativa?", "Cosa dice l'iniziativa?"),
        ("it", "Chi ha proposto l'iniziativa?", "Chi ha proposto l'iniziativa?"),
    ],
)
def test_words_that_only_name_the_document_can_be_left_out(corpus: Corpus, language: str, question: str, rest: str) -> None:
    assert corpus.editions[language].manifest.without_document_names(question) == rest


# The fingerprint


def test_the_same_texts_have_the_same_fingerprint(corpus: Corpus, corpus_folder: Path) -> None:
    assert load_corpus(corpus_folder).fingerprint == corpus.fingerprint


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_changed_character_changes_the_fingerprint(corpus: Corpus, corpus_folder: Path, language: str) -> None:
    last = corpus.editions[language].clauses["IV.p1"].text
    edit(corpus_folder / f"{language}.txt", lambda text: text.replace(last, last[:5] + "x" + last[5:]))
    assert load_corpus(corpus_folder).fingerprint != corpus.fingerprint


# Corpora of other kinds


def made(folder: Path, *editions: dict[str, object], **more: object) -> Path:
    """A corpus of articles; the numbering of each edition is that of its language."""
    markers = {"en": "Article 1", "zh": "第一条", "it": "Articolo 1"}
    return write_corpus(
        folder,
        {"article": "1"},
        [{"numbering": {"article": markers[str(edition["language"])]}} | edition for edition in editions],
        **more,
    )


ENGLISH = {"language": "en", "text": "Whereas.\nArticle 1\nA.\nArticle 2\nB.\nArticle 3\nC."}
CHINESE = {"language": "zh", "text": "鉴于。\n第一条\n甲。\n第二条\n乙。\n第三条\n丙。"}


def test_a_corpus_of_one_level_has_ids_without_a_part(tmp_path: Path) -> None:
    corpus = load_corpus(made(tmp_path, ENGLISH, CHINESE))
    assert corpus.clause_ids == ("p1", "1", "2", "3")
    assert {clause.part for edition in corpus.editions.values() for clause in edition.clauses.values()} == {""}
    assert [corpus.editions["zh"].label(id_) for id_ in corpus.clause_ids] == ["¶ 1", "第一条", "第二条", "第三条"]
    assert corpus.editions["en"].label("2") == "Article 2"
    assert corpus.editions["en"].manifest.part_name("") == ""


def test_a_partial_edition_may_lack_clauses_and_ids_stay_in_order(tmp_path: Path) -> None:
    partial = CHINESE | {"text": "第一条\n甲。\n第三条\n丙。", "partial": True}
    corpus = load_corpus(made(tmp_path, ENGLISH, partial))
    assert corpus.clause_ids == ("p1", "1", "2", "3")
    assert [edition.language for edition in corpus.editions_with("2")] == ["en"]


def test_two_partial_editions_may_each_have_what_the_other_lacks(tmp_path: Path) -> None:
    first = ENGLISH | {"text": "Whereas.\nArticle 1\nA.\nArticle 3\nC.", "partial": True}
    second = CHINESE | {"text": "第二条\n乙。\n第三条\n丙。", "partial": True}
    assert sorted(load_corpus(made(tmp_path, first, second)).clause_ids) == ["1", "2", "3", "p1"]


def test_an_edition_that_lacks_clauses_without_saying_so_is_refused(tmp_path: Path) -> None:
    short = CHINESE | {"text": "鉴于。\n第一条\n甲。\n第二条\n乙。"}
    assert problems(made(tmp_path, ENGLISH, short)) == ["en.txt: has clauses that no other edition has: 3"]


def test_a_partial_edition_has_nothing_that_the_whole_ones_lack(tmp_path: Path) -> None:
    more = CHINESE | {"text": "第一条\n甲。\n第四条\n丁。", "partial": True}
    assert problems(made(tmp_path, ENGLISH, more)) == ["zh.txt: has clauses that no other edition has: 4"]


def test_a_clause_that_stands_elsewhere_is_refused(tmp_path: Path) -> None:
    after = {"language": "it", "text": "Articolo 1. A.\nArticolo 2. B.\nArticolo 3. C.\nVisto."}
    assert problems(made(tmp_path, ENGLISH, after, conclusions=True)) == [
        "it.txt: has 1 in another place than en.txt has it"
    ]


def test_a_file_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = made(tmp_path / "corpus", ENGLISH, CHINESE)
    (folder / "zh.txt").rename(tmp_path / "zh.txt")
    (folder / "zh.txt").symlink_to(tmp_path / "zh.txt")
    [problem] = problems(folder)
    assert problem.startswith("zh.txt: leads to ")


def test_every_bad_file_is_told_in_one_error_each(tmp_path: Path) -> None:
    scanned = {"language": "en", "text": b"%PDF-1.4\n\x00\x93\x8c"}
    mixed = {"language": "zh", "text": "第一条\n甲。\n".encode() + "第二条\n乙。".encode("gb18030")}
    empty = {"language": "it", "text": "\n \n"}
    found = problems(made(tmp_path, scanned, mixed, empty))
    assert [problem.partition(": ")[0] for problem in found] == ["en.txt", "zh.txt", "it.txt"]
    assert found[0] == "en.txt: line 1: is a PDF; expected is text in UTF-8 or HTML"
    assert found[1].startswith("zh.txt: line 3: is not UTF-8 text (byte ")
    assert found[2].startswith("it.txt: no clause found")
