"""No construction whatever yields an answer that breaks its promises."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.types import Answer, Citation, Refusal, Retrieved, Statement
from index.clauses import Clause


def clause(id_: str, language: str, text: str) -> Clause:
    return Clause(id_, language, id_.partition(".")[0], None, text, ((0, len(text)),), ())


DIALOGUE = clause("III.1", "en", "Dialogue comes first. Force is no solution.")
WEAPONS = clause("III.2", "en", "No weapons in space.")
DIALOGO = clause("III.1", "it", "Il dialogo viene prima.")
OTHER_WORDING = clause("III.1", "en", "Dialogue comes first! Force is no solution.")
FIRST = Citation(DIALOGUE, 0, 21)
REFUSAL = Refusal("weak_evidence", "The text does not say.")


def answer(**changes: Any) -> Answer:
    """An answer that keeps its promises, unless ``changes`` break them."""
    values: dict[str, Any] = {
        "question": "What comes first?",
        "language": "en",
        "mode": "extractive",
        "retrieved": (Retrieved(DIALOGUE, 0.75), Retrieved(WEAPONS, 0.25)),
        "statements": (Statement.quoting(FIRST),),
    }
    return Answer(**values | changes)


@given(text=st.text(max_size=30), start=st.integers(-5, 35), end=st.integers(-5, 35))
@settings(max_examples=200, deadline=None)
def test_a_quote_is_always_verbatim_and_has_words(text: str, start: int, end: int) -> None:
    source = clause("I.p1", "en", text)
    try:
        citation = Citation(source, start, end)
    except ValueError:
        return
    shape = citation.to_json()
    assert 0 <= shape["start"] < shape["end"] <= len(text)
    assert shape["quote"] == text[shape["start"] : shape["end"]]
    assert any(char.isalnum() for char in shape["quote"])


def test_a_quote_cannot_be_handed_in() -> None:
    with pytest.raises(TypeError):
        Citation(DIALOGUE, 0, 8, quote="Monologue")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        dataclasses.replace(FIRST, quote="Monologue")  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        FIRST.quote = "Monologue"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("start", "end"),
    [(-1, 5), (-43, 5), (5, 5), (8, 3), (0, 1000), (43, 44), (0.0, 5), ("0", 5), (False, 5), (None, None), (8, 9), (20, 21)],
)
def test_a_citation_lies_inside_its_clause_on_words(start: Any, end: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        Citation(DIALOGUE, start, end)


@pytest.mark.parametrize("source", [None, "Dialogue comes first.", "III.1", {"text": "Dialogue"}])
def test_a_citation_is_of_a_clause_and_not_of_any_text(source: Any) -> None:
    with pytest.raises(ValueError, match="clause"):
        Citation(source, 0, 3)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "…", None, 7, b"bytes"])
def test_a_statement_has_words(text: Any) -> None:
    with pytest.raises(ValueError, match="words"):
        Statement(text, (FIRST,))


@pytest.mark.parametrize("citations", [(), [], None, [FIRST], FIRST, ("III.1",), (FIRST, None)])
def test_a_statement_has_citations(citations: Any) -> None:
    with pytest.raises(ValueError, match="citation"):
        Statement("Dialogue comes first.", citations)


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan"), float("inf"), None, "0.5"])
def test_a_score_lies_between_nought_and_one(score: Any) -> None:
    with pytest.raises(ValueError, match="score"):
        Retrieved(DIALOGUE, score)


@pytest.mark.parametrize(("reason", "message"), [("dunno", "No."), ("", "No."), ("unverified", ""), ("unverified", " ")])
def test_a_refusal_has_a_known_reason_and_says_why(reason: Any, message: str) -> None:
    with pytest.raises(ValueError, match=r"reason|why"):
        Refusal(reason, message)


BROKEN: dict[str, dict[str, Any]] = {
    "statements together with a refusal": {"refusal": REFUSAL},
    "neither statements nor a refusal": {"statements": ()},
    "a refusal that is no refusal": {"statements": (), "refusal": "no"},
    "a citation of a clause that was not retrieved": {"retrieved": (Retrieved(WEAPONS, 1.0),)},
    "nothing retrieved at all": {"retrieved": ()},
    "the clause retrieved in another edition": {"retrieved": (Retrieved(DIALOGO, 1.0),)},
    "the clause retrieved with other words": {"retrieved": (Retrieved(OTHER_WORDING, 1.0),)},
    "quotes of two editions": {
        "retrieved": (Retrieved(DIALOGUE, 0.5), Retrieved(DIALOGO, 0.5)),
        "statements": (Statement.quoting(FIRST), Statement.quoting(Citation(DIALOGO, 0, 10))),
    },
    "an extractive statement that is not its quote": {"statements": (Statement("Force comes first.", (FIRST,)),)},
    "an extractive statement of two quotes": {"statements": (Statement(FIRST.quote, (FIRST, FIRST)),)},
    "an unknown mode": {"mode": "guess"},
    "statements that are something else": {"statements": ("Dialogue comes first.",)},
    "statements in a list that could grow later": {"statements": [Statement.quoting(FIRST)]},
    "retrieved clauses in a list that could shrink later": {"retrieved": [Retrieved(DIALOGUE, 1.0)]},
    "retrieved clauses without a score": {"retrieved": (DIALOGUE,)},
    "notices in a list": {"notices": ["something"]},
}


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN)
def test_an_answer_that_breaks_a_promise_cannot_be_made(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        answer(**changes)


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN)
def test_replacing_fields_cannot_break_an_answer_either(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        dataclasses.replace(answer(), **changes)


def test_a_model_may_word_a_statement_of_its_own_but_cites_all_the_same() -> None:
    worded = answer(mode="llm", statements=(Statement("Talks take precedence.", (FIRST,)),))
    assert worded.statements[0].citations[0].quote == "Dialogue comes first."
    with pytest.raises(ValueError, match="quote"):
        dataclasses.replace(worded, mode="extractive")


clauses = st.builds(
    clause,
    st.sampled_from(["III.1", "III.2"]),
    st.sampled_from(["en", "it"]),
    st.sampled_from(["Dialogue first. No force.", "Il dialogo prima. Niente forza.", " . "]),
)
offsets = st.integers(-1, 32)
citations = st.builds(lambda *values: attempt(Citation, *values), clauses, offsets, offsets)
statements = st.builds(
    lambda text, cited, quoting: attempt(Statement, cited[0].quote if quoting and cited and cited[0] else text, cited),
    st.sampled_from(["", " ", "Dialogue", "Niente forza."]),
    st.lists(citations, max_size=2).map(tuple),
    st.booleans(),
)


def attempt(kind: type, *values: Any, **named: Any) -> Any:
    """What ``kind`` makes of the values; None if it refuses."""
    try:
        return kind(*values, **named)
    except ValueError:
        return None


@given(
    mode=st.sampled_from(["extractive", "llm", "other"]),
    stated=st.lists(statements, max_size=3),
    retrieved=st.lists(clauses, max_size=4),
    refusal=st.sampled_from([None, None, REFUSAL]),
)
@settings(max_examples=400, deadline=None)
def test_whatever_can_be_made_keeps_every_promise(
    mode: Any, stated: list[Statement | None], retrieved: list[Clause], refusal: Refusal | None
) -> None:
    # Half of the attempts quote what was retrieved, or almost none would get through.
    found = retrieved + [c.clause for s in stated if s for c in s.citations][: len(retrieved)]
    made = attempt(
        Answer, "q", "en", mode, tuple(Retrieved(item, 0.5) for item in found),
        statements=tuple(statement for statement in stated if statement), refusal=refusal,
    )  # fmt: skip
    if made is None:
        return
    shape = json.loads(json.dumps(made.to_json()))
    assert (shape["status"] == "answered") == bool(shape["statements"]) == (shape["refusal"] is None)
    texts = {(item.language, item.id, item.text) for item in found}
    cited = [citation for statement in shape["statements"] for citation in statement["citations"]]
    assert all(statement["text"].strip() and statement["citations"] for statement in shape["statements"])
    assert len({citation["language"] for citation in cited}) <= 1
    for citation in cited:
        assert any(
            (language, id_) == (citation["language"], citation["clause"])
            and text[citation["start"] : citation["end"]] == citation["quote"]
            for language, id_, text in texts
        )
    if mode == "extractive":
        for statement in shape["statements"]:
            assert [citation["quote"] for citation in statement["citations"]] == [statement["text"]]


def test_an_answer_prints_the_documented_shape() -> None:
    assert answer(notices=("A notice.",)).to_json() == {
        "question": "What comes first?",
        "language": "en",
        "status": "answered",
        "mode": "extractive",
        "statements": [
            {
                "text": "Dialogue comes first.",
                "citations": [
                    {"clause": "III.1", "language": "en", "quote": "Dialogue comes first.", "start": 0, "end": 21}
                ],
            }
        ],
        "refusal": None,
        "nearest": [
            {"clause": "III.1", "language": "en", "score": 0.75},
            {"clause": "III.2", "language": "en", "score": 0.25},
        ],
        "notices": ["A notice."],
    }


def test_a_refusal_prints_its_reason_and_message() -> None:
    shape = answer(statements=(), refusal=REFUSAL).to_json()
    assert shape["status"] == "refused"
    assert shape["statements"] == []
    assert shape["refusal"] == {"reason": "weak_evidence", "message": "The text does not say."}
