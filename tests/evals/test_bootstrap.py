"""The interval of a mean treats the versions of one question as one draw, and comes out the same every time."""

from __future__ import annotations

import math
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.metrics.bootstrap import interval

HALF = [0.0, 1.0] * 30
ALONE = [f"q{n}" for n in range(60)]


def width(values: list[float], clusters: list[str]) -> float:
    low, high = interval(values, clusters)
    return high - low


def test_the_seed_is_fixed() -> None:
    assert interval(HALF, ALONE) == interval(HALF, ALONE)


def test_the_seed_is_its_own_and_leaves_that_of_others_alone() -> None:
    np.random.seed(1)
    expected = interval(HALF, ALONE), np.random.random()
    np.random.seed(1)
    np.random.random(7)
    assert interval(HALF, ALONE) == expected[0]
    np.random.seed(1)
    interval(HALF, ALONE)
    assert np.random.random() == expected[1]


def test_it_is_as_wide_as_theory_says_for_single_questions() -> None:
    # 2 · 1.96 · √(0.5 · 0.5 / 60)
    assert width(HALF, ALONE) == pytest.approx(0.253, abs=0.02)


def test_three_versions_that_agree_tell_no_more_than_one() -> None:
    assert interval([value for value in HALF for _ in range(3)], [name for name in ALONE for _ in range(3)]) == (
        pytest.approx(interval(HALF, ALONE))
    )


@pytest.mark.parametrize("size", [2, 3, 6])
def test_it_is_wider_when_clusters_are_bigger(size: int) -> None:
    values = sorted(HALF)
    clustered = [f"q{at // size}" for at in range(len(values))]
    # Answers that agree within a cluster are worth one answer each: √size as wide.
    assert width(values, clustered) == pytest.approx(math.sqrt(size) * width(values, ALONE), rel=0.1)


def test_clusters_weigh_as_much_as_they_hold() -> None:
    """The mean is over answers, so it must not move to the mean of cluster means."""
    low, high = interval([1.0] * 90 + [0.0] * 10, ["big"] * 90 + [f"small{n}" for n in range(10)])
    assert low <= 0.9 <= high


def test_the_names_and_the_order_of_clusters_do_not_matter() -> None:
    pairs = [(math.sqrt(at), f"q{at // 3}") for at in range(60)]
    apart = pairs[::3] + pairs[1::3] + pairs[2::3]
    renamed = [(value, f"q{90 - at // 3}") for at, (value, _) in enumerate(pairs)]
    for other in (apart, renamed):
        assert interval(*map(list, zip(*other, strict=True))) == interval(*map(list, zip(*pairs, strict=True)))


def test_one_cluster_alone_says_nothing_of_how_questions_vary() -> None:
    assert interval([0.0, 1.0, 1.0], ["q", "q", "q"]) == pytest.approx((2 / 3, 2 / 3))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.integers(0, 9)), min_size=1, max_size=40))
def test_it_contains_the_mean_and_stays_within_the_values(pairs: list[tuple[float, int]]) -> None:
    values = [value for value, _ in pairs]
    low, high = interval(values, [f"q{name}" for _, name in pairs])
    assert min(values) - 1e-9 <= low <= mean(values) + 1e-9
    assert mean(values) - 1e-9 <= high <= max(values) + 1e-9


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5)), min_size=1, max_size=20), st.floats(-2, 2))
def test_moving_all_values_moves_the_interval(pairs: list[tuple[float, int]], by: float) -> None:
    values, clusters = [value for value, _ in pairs], [str(name) for _, name in pairs]
    low, high = interval(values, clusters)
    assert interval([value + by for value in values], clusters) == pytest.approx((low + by, high + by), abs=1e-9)


@pytest.mark.parametrize("values", [[], [math.nan], [1.0, math.nan, 0.0], [math.inf, 0.0]], ids=str)
def test_nothing_and_what_is_no_number_have_no_interval(values: list[float]) -> None:
    with pytest.raises(ValueError, match="needs numbers"):
        interval(values, ["q"] * len(values))


def test_every_value_has_its_cluster() -> None:
    with pytest.raises(ValueError, match="length"):
        interval([0.0, 1.0, 1.0], ["a", "b"])
