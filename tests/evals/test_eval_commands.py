"""``gsi eval`` on recorded runs, as a person runs it: what is printed, the exit codes, and one line for every bad input."""

from __future__ import annotations

import getpass
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.record import PART, RUN, read_run, write_run
from evals.report import render_markdown
from tests.command import assert_one_line_error, gsi
from tests.conftest import LANGUAGES
from tests.evals.builders import LOST, QUOTES, RIGHT, answered, refused, row, run
from tests.evals.conftest import ACCEPTING, Eval, Kept

FAILED: dict[str, Any] = {"answer": None, "error": "OSError: disk full", "scores": {}, "checks": {}}

# compare: each verdict has an exit code. The baseline is the run of ``BEFORE``.

BEFORE = [row(id=f"q{number}") for number in range(10)]
SILENT = {"answer": refused(), "checks": RIGHT | {"decision": False, "first_clause": False, "facts": False}}
OUTCOMES: dict[str, tuple[int, str, list[Any]]] = {
    "PASS": (0, "extractive", BEFORE),
    "REGRESSED": (1, "extractive", [row(id="q0", **SILENT), *BEFORE[1:]]),
    "ERROR": (2, "extractive", [row(id="q0", **FAILED), *BEFORE[1:]]),
    "INCONCLUSIVE": (3, "llm", [row(id="q0", **SILENT), *BEFORE[1:]]),
}


@pytest.mark.parametrize("verdict", OUTCOMES)
def test_every_verdict_has_its_exit_code_and_stands_in_the_last_line(kept: Kept, tmp_path: Path, verdict: str) -> None:
    code, mode, rows = OUTCOMES[verdict]
    before = kept("before", run(*BEFORE, mode=mode))
    after = kept("after", run(*rows, mode=mode))
    # In a process of its own: this is what CI sees.
    done = gsi("eval", "compare", str(after), "--baseline", str(before), home=tmp_path)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.splitlines()[-1].partition(":")[0] == verdict


