"""What chance explains of a change: an exact test, an interval over questions, and how much a model may lose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.compare import compare
from evals.record import Row
from index.errors import InputError
from tests.conftest import LANGUAGES
from tests.evals.builders import QUOTES, RIGHT, answered, citation, refused, row, run, statement
from tests.evals.comparisons import many, of_model, right, silent, unanswerable, verdict

# Chance


@pytest.mark.parametrize(
    ("lost", "gained", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),  # 2 · 1/2
        (5, 0, 0.0625),  # 2 · 1/2⁵
        (0, 5, 0.0625),
        (8, 0, 0.0078125),  # 2 · 1/2⁸
        (6, 1, 0.125),  # 2 · (1 + 7)/2⁷
        (2, 9, 0.0654296875),  # 2 · (1 + 11 + 55)/2¹¹
        (3, 3, 1.0),
    ],
)
def test_mcnemar_is_exact(lost: int, gained: int, p: float) -> None:
    same = [*many(right, 4, 100), *many(silent, 3, 200)]
    before = [*many(right, lost), *many(silent, gained, 50), *same]
    after = [*many(silent, lost), *many(right, gained, 50), *same]
    found = compare(run(*after), run(*before))
    assert found.mcnemar == pytest.approx(p, abs=1e-12)
    assert found.accuracy.mean == pytest.approx((gained - lost) / (lost + gained + 7))


def test_a_further_clause_and_another_reason_flip_and_are_no_wrong_answer() -> None:
    found = compare(run(row(checks=RIGHT | {"no_other_clause": False})), run(row()))
    assert (len(found.flips), found.accuracy.mean, found.mcnemar) == (1, 0.0, 1.0)


def test_the_versions_of_one_question_are_not_taken_for_independent_ones() -> None:
    def width(lost: list[tuple[str, str]]) -> float:
        asked = [(f"q{number}", language) for number in range(10) for language in LANGUAGES]
        after = [silent(*one) if one in lost else right(*one) for one in asked]
        accuracy = compare(run(*after), run(*(right(*one) for one in asked))).accuracy
        assert accuracy.mean == pytest.approx(-0.1)
        assert accuracy.low is not None
        assert accuracy.high is not None
        return accuracy.high - accuracy.low

    together = width([("q0", language) for language in LANGUAGES])
    apart = width([("q0", "zh"), ("q3", "en"), ("q7", "it")])
    assert together > 1.2 * apart


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LANGUAGES), st.booleans(), st.booleans()), min_size=1, max_size=8))
def test_looking_from_the_other_side_turns_every_flip_around(outcomes: list[tuple[str, bool, bool]]) -> None:
    before = run(*((right if old else silent)(f"q{at}", lang) for at, (lang, old, _) in enumerate(outcomes)))
    after = run(*((right if new else silent)(f"q{at}", lang) for at, (lang, _, new) in enumerate(outcomes)))
    there, back = compare(after, before), compare(before, after)
    assert {(f.after.key, f.checks, f.is_worse) for f in there.flips} == {
        (f.after.key, f.checks, not f.is_worse) for f in back.flips
    }
    assert there.mcnemar == back.mcnemar
    assert there.accuracy.mean == pytest.approx(-(back.accuracy.mean or 0.0))
    assert (there.verdict == "REGRESSED") == any(old and not new for _, old, new in outcomes)
    assert compare(after, after).verdict == "PASS"


# A model, whose answers vary


def test_a_model_may_lose_an_answer_within_the_stated_drop() -> None:
    found = of_model(many(right, 100), [silent("q0"), *many(right, 99, 1)])
    assert (verdict(found), found.reasons) == (("PASS", 0), ())
    assert [flip.is_worse for flip in found.flips] == [True]


def test_a_flip_for_the_worse_is_never_called_an_improvement_to_record() -> None:
    assert not of_model(many(right, 100), [silent("q0"), *many(right, 99, 1)]).is_better_unrecorded
    assert of_model([silent("q0"), *many(right, 99, 1)], many(right, 100)).is_better_unrecorded


def test_a_drop_that_chance_does_not_explain_is_a_regression() -> None:
    found = of_model(many(right, 20), [*many(silent, 10), *many(right, 10, 10)])
    assert verdict(found) == ("REGRESSED", 1)
    assert "Error rate is worse by 0.500, more than 0.02" in found.reasons
    assert "Gold-fact recall is worse by 0.500, more than 0.02" in found.reasons


def test_a_drop_that_chance_may_explain_is_inconclusive_and_asks_for_repeats() -> None:
    found = of_model(many(right, 10), [silent("q0"), *many(right, 9, 1)])
    assert verdict(found) == ("INCONCLUSIVE", 3)
    (reason,) = found.reasons
    assert "Error rate" in reason
    assert reason.endswith("worse by more than 0.02, but no more than chance explains; repeat")


def test_the_greatest_drop_is_stated_by_the_caller_and_allowed_itself() -> None:
    before, after = many(right, 10), [silent("q0"), *many(right, 9, 1)]
    assert of_model(before, after, most_drop=0.1).verdict == "PASS"
    assert of_model(before, after, most_drop=0.099).verdict == "INCONCLUSIVE"


def test_the_greatest_drop_is_not_missed_by_a_rounding_error() -> None:
    # Refused in 2 and in 3 of 10 repeats: 0.8 - 0.7 is a little more than 0.1 in floating point.
    def repeats(refusals: int) -> list[Row]:
        return [(silent if number < refusals else right)(repeat=number) for number in range(10)]

    found = of_model(repeats(2), repeats(3), most_drop=0.1)
    assert max(abs(drop.change.mean or 0.0) for drop in found.differences if drop.is_worse) > 0.1
    assert found.verdict == "PASS"


@pytest.mark.parametrize("most_drop", [float("nan"), -0.01, 1.01])
def test_a_greatest_drop_that_is_no_share_is_refused(most_drop: float) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        of_model([right()], [silent()], most_drop=most_drop)


def test_repeats_are_averaged_and_the_first_decides_nothing() -> None:
    before = [right("a"), silent("a", repeat=1)]
    found = of_model(before, [silent("a"), right("a", repeat=1)])
    assert (found.verdict, found.pairs, found.accuracy.mean, found.mcnemar) == ("PASS", 1, 0.0, 1.0)


def test_a_drop_in_later_repeats_counts() -> None:
    before = [*many(right, 10), *many(right, 10, repeat=1), *many(right, 10, repeat=2)]
    after = [*many(right, 10), *many(right, 10, repeat=1), *many(silent, 10, repeat=2)]
    found = of_model(before, after)
    assert found.flips == ()
    assert found.verdict == "REGRESSED"
    assert "Error rate is worse by 0.333, more than 0.02" in found.reasons
    assert of_model(before, after, most_drop=0.34).verdict == "PASS"


def test_an_answer_to_what_the_text_does_not_say_is_a_drop_too() -> None:
    before = [unanswerable(refused(), decision=True, reason=True).model_copy(update={"id": f"q{n}"}) for n in range(9)]
    after = [unanswerable(answered(), decision=False).model_copy(update={"id": f"q{n}"}) for n in range(9)]
    found = of_model(before, after)
    assert found.reasons == ("Hallucination rate is worse by 1.000, more than 0.02",)
    assert of_model(after, before).verdict == "PASS"


def test_a_metric_without_a_better_side_may_change_freely() -> None:
    twice = answered(statement(citation("III.3", "en")), statement(citation("III.3", "en", QUOTES["en"])))
    found = of_model(many(right, 9), many(right, 9, answer=twice))
    change = {difference.name: difference.change.mean for difference in found.differences}
    assert (change["statements"], found.verdict) == (1.0, "PASS")


def test_a_metric_that_applies_to_one_side_only_is_left_out_and_counted() -> None:
    found = of_model(many(right, 3), [silent("q0"), *many(right, 2, 1)])
    precision = next(difference for difference in found.differences if difference.name == "clause_precision")
    assert (precision.change.scored, precision.change.left_out, precision.change.mean) == (2, 1, 0.0)
    assert not precision.is_worse
