"""``gsi corpus`` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.corpus import CORPORA, DEFAULT_CORPUS
from tests.command import assert_one_line_error, gsi
from tests.index.editions import write_corpus

ENGLISH = {"language": "en", "numbering": {"article": "Article 1"}, "noise": [r"- \d+ -"]}
CHINESE = {"language": "zh", "numbering": {"article": "第一条"}}


def test_a_valid_corpus_is_told_edition_by_edition() -> None:
    done = gsi("corpus", "check", CORPORA / DEFAULT_CORPUS)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[2].split() == ["file", "part", "clause", "paragraph", "clauses", "ids"]
    assert [line.split()[:6] for line in lines[3:6]] == [
        [language, f"{language}.txt", "4", "31", "7", "38"] for language in ("zh", "en", "it")
    ]
    assert "  line 2: 2023-02-21 19:52" in lines
    assert lines[-1] == "valid"


def test_the_same_for_machines(tmp_path: Path) -> None:
    text = "A Title\n- 1 -\nWhereas.\nArticle 1\nAll.\nArticle 2a\nÃ©galitÃ©.\n"
    write_corpus(tmp_path, {"article": "1"}, [ENGLISH | {"text": text}])
    done = gsi("corpus", "check", tmp_path, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert (report["corpus"], report["valid"], report["levels"], report["problems"]) == (
        "made-up",
        True,
        {"article": "1"},
        [],
    )
    [edition] = report["editions"]
    assert edition["counts"] == {"article": 1, "paragraph": 1, "clauses": 2}
    assert edition["left_out"] == [{"line": 1, "text": "A Title"}, {"line": 2, "text": "- 1 -"}]
    assert edition["doubts"] == [
        {"line": 6, "text": "begins like article: Article 2a"},
        {"line": 6, "text": "at the end, taken for more of 1: Article 2a"},
        {"line": 7, "text": "looks decoded wrongly: Ã©galitÃ©."},
    ]


@pytest.mark.parametrize(
    ("one", "line"),
    [
        ("1.", "100000. Much."),
        ("1.", "1000000. Too much."),
        ("1.", "0. Nothing."),
        ("I.", "IIX. Eight."),
        ("一、", "十百、八。"),
        ("第一条", "第百百条 八。"),
    ],
)
def test_a_numeral_that_is_no_number_or_too_high_a_one_is_a_doubt(tmp_path: Path, one: str, line: str) -> None:
    text = f"A Title\n{one} All.\n{line}\n"
    write_corpus(tmp_path, {"clause": "1"}, [{"language": "en", "numbering": {"clause": one}, "text": text}])
    report = json.loads(gsi("corpus", "check", tmp_path, "--json").stdout)
    [doubt] = [doubt for doubt in report["editions"][0]["doubts"] if "numbered" in doubt["text"]]
    assert doubt == {"line": 3, "text": f"numbered like clause, but by no number from 1 to 99,999: {line}"}


@pytest.mark.parametrize(
    ("one", "line"),
    [("§ 1", "§ 4a Of ponds."), ("1.", "4A. Of ponds."), ("1 §", "4 a § Of ponds."), ("Art. 1", "Art. 4a Ponds.")],
)
def test_an_inserted_unit_that_is_not_due_is_a_doubt(tmp_path: Path, one: str, line: str) -> None:
    text = f"A Title\n{one} All.\n{line}\n{one.replace('1', '2')} More.\n"
    write_corpus(tmp_path, {"article": "1"}, [{"language": "en", "numbering": {"article": one}, "text": text}])
    report = json.loads(gsi("corpus", "check", tmp_path, "--json").stdout)
    assert report["editions"][0]["doubts"] == [{"line": 3, "text": f"begins like article: {line}"}]


def test_paragraphs_after_the_last_clause_of_a_part_and_of_the_text_are_doubts(tmp_path: Path) -> None:
    text = "A Title\nPart I All\n1. One.\nMore.\n2. Two.\nMore.\nPart II Rest\nPart I applies.\n1. One.\nSigned.\n"
    numbering = {"part": "Part I", "clause": "1."}
    levels = {"part": "I", "clause": "1"}
    write_corpus(tmp_path, levels, [{"language": "en", "numbering": numbering, "text": text}])
    report = json.loads(gsi("corpus", "check", tmp_path, "--json").stdout)
    assert [(doubt["line"], doubt["text"]) for doubt in report["editions"][0]["doubts"]] == [
        (
            6,
            "after the last of its part, taken for more of I.2: More. (or set conclusions = true)",
        ),
        (8, "begins like part: Part I applies."),
        (10, "at the end, taken for more of II.1: Signed."),
    ]


def test_a_doubt_about_the_manifest_has_no_line(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"article": "1"}, [ENGLISH | {"text": "A Title\nArticle 1\nAll.\n"}])
    done = gsi("corpus", "check", tmp_path)
    assert done.returncode == 0
    assert done.stdout.split("doubtful in en.txt:\n")[1].splitlines()[0] == r"  no line matches the noise pattern: - \d+ -"


def test_an_edition_that_does_not_say_how_it_is_numbered_is_told_in_a_line(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"article": "1"}, [{"language": "en", "text": "Article 1\nAll.\n"}])
    told = "line 5: editions.0.numbering: is missing; expected is a marker for each level"
    done = gsi("corpus", "check", tmp_path)
    assert (done.returncode, done.stderr) == (2, "")
    assert told in done.stdout
    assert_one_line_error(gsi("build", "--corpus", tmp_path, home=tmp_path / "home"), told)


def test_what_is_wrong_is_told_with_file_and_line_and_what_was_expected(tmp_path: Path) -> None:
    editions = [
        ENGLISH | {"text": "Article 1\nA.\nArticle 3\nC."},
        CHINESE | {"text": "第一条\n甲。\n第二条\n乙。\n第三条\n丙。"},
        {"language": "it", "numbering": {"article": "Articolo 1"}, "text": "Articolo 1\nA.\nArticolo 2\nB."},
    ]
    write_corpus(tmp_path, {"article": "1"}, editions)
    done = gsi("corpus", "check", tmp_path)
    assert (done.returncode, done.stderr) == (2, "")
    problems = done.stdout.split("problems:\n")[1].splitlines()
    assert [problem.strip() for problem in problems] == [
        "en.txt: line 3: article 3 stands where 2 is expected (missing, doubled or out of order)",
        "zh.txt: has clauses that no other edition has: 3",
    ]


def test_a_partial_edition_passes_and_what_it_lacks_is_told(tmp_path: Path) -> None:
    editions = [
        ENGLISH | {"text": "Article 1\nA.\nArticle 2\nB.\nArticle 3\nC."},
        CHINESE | {"text": "第一条\n甲。\n第三条\n丙。", "partial": True},
    ]
    write_corpus(tmp_path, {"article": "1"}, editions)
    done = gsi("corpus", "check", tmp_path)
    assert done.returncode == 0
    assert "zh.txt lacks 2" in done.stdout


@pytest.mark.parametrize("manifest", [None, "name = ", "name = 'x'\ncolour = 'red'"])
def test_a_manifest_that_is_none_is_a_problem_like_others(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "corpus.toml").write_text(manifest)
    done = gsi("corpus", "check", tmp_path, "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["valid"]) == (2, False)
    assert report["problems"]


def test_a_text_written_to_do_harm_does_not_steer_the_terminal(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"article": "1"}, [ENGLISH | {"title": "\u202eT", "text": "\u202eT\nArticle 1\nA."}])
    assert "\\u202eT" in gsi("corpus", "check", tmp_path).stdout


def test_a_first_manifest_is_written_once(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("A Title\nArticle 1\nAll.\nArticle 2\nEach.\n")
    (tmp_path / "carta.txt").write_text("Una carta de derechos\nArtículo 1\nTodos los seres.\nArtículo 2\nCada persona.\n")
    done = gsi("corpus", "init", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{tmp_path / 'corpus.toml'} is written; ")
    assert done.stdout.splitlines()[-1] == "valid"
    assert gsi("corpus", "check", tmp_path).returncode == 0
    assert_one_line_error(gsi("corpus", "init", tmp_path), "exists already")


def test_a_first_manifest_comes_with_the_lines_that_are_to_be_mended(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("A Title\nArticle 1\nAll.\nArticle 2\nEach.\nArticle 3\nNone.\n")
    (tmp_path / "it.txt").write_text("Un titolo\nArticolo 1\nTutti.\nArticolo 1\nOgnuno.\nArticolo 2\nNessuno.\n")
    done = gsi("corpus", "init", tmp_path)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.splitlines()[-2:] == [
        "problems:",
        "  it.txt: line 4: clause 1 stands where 2 is expected (missing, doubled or out of order)",
    ]
    assert 'numbering = { clause = "Articolo 1" }' in (tmp_path / "corpus.toml").read_text()


def test_a_folder_without_texts_cannot_be_begun(tmp_path: Path) -> None:
    assert_one_line_error(gsi("corpus", "init", tmp_path), "has no text")
    assert_one_line_error(gsi("corpus", "init", tmp_path / "none"), "is no folder")
