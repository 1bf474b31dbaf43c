"""Texts that are broken into lines of one width say what they say unbroken."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.check import check_corpus
from index.clauses import EditionLayout
from index.corpus import CORPORA, load_corpus
from index.detection import text_lines
from index.first_manifest import write_first_manifest
from index.manifest import EditionManifest
from index.parsing import parse_clauses
from index.scripts import main_script
from index.source import SourceText
from index.wrapping import is_wrapped
from tests.index.editions import assert_offsets, ids, parse, texts

EDITIONS = [("udhr", "en"), ("udhr", "it"), ("udhr", "zh"), ("udhr", "ar"), ("udhr", "de"), ("gsi", "en"), ("gsi", "it")]


def edition(corpus: str, language: str) -> tuple[EditionManifest, str]:
    manifest = load_corpus(CORPORA / corpus).editions[language].manifest
    return manifest, (CORPORA / corpus / manifest.file).read_text(encoding="utf-8")


def wrapped(text: str, width: int) -> str:
    """``text`` with a blank line after every line, and every line broken; in Chinese between any two characters."""
    lines = []
    for line in text.split("\n"):
        plain = " ".join(line.split())
        if main_script(plain) == "HAN":
            lines += [plain[start : start + width] for start in range(0, len(plain), width)]
        else:
            lines += textwrap.wrap(plain, width, break_long_words=False, break_on_hyphens=False)
        lines.append("")
    return "\n".join(lines)


def clauses(layout: EditionLayout) -> list[tuple[str, str | None, str]]:
    """What is read; "Fach- und" is joined without its space at the end of a line."""
    return [(clause.id, clause.heading, re.sub("([-‐]) ", r"\1", clause.text)) for clause in layout.clauses]


@pytest.mark.parametrize(("corpus", "language"), EDITIONS)
@pytest.mark.parametrize("width", [40, 72, 100])
def test_an_edition_that_ships_reads_the_same_when_its_lines_are_wrapped(corpus: str, language: str, width: int) -> None:
    manifest, text = edition(corpus, language)
    broken = wrapped(text, width)
    read = parse_clauses(SourceText.plain(broken), manifest.model_copy(update={"wrapped": True}))
    assert clauses(read) == clauses(parse_clauses(SourceText.plain(text), manifest))
    for clause in read.clauses:
        assert_offsets(broken, clause)


WORDS = st.lists(st.sampled_from(["peace", "law", "12.", "(b)", "2030", "co-operation", "states.", "2."]), min_size=1)


@example(paragraphs=[["law", "2.", "peace"]], width=4)
@given(paragraphs=st.lists(WORDS.map(lambda words: ["All", *words]), min_size=1, max_size=6), width=st.integers(10, 30))
def test_only_a_number_that_is_due_begins_a_clause_in_mid_paragraph(paragraphs: list[list[str]], width: int) -> None:
    numbered = [f"{number}. {' '.join(words)}" for number, words in enumerate(paragraphs, start=1)]
    broken = "\n\n".join(
        "\n".join(textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)) for line in numbered
    )
    due = {f"{number + 1}." for number in range(1, len(paragraphs) + 1)}
    if any(line.split()[0] in due for block in broken.split("\n\n") for line in block.split("\n")[1:]):
        return  # "… in paragraph\n2. …" after clause 1: nobody can tell
    layout = parse(broken, "1.", wrapped=True)
    assert ids(layout) == [str(number) for number in range(1, len(paragraphs) + 1)]
    assert [*texts(layout).values()] == [line.partition(" ")[2] for line in numbered]


def test_markers_need_no_blank_line_before_them() -> None:
    layout = parse("1. The Parties shall\nco-operate.\n2. They meet in\nGeneva.\n3. End.", "1.", wrapped=True)
    assert texts(layout) == {"1": "The Parties shall co-operate.", "2": "They meet in Geneva.", "3": "End."}


def test_a_heading_may_be_wrapped_and_stand_apart_from_its_marker() -> None:
    first = "CHAPTER I\n\nGENERAL\nPROVISIONS\n\nArticle 1\n\nAll are\nfree."
    second = "CHAPTER II\nTHE REST\n\nArticle 1\nNobody\nis not."
    layout = parse(f"{first}\n\n{second}", "CHAPTER I", "Article 1", wrapped=True)
    assert [(clause.id, clause.heading, clause.text) for clause in layout.clauses] == [
        ("I.1", "GENERAL PROVISIONS", "All are free."),
        ("II.1", "THE REST", "Nobody is not."),
    ]


@pytest.mark.parametrize(
    ("language", "lines", "joined"),
    [
        ("en", ["peace and", "security"], "peace and security"),
        ("en", ["long-", "term"], "long-term"),
        ("en", ["the term 和", "平 means"], "the term 和平 means"),
        ("zh", ["维护世界和", "平"], "维护世界和平"),
        ("zh", ["到20", "30年"], "到2030年"),
        ("zh", ["加入 World", "Bank"], "加入 World Bank"),
        ("zh", ["安全，", "2014年"], "安全，2014年"),
        ("ko", ["모든 사람은", "자유롭다"], "모든 사람은 자유롭다"),
        ("th", ["มนุษย์ทั้งหลาย", "เกิดมา"], "มนุษย์ทั้งหลายเกิดมา"),
        ("ar", ["يولد جميع", "الناس"], "يولد جميع الناس"),
    ],
)
def test_lines_are_joined_as_the_language_writes(language: str, lines: list[str], joined: str) -> None:
    layout = parse("1. " + "\n".join(lines) + "\n\n2. X.", "1.", wrapped=True, language=language)
    assert layout.clauses[0].text == joined


def is_broken(text: str, language: str) -> bool:
    return is_wrapped(text_lines(SourceText.plain(text)), language)


@pytest.mark.parametrize(("corpus", "language"), EDITIONS)
def test_wrapped_lines_are_told_from_whole_ones(corpus: str, language: str) -> None:
    _, text = edition(corpus, language)
    assert not is_broken(text, language)
    assert not is_broken(text.replace("\n\n", "\n"), language)
    assert is_broken(wrapped(text, 72), language)
    assert is_broken(wrapped(text, 40).replace("\n\n", "\n"), language)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "pt",
            [f"Art. {number}º Esta lei protege os lagos {place}" for number, place in enumerate(["do sul"] * 6, start=1)],
        ),
        ("zh", [f"第{number}条 本规定适用于全体师生员工和来访者" for number in "一二三四五六七八"]),
        ("th", [f"มาตรา {number} พระราชบัญญัตินี้ให้ใช้บังคับ" for number in "๑๒๓๔๕๖"]),
        ("en", [f"({letter}) offices in the towns of the north;" for letter in "abcdef"]),
        ("it", ["Il parco è aperto ogni giorno.", "I cani vanno tenuti legati.", "Ogni fuoco è vietato qui.", "Fine."] * 3),
        ("hi", ["यह अधिनियम जलाशयों का संरक्षण करेगा।", "समिति वर्ष में चार बार बैठक करेगी।"] * 4),
        ("zh", ["第一条", "规则有效", "第二条", "规则有效", "第三条", "规则有效", "第四条", "规则有效"]),
    ],
)
def test_lines_of_one_length_with_markers_or_whole_sentences_are_not_wrapped(language: str, lines: list[str]) -> None:
    assert not is_broken("\n".join(lines), language)


def test_six_short_articles_are_six_clauses(tmp_path: Path) -> None:
    articles = ["protege os lagos municipais.", "proíbe aterrar todas as lagoas.", "permite pescar aos domingos."] * 2
    text = "\n".join(f"Art. {number}º Esta lei {article}" for number, article in enumerate(articles, start=1))
    (tmp_path / "pt.txt").write_text(f"LEI DOS LAGOS MUNICIPAIS\n\n{text}\n", encoding="utf-8")
    assert "wrapped" not in write_first_manifest(tmp_path).read_text(encoding="utf-8")
    assert list(load_corpus(tmp_path).editions["pt"].clauses) == ["1", "2", "3", "4", "5", "6"]


def test_a_first_manifest_declares_them(tmp_path: Path) -> None:
    for language in ("en", "it", "zh"):
        (tmp_path / f"{language}.txt").write_text(wrapped(edition("udhr", language)[1], 72), encoding="utf-8")
    written = write_first_manifest(tmp_path).read_text(encoding="utf-8")
    assert written.count("wrapped = true") == 3
    assert not check_corpus(tmp_path).problems