@pytest.mark.parametrize("verdict", OUTCOMES)
def test_the_verdict_as_json_has_the_same_exit_code(gsi_eval: Eval, kept: Kept, verdict: str) -> None:
    code, mode, rows = OUTCOMES[verdict]
    before, after = kept("before", run(*BEFORE, mode=mode)), kept("after", run(*rows, mode=mode))
    done = gsi_eval("compare", after, "--baseline", before, "--json")
    shape = json.loads(done.stdout)
    assert (done.returncode, shape["verdict"], bool(shape["reasons"])) == (code, verdict, verdict != "PASS")
    assert (shape["pairs"], shape["unpaired"]) == (10, 0)
    assert [flip["id"] for flip in shape["flips"]] == (["q0"] if verdict in ("REGRESSED", "INCONCLUSIVE") else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_flip_is_listed_with_both_answers(gsi_eval: Eval, kept: Kept, language: str) -> None:
    said, silent = answered(language=language), refused(language=language)
    right, wrong = (
        run(row(language=language, answer=answer, checks=RIGHT | {"decision": holds}))
        for answer, holds in ((said, True), (silent, False))
    )
    worse = gsi_eval("compare", kept("a", wrong), "--baseline", kept("b", right)).stdout.splitlines()
    assert worse[0] == f"WORSE  a-war [original, {language}]: decision"
    assert [line.split(maxsplit=1) for line in worse[1:4]] == [
        ["asked", said["question"]],
        ["before", f"{QUOTES[language]} [III.3]"],
        ["now", "refused (weak_evidence)"],
    ]
    better = gsi_eval("compare", kept("b", right), "--baseline", kept("a", wrong))
    assert better.returncode == 0
    assert better.stdout.splitlines()[0] == f"better a-war [original, {language}]: decision"
    assert better.stdout.splitlines()[-1].endswith("record that: gsi eval accept")


def test_a_run_that_changed_nothing_asks_for_nothing(gsi_eval: Eval, kept: Kept) -> None:
    folder = kept("a", run(*BEFORE))
    done = gsi_eval("compare", folder / RUN, "--baseline", folder / RUN)
    assert done.stdout.splitlines()[-1] == "PASS"
    assert "gsi eval accept" not in done.stdout


def test_rows_that_were_not_run_are_told(gsi_eval: Eval, kept: Kept) -> None:
    done = gsi_eval("compare", kept("a", run(*BEFORE[:7])), "--baseline", kept("b", run(*BEFORE)))
    assert "3 rows of the baseline were not run" in done.stdout.splitlines()


def test_text_from_a_question_file_can_neither_start_a_line_nor_steer_the_terminal(gsi_eval: Eval, kept: Kept) -> None:
    asked = answered(question="What?\nPASS\r\x1b[2J\u2028PASS\u202e")
    right, wrong = (run(row(id="a\nPASS", answer=asked, checks=checks)) for checks in (RIGHT, LOST))
    done = gsi_eval("compare", kept("a", wrong), "--baseline", kept("b", right))
    lines = done.stdout.splitlines()
    assert len(lines) == 6
    assert lines[-1].startswith("REGRESSED")
    assert all(line.isprintable() for line in lines)


def test_a_models_greatest_drop_is_an_option(gsi_eval: Eval, kept: Kept) -> None:
    _, _, rows = OUTCOMES["INCONCLUSIVE"]
    after, before = kept("a", run(*rows, mode="llm")), kept("b", run(*BEFORE, mode="llm"))
    assert gsi_eval("compare", after, "--baseline", before, "--most-drop", "0.5").returncode == 0
    for value in ("nan", "-1", "2", "much"):
        assert_one_line_error(gsi_eval("compare", after, "--baseline", before, "--most-drop", value))


@pytest.mark.parametrize("command", ["compare", "report"])
def test_different_questions_are_compared_only_when_told_to(gsi_eval: Eval, kept: Kept, command: str) -> None:
    after, before = kept("a", run(row(), questions_sha256="9" * 64)), kept("b", run(row()))
    told = (command, after, "--baseline", before)
    assert_one_line_error(gsi_eval(*told), "differ in questions_sha256", "--allow-different")
    assert gsi_eval(*told, "--allow-different").returncode == 0


# Files that are no run


def no_file(folder: Path) -> str:
    return "cannot read"


def interrupted(folder: Path) -> str:
    write_run(run(row(), rows=2), folder / PART)
    return f"was interrupted; finish it with --resume --out {folder}"


def incomplete(folder: Path) -> str:
    write_run(run(row(), rows=2), folder / RUN)
    return "is incomplete: it has 1 of 2 rows"


def other_version(folder: Path) -> str:
    write_run(run(row(), format=99), folder / RUN)
    return "another version (format 99, now 1)"


def no_json(folder: Path) -> str:
    (folder / RUN).write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    return "is no run record"


def empty(folder: Path) -> str:
    (folder / RUN).write_bytes(b"")
    return "is no run record"


def broken_row(folder: Path) -> str:
    write_run(run(row()), folder / RUN)
    text = (folder / RUN).read_text(encoding="utf-8")
    (folder / RUN).write_text(text.replace('"latency": 12.5', '"latency": "soon"'), encoding="utf-8")
    return f"{RUN}:2: latency"


NO_RUNS = [no_file, interrupted, incomplete, other_version, no_json, empty, broken_row]


@pytest.mark.parametrize("spoil", NO_RUNS)
@pytest.mark.parametrize("command", ["compare", "accept", "report"])
def test_what_is_no_complete_run_is_told_in_one_line(
    gsi_eval: Eval, tmp_path: Path, command: str, spoil: Callable[[Path], str]
) -> None:
    (tmp_path / "bad").mkdir()
    why = spoil(tmp_path / "bad")
    options = ("--what", "x", "--why", "y", "--who", "z") if command == "accept" else ()
    assert_one_line_error(gsi_eval(command, tmp_path / "bad", *options), why)
    assert not (tmp_path / "baselines").exists()
    assert not list((tmp_path / "bad").glob("report*"))


@pytest.mark.parametrize("spoil", NO_RUNS)
@pytest.mark.parametrize("command", ["compare", "report"])
def test_a_baseline_that_is_no_complete_run_is_told_in_one_line(
    gsi_eval: Eval, kept: Kept, tmp_path: Path, command: str, spoil: Callable[[Path], str]
) -> None:
    (tmp_path / "bad").mkdir()
    why = spoil(tmp_path / "bad")
    assert_one_line_error(gsi_eval(command, kept("a", run(row())), "--baseline", tmp_path / "bad"), why)


def test_without_a_baseline_there_is_a_report_all_the_same(gsi_eval: Eval, kept: Kept) -> None:
    folder = kept("a", run(row()))
    done = gsi_eval("report", folder)
    assert done.returncode == 0
    assert (folder / "report.html").exists()


def test_no_baseline_says_how_to_record_one(gsi_eval: Eval, kept: Kept, tmp_path: Path) -> None:
    folder = kept("a", run(row()))
    assert_one_line_error(gsi_eval("compare", folder), "no baseline", "gsi-all-extractive.jsonl", "gsi eval accept")
    for command in ("compare", "report"):
        done = gsi_eval(command, folder, "--baseline", tmp_path / "none.jsonl")
        assert_one_line_error(done, "none.jsonl", "gsi eval accept")


def test_an_error_is_one_line_in_a_process_of_its_own_too(tmp_path: Path) -> None:
    assert_one_line_error(gsi("eval", "compare", str(tmp_path / "none"), home=tmp_path), "cannot read", "none")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("compar",), "compar"),
        (("compare",), "Missing argument"),
        (("compare", "a", "--basline", "b"), "--basline"),
        (("accept", "a", "--why", "y"), "--what"),
        (("accept", "a", "--what", "x"), "--why"),
        (("run", "--split", "train"), "train"),
        (("report", "a", "surplus"), "surplus"),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_mistake(gsi_eval: Eval, arguments: tuple[str, ...], named: str) -> None:
    assert_one_line_error(gsi_eval(*arguments), named)


