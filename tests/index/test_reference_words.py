"""References in corpora of other structures and languages mean what the manifest's words say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.corpus import Corpus, load_corpus
from index.reference_words import ReferenceWords
from index.references import existing_clauses, find_references, resolve
from tests.index.editions import write_corpus

ARTICLES = ("p1", "p2", *map(str, range(1, 31)))
POINTS = ("p1", "I.1", "I.1.a", "I.1.b", "I.1.p1", "II.2", "II.3.a", "II.3.b")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> ReferenceWords:
    """One level in many languages, as in a declaration of thirty articles."""
    words = {
        "en": "Article 1", "fr": "Article 1", "de": "Artikel 1", "es": "Artículo 1", "it": "Articolo 1", "zh": "第一条",
        "ar": "المادة 1", "ru": "Статья 1", "tr": "Madde 1", "hu": "1. cikk", "el": "Άρθρο 1", "ko": "제1조", "th": "ข้อ ๑",
        "he": "סעיף 1",
    }  # fmt: skip
    editions = [
        {"language": language, "numbering": {"article": marker}, "text": f"Whereas.\n{marker}\nText.",
         "labels": {"paragraph": {"en": "Preamble, paragraph 1", "zh": "序言第一段"}.get(language, "§ 1")}}
        for language, marker in words.items()
    ]  # fmt: skip
    return load_corpus(write_corpus(tmp_path_factory.mktemp("articles"), {"article": "1"}, editions)).reference_words


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> ReferenceWords:
    """Three levels: parts, articles, points."""
    edition = {
        "language": "en",
        "numbering": {"part": "Part I", "article": "Article 1", "point": "(a)"},
        "labels": {"point": "point (a)", "paragraph": "paragraph 1"},
        "text": "Part I: One\nArticle 1\nText:\n(a) point.",
    }
    levels = {"part": "I", "article": "1", "point": "a"}
    return load_corpus(write_corpus(tmp_path_factory.mktemp("points"), levels, [edition])).reference_words


@pytest.mark.parametrize(
    "written",
    [
        "Article 13", "article 13", "ARTICLE 13", "Art. 13", "art 13", "§ 13", "§13", "Article XIII", "article thirteen",
        "Article 13 (2)", "articolo 13", "dell'articolo 13", "artículo 13", "Artikel 13", "Artikels 13", "第十三条",
        "第13条", "第１３条", "المادة 13", "المادة ١٣", "للمادة 13", "статья 13", "статье 13", "Madde 13",
        "13. cikk", "13. cikkben", "άρθρο 13", "제13조", "제 13 조", "ข้อ ๑๓", "ข้อ 13", "סעיף 13", "articles 13",
    ],
)  # fmt: skip
def test_every_way_of_naming_an_article_means_it(articles: ReferenceWords, written: str) -> None:
    assert resolve(written.removeprefix("dell'"), ARTICLES, articles).candidates == ("13",)
    [found] = find_references(f"? {written} ?", ARTICLES, articles)
    assert (found.part, found.clause, found.candidates) == (None, "13", ("13",))


@pytest.mark.parametrize("written", ["13", "[13]", "XIII", "十三", "١٣"])
def test_a_bare_number_is_read_where_nothing_else_is_said(articles: ReferenceWords, written: str) -> None:
    assert resolve(written, ARTICLES, articles).candidates == ("13",)
    assert find_references(f"in {written} cases", ARTICLES, articles) == []


@pytest.mark.parametrize("written", ["p2", "Preamble, paragraph 2", "preamble paragraph 2", "序言第二段"])
def test_a_paragraph_of_the_preamble_is_named_by_its_label(articles: ReferenceWords, written: str) -> None:
    assert resolve(written, ARTICLES, articles).candidates == ("p2",)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Do Article 2 and article 30 agree?", ["2", "30"]),
        ("What does point 3 of Article 13 say?", ["13"]),
        ("第三条和第二十条有什么关系？", ["3", "20"]),
        ("ما العلاقة بين المادة ٣ و المادة ٤؟", ["3", "4"]),
        ("Che cosa dicono l'articolo 5 e l'art. 6?", ["5", "6"]),
    ],
)
def test_references_in_a_question_are_found_in_order(articles: ReferenceWords, question: str, expected: list[str]) -> None:
    assert [found.candidates for found in find_references(question, ARTICLES, articles)] == [(id_,) for id_ in expected]


def test_an_article_that_does_not_exist_is_recognised(articles: ReferenceWords) -> None:
    [found] = find_references("What does Article 99 say?", ARTICLES, articles)
    assert (found.clause, found.candidates, found.names_clause) == ("99", (), True)


@pytest.mark.parametrize(
    "text",
    [
        "What are the 30 articles about?", "The P5 countries in 1948", "Part III of it", "an article of 1948?",
        "2.5 million", "Was it published on 10 December 1948?", "这份宣言有三十条吗？",
        "Quali sono i 30 articoli?", "the artisan 5", "",
    ],
)  # fmt: skip
def test_ordinary_numbers_are_no_references(articles: ReferenceWords, text: str) -> None:
    found = find_references(text, ARTICLES, articles)
    assert [reference.candidates for reference in found if reference.candidates] == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("I.1.b", ("I.1.b",)),
        ("i.1.B", ("I.1.b",)),
        ("Article 1, point b", ("I.1.b",)),
        ("Article 1(b)", ("I.1.b",)),
        ("point (b) of Article 3", ("II.3.b",)),
        ("Part I, Article 1 (a)", ("I.1.a",)),
        ("Article 1", ("I.1",)),
        ("Article 3", ("II.3.a", "II.3.b")),
        ("II.3", ("II.3.a", "II.3.b")),
        ("3.a", ("II.3.a",)),
        ("Part II", ("II.2", "II.3.a", "II.3.b")),
        ("I.1.p1", ("I.1.p1",)),
        ("II.3.z", ()),
        ("Article 2 (a)", ()),
    ],
)
def test_three_levels_are_named_together_or_in_part(points: ReferenceWords, written: str, expected: tuple[str, ...]) -> None:
    assert resolve(written, POINTS, points).candidates == expected


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Clauses, subclauses whose numbers repeat those of their clauses, and points."""
    edition = {
        "language": "en",
        "numbering": {"clause": "1.", "subclause": "1.1", "point": "(a)"},
        "text": "1. Terms\n1.1 Rent.\n1.2 Term.\n2. Use\n2.1 Office:\n(a) desks;\n(b) chairs.\n2.2 No pets.",
    }
    levels = {"clause": "1", "subclause": "1", "point": "a"}
    return load_corpus(write_corpus(tmp_path_factory.mktemp("contract"), levels, [edition]))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2.1", ("2.1",)),
        ("clause 2.1", ("2.1",)),
        ("Section 2.2", ("2.2",)),
        ("§ 1.2", ("1.2",)),
        ("punto 1.2", ("1.2",)),
        ("第1.2条", ("1.2",)),
        ("2.1(b)", ("2.1.b",)),
        ("2.1, (b)", ("2.1.b",)),
        ("clause 2.1 (b)", ("2.1.b",)),
        ("point (b) of clause 2.1", ("2.1.b",)),
        ("lettera b) della clausola 2.1", ("2.1.b",)),
        ("clause 2.3", ()),
        ("clause 2", ("2.1", "2.1.a", "2.1.b", "2.2")),
        ("section 2", ("2.1", "2.1.a", "2.1.b", "2.2")),
        ("clause 2 (b)", ("2.1.b",)),
        ("subclause 2 of clause 1", ("1.2",)),
    ],
)
def test_numbers_with_stops_between_them_name_a_unit_of_each_level(
    contract: Corpus, written: str, expected: tuple[str, ...]
) -> None:
    assert resolve(written, contract.clause_ids, contract.reference_words).candidates == expected
    [found] = find_references(f"What does {written} say?", contract.clause_ids, contract.reference_words)
    assert found.candidates == expected


