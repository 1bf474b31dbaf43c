"""Drafts are read piece by piece, out of anything, and whatever they are no answer breaks a promise."""

from __future__ import annotations

import itertools
import json
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.calibration import load_calibration
from assistant.drafts import LONGEST, DraftReader, DraftStatement, answer_schema
from assistant.events import Done, Verified
from assistant.model import Completion, Deadline, Message, Schema
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from assistant.verification.quantities import quantities
from index.build import open_or_build
from index.corpus import load_corpus
from index.embeddings import E5Embedding
from tests.assistant.contract import assert_keeps_contract
from tests.conftest import LANGUAGES
from tests.provider import draft
from tests.shipped import GSI

CORPUS = load_corpus()
QUESTIONS = {
    "en": "May terrorism be linked to a religion?",
    "zh": "恐怖主义能同特定宗教挂钩吗？",
    "it": "Il terrorismo può essere associato a una religione?",
}


def read(*pieces: str) -> tuple[list[DraftStatement], bool]:
    reader = DraftReader()
    found = [statement for piece in pieces for statement in reader.feed(piece)]
    return found + reader.finish(), reader.is_draft


def pieces_of(text: str, cuts: list[int]) -> list[str]:
    edges = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(edges)]


statements = st.tuples(st.text(max_size=10), st.text(max_size=30), st.text(max_size=30))


@given(
    st.lists(statements, max_size=4), st.text(alphabet="abc \n`", max_size=20), st.lists(st.integers(0, 10_000), max_size=8)
)
def test_a_draft_is_read_the_same_however_it_is_cut(items: list[tuple[str, str, str]], around: str, cuts: list[int]) -> None:
    text = f"{around}{draft(*items)}{around}"
    expected = [DraftStatement(*(field.encode("utf-8", "replace").decode() for field in item)) for item in items]
    assert read(*pieces_of(text, cuts)) == (expected, True)


@given(
    st.text(alphabet='{}[]",:statementsclausequote\\ <think>/IV.1\ud800', max_size=300),
    st.lists(st.integers(0, 300), max_size=5),
)
def test_any_reply_is_read_without_an_error(text: str, cuts: list[int]) -> None:
    found, _ = read(*pieces_of(text, cuts))
    assert all(isinstance(statement, DraftStatement) for statement in found)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"statements": ' + "[" * 200_000, "{" * 50_000, '{"a":' * 20_000])
def test_brackets_by_the_thousand_are_no_draft(text: str) -> None:
    assert read(text) == ([], False)


def test_what_comes_after_the_longest_reply_is_not_read() -> None:
    assert read(" " * LONGEST + draft(("III.1", "a", "b"))) == ([], False)


def test_the_schema_keeps_to_what_every_server_knows() -> None:
    schema = json.dumps(answer_schema(["III.12", "III.3"]))
    assert '"enum": ["III.12", "III.3"]' in schema
    assert schema.index('"quote"') < schema.index('"text"')
    for word in ("minItems", "maxItems", "minLength", "maxLength", "pattern", "anyOf", "$ref"):
        assert word not in schema


class Scripted:
    """A model that replies whatever it is told to, in pieces."""

    model = "scripted"

    def __init__(self, replies: Sequence[str]) -> None:
        self._replies = list(replies)

    def stream(
        self, messages: Sequence[Message], deadline: Deadline, schema: Schema | None = None
    ) -> Generator[str, None, Completion]:
        text = self._replies.pop(0) if self._replies else ""
        for at in range(0, len(text), 50):
            yield text[at : at + 50]
        return Completion(text, 1, 1)


@pytest.fixture(scope="module")
def plain(real_home: Path) -> Pipeline:
    return Pipeline(open_or_build(CORPUS, E5Embedding(), real_home), load_calibration(GSI), Settings())


CLAUSES = [clause for edition in CORPUS.editions.values() for clause in edition.clauses.values()]
real_words = st.sampled_from(
    [
        *sorted({word for clause in CLAUSES for word in clause.text.split()}),
        "2031",
        "五千",
        "Macron",
        "never",
        "不",
        "non",
        "NATO",
    ]
)
slices = st.tuples(st.sampled_from(CLAUSES), st.integers(0, 400), st.integers(1, 300)).map(
    lambda cut: cut[0].text[cut[1] : cut[1] + cut[2]]
)
drafted_items = st.tuples(
    st.one_of(st.sampled_from([*CORPUS.clause_ids, "III.12", "III.12"]), st.text(max_size=8)),
    st.one_of(slices, st.text(max_size=40), st.lists(real_words, max_size=8).map(" ".join)),
    st.one_of(slices, st.text(max_size=60), st.lists(real_words, max_size=15).map(" ".join)),
)
replies = st.one_of(
    st.lists(drafted_items, max_size=5).map(lambda items: draft(*items)),
    st.lists(drafted_items, max_size=3).map(lambda items: f"<think>so</think>```json\n{draft(*items)}\n```"),
    st.text(max_size=200),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(replies, max_size=2), st.sampled_from(LANGUAGES))
def test_no_draft_whatever_breaks_a_promise(plain: Pipeline, drafts: list[str], language: str) -> None:
    pipeline = Pipeline(plain.index, load_calibration(GSI), Settings(), Scripted(drafts))
    events = list(pipeline.ask_stream(QUESTIONS[language]))
    answer = events[-1].answer  # type: ignore[union-attr]
    assert isinstance(events[-1], Done)
    assert_keeps_contract(answer.to_json(), CORPUS)
    assert answer.statements
    shown = [event.statement for event in events if isinstance(event, Verified)]
    assert list(answer.statements) == (shown or list(answer.statements))
    for statement in answer.statements:
        quotes = " ".join(citation.quote for citation in statement.citations)
        assert {citation.clause.language for citation in statement.citations} == {language}
        assert not quantities(statement.text, language) - quantities(quotes, language, generous=True)
