"""Cross-language consistency: whether the versions of one question lead to the same clauses.

    identical = 1 if all versions cite the same set, else 0
    Jaccard = mean over pairs of versions of |A ∩ B| / |A ∪ B|, two empty sets counting 1

(Jaccard 1912; the pairwise mean as in Qi et al. 2023, "Cross-Lingual Consistency of Factual Knowledge".) Applies to
answerable questions asked in at least two languages that have an edition; a refusal cites the empty set.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import mean


def identical(cited: Sequence[frozenset[str]]) -> float | None:
    """1 or 0 for the sets that the versions cite; None for fewer than two versions."""
    return float(len({*cited}) == 1) if len(cited) > 1 else None


def jaccard(cited: Sequence[frozenset[str]]) -> float | None:
    """Between 0 and 1; None for fewer than two versions."""
    pairs = list(itertools.combinations(cited, 2))
    return mean(len(a & b) / len(a | b) if a | b else 1.0 for a, b in pairs) if pairs else None
