"""Question files: every problem is told at once, with its file and line; the files that ship have none."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from evals.questions import Kind, Question, load_questions
from index.corpus import Corpus
from index.errors import InputError
from tests.conftest import LANGUAGES
from tests.shipped import DEV, TEST


def line(**changes: Any) -> dict[str, Any]:
    """A sound answerable question with ``changes``."""
    return {
        "id": "a-war",
        "kind": "direct",
        "question": {
            "zh": "核战争打得赢吗？",
            "en": "Can a nuclear war be won?",
            "it": "Si può vincere una guerra nucleare?",
        },
        "gold": ["III.3"],
        "facts": {"zh": ["核战争打不赢"], "en": ["nuclear war cannot be won"], "it": ["guerra nucleare"]},
        "split": "dev",
    } | changes


def written(folder: Path, *lines: dict[str, Any] | bytes, name: str = "q.jsonl") -> Path:
    path = folder / name
    rows = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in lines]
    path.write_bytes(b"\n".join(rows) + b"\n")
    return path


def problems(corpus: Corpus, *paths: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_questions(paths, corpus)
    assert "\n" not in str(caught.value)
    return str(caught.value)


NO_GOLD: dict[str, Any] = {"gold": [], "facts": {}}
BAD: dict[str, tuple[dict[str, Any] | bytes, str]] = {
    "broken JSON": (b'{"id": "x", ', "JSON"),
    "not an object": (b"[]", "object"),
    "wrong encoding": ('{"id": "caffè"}'.encode("latin-1"), "UTF-8"),
    "an unknown field": (line(id="x", note="hm"), "note"),
    "an unknown kind": (line(id="x", kind="riddle"), "kind"),
    "an unknown split": (line(id="x", split="train"), "split"),
    "a missing language": (line(id="x", question={"zh": "核战争？", "en": "Nuclear war?"}), "no question in it"),
    "a blank question": (line(id="x", question=line()["question"] | {"zh": " "}), "no question in zh"),
    "an unknown clause": (line(id="x", gold=["III.99"]), "no such clause: III.99"),
    "a clause twice": (line(id="x", gold=["III.3", "III.3"]), "named twice"),
    "a fact that the clause does not say": (
        line(id="x", facts=line()["facts"] | {"it": ["pace perpetua"]}),
        "no gold clause says 'pace perpetua' in it",
    ),
    "a fact of another clause": (line(id="x", gold=["III.12"]), "no gold clause says 'nuclear war cannot be won' in en"),
    "no facts in a language": (line(id="x", facts=line()["facts"] | {"en": []}), "no facts in en"),
    "gold together with an expected reason": (line(id="x", expected_reason="weak_evidence"), "expected_reason"),
    "neither gold nor an expected reason": (line(id="x", **NO_GOLD), "expected_reason"),
    "an unknown reason": (line(id="x", expected_reason="dunno", **NO_GOLD), "expected_reason"),
    "an id used before": (line(), "id 'a-war' is used twice"),
}


def test_a_sound_file_is_read_in_order_without_blank_lines(corpus: Corpus, tmp_path: Path) -> None:
    unanswerable = line(id="a-budget", kind="near_domain", expected_reason="weak_evidence", **NO_GOLD)
    first, second = load_questions([written(tmp_path, line(), b"", unanswerable)], corpus)
    assert (first.id, first.is_answerable, first.gold) == ("a-war", True, ("III.3",))
    assert (second.id, second.is_answerable, second.expected_reason) == ("a-budget", False, "weak_evidence")


@pytest.mark.parametrize(("row", "why"), BAD.values(), ids=BAD)
def test_a_problem_is_told_with_its_file_and_line(
    corpus: Corpus, tmp_path: Path, row: dict[str, Any] | bytes, why: str
) -> None:
    told = problems(corpus, written(tmp_path, line(), b"", row))
    assert told.startswith("q.jsonl:3: ")
    assert why in told


def test_all_problems_are_told_at_once(corpus: Corpus, tmp_path: Path) -> None:
    rows = [row for row, _ in BAD.values()]
    rows = [row if isinstance(row, bytes) or row["id"] == "a-war" else row | {"id": f"x{n}"} for n, row in enumerate(rows)]
    told = problems(corpus, tmp_path / "none.jsonl", written(tmp_path, line(), *rows))
    assert "cannot read" in told
    for number, (_, why) in enumerate(BAD.values(), start=2):
        assert any(one.startswith(f"q.jsonl:{number}: ") and why in one for one in told.split("; "))


def test_ids_are_unique_across_files(corpus: Corpus, tmp_path: Path) -> None:
    told = problems(corpus, written(tmp_path, line(), name="a.jsonl"), written(tmp_path, line(), name="b.jsonl"))
    assert told == "b.jsonl:1: id 'a-war' is used twice"


def test_a_line_separator_inside_a_question_ends_no_line(corpus: Corpus, tmp_path: Path) -> None:
    asked = line()["question"] | {"en": "Can a nuclear war\u2028be won?"}
    (question,) = load_questions([written(tmp_path, line(question=asked))], corpus)
    assert question.question["en"] == asked["en"]


@pytest.fixture(scope="module")
def shipped(corpus: Corpus) -> dict[str, list[Question]]:
    return {split: load_questions([path], corpus) for split, path in (("dev", DEV), ("test", TEST))}


@pytest.mark.parametrize("split", ["dev", "test"])
def test_the_shipped_files_hold_their_split_in_every_language(shipped: dict[str, list[Question]], split: str) -> None:
    questions = shipped[split]
    assert {question.split for question in questions} == {split}
    assert any(question.is_answerable for question in questions)
    assert any(not question.is_answerable for question in questions)


def test_there_are_enough_development_questions_to_calibrate_with(shipped: dict[str, list[Question]]) -> None:
    assert sum(not question.is_answerable for question in shipped["dev"]) >= 60
    assert sum(question.is_answerable for question in shipped["dev"]) >= 120


def test_every_clause_is_asked_about_at_least_twice(corpus: Corpus, shipped: dict[str, list[Question]]) -> None:
    asked = Counter(clause for questions in shipped.values() for question in questions for clause in question.gold)
    assert [clause for clause in corpus.clause_ids if asked[clause] < 2] == []


@pytest.mark.parametrize("split", ["dev", "test"])
def test_there_are_enough_questions_of_every_kind(shipped: dict[str, list[Question]], split: str) -> None:
    kinds = Counter(question.kind for question in shipped[split])
    assert sum(kinds.values()) >= 150
    assert kinds["near_domain"] >= 30
    # Third-language versions count: the development set has most of them beside questions of other kinds.
    kinds["third_language"] = sum(len(question.question) > len(LANGUAGES) for question in shipped[split])
    assert [kind for kind in get_args(Kind) if kinds[kind] < 8] == []


def test_the_shipped_files_share_no_id(shipped: dict[str, list[Question]]) -> None:
    assert not {question.id for question in shipped["dev"]} & {question.id for question in shipped["test"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_files_share_no_question(shipped: dict[str, list[Question]], language: str) -> None:
    dev, test = (
        {"".join(filter(str.isalnum, question.question[language])).casefold() for question in shipped[split]}
        for split in ("dev", "test")
    )
    assert not dev & test
