"""Scores and checks of an answer: no score where a metric does not apply, never NaN, and a defect fails what it is about."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.compare import compare
from evals.metrics import METRICS, Metric, checks, scores
from evals.metrics.case import Case
from evals.metrics.clause_match import clause_f1, clause_precision, clause_recall
from evals.questions import Question
from evals.run import describe, run
from evals.system import Ask, Reply
from index.corpus import Corpus
from tests.conftest import LANGUAGES
from tests.evals.builders import TEXTS, answered, case, citation, refused, statement, unanswerable

EMPTY = case(answered(statements=[]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_right_answer_has_the_best_score_everywhere(language: str) -> None:
    got = scores(case(language=language))
    for metric in METRICS:
        if metric.better != "neither":
            assert got[metric.name] in (1.0 if metric.better == "higher" else 0.0, None), metric.name


RETRIEVAL = {"recall@1", "recall@3", "recall@5", "mrr", "context_precision@3"}
OF_ANSWERABLE = RETRIEVAL | {"clause_recall", "clause_f1", "fact_recall", "error"}
OF_ANSWERS = {
    "validity",
    "coverage",
    "quote_fidelity",
    "number_fidelity",
    "name_fidelity",
    "statements",
    "quoted_share",
}
APPLIES = {
    "answerable, answered": (case(), OF_ANSWERABLE | OF_ANSWERS | {"clause_precision"}),
    "answerable, refused": (case(refused()), OF_ANSWERABLE),
    "unanswerable, answered": (unanswerable(answered()), OF_ANSWERS | {"hallucination"}),
    "unanswerable, refused": (unanswerable(), {"hallucination", "reason_accuracy"}),
}


@pytest.mark.parametrize(("got", "applicable"), APPLIES.values(), ids=APPLIES)
def test_a_metric_that_does_not_apply_gives_none_and_not_0(got: Case, applicable: set[str]) -> None:
    assert {name for name, value in scores(got).items() if value is not None} == applicable | {"correct_language"}


def test_metrics_have_names_of_their_own_and_the_promised_ones_are_invariants() -> None:
    assert len({metric.name for metric in METRICS}) == len({metric.title for metric in METRICS}) == len(METRICS)
    assert {metric.name for metric in METRICS if metric.invariant} == {"validity", "coverage", "quote_fidelity"}


@pytest.mark.parametrize("name", sorted(OF_ANSWERS - {"quoted_share"} | {"clause_precision", "clause_f1"}))
def test_an_answer_without_statements_is_worth_nothing(name: str) -> None:
    assert scores(EMPTY)[name] == 0


BROKEN = [math.nan, math.inf, -math.inf]


@pytest.fixture
def broken_metric(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    metrics = (*METRICS, Metric("broken", "Broken", lambda _: request.param))
    monkeypatch.setattr("evals.metrics.METRICS", metrics)


@pytest.mark.parametrize("broken_metric", BROKEN, indirect=True)
@pytest.mark.usefixtures("broken_metric")
@pytest.mark.parametrize("judge", [scores, checks])
def test_a_metric_that_gives_no_number_is_an_error_and_never_a_score(judge: Any) -> None:
    with pytest.raises(ValueError, match="broken gave no number"):
        judge(case())


@pytest.mark.parametrize("broken_metric", BROKEN[:1], indirect=True)
@pytest.mark.usefixtures("broken_metric")
def test_a_metric_that_gives_no_number_fails_the_run(corpus: Corpus, tmp_path: Path) -> None:
    asked = {"zh": "谁赢了？", "en": "Who won?", "it": "Chi ha vinto?"}
    fields = {"id": "a-cup", "kind": "off_topic", "question": asked, "gold": [], "facts": {}, "split": "dev"}
    question = Question.model_validate(fields | {"expected_reason": "out_of_scope"})

    @contextmanager
    def system(_: Corpus) -> Iterator[Ask]:
        yield lambda _: Reply(refused("out_of_scope"), -1.0)

    header = describe(corpus, [question], [], split="dev", languages=corpus.languages, model="none")
    got = run(system, corpus, [question], header, tmp_path)
    assert [(row.scores, row.checks) for row in got.rows] == [({}, {})] * 3
    assert all("broken gave no number" in (row.error or "") for row in got.rows)
    assert compare(got, got).verdict == "ERROR"


def failing(got: Case) -> set[str]:
    return {name for name, holds in checks(got).items() if not holds}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_right_answer_passes_every_check(language: str) -> None:
    assert failing(case(language=language)) == set()
    assert failing(unanswerable(refused(language=language), language=language)) == set()


FAILS: dict[str, tuple[Case, set[str]]] = {
    "a quote off by one character": (case(answered(statement(citation(start=1)))), {"sound"}),
    "a clause that was not retrieved": (case(answered(nearest=[])), {"sound", "retrieved_first", "retrieved"}),
    "a statement without a citation": (
        case(answered(statement(citation()), statement(text="So they say."))),
        {"sound"},
    ),
    "another language": (case(answered() | {"language": "it"}), {"language"}),
    "a wrong clause first": (
        case(answered(statement(citation("III.12")), statement(citation("III.3")))),
        {"first_clause", "no_other_clause"},
    ),
    "a wrong clause last": (
        case(answered(statement(citation("III.3")), statement(citation("III.12")))),
        {"no_other_clause"},
    ),
    "one of two clauses": (case(gold=("III.3", "III.12")), {"all_clauses"}),
    "a fact that is not quoted": (case(facts=("January 2022",)), {"facts"}),
    "an answerable question refused": (case(refused()), {"decision", "first_clause", "all_clauses", "facts"}),
    "an unanswerable question answered": (unanswerable(answered()), {"decision"}),
    "a right refusal for a wrong reason": (unanswerable(refused("out_of_scope")), {"reason"}),
}


@pytest.mark.parametrize(("got", "fails"), FAILS.values(), ids=FAILS)
def test_a_defect_fails_the_checks_that_are_about_it_and_no_other(got: Case, fails: set[str]) -> None:
    assert failing(got) == fails


IDS = st.sampled_from(["III.3", "III.12", "IX.9"])
CITATIONS = st.builds(
    lambda clause, language, start, end: {
        "clause": clause,
        "language": language,
        "quote": TEXTS["en"].get(clause, "Nothing.")[start:end],
        "start": start,
        "end": end,
    },
    IDS,
    st.sampled_from(["en", "it", "fr"]),
    st.integers(-3, 20),
    st.integers(0, 30),
)
STATEMENTS = st.builds(
    lambda text, citations: {"text": text, "citations": citations},
    st.text(alphabet="aB1,5. 核UN", max_size=12),
    st.lists(CITATIONS, max_size=3),
)
ANSWERS = st.one_of(
    st.builds(refused, st.sampled_from(["weak_evidence", "out_of_scope"])),
    st.builds(
        lambda said, retrieved: answered(
            statements=said, nearest=[{"clause": clause, "language": "en", "score": 0.5} for clause in retrieved]
        ),
        st.lists(STATEMENTS, max_size=3),
        st.lists(IDS, unique=True),
    ),
)
CASES = st.builds(
    lambda answer, gold: case(answer, gold=tuple(gold), facts=("Nuclear", "2022") if gold else (), reason="weak_evidence"),
    ANSWERS,
    st.lists(IDS, unique=True, max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_every_score_lies_between_0_and_1_whatever_the_answer_is(got: Case) -> None:
    values = scores(got)
    for name in values.keys() - {"statements", "quoted_share"}:
        value = values[name]
        assert value is None or 0 <= value <= 1, name


@settings(max_examples=100, deadline=None)
@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_statements_gold_and_facts_changes_no_score(got: Case, random: Any) -> None:
    said, gold, facts = [*got.answer["statements"]], [*got.gold], [*got.facts]
    for items in (said, gold, facts):
        random.shuffle(items)
    shuffled = case(got.answer | {"statements": said}, gold=tuple(gold), facts=tuple(facts), reason=got.reason)
    # Equal but for the order in which floats are added.
    assert scores(shuffled) == pytest.approx(scores(got))


@settings(max_examples=100, deadline=None)
@given(CASES)
def test_saying_everything_twice_proves_no_more(got: Case) -> None:
    twice = case(
        got.answer | {"statements": 2 * got.answer["statements"]}, gold=got.gold, facts=got.facts, reason=got.reason
    )
    once, again = scores(got), scores(twice)
    for name in once.keys() - {"statements", "quoted_share"}:
        assert again[name] == pytest.approx(once[name]), name


@settings(max_examples=100, deadline=None)
@given(CASES)
def test_f1_lies_between_precision_and_recall(got: Case) -> None:
    f1 = clause_f1(got)
    if f1 is not None:
        between = (clause_precision(got) or 0.0, clause_recall(got) or 0.0)
        assert min(between) - 1e-9 <= f1 <= max(between) + 1e-9
