"""``gsi ask`` and ``gsi status`` as a person runs them: in a process of their own, with output and exit code.

``gsi clause`` has a file to itself.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import typer

from assistant.cli import run
from index.corpus import Corpus
from tests.assistant.contract import assert_keeps_contract
from tests.command import assert_one_line_error, gsi
from tests.conftest import LANGUAGES

RELIGION = {
    "zh": "恐怖主义能与特定宗教挂钩吗？",
    "en": "Should terrorism be linked to any particular religion?",
    "it": "Il terrorismo può essere associato a una religione specifica?",
}
LABEL = {"zh": "第三部分（十二）", "en": "Part III, clause 12", "it": "Parte III, punto 12"}
OFF_TOPIC = "How do I bake sourdough bread?"


@pytest.mark.real
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_printed_as_quotes_with_labels_and_sources(real_home: Path, corpus: Corpus, language: str) -> None:
    done = gsi("ask", RELIGION[language], home=real_home)
    assert (done.returncode, done.stderr) == (0, "")
    edition = corpus.editions[language]
    quotes = [line for line in done.stdout.splitlines() if line.endswith("[III.12]")]
    assert 1 <= len(quotes) <= 3
    assert quotes == done.stdout.splitlines()[: len(quotes)]
    for line in quotes:
        assert line.removesuffix(" [III.12]")[1:-1] in edition.clauses["III.12"].text
    source = next(line for line in done.stdout.splitlines() if line.startswith("  [III.12] "))
    assert source.startswith(f"  [III.12] {LABEL[language]} · ")
    assert edition.manifest.title in done.stdout
    assert ("traduzione di cortesia" in done.stdout) == (language == "it")


@pytest.mark.real
def test_a_refusal_does_not_speak_of_quotes_from_a_courtesy_translation(real_home: Path) -> None:
    refused = gsi("ask", OFF_TOPIC, "--lang", "it", home=real_home)
    assert refused.returncode == 1
    assert "traduzione di cortesia" not in refused.stdout


@pytest.mark.real
def test_json_has_the_documented_shape_and_keeps_characters_as_they_are(real_home: Path, corpus: Corpus) -> None:
    done = gsi("ask", RELIGION["zh"], "--json", home=real_home)
    assert (done.returncode, done.stderr) == (0, "")
    assert RELIGION["zh"] in done.stdout
    shape = json.loads(done.stdout)
    assert_keeps_contract(shape, corpus)
    assert shape["statements"][0]["citations"][0]["clause"] == "III.12"


@pytest.mark.real
def test_a_refusal_is_exit_code_1_with_the_nearest_clauses(real_home: Path, corpus: Corpus) -> None:
    done = gsi("ask", OFF_TOPIC, home=real_home)
    assert (done.returncode, done.stderr) == (1, "")
    first, blank, title, *nearest = done.stdout.splitlines()
    assert (first[:8], blank, title) == ("The text", "", "Nearest clauses:")
    assert len(nearest) >= 3
    for line in nearest:
        clause, _, label = line.strip().partition(" ")
        assert label.startswith(corpus.editions["en"].label(clause.strip("[]")))


@pytest.mark.real
def test_a_dash_reads_the_question_from_standard_input(real_home: Path) -> None:
    done = gsi("ask", "-", "--json", home=real_home, stdin=(RELIGION["it"] + "\r\n").encode())
    shape = json.loads(done.stdout)
    assert done.returncode == 0
    assert (shape["question"], shape["language"]) == (RELIGION["it"], "it")


@pytest.mark.real
@pytest.mark.parametrize("way", ["file", "-"])
def test_a_batch_answers_a_line_each_and_goes_on_after_a_bad_one(
    real_home: Path, corpus: Corpus, tmp_path: Path, way: str
) -> None:
    lines = [json.dumps({"id": language, "question": RELIGION[language]}) for language in LANGUAGES]
    data = "\n".join([lines[0], "oops", lines[1], "", lines[2]]).encode() + b'\n{"id": 9, "question": "\xff"}\n'
    source = "-"
    if way == "file":
        source = str(tmp_path / "questions.jsonl")
        Path(source).write_bytes(data)
    done = gsi("ask", "--batch", source, home=real_home, stdin=data if way == "-" else b"")
    assert (done.returncode, done.stderr) == (0, "")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["id"] for record in records] == ["zh", None, "en", "it", None]
    assert ["error" in record for record in records] == [False, True, False, False, True]
    for record in records:
        if "error" not in record:
            del record["id"]
            assert_keeps_contract(record, corpus)


@pytest.mark.real
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("",), "no words"),
        (("😀",), "no words"),
        (("security " * 11_112,), "2,000"),
        ((b"security \xff",), "half a character"),
        (("What is security?", "--lang", "fr"), "zh, en, it"),
    ],
    ids=["empty", "emoji", "too long", "invalid UTF-8", "unknown language"],
)
def test_a_question_that_cannot_be_asked_is_one_line_and_exit_code_2(
    real_home: Path, arguments: tuple[str | bytes, ...], why: str
) -> None:
    assert_one_line_error(gsi("ask", *arguments, home=real_home), why)


@pytest.mark.real
def test_the_longest_question_is_a_setting(real_home: Path) -> None:
    done = gsi("ask", "What is indivisible security?", home=real_home, GSI_MAX_QUESTION_LENGTH="10")
    assert_one_line_error(done, "29 characters", "at most 10")


def test_invalid_utf8_on_standard_input_says_where(tmp_path: Path) -> None:
    assert_one_line_error(gsi("ask", "-", home=tmp_path, stdin=b"What \xff?"), "standard input", "byte 5")


def test_ask_without_a_question_says_what_to_give(tmp_path: Path) -> None:
    assert_one_line_error(gsi("ask", home=tmp_path), "give a question or --batch FILE")


def test_a_question_and_a_batch_are_one_too_many(tmp_path: Path) -> None:
    assert_one_line_error(gsi("ask", "What?", "--batch", "-", home=tmp_path), "give a question or --batch FILE")


def test_a_batch_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert_one_line_error(gsi("ask", "--batch", str(tmp_path / "none.jsonl"), home=tmp_path), "none.jsonl")
    assert_one_line_error(gsi("ask", "--batch", str(tmp_path), home=tmp_path), str(tmp_path))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("ask", "What?", "--langg", "en"), "--langg"),
        (("ask", "What?", "--lang"), "--lang"),
        (("ask", "What", "now?"), "now?"),
        (("asc", "What?"), "asc"),
        (("build", "--forc"), "--forc"),
        (("status", "now"), "now"),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_mistake(tmp_path: Path, arguments: tuple[str, ...], named: str) -> None:
    assert_one_line_error(gsi(*arguments, home=tmp_path), named)


def test_an_unknown_setting_is_one_line_that_suggests_the_nearest(tmp_path: Path) -> None:
    done = gsi("ask", "What?", home=tmp_path, GSI_MAX_QESTION_LENGTH="5")
    assert_one_line_error(done, "GSI_MAX_QESTION_LENGTH", "did you mean GSI_MAX_QUESTION_LENGTH?")


def test_a_data_directory_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert_one_line_error(gsi("build", home=blocked), "GSI_HOME")


def test_status_before_a_build_says_that_there_is_no_index_and_makes_none(tmp_path: Path) -> None:
    home = tmp_path / "fresh"
    done = gsi("status", "--json", home=home)
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert (report["index"], report["probe"]) == (None, "failed: there is no index yet")
    assert not home.exists()


@pytest.mark.real
def test_status_after_a_build_says_what_the_index_holds(real_home: Path, corpus: Corpus) -> None:
    done = gsi("status", "--json", home=real_home)
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert report["probe"] == "passed"
    assert report["corpus_fingerprint"] == corpus.fingerprint
    assert report["index"].startswith(str(real_home))
    assert report["bytes"] > 0
    assert [report["counts"][language]["clauses"] for language in LANGUAGES] == [38] * 3
    assert all(report["counts"][language]["sentences"] >= 38 for language in LANGUAGES)


@pytest.mark.real
def test_status_for_people_names_every_language_and_the_probe(real_home: Path) -> None:
    done = gsi("status", home=real_home)
    assert done.returncode == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    assert {line[0] for line in lines} >= {"corpus", "index", "embedder", "size", "probe", *LANGUAGES}
    assert lines[-1] == ["probe", "passed"]


@pytest.mark.real
def test_building_again_changes_nothing(real_home: Path) -> None:
    before = gsi("status", "--json", home=real_home).stdout
    done = gsi("build", home=real_home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The index is ready: ")
    assert gsi("status", "--json", home=real_home).stdout == before


def test_help_is_no_error(tmp_path: Path) -> None:
    done = gsi("ask", "--help", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--batch" in done.stdout


def test_an_interrupted_command_says_so_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    application = typer.Typer()

    @application.command()
    def wait() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["gsi"])
    with pytest.raises(SystemExit) as caught:
        run(application)
    assert caught.value.code == 130
    assert capsys.readouterr().err == "gsi: interrupted\n"
