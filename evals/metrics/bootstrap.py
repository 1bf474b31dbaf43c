"""95 % intervals by bootstrap over clusters.

The versions of one question in several languages are not independent, so whole questions are drawn with replacement, with
all their versions (Efron & Tibshirani 1993, "An Introduction to the Bootstrap"; clusters: Field & Welsh 2007). Percentile
intervals from 2,000 draws with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

DRAWS, SEED = 2000, 20260101


def interval(values: Sequence[float], clusters: Sequence[str]) -> tuple[float, float]:
    """The 95 % interval of the mean of ``values``, whose clusters are named in ``clusters``.

    Raises:
        ValueError: there are no values, or one is not a number.
    """
    if not values or not np.isfinite(values).all():
        raise ValueError("an interval needs numbers")
    order = {name: at for at, name in enumerate(dict.fromkeys(clusters))}
    rows = np.array([order[name] for name in clusters])
    sums = np.bincount(rows, weights=np.asarray(values, dtype=np.float64))
    counts = np.bincount(rows)
    drawn = np.random.default_rng(SEED).multinomial(len(order), np.full(len(order), 1 / len(order)), size=DRAWS)
    means = (drawn @ sums) / (drawn @ counts)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
