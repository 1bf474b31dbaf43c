"""A batch answers line by line; a bad line is that line's error and no more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.batch import answer_lines
from assistant.pipeline import Pipeline
from index.corpus import Corpus
from tests.assistant.contract import assert_keeps_contract

pytestmark = pytest.mark.real

GOOD = json.dumps({"id": "good", "question": "What is indivisible security?"}).encode()


def run(pipeline: Pipeline, *lines: bytes, language: str | None = None) -> list[dict[str, Any]]:
    return list(answer_lines([line + b"\n" for line in lines], pipeline, language))


def test_answers_come_in_order_with_the_ids_they_were_asked_under(pipeline: Pipeline, corpus: Corpus) -> None:
    asked = [
        {"id": "b", "question": "What is indivisible security?"},
        {"id": 7, "question": "什么是安全不可分割？"},
        {"id": "a", "question": "How do I bake sourdough bread?"},
        {"id": "b", "question": "Che cos'è la sicurezza indivisibile?"},
    ]
    answers = run(pipeline, *(json.dumps(line, ensure_ascii=False).encode() for line in asked))
    assert [answer.pop("id") for answer in answers] == ["b", 7, "a", "b"]
    assert [answer["language"] for answer in answers] == ["en", "zh", "en", "it"]
    for answer, line in zip(answers, asked, strict=True):
        assert answer == pipeline.ask(str(line["question"])).to_json()
        assert_keeps_contract(answer, corpus)


def test_a_line_may_name_its_edition_and_the_run_one_for_the_others(pipeline: Pipeline) -> None:
    named = b'{"id": 1, "question": "What is indivisible security?", "language": "zh"}'
    answers = run(pipeline, named, GOOD, language="it")
    assert [answer["nearest"][0]["language"] for answer in answers] == ["zh", "it"]


BAD: dict[str, tuple[bytes, str | int | None, str]] = {
    "not JSON": (b"What is security?", None, "JSON"),
    "half a JSON object": (b'{"id": "x", "question": "Wha', None, "JSON"),
    "not an object": (b'["x", "What is security?"]', None, "object"),
    "a bare string": (b'"What is security?"', None, "object"),
    "no question": (b'{"id": "x"}', "x", "question"),
    "no id": (b'{"question": "What is security?"}', None, "id"),
    "a question that is no text": (b'{"id": "x", "question": 5}', "x", "question"),
    "a question that is null": (b'{"id": "x", "question": null}', "x", "question"),
    "an id that is true": (b'{"id": true, "question": "What is security?"}', None, "id"),
    "an id that is a list": (b'{"id": ["x"], "question": "What is security?"}', None, "id"),
    "a language that is no text": (b'{"id": 3, "question": "What?", "language": 1}', 3, "language"),
    "an unknown language": (b'{"id": "x", "question": "What is security?", "language": "fr"}', "x", "zh, en, it"),
    "an unknown field": (b'{"id": "x", "question": "What is security?", "lang": "en"}', "x", "lang"),
    "invalid UTF-8": (b'{"id": "x", "question": "\xff\xfe"}', None, "UTF-8"),
    "half a character": (b'{"id": "x", "question": "\\ud800 security"}', "x", "JSON"),
    "too long": (json.dumps({"id": "x", "question": "why " * 25_000}).encode(), "x", "2,000"),
    "no words": (b'{"id": "x", "question": "?!"}', "x", "no words"),
    "empty question": (b'{"id": "x", "question": ""}', "x", "no words"),
    "a thousand brackets": (b"[" * 100_000, None, "JSON"),
}


@pytest.mark.parametrize(("line", "given", "why"), BAD.values(), ids=BAD)
def test_a_bad_line_is_an_error_for_that_line_and_the_run_goes_on(
    pipeline: Pipeline, line: bytes, given: str | int | None, why: str
) -> None:
    before, error, after = run(pipeline, GOOD, line, GOOD)
    assert list(error) == ["id", "error"]
    assert error["id"] == given
    assert error["error"].startswith("line 2")
    assert why in error["error"]
    assert "\n" not in error["error"]
    assert before == after
    assert before["status"] == "answered"


def test_blank_lines_are_skipped_but_counted(pipeline: Pipeline) -> None:
    good, error = run(pipeline, b"", b"  \t", GOOD + b"\r", b"", b"oops")
    assert good["id"] == "good"
    assert error["error"].startswith("line 5:")


def test_no_lines_give_no_answers(pipeline: Pipeline) -> None:
    assert run(pipeline) == []
    assert run(pipeline, b"", b"\r") == []