def test_a_single_number_is_of_the_first_level_where_the_second_repeats_it(contract: Corpus) -> None:
    assert resolve("2", contract.clause_ids, contract.reference_words).candidates == ("2.1", "2.1.a", "2.1.b", "2.2")
    own = ReferenceWords(("1", "1"), ((("Ziffer ", ""),), (("Ziffer ", ""),)), repeating=(("Ziffer ", ""),))
    assert resolve("Ziffer 2", ("1.2", "2.1", "2.2"), own).candidates == ("2.1", "2.2")
    assert resolve("Ziffer 2.2", ("1.2", "2.1", "2.2"), own).candidates == ("2.2",)


def test_inserted_numbers_may_be_joined_by_stops() -> None:
    words = ReferenceWords(("1", "1"), ((("", "."),), (("", ""),)), repeating=(("", ""),), has_inserted=True)
    for written in ("clause 1a.2", "1a.2"):
        assert resolve(written, ("1.2", "1a.1", "1a.2", "1a.2b"), words).candidates == ("1a.2",)
    assert resolve("section 1A.2B", ("1.2", "1a.2", "1a.2b"), words).candidates == ("1a.2b",)


def test_a_number_of_an_article_is_not_that_of_a_chapter() -> None:
    words = ReferenceWords(("I", "1"), ((("Chapter ", ""),), (("Article ", ""),)))
    ids_ = ("I.1", "I.2", "II.1", "II.2")
    assert resolve("Chapter 2.1", ids_, words).candidates == ("II.1",)
    assert resolve("Article 2", ids_, words).candidates == ("I.2", "II.2")


