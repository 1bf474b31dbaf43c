"""A linear map of question vectors towards the passages that answer them, learned from development questions.

The embedder was trained on other texts and other questions; the map corrects what it systematically misses on this one
(linear adaptation of a frozen embedder: Yoon et al. 2024, "Search-Adaptor"). It changes questions only, so the index
does not depend on it, and it knows vectors, not clauses: a text that moves to another clause is found there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class QueryAdapter:
    """``vector + (vector - centre) @ matrix``, at length 1; ``centre`` has shape (dimensions,), ``matrix`` its square."""

    centre: Floats
    matrix: Floats

    @classmethod
    def identity(cls, dimensions: int) -> QueryAdapter:
        """The adapter that changes nothing but the length."""
        return cls(np.zeros(dimensions, np.float32), np.zeros((dimensions, dimensions), np.float32))

    def __call__(self, vector: Sequence[float]) -> Floats:
        """``vector`` adapted; shape (dimensions,)."""
        question = np.asarray(vector, dtype=np.float32)
        # einsum, not @: the threads of a BLAS would go on spinning and halve the speed of the next embedding.
        adapted = question + np.einsum("d,de->e", question - self.centre, self.matrix)
        return adapted / np.sqrt(np.einsum("d,d->", adapted, adapted))
