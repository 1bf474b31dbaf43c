"""``gsi eval run`` as a person runs it: what is recorded, what can be resumed, and one line for every bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.record import PART, RUN, read_run
from index.corpus import Corpus
from tests.command import assert_one_line_error
from tests.conftest import LANGUAGES
from tests.evals.conftest import ACCEPTING, Eval

WAR: dict[str, Any] = {
    "id": "a-war",
    "kind": "clause_reference",
    "question": {
        "zh": "第三部分第三条关于核战争怎么说？",
        "en": "What does Part III, clause 3 say about nuclear war?",
        "it": "Che cosa dice la Parte III, punto 3 sulla guerra nucleare?",
    },
    "gold": ["III.3"],
    "facts": {"zh": ["核战争打不赢"], "en": ["nuclear war cannot be won"], "it": ["guerra nucleare"]},
    "split": "test",
}
BREAD: dict[str, Any] = {
    "id": "bread",
    "kind": "off_topic",
    "question": {
        "zh": "酸面包怎么烤？",
        "en": "How do I bake sourdough bread?",
        "it": "Come si cuoce il pane a lievitazione naturale?",
    },
    "gold": [],
    "facts": {},
    "expected_reason": "out_of_scope",
    "split": "test",
}


def question_file(folder: Path, *questions: dict[str, Any] | bytes, name: str = "q.jsonl") -> Path:
    path = folder / name
    path.write_bytes(
        b"".join(
            (one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode()) + b"\n" for one in questions
        )
    )
    return path


def test_an_unknown_language_is_told_before_anything_runs(gsi_eval: Eval, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert_one_line_error(gsi_eval("run", "--lang", "en", "--lang", "fr", "--out", out), "'fr'", "zh, en, it")
    assert not out.exists()
    assert not (tmp_path / "home").exists()


def test_all_problems_of_all_question_files_are_told_before_anything_runs(gsi_eval: Eval, tmp_path: Path) -> None:
    good = question_file(tmp_path, WAR, name="good.jsonl")
    bad = question_file(
        tmp_path, b"{", WAR | {"id": "x", "gold": ["III.99"]}, WAR, "caffè".encode("latin-1"), name="bad.jsonl"
    )
    out = tmp_path / "out"
    done = gsi_eval("run", "--questions", good, "--questions", bad, "--questions", tmp_path / "none.jsonl", "--out", out)
    assert_one_line_error(
        done,
        "bad.jsonl:1: ",
        "bad.jsonl:2: no such clause: III.99",
        "bad.jsonl:3: id 'a-war' is used twice",
        "bad.jsonl:4: not UTF-8 text",
        "none.jsonl",
    )
    assert not out.exists()
    assert not (tmp_path / "home").exists()


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, real_home: Path) -> None:
    """The settings of a place that has an index."""
    monkeypatch.setenv("GSI_HOME", str(real_home))


@pytest.mark.real
@pytest.mark.usefixtures("real")
def test_a_run_is_recorded_compared_accepted_and_reported(
    gsi_eval: Eval, tmp_path: Path, corpus: Corpus, baselines: Path
) -> None:
    questions, out, again = question_file(tmp_path, WAR, BREAD), tmp_path / "out", tmp_path / "again"
    done = gsi_eval("run", "--questions", questions, "--out", out)
    assert (done.returncode, done.stdout) == (0, f"6 answers recorded in {out / RUN}\n")
    recorded = read_run(out)
    assert recorded.header.corpus_fingerprint == corpus.fingerprint
    assert recorded.header.questions == ("q.jsonl",)
    assert [(one.id, one.language) for one in recorded.rows] == [
        (id_, lang) for id_ in ("a-war", "bread") for lang in LANGUAGES
    ]
    assert [one.error for one in recorded.rows] == [None] * 6
    assert all(one.checks["sound"] for one in recorded.rows)
    assert [one.cited for one in recorded.rows] == [{"III.3"}] * 3 + [frozenset()] * 3

    assert gsi_eval("accept", out, *ACCEPTING, "--who", "Ada").returncode == 0
    assert gsi_eval("run", "--questions", questions, "--out", again).returncode == 0
    compared = gsi_eval("compare", again)
    assert (compared.returncode, compared.stdout.splitlines()[-1]) == (0, "PASS")
    assert "6 pairs, 0 answers differ in anything" in compared.stdout
    timeless = [
        [one.model_copy(update={"latency": 0.0}).model_dump_json() for one in read_run(folder).rows]
        for folder in (out, again)
    ]
    assert timeless[0] == timeless[1]
    assert gsi_eval("report", again).stdout.startswith("**PASS**\n")


@pytest.mark.real
@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_may_be_of_one_language(gsi_eval: Eval, tmp_path: Path, language: str) -> None:
    done = gsi_eval("run", "--questions", question_file(tmp_path, BREAD), "--lang", language, "--out", tmp_path / "out")
    assert done.returncode == 0
    recorded = read_run(tmp_path / "out")
    assert recorded.header.languages == (language,)
    assert [one.language for one in recorded.rows] == [language]


@pytest.mark.real
@pytest.mark.usefixtures("real")
def test_an_interrupted_run_is_told_and_can_be_finished(gsi_eval: Eval, tmp_path: Path) -> None:
    told = ("run", "--questions", question_file(tmp_path, WAR, BREAD), "--out", tmp_path / "out")
    assert gsi_eval(*told).returncode == 0
    whole = read_run(tmp_path / "out")
    (tmp_path / "out" / RUN).rename(tmp_path / "out" / PART)
    lines = (tmp_path / "out" / PART).read_bytes().splitlines(keepends=True)
    (tmp_path / "out" / PART).write_bytes(b"".join(lines[:3]) + lines[3][:40])
    assert_one_line_error(gsi_eval("compare", tmp_path / "out"), "was interrupted", "--resume")
    assert gsi_eval(*told, "--resume").returncode == 0
    resumed = read_run(tmp_path / "out")
    assert resumed.rows[:2] == whole.rows[:2]
    assert [(one.key, one.answer) for one in resumed.rows] == [(one.key, one.answer) for one in whole.rows]
    assert not (tmp_path / "out" / PART).exists()
    assert_one_line_error(gsi_eval(*told, "--resume"), "no interrupted run")


@pytest.mark.real
@pytest.mark.usefixtures("real")
def test_other_questions_do_not_resume_an_interrupted_run(gsi_eval: Eval, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert gsi_eval("run", "--questions", question_file(tmp_path, BREAD), "--out", out).returncode == 0
    (out / RUN).rename(out / PART)
    other = question_file(tmp_path, BREAD | {"id": "loaf"})
    assert_one_line_error(gsi_eval("run", "--questions", other, "--out", out, "--resume"), "differs in: questions_sha256")


def test_a_split_without_questions_is_one_line(gsi_eval: Eval, tmp_path: Path) -> None:
    done = gsi_eval("run", "--split", "dev", "--questions", question_file(tmp_path, BREAD), "--out", tmp_path / "out")
    assert_one_line_error(done, "no dev question", "--split")
    assert not (tmp_path / "out").exists()


@pytest.mark.real
@pytest.mark.usefixtures("real")
def test_a_run_that_cannot_be_written_is_one_line(gsi_eval: Eval, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = gsi_eval("run", "--questions", question_file(tmp_path, BREAD), "--lang", "en", "--out", tmp_path / "file")
    assert_one_line_error(done, "cannot write the run", str(tmp_path / "file"))
