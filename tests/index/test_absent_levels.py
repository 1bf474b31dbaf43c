"""An edition that has not one unit of a level says so of itself: its marker is not what the text writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.check import check_corpus
from index.corpus import load_corpus
from tests.index.editions import problems, write_corpus

ENGLISH = {"language": "en", "numbering": {"article": "Article 1"}, "text": "Article 1\nA.\nArticle 2\nB."}
FRENCH = {"language": "fr", "numbering": {"article": "Article 1"}, "text": "Article premier\nUn seul."}


@pytest.mark.parametrize(
    ("language", "marker", "text", "nearest"),
    [
        ("en", "Artcle 1", "Whereas.\n\n Article 1\nA.\nArticle 2\nB.", "; the nearest is line 3: Article 1"),
        ("zh", "第一款", "鉴于。\n第一条 甲。\n第二条 乙。", "; the nearest is line 2: 第一条 甲。"),
        ("it", "Articolo 1", "Visto.\nArt. 1. Tutti.\nArt. 2. Ognuno.", ""),
        ("th", "ข้อที่ ๑", "ข้อ ๑ ทุกคน\nข้อ ๒ ทุกคน", "; the nearest is line 1: ข้อ ๑ ทุกคน"),
        ("en", "§ 1", "All are equal.\nEach is free.", ""),
    ],
)
def test_a_single_edition_whose_marker_never_occurs_is_refused(
    tmp_path: Path, language: str, marker: str, text: str, nearest: str
) -> None:
    edition = {"language": language, "numbering": {"article": marker}, "text": text}
    folder = write_corpus(tmp_path, {"article": "1"}, [edition], default_language=language)
    assert problems(folder) == [f"{language}.txt: has no article, which by its numbering begins like {marker!r}{nearest}"]
    assert list(check_corpus(folder).problems) == problems(folder)


@pytest.mark.parametrize("order", [(ENGLISH, FRENCH), (FRENCH, ENGLISH)])
def test_of_two_editions_the_one_without_units_is_at_fault(tmp_path: Path, order: tuple[dict[str, Any], ...]) -> None:
    [problem] = problems(write_corpus(tmp_path, {"article": "1"}, order))
    assert problem.startswith("fr.txt: has no article, ")
    assert problem.endswith("begins like 'Article 1'; the nearest is line 1: Article premier")


def test_all_ways_of_writing_a_marker_are_told(tmp_path: Path) -> None:
    edition = FRENCH | {"numbering": {"article": ["Canon premier", "Canon 1"]}}
    assert (
        "begins like 'Canon premier' or 'Canon 1'"
        in problems(write_corpus(tmp_path, {"article": "1"}, [ENGLISH, edition]))[0]
    )


@pytest.mark.parametrize(
    ("numbering", "level"),
    [
        ({"part": "Teil I", "article": "Article 1", "point": "(a)"}, "part"),
        ({"part": "Part I", "article": "Artikel 1", "point": "(a)"}, "article"),
        ({"part": "Part I", "article": "Article 1", "point": "1)"}, "point"),
    ],
)
def test_each_level_has_to_have_a_unit_and_the_highest_without_one_is_told(
    tmp_path: Path, numbering: dict[str, str], level: str
) -> None:
    text = "Part I\nGeneral\nArticle 1\nAll:\n(a) one;\n(b) two.\nArticle 2\nEach."
    levels = {"part": "I", "article": "1", "point": "a"}
    [problem] = problems(write_corpus(tmp_path, levels, [{"language": "en", "numbering": numbering, "text": text}]))
    assert problem.startswith(f"en.txt: has no {level}, which by its numbering begins like {numbering[level]!r}")


def test_a_part_whose_heading_is_none_says_why(tmp_path: Path) -> None:
    edition = {
        "language": "en",
        "numbering": {"chapter": "Chapter I", "article": "1."},
        "text": "A.\nChapter II. Special.\n1. B.\nChapter IV. Other.",
    }
    [problem] = problems(write_corpus(tmp_path, {"chapter": "I", "article": "1"}, [edition], continuous=["article"]))
    assert problem.endswith("the nearest is line 2: Chapter II. Special. (a heading does not end like a sentence)")


def test_the_first_part_may_have_no_heading_where_a_second_has_one(tmp_path: Path) -> None:
    edition = {
        "language": "zh",
        "numbering": {"chapter": "第一章", "article": "第一条"},
        "text": "第一条 甲。\n第二章 分则\n第一条 乙。",
    }
    folder = write_corpus(tmp_path, {"chapter": "I", "article": "1"}, [edition], default_language="zh")
    assert load_corpus(folder).clause_ids == ("I.1", "II.1")


def test_a_partial_edition_may_have_no_unit(tmp_path: Path) -> None:
    extract = {"language": "it", "numbering": {"article": "Articolo 1"}, "text": "Visto.", "partial": True}
    whole = ENGLISH | {"text": "Whereas.\n" + str(ENGLISH["text"])}
    assert load_corpus(write_corpus(tmp_path, {"article": "1"}, [whole, extract])).clause_ids == ("p1", "1", "2")


def test_units_of_a_page_are_found_by_what_a_reader_sees(tmp_path: Path) -> None:
    edition = {
        "language": "en",
        "file": "en.html",
        "numbering": {"article": "Article 1"},
        "text": "<h2><b>Article</b>&nbsp;<i>1</i></h2><p>All.<h2><b>Article</b>&nbsp;<i>2</i></h2><p>Each.",
    }
    assert load_corpus(write_corpus(tmp_path, {"article": "1"}, [edition])).clause_ids == ("1", "2")