def test_articles_are_the_first_level_where_it_is_called_so() -> None:
    words = ReferenceWords(("1", "1"), ((("Art. ", ""),), (("", "."),)))
    for written in ("Art. 2", "art. 2", "Article 2", "articolo 2"):
        assert resolve(written, ("1.1", "1.2", "2.1", "2.2"), words).candidates == ("2.1", "2.2")
    for written in ("Art. 2 (1)", "Article 2, 1", "articolo 2, punto 1"):
        assert resolve(written, ("1.1", "1.2", "2.1", "2.2"), words).candidates == ("2.1",)
    unworded = ReferenceWords(("I", "1", "a"), ((("", "."),), (("", "."),), (("(", ")"),)))
    assert resolve("clause 2", ("I.1.a", "I.2", "II.1"), unworded).candidates == ("I.2",)
    points = ReferenceWords(("1", "1", "a"), ((("Article ", ""),), (("", "."),), (("(", ")"),)))
    assert resolve("Article 2 (c)", ("1.2.c", "2.1.b", "2.1.c"), points).candidates == ("2.1.c",)


@pytest.mark.parametrize("written", ["article dix-sept", "المادة السابعة عشرة", "المادة السابعة عشر"])
def test_numbers_of_two_words_are_read(articles: ReferenceWords, written: str) -> None:
    assert resolve(written, ARTICLES, articles).candidates == ("17",)


def test_every_label_leads_back_to_its_clause(tmp_path: Path) -> None:
    editions = [
        {
            "language": "en",
            "numbering": {"title": "TITLE I", "article": "Article 1"},
            "labels": {"paragraph": "paragraph 1"},
        },
        {"language": "de", "numbering": {"title": "Titel I", "article": "Artikel 1"}, "labels": {"paragraph": "Absatz 1"}},
        {"language": "zh", "numbering": {"title": "第一编", "article": "第一条"}, "labels": {"paragraph": "第一段"}},
    ]
    for edition in editions:
        title, article = edition["numbering"].values()  # type: ignore[attr-defined]
        lines = [f"{title} A", "Pre.", article, "Text.", article.replace("1", "2").replace("一", "二"), "Text."]
        edition["text"] = "\n".join(lines)  # type: ignore[assignment]
    corpus = load_corpus(write_corpus(tmp_path, {"title": "I", "article": "1"}, editions))
    for edition_ in corpus.editions.values():
        for clause in corpus.clause_ids:
            label = edition_.label(clause)
            assert resolve(label, corpus.clause_ids, corpus.reference_words).candidates == (clause,), label


def test_the_concept_paper_needs_no_words_of_its_own(corpus: Corpus) -> None:
    for written in ("clause 5", "第五条", "Part III, clause 12", "III.12", "paragraph 2", "9"):
        assert resolve(written, corpus.clause_ids, corpus.reference_words) == resolve(written, corpus.clause_ids)


@given(text=st.text(st.one_of(st.characters(), st.sampled_from("IVXivxab0123456789.,（）()第条一二十p §-Aarticle "))))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reader(articles: ReferenceWords, points: ReferenceWords, text: str) -> None:
    for ids, words in ((ARTICLES, articles), (POINTS, points)):
        for reference in [*find_references(text, ids, words), resolve(text, ids, words)]:
            assert set(reference.candidates) <= set(ids)


def test_existing_clauses_are_told_in_ranges_at_every_depth() -> None:
    assert existing_clauses(ARTICLES) == ["p1–p2", "1–30"]
    assert existing_clauses(POINTS) == ["p1", "I.1", "I.1.a–b", "I.1.p1", "II.2", "II.3.a–b"]
    assert existing_clauses(("1", "2", "5")) == ["1–2", "5"]
    assert existing_clauses(("1", "2", "2bis", "3", "4", "4-1", "II.1a", "II.b")) == [
        "1–2", "2bis", "3–4", "4-1", "II.1a", "II.b",
    ]  # fmt: skip