# accept


def test_an_accepted_run_is_what_later_ones_are_compared_with(gsi_eval: Eval, kept: Kept, baselines: Path) -> None:
    folder = kept("a", run(*BEFORE))
    done = gsi_eval("accept", folder, *ACCEPTING, "--who", "Ada")
    assert (done.returncode, done.stdout) == (0, f"The baseline is now {baselines / 'gsi-all-extractive.jsonl'}\n")
    note = read_run(baselines / "gsi-all-extractive.jsonl").header.note
    assert note is not None
    assert (note.who, note.what, note.why) == ("Ada", "a new ranking", "recall went up")
    assert gsi_eval("compare", folder).returncode == 0
    assert gsi_eval("compare", kept("b", run(row(id="q0", checks=LOST), *BEFORE[1:]))).returncode == 1


def test_a_recorded_improvement_is_asked_for_no_more(gsi_eval: Eval, kept: Kept, baselines: Path) -> None:
    gsi_eval("accept", kept("a", run(row(checks=LOST))), *ACCEPTING, "--who", "Ada")
    better = kept("b", run(row()))
    assert "record that" in gsi_eval("compare", better).stdout
    gsi_eval("accept", better, *ACCEPTING, "--who", "Ada")
    assert "record that" not in gsi_eval("compare", better).stdout


def test_who_accepts_is_the_user_unless_told(gsi_eval: Eval, kept: Kept, baselines: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "grace")
    gsi_eval("accept", kept("a", run(row())), *ACCEPTING)
    note = read_run(baselines / "gsi-all-extractive.jsonl").header.note
    assert note is not None
    assert note.who == "grace"


def test_a_user_without_a_name_is_asked_for_one(gsi_eval: Eval, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert_one_line_error(gsi_eval("accept", kept("a", run(row())), *ACCEPTING), "--who")


@pytest.mark.parametrize(
    ("bad", "why"),
    [(row(**FAILED), "1 answers failed"), (row(checks=RIGHT | {"sound": False}), "break an invariant")],
    ids=["machinery", "invariant"],
)
def test_a_broken_run_is_not_accepted(gsi_eval: Eval, kept: Kept, baselines: Path, bad: Any, why: str) -> None:
    assert_one_line_error(gsi_eval("accept", kept("a", run(bad)), *ACCEPTING, "--who", "Ada"), why)
    assert not baselines.exists()


@pytest.mark.parametrize("option", ["--who", "--what", "--why"])
def test_a_blank_note_is_refused(gsi_eval: Eval, kept: Kept, baselines: Path, option: str) -> None:
    done = gsi_eval("accept", kept("a", run(row())), *ACCEPTING, "--who", "Ada", option, " ")
    assert_one_line_error(done, "--who, --what, --why")
    assert not baselines.exists()


def test_a_baseline_that_cannot_be_written_is_one_line(gsi_eval: Eval, kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for path in (tmp_path, tmp_path / "file" / "b.jsonl"):
        done = gsi_eval("accept", kept("a", run(row())), *ACCEPTING, "--who", "Ada", "--baseline", path)
        assert_one_line_error(done, "cannot write", str(path.parent))


# report


def test_a_report_is_a_page_a_summary_and_a_file_for_ci(gsi_eval: Eval, kept: Kept) -> None:
    before, after = kept("b", run(*BEFORE)), kept("a", run(row(id="q0", checks=LOST), *BEFORE[1:]))
    done = gsi_eval("report", after, "--baseline", before)
    assert (done.returncode, done.stderr) == (0, f"The report is {after / 'report.html'}\n")
    assert done.stdout == (after / "summary.md").read_text(encoding="utf-8")
    assert done.stdout.startswith("**REGRESSED**\n1 answers fail a check that they passed\n")
    assert (after / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    suites = ET.fromstring((after / "junit.xml").read_bytes())
    assert [case.get("name") for case in suites.iter("testcase") if len(case)] == ["q0"]


def test_a_report_of_a_run_alone_needs_no_baseline(gsi_eval: Eval, kept: Kept, tmp_path: Path) -> None:
    folder = kept("a", run(*BEFORE))
    done = gsi_eval("report", folder / RUN, "--out", tmp_path / "elsewhere")
    assert (done.returncode, done.stdout) == (0, render_markdown(run(*BEFORE)) + "\n")
    assert {path.name for path in (tmp_path / "elsewhere").iterdir()} == {"report.html", "summary.md", "junit.xml"}
    assert [path.name for path in folder.iterdir()] == [RUN]


def test_a_report_that_cannot_be_written_is_one_line(gsi_eval: Eval, kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = gsi_eval("report", kept("a", run(row())), "--out", tmp_path / "file")
    assert_one_line_error(done, "cannot write the report", str(tmp_path / "file"))
