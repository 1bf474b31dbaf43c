"""Chains of beads over the sentences of a clause in two editions: the best of them, and the sum over all.

A bead (Gale and Church, 1993) is a run of sentences of one edition that says what a run of the other says, or a single
sentence that the other does not have. A chain of beads takes every sentence of both, in order.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from assistant.clause_vectors import Array

Shape = tuple[int, int]
"""How many sentences of one edition stand for how many of the other."""
Scores = dict[tuple[int, int, Shape], float]
"""Log score of every bead with two sides, by its first sentences and its shape."""

LONE = 0.0099
"""Prior of a sentence without a counterpart: Gale and Church (1993), table 5."""
SHAPES: tuple[Shape, ...] = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 4), (4, 1))


@dataclass(frozen=True)
class Bead:
    """Consecutive sentence numbers of a clause in one edition that say what ``there`` says in the other.

    One of the two is empty for a sentence without a counterpart.
    """

    here: tuple[int, ...]
    there: tuple[int, ...]


def best_chain(scores: Scores, rows: int, columns: int) -> list[Bead]:
    """The chain of beads with the highest score (Viterbi)."""
    lone = math.log(LONE)
    best = np.full((rows + 1, columns + 1), -np.inf)
    best[0, 0] = 0.0
    step: dict[tuple[int, int], Shape] = {}
    for row in range(rows + 1):
        for column in range(columns + 1):
            for shape in ((1, 0), (0, 1), *SHAPES):
                m, n = shape
                if m > row or n > column:
                    continue
                gain = lone if not m or not n else scores[row - m, column - n, shape]
                if best[row - m, column - n] + gain > best[row, column]:
                    best[row, column] = best[row - m, column - n] + gain
                    step[row, column] = shape
    beads: list[Bead] = []
    row, column = rows, columns
    while row or column:
        m, n = step[row, column]
        row, column = row - m, column - n
        beads.append(Bead(tuple(range(row, row + m)), tuple(range(column, column + n))))
    return beads[::-1]


def lone_chances(scores: Scores, rows: int, columns: int) -> tuple[Array, Array]:
    """Each sentence's probability of having no counterpart, over all chains (forward and backward)."""
    lone = math.log(LONE)
    forward = np.full((rows + 1, columns + 1), -np.inf)
    backward = np.full((rows + 1, columns + 1), -np.inf)
    forward[0, 0] = backward[rows, columns] = 0.0
    steps: tuple[Shape, ...] = ((1, 0), (0, 1), *SHAPES)
    for row in range(rows + 1):
        for column in range(columns + 1):
            for m, n in steps:
                if m <= row and n <= column:
                    gain = lone if not m or not n else scores[row - m, column - n, (m, n)]
                    forward[row, column] = np.logaddexp(forward[row, column], forward[row - m, column - n] + gain)
    for row in range(rows, -1, -1):
        for column in range(columns, -1, -1):
            for m, n in steps:
                if row + m <= rows and column + n <= columns:
                    gain = lone if not m or not n else scores[row, column, (m, n)]
                    backward[row, column] = np.logaddexp(backward[row, column], backward[row + m, column + n] + gain)
    total = forward[rows, columns]
    here = np.exp(np.logaddexp.reduce(forward[:-1] + lone + backward[1:], axis=1) - total)
    there = np.exp(np.logaddexp.reduce(forward[:, :-1] + lone + backward[:, 1:], axis=0) - total)
    return here, there
