"""``gsi corpus init`` where numbers lack or are doubled: the manifest that fits best, and the line that has to be mended."""

from __future__ import annotations

import itertools
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.check import check_corpus
from index.corpus import CORPORA, read_manifest
from index.errors import CorpusError
from index.first_manifest import write_first_manifest
from index.markers import parse_marker
from tests.index.test_structures import SCHEMES


def begun(folder: Path, files: dict[str, str]) -> tuple[list[str], tuple[str, ...]]:
    """The numbering of each edition in the first manifest for ``files``, and what the check says is wrong."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    written = write_first_manifest(folder).read_text(encoding="utf-8")
    return re.findall("^numbering = (.*)", written, re.MULTILINE), check_corpus(folder).problems


def units(examples: tuple[str, ...]) -> list[str]:
    """Lines of a text with three parts of four clauses of three points, as far as there are ``examples`` for them."""
    markers = [parse_marker(example, depth=depth) for depth, example in enumerate(examples)]
    if len(markers) == 1:
        return [f"{markers[0].write(number)} Words stand here." for number in range(1, 9)]
    lines = []
    for part in range(1, 4):
        lines.append(f"{markers[0].write(part)} Things")
        for clause in range(1, 5):
            lines.append(f"{markers[1].write(clause, (part,))} Words stand here.")
            lines += [f"{marker.write(point, (part, clause))} and here;" for marker in markers[2:] for point in range(1, 4)]
    return lines


def followed(lines: list[str], examples: tuple[str, ...]) -> list[int]:
    """Which ``lines`` have a number that the next line goes on from; "(c)" after "(a)" may be a Roman hundred."""
    out = []
    markers = [parse_marker(example, depth=depth) for depth, example in enumerate(examples)]
    for marker in markers[-2:]:
        found = [marker.match(line) for line in lines]
        for index, (here, after) in enumerate(itertools.pairwise(found)):
            if here and after and (after.number, after.above) == (here.number + 1, here.above) and not after.is_ambiguous:
                out.append(index)
    return out


@pytest.mark.parametrize("examples", SCHEMES, ids=" ".join)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_one_number_that_lacks_or_is_doubled_changes_no_numbering(examples: tuple[str, ...], data: st.DataObject) -> None:
    lines = units(examples)
    number = data.draw(st.sampled_from(followed(lines, examples)))
    is_doubled = data.draw(st.booleans())
    damaged = [*lines[: number + is_doubled], *lines[number + 1 - is_doubled :]]
    with TemporaryDirectory() as whole, TemporaryDirectory() as broken:
        numbering, problems = begun(Path(whole), {"en.txt": "\n".join(["A Title", *lines])})
        assert problems == ()
        again, problems = begun(Path(broken), {"en.txt": "\n".join(["A Title", *damaged])})
    assert again == numbering
    [problem] = problems
    assert problem.startswith(f"en.txt: line {number + 2 + is_doubled}: ")


def articles(word: str, *numbers: int) -> str:
    return "\n".join(["A Title", *(line for number in numbers for line in (f"{word} {number}", "Words stand here."))])


@pytest.mark.parametrize(
    ("numbers", "problem"),
    [
        ((1, 2, 3, 5), "sw.txt: line 8: clause 5 stands where 4 is expected"),
        ((1, 2, 3, 3, 4, 5), "sw.txt: line 8: clause 3 stands where 4 is expected"),
        ((1, 2, 4, 3, 5, 6, 7, 8, 9), "sw.txt: line 6: clause 4 stands where 3 is expected"),
        ((1, 2, 3, 4, 5, 1, 2, 3), "sw.txt: line 12: clause 1 stands where 6 is expected"),
        ((1, 2, 3), "sw.txt: lacks clauses that other editions have: 4, 5"),
    ],
)
def test_one_edition_does_not_take_the_numbers_of_the_others(tmp_path: Path, numbers: tuple[int, ...], problem: str) -> None:
    files = {
        "en.txt": articles("Article", 1, 2, 3, 4, 5),
        "sw.txt": articles("Kifungu cha", *numbers),
        "zh.txt": "一份文件\n第一条\n甲。\n第二条\n乙。\n第三条\n丙。\n第四条\n丁。\n第五条\n戊。\n",
    }
    numbering, problems = begun(tmp_path, files)
    assert numbering == ['{ clause = "Article 1" }', '{ clause = "Kifungu cha 1" }', '{ clause = "第一条" }']
    assert problems[0].startswith(problem)


def test_each_edition_tells_its_own_line(tmp_path: Path) -> None:
    files = {"en.txt": articles("Article", 1, 2, 2, 3), "it.txt": articles("Articolo", 1, 2, 4, 5)}
    _, problems = begun(tmp_path, files)
    assert [problem.partition(": clause")[0] for problem in problems] == ["en.txt: line 6", "it.txt: line 6"]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        (
            "zh.txt",
            "条例\n目 录\n第一章 总则\n第二章 登记\n第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 登记\n第三条 丙。\n",
            "zh.txt: line 5: part I follows part II",
        ),
        (
            "en.txt",
            "Rules\nPart I General .. 1\nPart II Fees .. 2\nPart I General\n1. One.\n2. Two.\nPart II Fees\n3. Three.",
            "en.txt: line 4: part I follows part II",
        ),
        ("de.txt", "Ordnung\n§ 1 Zweck\nA.\n§ 2 Regeln\nB.\n§ 3 Ende\n§ 4 Mehr\nC.", None),
        (
            "ja.txt",
            "法律\n第一条 甲。\n第二条 乙。\n第三条 丙。\n附則\n第一条 丁。",
            "ja.txt: line 6: clause 1 stands where 4 is expected",
        ),
        ("en.txt", "Rules\nArticle 1\nOne.\nArticle 2\nArticle 3\nThree.", "en.txt: line 4: clause 2 has no text"),
    ],
)
def test_contents_annexes_and_empty_units_are_told_and_not_evaded(
    tmp_path: Path, name: str, text: str, problem: str | None
) -> None:
    _, problems = begun(tmp_path, {name: text})
    assert [told.partition(" (")[0] for told in problems] == ([problem] if problem else [])


def test_an_edition_whose_numbers_are_not_recognised_is_to_be_completed(tmp_path: Path) -> None:
    files = {"en.txt": articles("Article", 1, 2, 3), "xh.txt": "Umthetho\nAmagama ami apha.\nNalapha kwakhona.\n"}
    numbering, problems = begun(tmp_path, files)
    assert numbering == ['{ clause = "Article 1" }'] * 2
    assert "# Its own numbering was not recognised" in (tmp_path / "corpus.toml").read_text(encoding="utf-8")
    assert [problem for problem in problems if problem.startswith("xh.txt: ")]


def test_of_a_declaration_in_many_languages_the_one_misprinted_heading_is_told(tmp_path: Path) -> None:
    for file in (CORPORA / "udhr").glob("*.txt"):
        shutil.copy(file, tmp_path)
    numbering, problems = begun(tmp_path, {})
    assert len(numbering) == 13
    assert all("clause" in one for one in numbering)
    assert problems[0] == "th.txt: line 77: clause 14 stands where 13 is expected (missing, doubled or out of order)"


MARKERS = st.sampled_from(
    [
        "1. ",
        "2. ",
        "1.1 ",
        "1.2 ",
        "1.1A ",
        "2.1.1 ",
        "I. ",
        "II. ",
        "(a)",
        "(b) ",
        "(i) ",
        "Article 1",
        "Article 2 ",
        "Art. 3 ",
        "Art. 3 bis ",
        "第一条",
        "第二条 ",
        "§ 2 ",
        "Part One",
    ]
)
OTHERS = st.sampled_from(["word", "word.", "\n", "\n", "\n\n", "\u2028", "\u00ad", "\t", '"', "\\", "è", "و"])


@given(texts=st.lists(st.lists(MARKERS | OTHERS, min_size=1, max_size=30).map("".join), min_size=1, max_size=2))
@settings(max_examples=200, deadline=None)
def test_any_texts_get_a_manifest_that_can_be_read(texts: list[str]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for language, text in zip(("en", "zh"), texts, strict=False):
            (folder / f"{language}.txt").write_text(text, encoding="utf-8")
        try:
            write_first_manifest(folder)
        except CorpusError:
            return  # no text
        assert len(read_manifest(folder).editions) == len(texts)
