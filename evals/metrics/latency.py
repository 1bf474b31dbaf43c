"""Latency percentiles, by linear interpolation between ranks (Hyndman & Fan 1996, type 7). Reported, never gated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

PERCENTILES = (50, 95, 99)


def percentiles(milliseconds: Sequence[float]) -> dict[int, float]:
    """The 50th, 95th and 99th percentile; empty for no values."""
    if not milliseconds:
        return {}
    return {percentile: float(np.percentile(milliseconds, percentile)) for percentile in PERCENTILES}
