"""``gsi eval run --mode llm``: a model's answers, repeated, recorded, replayed and compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.questions import load_questions, sampled
from evals.record import Run, read_run
from index.corpus import Corpus
from tests.command import assert_one_line_error, gsi
from tests.provider import KEY, Provider, drafted, provider
from tests.shipped import DEV

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

QUOTE = "Humanity is an indivisible security community."
DRAFT = drafted(("II.4", QUOTE, "Humanity is one indivisible security community."))


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """One question that the text answers and one that it does not."""
    asked = load_questions([DEV], _corpus())
    chosen = [
        next(question for question in asked if question.gold == ("II.4",) and question.kind == "definition"),
        next(question for question in asked if question.kind == "off_topic"),
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(question.model_dump_json(exclude_none=True) for question in chosen), encoding="utf-8")
    return path


def _corpus() -> Corpus:
    from index.corpus import load_corpus

    return load_corpus()


def model_run(running: Provider | None, home: Path, out: Path, *arguments: str | Path) -> tuple[Run, str]:
    settings = {"OPENAI_BASE_URL": running.address, "OPENAI_API_KEY": KEY, "GSI_MODEL": "scripted"} if running else {}
    done = gsi("eval", "run", "--mode", "llm", "--lang", "en", "--out", out, *arguments, home=home, **settings)
    assert done.returncode == 0, done.stderr
    return read_run(out), done.stdout + done.stderr


def test_every_answer_is_asked_for_as_often_as_told_and_says_what_it_took(
    real_home: Path, tmp_path: Path, questions: Path
) -> None:
    with provider(DRAFT) as running:
        done, printed = model_run(running, real_home, tmp_path / "run", "--questions", questions, "--repeats", "2")
    header, english = done.header, [row for row in done.rows if row.language == "en"]
    assert (header.mode, header.repeats, header.chat_model) == ("llm", 2, "scripted")
    assert sorted((row.repeat, bool(row.gold)) for row in english) == [(0, False), (0, True), (1, False), (1, True)]
    assert {row.variant for row in done.rows} == {"original"}
    worded = [row for row in english if row.answer and row.answer["statements"]]
    assert len(worded) == 2
    for row in worded:
        assert row.answer
        assert row.answer["mode"] == "llm"
        assert row.usage
        assert (row.usage["requests"], row.usage["prompt_tokens"]) == (1, 7)
    # The decision to answer comes before the model: it is not even asked.
    assert all(row.usage is None for row in english if not row.gold)
    assert KEY not in printed + (tmp_path / "run" / "run.jsonl").read_text(encoding="utf-8")


def test_a_recorded_run_is_replayed_without_a_model_and_compares_as_equal(
    real_home: Path, tmp_path: Path, questions: Path
) -> None:
    recording = tmp_path / "replies.jsonl"
    with provider(DRAFT) as running:
        before, _ = model_run(running, real_home, tmp_path / "a", "--questions", questions, "--record", recording)
    after, _ = model_run(None, real_home, tmp_path / "b", "--questions", questions, "--replay", recording)
    assert [row.answer for row in after.rows] == [row.answer for row in before.rows]
    done = gsi("eval", "compare", tmp_path / "b", "--baseline", tmp_path / "a" / "run.jsonl", home=real_home)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "PASS")


def test_an_answer_that_was_never_recorded_is_an_error_of_the_comparison(
    real_home: Path, tmp_path: Path, questions: Path
) -> None:
    recording = tmp_path / "replies.jsonl"
    with provider(DRAFT) as running:
        model_run(running, real_home, tmp_path / "a", "--questions", questions, "--record", recording)
    header = recording.read_text(encoding="utf-8").splitlines()[0]
    recording.write_text(header + "\n", encoding="utf-8")
    model_run(None, real_home, tmp_path / "b", "--questions", questions, "--replay", recording)
    done = gsi("eval", "compare", tmp_path / "b", "--baseline", tmp_path / "a" / "run.jsonl", home=real_home)
    assert done.returncode == 2
    assert "record it again" in done.stdout


WRONG = {
    "no model": (["--mode", "llm"], "OPENAI_API_KEY"),
    "repeats of quotes": (["--repeats", "2"], "--mode llm"),
    "a recording of quotes": (["--record", "x.jsonl"], "--mode llm"),
    "both ways": (["--mode", "llm", "--record", "x.jsonl", "--replay", "y.jsonl"], "not both"),
    "no recording": (["--mode", "llm", "--replay", "y.jsonl"], "y.jsonl"),
}


@pytest.mark.parametrize(("arguments", "told"), WRONG.values(), ids=WRONG)
def test_what_does_not_go_together_is_said_in_one_line(
    real_home: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    assert_one_line_error(gsi("eval", "run", "--out", tmp_path / "run", *arguments, home=real_home), told)


def test_a_sample_is_always_the_same_in_the_order_of_the_file(corpus: Corpus) -> None:
    asked = load_questions([DEV], corpus)
    chosen = sampled(asked, 30)
    assert chosen == sampled(list(reversed(asked)), 30)[::-1]
    assert [question.id for question in asked if question in chosen] == [question.id for question in chosen]
    assert len({question.kind for question in chosen}) > 5
    assert {question.id for question in sampled(asked, 10)} <= {question.id for question in chosen}
    assert sampled(asked, 10_000) == asked
