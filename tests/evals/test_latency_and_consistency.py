"""Measures of several answers: percentiles of their times, and whether the versions of a question cite the same clauses."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.metrics.consistency import identical, jaccard
from evals.metrics.latency import percentiles


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [
        ([7.0], {50: 7, 95: 7, 99: 7}),
        ([1.0, 2.0], {50: 1.5, 95: 1.95, 99: 1.99}),
        ([5.0, 1.0, 4.0, 2.0, 3.0], {50: 3, 95: 4.8, 99: 4.96}),
        ([float(n) for n in range(101)], {50: 50, 95: 95, 99: 99}),
    ],
)
def test_percentiles_are_interpolated_between_ranks(milliseconds: list[float], expected: dict[int, float]) -> None:
    assert percentiles(milliseconds) == pytest.approx(expected)


def test_there_are_no_percentiles_of_nothing() -> None:
    assert percentiles([]) == {}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_percentiles_rise_within_what_was_measured_in_any_order(milliseconds: list[float]) -> None:
    got = percentiles(milliseconds)
    rising = [min(milliseconds), got[50], got[95], got[99], max(milliseconds)]
    assert all(low <= high or low == pytest.approx(high) for low, high in itertools.pairwise(rising))
    assert percentiles(milliseconds[::-1]) == got


@pytest.mark.parametrize(
    ("cited", "same", "overlap"),
    [
        (["A", "A", "A"], 1, 1),
        (["A", "A", "B"], 0, 1 / 3),
        (["AB", "A", "A"], 0, (1 / 2 + 1 / 2 + 1) / 3),
        (["AB", "BC"], 0, 1 / 3),
        (["", "", ""], 1, 1),
        (["", "A"], 0, 0),
        (["AB", "BA"], 1, 1),
        (["A"], None, None),
        ([], None, None),
    ],
)
def test_consistency_compares_the_clauses_that_the_versions_cite(
    cited: list[str], same: float | None, overlap: float | None
) -> None:
    sets = [frozenset(clauses) for clauses in cited]
    assert identical(sets) == same
    assert jaccard(sets) == (overlap if overlap is None else pytest.approx(overlap))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.frozensets(st.sampled_from("ABC")), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_consistency_is_bounded_and_knows_no_order_of_languages(cited: list[frozenset[str]], random: Any) -> None:
    overlap = jaccard(cited)
    assert overlap is not None
    assert 0 <= overlap <= 1
    assert (overlap == 1) == (identical(cited) == 1)
    shuffled = [*cited]
    random.shuffle(shuffled)
    assert jaccard(shuffled) == pytest.approx(overlap)
    assert identical(shuffled) == identical(cited)
