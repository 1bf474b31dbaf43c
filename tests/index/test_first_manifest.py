"""``gsi corpus init``: ordinary texts in many languages and schemes get a manifest that passes the check."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.check import check_corpus
from index.corpus import load_corpus
from index.errors import CorpusError, InputError
from index.first_manifest import write_first_manifest
from index.numbering import to_roman

DOCUMENTS: dict[str, tuple[dict[str, str], list[str]]] = {
    "articles on lines of their own": (
        {
            "en.txt": "A Declaration\n\nWhereas.\n\nArticle 1\n\nAll are free.\n\nArticle 2\n\n1. Everyone.\n\n2. No one.\n",
            "fr.txt": "Déclaration\n\nConsidérant.\n\nArticle premier\n\nLibres.\n\nArticle 2\n\n1. Chacun.\n\n2. Nul.\n",
            "ar.txt": "إعلان\n\nلما.\n\nالمادة ١\n\nيولد.\n\nالمادة ٢\n\n١. لكل.\n\n٢. لا.\n",
            "zh.txt": "宣言\n\n鉴于。\n\n第一条\n\n人人生而自由。\n\n第二条\n\n（一）人人。\n\n（二）无人。\n",
        },
        ["p1", "1", "2"],
    ),
    "parts and clauses": (
        {
            "en.txt": "A Paper\nI. Why\n1. One.\n2. Two.\nII. How\n1. One.\n2. Two.\n3. Three.\n",
            "zh.txt": "文件\n一、为何\n（一）甲。\n（二）乙。\n二、如何\n（一）甲。\n（二）乙。\n（三）丙。\n",
        },
        ["I.1", "I.2", "II.1", "II.2", "II.3"],
    ),
    "articles that run on through the chapters": (
        {
            "es.txt": "Una carta\nCapítulo I\nArtículo 1\nUno.\nArtículo 2\nDos.\nCapítulo II\nArtículo 3\nTres.\n",
            "de.txt": "Eine Charta\nKapitel I\nArtikel 1\nEins.\nArtikel 2\nZwei.\nKapitel II\nArtikel 3\nDrei.\n",
        },
        ["I.1", "I.2", "II.3"],
    ),
    "lettered points": (
        {
            "en.txt": "A Law\nPart 1\n1. Must:\n(a) go;\n(b) stay.\n2. May:\n(a) eat;\n(b) sleep.\n"
            "Part 2\n1. Has:\n(a) a;\n(b) b.\n",
            "ru.txt": "Закон\nЧасть 1\n1. Должен:\nа) идти;\nб) быть.\n2. Может:\nа) есть;\nб) спать.\n"
            "Часть 2\n1. Имеет:\nа) а;\nб) б.\n",
        },
        ["I.1", "I.1.a", "I.1.b", "I.2", "I.2.a", "I.2.b", "II.1", "II.1.a", "II.1.b"],
    ),
    "sections of a law, in one language": (
        {"de.txt": "Ein Gesetz\n§ 1 Zweck\nEins.\n§ 2 Begriffe\nZwei.\n§ 3 Schluss\n"},
        ["1", "2", "3"],
    ),
    "paragraphs without any number": (
        {"en.txt": "A Letter\nDear all.\nThis is it.\n", "ja.txt": "手紙\n皆様。\n以上です。\n"},
        ["p1", "p2"],
    ),
    "numbers after the word, Thai digits, HTML": (
        {
            "hu.txt": "Nyilatkozat\n1. cikk\nSzabad.\n2. cikk\nEgyenlő.\n3. cikk\nÉlet.\n",
            "th.html": "<h1>ปฏิญญา</h1><h2>ข้อ ๑</h2><p>อิสระ</p><h2>ข้อ ๒</h2><p>เสมอภาค</p><h2>ข้อ ๓</h2><p>ชีวิต</p>",
        },
        ["1", "2", "3"],
    ),
    "numbers in words": (
        {
            "en.txt": "Terms\nFirst things\nPart One\n1. A.\nPart Two\n1. B.\n2. C.\n",
            "it.txt": "Termini\nPremessa\nParte prima\n1. A.\nParte seconda\n1. B.\n2. C.\n",
        },
        ["p1", "I.1", "II.1", "II.2"],
    ),
    "abbreviated words, with a period": (
        {
            "pl.txt": "Ustawa\nRozdział 1\nArt. 1. Tak.\nArt. 2. Nie.\nRozdział 2\nArt. 3. Może.\n",
            "pt.txt": "Lei\nCapítulo I\nArt. 1º Sim.\nArt. 2º Não.\nCapítulo II\nArt. 3º Talvez.\n",
            "it.txt": "Legge\nCapo I\nArt. 1\nSì.\nArt. 2\nNo.\nCapo II\nArt. 3\nForse.\n",
            "sv.txt": "En lag\n1 kap.\n1 § Ja.\n2 § Nej.\n2 kap.\n3 § Kanske.\n",
            "de.txt": "Ein Gesetz\n1. Abschnitt: Eins\nArt. 1 Ja.\nArt. 2 Nein.\n2. Abschnitt: Zwei\nArt. 3 Vielleicht.\n",
        },
        ["I.1", "I.2", "II.3"],
    ),
    "full stops of other scripts": (
        {
            "en.txt": "An Act\nChapter 1\n1. One.\n2. Two.\nChapter 2\n3. Three.\n",
            "bn.txt": "আইন\nঅধ্যায় ১\n১। এক।\n২। দুই।\nঅধ্যায় ২\n৩। তিন।\n",
            "ur.txt": "قانون\nباب ۱\n۱۔ ایک۔\n۲۔ دو۔\nباب ۲\n۳۔ تین۔\n",
        },
        ["I.1", "I.2", "II.3"],
    ),
    "more than a dozen chapters": (
        {
            "en.txt": "A Code\n"
            + "".join(f"Chapter {n}\nSection {n * 2 - 1}. A.\nSection {n * 2}. B.\n" for n in range(1, 15))
        },
        [f"{to_roman(n)}.{section}" for n in range(1, 15) for section in (n * 2 - 1, n * 2)],
    ),
    "chapters that begin anew in each title, articles that do not": (
        {
            "es.txt": "Ley\nTítulo I\nCapítulo I\nArtículo 1\nA.\nCapítulo II\nArtículo 2\nB.\nTítulo II\nCapítulo I\n"
            "Artículo 3\nC.\nArtículo 4\nD.\n"
        },
        ["I.1.1", "I.2.2", "II.1.3", "II.1.4"],
    ),
    "a level between the clauses and their letters is not passed over": (
        {
            "vi.txt": "Quy chế\nChương I\nĐiều 1. Một.\nĐiều 2. Hai.\n1. Đây.\n2. Kia.\nChương II\nĐiều 3. Ba.\n"
            "1. Phải có:\na) một;\nb) hai;\nc) ba;\nd) bốn;\ne) năm.\n2. Được.\n"
        },
        ["I.1", "I.2", "I.2.1", "I.2.2", "II.3", "II.3.1", "II.3.2"],
    ),
    "articles before annexes with numbers of their own": (
        {
            "en.txt": "A Regulation\nArticle 1\nRules.\nArticle 2\nI. Fees.\nII. More.\nArticle 3\nEnd.\nANNEX I\n1. One.\n"
            "2. Two.\nANNEX II\n1. One.\n2. Two.\n"
        },
        ["1", "2", "3"],
    ),
    "articles in chapters before annexes": (
        {
            "it.txt": "Un regolamento\nCapo I\nArt. 1\nA.\nArt. 2\nB.\nCapo II\nArt. 3\nC.\nAllegato I\nUno.\n"
            "Allegato II\nDue.\n",
        },
        ["I.1", "I.2", "II.3"],
    ),
    "inserted articles": (
        {
            "fr.txt": "Décret\nArticle 1er\nUn.\nArticle 2\nDeux.\nArticle 2 bis\nDeux bis.\nArticle 3\nTrois.\n",
            "it.txt": "Decreto\nArt. 1\nUno.\nArt. 2\nDue.\nArt. 2 bis\nDue bis.\nArt. 3\nTre.\n",
        },
        ["1", "2", "2bis", "3"],
    ),
    "inserted sections with paragraphs of their own": (
        {"de.txt": "Satzung\n§ 1 Zweck\n(1) A.\n(2) B.\n§ 1a Hunde\n(1) C.\n(2) D.\n§ 2 Ende\n(1) E.\n(2) F.\n"},
        ["I.1", "I.2", "I-a.1", "I-a.2", "II.1", "II.2"],
    ),
    "recitals before the articles": (
        {
            "en.txt": "A Regulation\n" + "".join(f"({n}) Whereas this is so.\n" for n in range(1, 7)) + "Hereby:\n"
            "Article 1\n1. One.\n2. Two.\nArticle 2\nAs follows.\nArticle 3\n1. End.\n2. Indeed.\n"
        },
        [*(f"p{n}" for n in range(1, 8)), "1", "2", "3"],
    ),
    "Hebrew letters": (
        {"he.txt": "חוק\n(א) אחד.\n(ב) שניים.\n(ג) שלושה.\n"},
        ["1", "2", "3"],
    ),
    "two short lists in a letter": (
        {
            "en.txt": "A Letter\n"
            + "We write to you.\n" * 4
            + "Bring:\n(a) bread;\n(b) wine.\nAnd:\n(a) a coat;\n(b) a hat.\nYours.\n"
        },
        [f"p{n}" for n in range(1, 12)],
    ),
    "a contract whose numbers repeat those above": (
        {
            "en.txt": "A Contract\n1. Definitions\n1.1 The goods are books.\n1.2 The price is agreed.\n2. Delivery\n"
            "2.1 It is free.\n",
            "it.txt": "Un contratto\n1. Definizioni\n1.1 I beni sono libri.\n1.2 Il prezzo è convenuto.\n2. Consegna\n"
            "2.1 È gratuita.\n",
            "zh.txt": "合同\n1. 定义\n1.1 货物是书。\n1.2 价格已定。\n2. 交付\n2.1 交付免费。\n",
        },
        ["I.1", "I.2", "II.1"],
    ),
    "many articles, one without clauses": (
        {
            "zh.txt": "合同\n"
            + "".join(f"第{n}条 事项\n" + ("无。\n" if n == 9 else f"{n}.1 甲。\n{n}.2 乙。\n") for n in range(1, 21))
        },
        [f"{to_roman(n)}.{one}" for n in range(1, 21) for one in (("p1",) if n == 9 else (1, 2))],
    ),
    "Roman numerals that are repeated": (
        {"en.txt": "Terms\nI. Things\nI.1 A.\nI.2 B.\nII. Things\nII.1 C.\nII.2 D.\nIII. Things\nIII.1 E.\n"},
        ["I.1", "I.2", "II.1", "II.2", "III.1"],
    ),
    "clauses that run on through the parts, and their numbers repeated": (
        {
            "en.txt": "A Contract\nPart I\n1. Terms\n1.1 A.\n1.2 B.\n2. Use\n2.1 C.\nPart II\n3. Fees\n3.1 D.\n3.2 E.\n",
        },
        ["I.1", "I.1.1", "I.1.2", "I.2", "I.2.1", "II.3", "II.3.1", "II.3.2"],
    ),
    "clauses inserted among those whose numbers repeat others": (
        {"en.txt": "A Contract\n1. A\n1.1 B\n1.1A C\n1A. D\n1A.1 E\n1A.2 F\n2. G\n2.1 H\n2.2 I\n"},
        ["I.1", "I.1a", "I-a.1", "I-a.2", "II.1", "II.2"],
    ),
    "inserted articles alone": (
        {"it.txt": "Una legge\nArt. 1 bis Uno.\nArt. 1 bis Due.\n"},
        ["p1", "p2"],
    ),
    "amounts at the beginning of a line": (
        {
            "en.txt": "A Report\n1. We have\n2.5 million.\n2. They have\n2.5 million or\n2.6 million.\n3. Then\n1.500 or\n"
            "1.1 million;\n1.2 million.\n4. All.\n",
        },
        ["1", "2", "3", "4"],
    ),
    "days and hours at the beginning of a line": (
        {"it.txt": "Un calendario\n1.1.2024 Uno.\n2.1.2024 Due.\n9.30 Tre.\n10.30 Quattro.\n11.00 Cinque.\n"},
        ["p1", "p2", "p3", "p4", "p5"],
    ),
    "a title with a number, in a language with a word for its first article": (
        {"fr.txt": "Décret n° 2022-318 du 4 mars\nArticle 1er\nUn.\nArticle 2\nDeux.\n"},
        ["1", "2"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_an_ordinary_text_gets_a_manifest_that_passes(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    path = write_first_manifest(tmp_path)
    assert path == tmp_path / "corpus.toml"
    assert check_corpus(tmp_path).problems == ()
    corpus = load_corpus(tmp_path)
    assert set(corpus.languages) == {name.partition(".")[0] for name in files}
    for edition in corpus.editions.values():
        assert list(edition.clauses) == expected


def test_the_numbering_of_the_concept_paper_is_found(corpus_folder: Path) -> None:
    (corpus_folder / "corpus.toml").unlink()
    write_first_manifest(corpus_folder)
    written = (corpus_folder / "corpus.toml").read_text(encoding="utf-8")
    assert 'levels = { part = "I", clause = "1" }' in written
    assert 'numbering = { part = "一、", clause = "（一）" }' in written
    assert written.count('numbering = { part = "I.", clause = "1." }') == 2
    # What is left for a person: a line of noise, and what concludes a part.
    report = check_corpus(corpus_folder)
    assert report.problems == ("en.txt: has clauses that no other edition has: I.p4",)
    for edition in report.editions:
        assert [doubt.text.partition(":")[0] for doubt in edition.doubts] == [
            "after the last of its part, taken for more of II.6",
            "at the end, taken for more of IV.5",
        ]


def test_a_manifest_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("Title\nText.")
    (tmp_path / "corpus.toml").write_text("mine")
    with pytest.raises(InputError, match="exists already and stays as it is"):
        write_first_manifest(tmp_path)
    assert (tmp_path / "corpus.toml").read_text() == "mine"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "has no text: expected are files such as en.txt"),
        ({"notes.md": b"x"}, "has no text"),
        ({"en.txt": b"\xff"}, "en.txt: line 1: is not UTF-8 text"),
        ({"en.txt": b""}, "en.txt: line 1: has no text"),
        ({"en.txt": b"One.", "charter-en.txt": b"Two."}, "en.txt: is in 'en' as charter-en.txt is"),
    ],
)
def test_what_cannot_be_begun_is_said_and_nothing_is_written(tmp_path: Path, files: dict[str, bytes], told: str) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(CorpusError) as caught:
        write_first_manifest(tmp_path)
    assert told in str(caught.value)
    assert not (tmp_path / "corpus.toml").exists()


@pytest.mark.parametrize(
    ("file", "text", "title"),
    [
        ("fr.txt", "Décret n° 2022-318\nArticle 1er\nUn.\nArticle 2\nDeux.", "Décret n° 2022-318"),
        ("en.txt", "Law 1 of 2020\nArticle 1\nOne.\nArticle 2\nTwo.", "Law 1 of 2020"),
        ("en.txt", "Article 1. Scope\nOne.\nArticle 2. Fees\nTwo.", "en"),
        ("zh.txt", "第一条 总则\n甲。\n第二条 费用\n乙。", "zh"),
    ],
)
def test_the_first_line_is_the_title_unless_it_is_number_one(tmp_path: Path, file: str, text: str, title: str) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    write_first_manifest(tmp_path)
    [edition] = load_corpus(tmp_path).editions.values()
    assert edition.manifest.title == title
    assert list(edition.clauses)[:2] == ["1", "2"]


@pytest.mark.parametrize(
    ("file", "part", "clause", "label"),
    [
        ("en.txt", "Part {}", "{}.", "Part II, 2"),
        ("en.txt", "Schedule {}", "Article {}", "Schedule II, Article 2"),
        ("vi.txt", "Chương {}", "Điều {}", "Chương II, Điều 2"),
    ],
)
def test_a_citation_names_units_as_the_text_does(tmp_path: Path, file: str, part: str, clause: str, label: str) -> None:
    units = [f"{part.format(roman)}\nOf things\n{clause.format(1)} A.\n{clause.format(2)} B." for roman in ("I", "II")]
    (tmp_path / file).write_text("\n".join(["A Title", *units]), encoding="utf-8")
    write_first_manifest(tmp_path)
    [edition] = load_corpus(tmp_path).editions.values()
    assert edition.label("II.2") == label


def test_of_several_ways_of_writing_a_number_the_last_is_the_label(tmp_path: Path) -> None:
    articles = [f"Art. {n}º Sim." for n in range(1, 10)] + [f"Art. {n}. Não." for n in range(10, 13)]
    (tmp_path / "pt.txt").write_text("\n".join(["Lei", *articles]), encoding="utf-8")
    written = write_first_manifest(tmp_path).read_text(encoding="utf-8")
    assert 'numbering = { clause = ["Art. 1º", "Art. 1"] }' in written
    assert load_corpus(tmp_path).editions["pt"].label("12") == "Art. 12"
