"""``gsi eval compare``: did a change make the answers worse?

Runs are paired by variant, question and language. The extractive system is deterministic, so every check that held and
holds no more is a regression; a model's answers vary, so its rates are compared with a stated greatest drop. What must
hold of every answer is never traded: one broken invariant is a regression whatever the baseline says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from scipy.stats import binomtest

from evals.counterfactual import applies
from evals.metrics import METRICS
from evals.record import VARIANTS, Row, Run
from evals.summary import Figure, figure, follows_title
from index.errors import InputError

Verdict = Literal["PASS", "REGRESSED", "INCONCLUSIVE", "ERROR"]
EXIT_CODES: Mapping[Verdict, int] = {"PASS": 0, "REGRESSED": 1, "ERROR": 2, "INCONCLUSIVE": 3}
MOST_DROP = 0.02
_SYSTEM = ("model", "prompts_sha256", "parameters_sha256", "code_sha256", "packages")

Pair = tuple[str, str, str]


@dataclass(frozen=True)
class Flip:
    """An answer of which ``checks`` hold in one run and not in the other; ``is_worse`` if they held before."""

    before: Row
    after: Row
    checks: tuple[str, ...]
    is_worse: bool


@dataclass(frozen=True)
class Difference:
    """How a metric's mean over the pairs differs, after minus before, and whether that is for the worse."""

    name: str
    title: str
    change: Figure
    is_worse: bool


