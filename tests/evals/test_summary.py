"""A run in figures: what is counted where, what is left out, and how wide the intervals are."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.metrics import METRICS
from evals.record import Row, Run
from evals.summary import ALL, OTHER, Figure, Line, columns_of, figure, summarise
from tests.conftest import LANGUAGES
from tests.evals.builders import QUOTES, answered, citation, refused, row, run, statement

NOTHING = Figure(None, None, None, 0, 0)
FAILED: dict[str, Any] = {"answer": None, "error": "OSError: disk full", "scores": {}, "checks": {}}


def asked(language: str = "en", answer: dict[str, Any] | None = None, **changes: Any) -> Row:
    answer = answered(language=language) if answer is None else answer
    return row(**{"language": language, "facts": (QUOTES[language],), "answer": answer} | changes)


def unanswerable(answer: dict[str, Any], **changes: Any) -> Row:
    return row(**{"id": "a-budget", "gold": (), "facts": (), "expected_reason": "weak_evidence", "answer": answer} | changes)


def lines(done: Run) -> dict[str, Line]:
    return {line.name: line for line in summarise(done)}


def mean(done: Run, name: str, column: str) -> float | None:
    return lines(done)[name].figures[column].mean


# One figure


def test_a_figure_is_a_mean_of_what_the_metric_applies_to() -> None:
    found = figure([(1.0, "a"), (None, "b"), (0.0, "c"), (0.5, "d"), (None, "e")])
    assert (found.mean, found.scored, found.left_out) == (0.5, 3, 2)


def test_a_figure_of_nothing_is_no_number() -> None:
    assert figure([]) == NOTHING
    assert figure([(None, "a"), (None, "b")]) == Figure(None, None, None, 0, 2)


def test_not_a_number_is_never_a_figure() -> None:
    for value in (math.nan, math.inf):
        with pytest.raises(ValueError, match="needs numbers"):
            figure([(1.0, "a"), (value, "b")])


def test_versions_of_one_question_make_one_draw() -> None:
    values = (0.0, 1.0, 1.0)
    one = figure((value, "same") for value in values)
    three = figure((value, str(number)) for number, value in enumerate(values))
    assert one.mean == three.mean
    assert one.low == one.high == pytest.approx(2 / 3)
    assert (three.low, three.high) == (0.0, 1.0)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from("abcdef")), min_size=1, max_size=12))
def test_an_interval_holds_within_the_values_and_is_always_the_same(pairs: list[tuple[float, str]]) -> None:
    found, values = figure(pairs), [value for value, _ in pairs]
    assert found.low is not None
    assert found.high is not None
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert figure(pairs) == found


# A whole run


def test_every_metric_has_its_line_in_order_and_those_of_several_answers_follow() -> None:
    found = summarise(run(row()))
    assert [line.name for line in found] == [
        *(metric.name for metric in METRICS),
        *("identical", "jaccard", "refused_deleted", "follows_deleted", "follows_swapped", "follows_renumbered"),
    ]
    assert [line.name for line in found if line.invariant] == ["validity", "coverage", "quote_fidelity"]
    assert [line.name for line in found if line.better == "lower"] == ["hallucination", "error"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_counts_for_its_own_language_and_for_all(language: str) -> None:
    done = run(*(asked(other, refused(language=other) if other == language else None) for other in LANGUAGES))
    for other in LANGUAGES:
        assert mean(done, "error", other) == float(other == language)
    assert mean(done, "error", ALL) == pytest.approx(1 / 3)


def test_columns_are_the_editions_then_all() -> None:
    assert columns_of(run(row())) == ["zh", "en", "it", ALL]
    assert columns_of(run(row(), languages=("en",))) == ["en", ALL]


def test_languages_without_an_edition_share_a_column() -> None:
    foreign = [row(id=f"q{number}", language=language, answer=refused()) for number, language in enumerate(("fr", "ja"))]
    done = run(row(), *foreign)
    assert columns_of(done) == ["zh", "en", "it", OTHER, ALL]
    assert (mean(done, "error", "en"), mean(done, "error", OTHER)) == (0.0, 1.0)
    assert lines(done)["error"].figures[OTHER].scored == 2
    assert mean(done, "error", ALL) == pytest.approx(2 / 3)


def test_hallucination_and_error_rates_have_denominators_of_their_own() -> None:
    found = lines(run(asked(), asked(id="b", answer=refused()), unanswerable(answered()), unanswerable(refused(), id="c")))
    error, hallucination = found["error"].figures["en"], found["hallucination"].figures["en"]
    assert (error.mean, error.scored, error.left_out) == (0.5, 2, 2)
    assert (hallucination.mean, hallucination.scored, hallucination.left_out) == (0.5, 2, 2)
    reason = found["reason_accuracy"].figures["en"]
    assert (reason.mean, reason.scored, reason.left_out) == (1.0, 1, 3)


@pytest.mark.parametrize(
    ("rows", "rate"),
    [((asked(answer=refused()), unanswerable(refused())), (1.0, 0.0)), ((asked(), unanswerable(answered())), (0.0, 1.0))],
    ids=["always refusing", "always answering"],
)
def test_neither_refusing_nor_answering_everything_looks_good(rows: tuple[Row, ...], rate: tuple[float, float]) -> None:
    done = run(*rows)
    assert (mean(done, "error", "en"), mean(done, "hallucination", "en")) == rate


def test_a_language_that_was_not_asked_has_no_figure() -> None:
    for name, line in lines(run(row())).items():
        for column in ("zh", "it"):
            assert line.figures.get(column, NOTHING) == NOTHING, name


def test_a_failure_of_the_machinery_is_no_answer_and_counts_in_no_figure() -> None:
    sound = [asked(language) for language in LANGUAGES]
    with_failure = run(*sound, row(id="b", **FAILED), row(id="a-war", variant="deleted", **FAILED))
    assert summarise(with_failure) == summarise(run(*sound))


def test_a_version_that_failed_is_not_taken_for_a_refusal() -> None:
    assert mean(run(asked("zh"), asked("en"), row(language="it", **FAILED)), "identical", ALL) == 1.0
    assert mean(run(asked("zh"), asked("en"), asked("it", refused(language="it"))), "identical", ALL) == 0.0


def test_consistency_compares_the_clauses_of_a_questions_versions() -> None:
    both = answered(statement(citation("III.3", "en")), statement(citation("III.12", "en")))
    found = lines(run(asked("zh"), asked("en", both), asked("it", refused(language="it"))))
    assert found["identical"].figures[ALL].mean == 0.0
    # {III.3} and {III.3, III.12} share half, and neither shares anything with a refusal.
    assert found["jaccard"].figures[ALL].mean == pytest.approx((1 / 2 + 0 + 0) / 3)


def test_consistency_is_for_answerable_questions_in_languages_with_an_edition() -> None:
    pair = [asked("zh"), asked("en")]
    others = [row(language="fr", answer=refused()), unanswerable(refused()), unanswerable(answered(), language="zh")]
    found = lines(run(*pair, *others))["identical"].figures[ALL]
    assert (found.mean, found.scored, found.left_out) == (1.0, 1, 0)


def test_a_question_asked_in_one_language_is_left_out_of_consistency() -> None:
    found = lines(run(asked("zh"), asked("en"), asked("en", id="alone")))["identical"].figures[ALL]
    assert (found.scored, found.left_out) == (1, 1)


def test_repeats_are_no_further_versions() -> None:
    found = lines(run(asked("zh"), asked("en"), asked("en", refused(), repeat=1)))
    assert found["identical"].figures[ALL].mean == 1.0
    assert found["error"].figures["en"].mean == 0.5


def test_faithfulness_counts_where_the_original_answer_was_right() -> None:
    lost = row().checks | {"first_clause": False}
    done = run(
        asked(id="a"),
        asked(id="b"),
        asked(id="c", checks=lost),
        asked(id="a", variant="swapped", checks={"sound": True, "follows": True}),
        asked(id="b", variant="swapped", checks={"sound": True, "follows": False}),
        asked(id="c", variant="swapped", checks={"sound": True, "follows": False}),
    )
    found = lines(done)
    swapped = found["follows_swapped"].figures["en"]
    assert (swapped.mean, swapped.scored, swapped.left_out) == (0.5, 2, 1)
    assert found["follows_deleted"].figures["en"] == NOTHING
    # Answers about a changed text say nothing of the quality over the real one.
    assert found["recall@1"].figures["en"].scored == 3
