"""Title and noise are found however their white space is written; a pattern without a line is a doubt, and so is a title."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.check import check_corpus
from tests.index.editions import manifest, parse, texts, write_corpus


def doubts(folder: Path, text: str, **more: Any) -> list[tuple[int | None, str]]:
    edition = {"language": "en", "numbering": {"article": "Article 1"}, "text": text} | more
    report = check_corpus(write_corpus(folder, {"article": "1"}, [edition]))
    assert not report.problems
    return [(doubt.line, doubt.text) for doubt in report.editions[0].doubts]


@pytest.mark.parametrize(
    ("title", "noise", "text"),
    [
        ("城市　养犬　条例", "第一章　总则", "城市　养犬　条例\n第一章　总则\n第一条　甲。"),
        ("城市　养犬　条例", "第一章　总则", "城市 养犬  条例\n第一章 总则\n第一条　甲。"),
        ("Dog  Rules", "Dog Rules       Page [0-9]+", "Dog Rules\nDog Rules       Page 1\n第一条 A."),
        (" Dog\tRules ", "  Page\t[0-9]+  ", "   Dog Rules\n     Page 1\n第一条 A."),
        ("Regole\u00a0dei cani", r"Pagina\u00a0\d+", "Regole dei\u00a0cani\nPagina 12\n第一条 A."),
    ],
)
def test_white_space_is_that_of_a_single_space(title: str, noise: str, text: str) -> None:
    layout = parse(text, "第一条", title=title, noise=[noise.replace("\\u00a0", "\u00a0")])
    assert len(texts(layout)) == 1
    assert [region.kind for region in layout.regions[:2]] == ["title", "noise"]


@pytest.mark.parametrize(
    "pattern",
    [
        r"[\u3000-\u303f]+",  # marks of punctuation, of which the first is a space
        "[\u3000-\u303f]+",
        "[^] \u3000]+",
        r"\  x",
        " *- [0-9]+ - *",
        "(?x) a  # a letter\n  b",
    ],
)
def test_what_is_said_in_a_class_or_escaped_or_how_often_stays(pattern: str) -> None:
    [kept] = manifest({}, {}, noise=[pattern]).noise
    assert re.compile(kept)
    for char in ("a", "b", "ab", "、", "- 3 -", "x", " x", "\u303f"):
        assert bool(re.fullmatch(kept, char)) == bool(re.fullmatch(pattern, char))


@given(line=st.text(st.sampled_from("ab安 \u3000\u00a0\t"), min_size=1).filter(str.strip))
def test_any_line_copied_from_the_text_matches_it(line: str) -> None:
    collapsed = " ".join(line.split())
    [pattern] = manifest({}, {}, noise=[line]).noise
    assert re.fullmatch(pattern, collapsed)
    assert manifest({}, {}, title=line).title == collapsed


def test_a_noise_pattern_that_matches_no_line_is_a_doubt(tmp_path: Path) -> None:
    text = "A Title\nPage 1\nArticle 1\nAll."
    assert doubts(tmp_path, text, noise=["Page [0-9]+", "Seite [0-9]+", "第[0-9]+页"]) == [
        (None, "no line matches the noise pattern: Seite [0-9]+"),
        (None, "no line matches the noise pattern: 第[0-9]+页"),
    ]


def test_a_pattern_for_a_whole_wrapped_paragraph_matches(tmp_path: Path) -> None:
    text = "A Title\n\nTo be read\nby all.\n\nArticle 1\nAll."
    assert doubts(tmp_path / "wrapped", text, noise=["To be read by all[.]"], wrapped=True) == []
    assert len(doubts(tmp_path / "lines", text, noise=["To be read by all[.]"])) == 1


@pytest.mark.parametrize("title", ["Another Title", "题目", "Un titolo"])
def test_a_first_line_that_may_be_the_title_is_a_doubt(tmp_path: Path, title: str) -> None:
    told = (1, f"no line is the title {title!r}; the text begins with: A Title")
    assert doubts(tmp_path, "A Title\nArticle 1\nAll.", title=title) == [told]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("A Title\nArticle 1\nAll.", {}),
        ("Article 1\nAll.", {}),  # a text that prints no title
        ("A TITLE\nArticle 1\nAll.", {"noise": ["A TITLE"]}),
        ("A\nTitle\n\nArticle 1\nAll.", {"wrapped": True}),
    ],
)
def test_a_title_that_is_printed_or_accounted_for_is_none(tmp_path: Path, text: str, more: dict[str, Any]) -> None:
    assert doubts(tmp_path, text, **more) == []