@dataclass(frozen=True)
class Comparison:
    """The verdict, why, and everything it rests on.

    ``mcnemar`` is the exact two-sided p-value that right and wrong answers changed sides by chance, ``accuracy`` the
    difference in the share of right answers with its clustered interval. ``unpaired`` counts baseline rows without a
    counterpart, ``unwatched`` answers that the baseline does not know,
    ``reworded`` pairs whose answers differ in anything. ``changed`` are the parts of the system that are not those of the
    baseline.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    flips: tuple[Flip, ...]
    differences: tuple[Difference, ...]
    mcnemar: float
    accuracy: Figure
    pairs: int
    unpaired: int
    unwatched: int
    reworded: int
    changed: tuple[str, ...]

    @property
    def is_better_unrecorded(self) -> bool:
        """Whether answers got better than the baseline says and none got worse."""
        return self.verdict == "PASS" and bool(self.flips) and not any(flip.is_worse for flip in self.flips)


def compare(run: Run, baseline: Run, *, allow_different: bool = False, most_drop: float = MOST_DROP) -> Comparison:
    """Compare ``run`` with ``baseline``; a rate of a model's answers may drop by ``most_drop`` at most.

    Raises:
        InputError: the two are of different corpora, questions or modes, or have no question in common; unless
            ``allow_different``, what they have in common is compared then. Or ``most_drop`` is no share.
    """
    if not 0 <= most_drop <= 1:  # a NaN would let every drop pass
        raise InputError(f"the greatest drop is a share between 0 and 1, not {most_drop:g}")
    different = [
        name
        for name in ("corpus", "corpus_fingerprint", "questions_sha256", "split", "languages", "mode")
        if getattr(run.header, name) != getattr(baseline.header, name)
    ]
    if different and not allow_different:
        raise InputError(
            f"the runs differ in {', '.join(different)}; record a new baseline with gsi eval accept, "
            "or compare what they share with --allow-different"
        )
    before, after = _by_pair(baseline), _by_pair(run)
    shared = [pair for pair in before if pair in after]
    if not shared:
        raise InputError("the runs have no question in common")
    firsts = [(before[pair][0], after[pair][0]) for pair in shared]
    flips = tuple(
        flip
        for old, new in firsts
        # What a changed text shows about an answer that was wrong to begin with is chance.
        if old.variant == "original" or applies(old.variant, _original(before, old))
        for flip in _flips(old, new)
    )
    differences = tuple(_differences(shared, before, after))
    rights = [(_share_right(before[pair]), _share_right(after[pair]), pair[1]) for pair in shared]
    gained = sum(new == 1 > old for old, new, _ in rights)
    lost = sum(old == 1 > new for old, new, _ in rights)
    unpaired = 0 if allow_different else len(before) - len(shared)
    verdict, reasons = _verdict(run, flips, differences, most_drop)
    if unusable := _unusable(run, baseline, firsts, unpaired):
        verdict, reasons = "ERROR", unusable
    return Comparison(
        verdict=verdict,
        reasons=tuple(reasons),
        flips=tuple(sorted(flips, key=lambda flip: not flip.is_worse)),
        differences=differences,
        mcnemar=float(binomtest(lost, lost + gained).pvalue) if lost + gained else 1.0,
        accuracy=figure((new - old, id_) for old, new, id_ in rights),
        pairs=len(shared),
        unpaired=len(before) - len(shared),
        unwatched=len(after) - len(shared),
        reworded=sum(old.answer != new.answer for old, new in firsts),
        changed=tuple(name for name in _SYSTEM if getattr(run.header, name) != getattr(baseline.header, name)),
    )


def failures(run: Run) -> list[Row]:
    """The rows for which the machinery gave no answer."""
    return [row for row in run.rows if row.error is not None]


def unsound(run: Run) -> list[Row]:
    """The rows whose answer breaks an invariant."""
    return [row for row in run.rows if row.error is None and not row.checks["sound"]]


def _unusable(run: Run, baseline: Run, firsts: Sequence[tuple[Row, Row]], unpaired: int) -> list[str]:
    """Why nothing can be concluded: the machinery failed, then or now, or less was asked or checked than before."""
    reasons = []
    for name, rows in (("the run", failures(run)), ("the baseline", failures(baseline))):
        if rows:
            first = " ".join(f"{rows[0].id} ({rows[0].error})".split())
            reasons.append(f"{len(rows)} questions of {name} got no answer at all, the first: {first}")
    if unpaired:
        reasons.append(f"{unpaired} answers of the baseline were not asked for")
    # Whether a reason can be checked depends on the answer; everything else depends on the question.
    lost = {name for old, new in firsts if not (old.error or new.error) for name in old.checks.keys() - new.checks.keys()}
    if lost := lost - {"reason"}:
        reasons.append(f"the baseline was checked for {', '.join(sorted(lost))}, the run was not")
    return reasons


def _verdict(
    run: Run, flips: Sequence[Flip], differences: Sequence[Difference], most_drop: float
) -> tuple[Verdict, list[str]]:
    reasons = []
    if broken := unsound(run):
        reasons.append(f"{len(broken)} answers break an invariant (validity, coverage, quote fidelity)")
    if run.header.mode == "extractive":
        worse = [flip for flip in flips if flip.is_worse]
        if worse:
            reasons.append(f"{len(worse)} answers fail a check that they passed")
        return ("REGRESSED", reasons) if reasons else ("PASS", [])
    # Rounded, because 0.8 - 0.7 is more than 0.1 to a computer.
    drops = [drop for drop in differences if drop.is_worse and round(abs(drop.change.mean or 0), 9) > most_drop]
    certain = [drop for drop in drops if (drop.change.low or 0) * (drop.change.high or 0) > 0]
    reasons += [f"{drop.title} is worse by {abs(drop.change.mean or 0):.3f}, more than {most_drop:g}" for drop in certain]
    if reasons:
        return "REGRESSED", reasons
    if drops:
        titles = ", ".join(drop.title for drop in drops)
        return "INCONCLUSIVE", [f"{titles}: worse by more than {most_drop:g}, but no more than chance explains; repeat"]
    return "PASS", []


def _by_pair(run: Run) -> dict[Pair, list[Row]]:
    out: dict[Pair, list[Row]] = {}
    for row in run.rows:
        out.setdefault((row.variant, row.id, row.language), []).append(row)
    return out


def _original(rows: Mapping[Pair, list[Row]], changed: Row) -> Row | None:
    return next(iter(rows.get(("original", changed.id, changed.language), [])), None)


def _share_right(rows: Sequence[Row]) -> float:
    return sum(row.is_right for row in rows) / len(rows)


def _flips(before: Row, after: Row) -> list[Flip]:
    """What got worse and what got better, of the checks that apply to both."""
    both = before.checks.keys() & after.checks.keys()
    changed = sorted(name for name in both if before.checks[name] != after.checks[name])
    worse = tuple(name for name in changed if before.checks[name])
    better = tuple(name for name in changed if after.checks[name])
    return [Flip(before, after, names, names is worse) for names in (worse, better) if names]


def _differences(
    shared: Sequence[Pair], before: Mapping[Pair, list[Row]], after: Mapping[Pair, list[Row]]
) -> list[Difference]:
    out = []
    for metric in METRICS:
        pairs = [pair for pair in shared if pair[0] == "original"]
        change = _change(pairs, partial(_mean_score, name=metric.name), before, after)
        sign = {"higher": -1, "lower": 1, "neither": 0}[metric.better]
        out.append(Difference(metric.name, metric.title, change, sign * (change.mean or 0) > 0))
    for variant in VARIANTS[1:]:
        pairs = [pair for pair in shared if pair[0] == variant]
        change = _change(pairs, _share_following, before, after)
        out.append(Difference(f"follows_{variant}", follows_title(variant), change, (change.mean or 0) < 0))
    return out


def _change(
    pairs: Sequence[Pair],
    measure: Callable[[Sequence[Row]], float | None],
    before: Mapping[Pair, list[Row]],
    after: Mapping[Pair, list[Row]],
) -> Figure:
    """The mean of after minus before, over the pairs that ``measure`` applies to in both."""
    measured = [(measure(before[pair]), measure(after[pair]), pair[1]) for pair in pairs]
    return figure((None if old is None or new is None else new - old, id_) for old, new, id_ in measured)


def _mean_score(rows: Sequence[Row], name: str) -> float | None:
    return _mean([row.scores.get(name) for row in rows])


def _share_following(rows: Sequence[Row]) -> float | None:
    return _mean([row.checks.get("follows") for row in rows])


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
