"""Which sentences of two editions say the same, where one edition cuts a clause otherwise than the other.

Gale and Church, "A Program for Aligning Sentences in Bilingual Corpora" (1993): the alignment of a clause is a chain of
*beads*, of one sentence to one, of one to several, or of one to none, found by dynamic programming. The evidence for a bead
is how alike the sentences' vectors are (as in Thompson and Koehn, "Vecalign", 2019) and how their lengths compare. Where one
sentence stands for several, every one of these must be found in a part of it of its own, by the vectors of its phrases.

Nothing is guessed of the embedder or the languages: how alike counterparts and strangers are, how their lengths compare and
how often sentences are merged is learned from the two editions themselves (:meth:`SentenceAligner.fit`). Summing over all
alignments instead of taking the best (forward and backward) gives the probability that a sentence has no counterpart.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.bead_chains import LONE, SHAPES, Bead, Scores, Shape, best_chain, lone_chances
from assistant.clause_vectors import Array, ClauseVectors, Run, SentenceVectors, clause_vectors
from index.corpus import Edition

_SURE = 0.9  # probability from which on a sentence counts as one without a counterpart
_ODD = 0.01  # share of counterparts, parts of sentences above all, that are no more alike than strangers
_TOO_LONG = 2.0  # spreads of the ratio of lengths
_ROUNDS = 3
_SAMPLE = 200  # clauses to learn from; more change nothing
_FEWEST = 30  # beads from which a spread can be told
_NARROWEST = 0.02  # spread of similarities and lengths: no two editions are measured better


@dataclass(frozen=True)
class Alignment:
    """The chain of beads of a clause, and the numbers of the sentences that surely have no counterpart.

    Each of these comes with the number of the sentence of the other edition that is most like it.
    """

    beads: tuple[Bead, ...]
    lone_here: tuple[tuple[int, int], ...]
    lone_there: tuple[tuple[int, int], ...]


@dataclass
class _Normal:
    mean: float
    spread: float

    @classmethod
    def of(cls, values: Sequence[float] | Array) -> _Normal:
        return cls(float(np.mean(values)), max(float(np.std(values)), _NARROWEST))

    def log(self, value: Array) -> Array:
        return -0.5 * ((value - self.mean) / self.spread) ** 2 - math.log(self.spread)


@dataclass
class SentenceAligner:
    """Aligns the clauses of the editions ``here`` and ``there``; made by :meth:`fit`."""

    here: Edition
    there: Edition
    vectors: SentenceVectors
    _middle_here: Array = field(repr=False)
    _middle_there: Array = field(repr=False)
    _alike: _Normal
    _strange: _Normal
    _ratio: _Normal
    _any_ratio: _Normal
    _priors: dict[Shape, float]
    learned_from: tuple[str, ...] = ()
    _beads: int = 0

    @classmethod
    def fit(cls, here: Edition, there: Edition, vectors: SentenceVectors) -> SentenceAligner:
        """Learn from the clauses that both editions have (a spread sample of them, if there are many).

        Raises:
            StaleIndexError: the store has been damaged since it was opened.
        """
        shared = [clause for clause in here.clauses if clause in there.clauses]
        sample = shared[:: -(-len(shared) // _SAMPLE)] if shared else []
        pairs = [(clause_vectors(here.clauses[id_], vectors), clause_vectors(there.clauses[id_], vectors)) for id_ in sample]
        dimensions = pairs[0][0].vectors.shape[1] if pairs else 0
        middles = [
            np.mean(np.concatenate([pair[side].vectors for pair in pairs]), axis=0) if pairs else np.zeros(dimensions)
            for side in (0, 1)
        ]
        aligner = cls(
            here, there, vectors, middles[0], middles[1], _Normal(0, 1), _Normal(1, 1), _Normal(0, 0.3), _Normal(0, 1),
            dict.fromkeys(SHAPES, 1 / len(SHAPES)), tuple(sample),
        )  # fmt: skip
        if pairs:
            aligner._start(pairs)
            for _ in range(_ROUNDS):
                aligner._learn(pairs)
        return aligner

    @property
    def is_calibrated(self) -> bool:
        """Whether the two editions were long enough to learn from."""
        return self._beads >= _FEWEST

    def align(self, clause_id: str) -> Alignment:
        """The alignment of a clause that both editions have.

        Raises:
            StaleIndexError: the store has been damaged since it was opened.
        """
        here, there = (
            clause_vectors(self.here.clauses[clause_id], self.vectors),
            clause_vectors(self.there.clauses[clause_id], self.vectors),
        )
        scores = self._scores(here, there)
        beads = self._with_moved(best_chain(scores, len(here.lengths), len(there.lengths)), here, there)
        chances = lone_chances(scores, len(here.lengths), len(there.lengths))
        alike = self._evidence(here.vectors, there.vectors)
        distance = self._distance(here.vectors, there.vectors)
        lone: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
        for at, bead in enumerate(beads):
            if bead.here and bead.there:
                continue
            side, number = (0, bead.here[0]) if bead.here else (1, bead.there[0])
            if chances[side][number] < _SURE or self._could_belong_beside(at, beads, here, there):
                continue
            near, evidence = (distance, alike) if side == 0 else (distance.T, alike.T)
            nearest = int(near[number].argmin())
            # Each other's nearest and alike: the sentence stands in another place.
            if near[:, nearest].argmin() != number or evidence[number, nearest] <= 0:
                lone[side].append((number, nearest))
        return Alignment(tuple(beads), tuple(lone[0]), tuple(lone[1]))

    def _with_moved(self, beads: list[Bead], here: ClauseVectors, there: ClauseVectors) -> list[Bead]:
        """``beads`` with lone sentences of the two sides joined where they are counterparts that changed places."""
        lone_here = [bead.here[0] for bead in beads if not bead.there]
        lone_there = [bead.there[0] for bead in beads if not bead.here]
        evidence = self._evidence(here.vectors, there.vectors) + self._length_evidence(
            here.lengths[:, None], there.lengths[None, :]
        )
        likely = sorted(itertools.product(lone_here, lone_there), key=lambda pair: -evidence[pair])
        for one, other in likely:
            lone, partner = Bead((one,), ()), Bead((), (other,))
            if evidence[one, other] > 0 and lone in beads and partner in beads:
                joined = Bead((one,), (other,))
                beads = [joined if bead == lone else bead for bead in beads if bead != partner]
        return beads

    def _could_belong_beside(self, at: int, beads: Sequence[Bead], here: ClauseVectors, there: ClauseVectors) -> bool:
        """Whether the lone sentence in ``beads[at]`` may be a piece of the bead before or after it, by its length alone.

        A sentence that was cut in two leaves a piece that the vectors may not know again: a few words out of many.
        """
        before = next((bead for bead in reversed(beads[:at]) if bead.here and bead.there), None)
        after = next((bead for bead in beads[at + 1 :] if bead.here and bead.there), None)
        sign = 1 if beads[at].there else -1
        for bead in filter(None, (before, after)):
            lengths = [
                text.lengths[[*numbers, *piece]].sum()
                for text, numbers, piece in ((here, bead.here, beads[at].here), (there, bead.there, beads[at].there))
            ]
            # Too long by less than what is usual.
            if sign * (math.log(lengths[1] / lengths[0]) - self._ratio.mean) < _TOO_LONG * self._ratio.spread:
                return True
        return False

    def _distance(self, here: Array, there: Array) -> Array:
        """1 - cosine over what is usual for the two (Thompson and Koehn's normalisation); shape (here, there)."""
        usual = (1 - here @ self._middle_there)[:, None] + (1 - there @ self._middle_here)[None, :]
        return (1 - here @ there.T) / np.maximum(usual / 2, 1e-6)

    def _evidence(self, here: Array, there: Array) -> Array:
        """Log likelihood ratio of counterparts to strangers, by their vectors; shape (here, there)."""
        distance = self._distance(here, there)
        # Nearer than counterparts usually are is no sign against them, nor is farther than strangers are.
        evidence = self._alike.log(np.maximum(distance, self._alike.mean)) - self._strange.log(
            np.minimum(distance, self._strange.mean)
        )
        return np.logaddexp(evidence + math.log1p(-_ODD), math.log(_ODD))

    def _length_evidence(self, here: Array, there: Array) -> Array:
        ratio = np.log(there / here)
        return self._ratio.log(ratio) - self._any_ratio.log(ratio)

    def _start(self, pairs: Sequence[tuple[ClauseVectors, ClauseVectors]]) -> None:
        """First guesses: a sentence's nearest in its clause is its counterpart, any two sentences are strangers."""
        distances = [self._distance(here.vectors, there.vectors) for here, there in pairs]
        ratios = [np.log(there.lengths[None, :] / here.lengths[:, None]).ravel() for here, there in pairs]
        self._alike = _Normal.of(np.concatenate([np.r_[table.min(axis=0), table.min(axis=1)] for table in distances]))
        self._any_ratio = _Normal.of(np.concatenate(ratios))
        self._ratio.mean = float(np.mean([math.log(there.lengths.sum() / here.lengths.sum()) for here, there in pairs]))
        others = zip(pairs, [*pairs[1:], pairs[0]], strict=True)  # the neighbouring clause: of the same text, and strange
        strange = [self._distance(one[0].vectors, other[1].vectors).ravel() for one, other in others]
        self._strange = _Normal.of(np.concatenate(strange))

    def _learn(self, pairs: Sequence[tuple[ClauseVectors, ClauseVectors]]) -> None:
        """One round of hard expectation maximisation: align, then count and measure."""
        distances: list[float] = []
        ratios: list[float] = []
        shapes: Counter[Shape] = Counter()
        for here, there in pairs:
            table = self._distance(here.vectors, there.vectors)
            for bead in best_chain(self._scores(here, there), len(here.lengths), len(there.lengths)):
                if not bead.here or not bead.there:
                    continue
                shapes[len(bead.here), len(bead.there)] += 1
                ratios.append(math.log(there.lengths[list(bead.there)].sum() / here.lengths[list(bead.here)].sum()))
                if len(bead.here) == len(bead.there) == 1:
                    distances.append(table[bead.here[0], bead.there[0]])
        self._beads = len(distances)
        if distances:
            self._alike, self._ratio = _Normal.of(distances), _Normal.of(ratios)
        total = sum(shapes.values()) + len(SHAPES)
        self._priors = {shape: (shapes[shape] + 1) / total * (1 - 2 * LONE) for shape in SHAPES}

    def _scores(self, here: ClauseVectors, there: ClauseVectors) -> Scores:
        """Log likelihood ratio of every possible bead, by the first sentence on both sides and its shape."""
        rows, columns = len(here.lengths), len(there.lengths)
        singles = self._evidence(here.vectors, there.vectors)
        wide = [_placed(self._evidence(part, there.vectors), runs) for part, runs in zip(here.parts, here.runs, strict=True)]
        tall = [
            _placed(self._evidence(here.vectors, part).T, runs) for part, runs in zip(there.parts, there.runs, strict=True)
        ]
        out: Scores = {}
        for row in range(rows):
            for column in range(columns):
                for shape in SHAPES:
                    m, n = shape
                    if row + m > rows or column + n > columns:
                        continue
                    if shape == (1, 1):
                        alike = float(singles[row, column])
                    elif m == 1:
                        alike = _shared_out(wide[row], range(column, column + n))
                    else:
                        alike = _shared_out(tall[column], range(row, row + m))
                    lengths = self._length_evidence(
                        here.lengths[row : row + m].sum(), there.lengths[column : column + n].sum()
                    )
                    out[row, column, shape] = alike + float(lengths) + math.log(self._priors[shape])
        return out


def _placed(evidence: Array, runs: Sequence[Run]) -> Array:
    """``evidence`` of shape (runs, sentences) as (sentences, start, end); -inf where there is no run."""
    size = max(end for _, end in runs) + 1
    out = np.full((evidence.shape[1], size, size), -np.inf)
    for row, (start, end) in enumerate(runs):
        out[:, start, end] = evidence[row]
    return out


def _shared_out(table: Array, sentences: range) -> float:
    """The evidence for the best way to give each of ``sentences`` a run of phrases of its own, in order.

    Where there are fewer phrases than sentences, each is compared with the whole.
    """
    size = table.shape[1]
    if size - 1 < len(sentences):
        return float(sum(table[number, 0, -1] for number in sentences))
    reached = np.full(size, -np.inf)
    reached[0] = 0.0
    for number in sentences:
        reached = np.max(reached[:, None] + table[number], axis=0)
    return float(reached[-1])
