"""``gsi eval compare``: every verdict is reached for its own reason, and no other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.compare import EXIT_CODES, Comparison, Verdict, compare
from evals.record import Row, Run
from index.errors import InputError
from tests.conftest import LANGUAGES
from tests.evals.builders import QUOTES, answered, citation, refused, row, run, statement

RIGHT = row().checks
WRONG_DECISION = RIGHT | {"decision": False, "first_clause": False, "all_clauses": False, "facts": False}


def right(id_: str = "a-war", language: str = "en", **changes: Any) -> Row:
    answer = answered(language=language)
    return row(**{"id": id_, "language": language, "facts": (QUOTES[language],), "answer": answer} | changes)


def silent(id_: str = "a-war", language: str = "en", **changes: Any) -> Row:
    """An answerable question that was refused."""
    return right(id_, language, **{"answer": refused(language=language), "checks": WRONG_DECISION} | changes)


def failed(id_: str = "a-war", error: str = "OSError: disk full", **changes: Any) -> Row:
    return row(**{"id": id_, "answer": None, "error": error, "confidence": None, "scores": {}, "checks": {}} | changes)


def broken(id_: str = "a-war", **changes: Any) -> Row:
    """An answer that breaks an invariant: its quote is off by a character."""
    shifted = answered(statement(citation("III.3", "en", QUOTES["en"], end=20)))
    return row(**{"id": id_, "answer": shifted, "checks": RIGHT | {"sound": False}} | changes)


def unanswerable(answer: dict[str, Any], **checks: bool) -> Row:
    holds = {"sound": True, "language": True} | checks
    return row(gold=(), facts=(), expected_reason="weak_evidence", answer=answer, checks=holds)


def many(make: Any, count: int, first: int = 0, **changes: Any) -> list[Row]:
    return [make(f"q{number}", **changes) for number in range(first, first + count)]


def of_model(before: Iterable[Row], after: Iterable[Row], **options: Any) -> Comparison:
    return compare(run(*after, mode="llm"), run(*before, mode="llm"), **options)


def verdict(found: Comparison) -> tuple[Verdict, int]:
    return found.verdict, EXIT_CODES[found.verdict]


# The extractive system, which is deterministic


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_answers_pass_without_a_reason(language: str) -> None:
    found = compare(run(right(language=language)), run(right(language=language)))
    assert verdict(found) == ("PASS", 0)
    assert (found.reasons, found.flips, found.reworded, found.pairs, found.unpaired) == ((), (), 0, 1, 0)
    assert (found.mcnemar, found.accuracy.mean, found.is_better_unrecorded) == (1.0, 0.0, False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_answer_that_got_worse_is_a_regression_among_many(language: str) -> None:
    before = [right("the-one", language), *many(right, 20)]
    found = compare(run(silent("the-one", language), *before[1:]), run(*before))
    assert verdict(found) == ("REGRESSED", 1)
    assert found.reasons == ("1 answers fail a check that they passed",)
    (flip,) = found.flips
    assert flip.is_worse
    assert flip.checks == ("all_clauses", "decision", "facts", "first_clause")
    assert (flip.before.answer, flip.after.answer) == (answered(language=language), refused(language=language))


@pytest.mark.parametrize("check", sorted(RIGHT))
def test_every_single_check_that_fails_anew_is_a_regression(check: str) -> None:
    found = compare(run(row(checks=RIGHT | {check: False})), run(row()))
    assert found.verdict == "REGRESSED"
    assert [flip.checks for flip in found.flips] == [(check,)]


def test_as_many_better_as_worse_answers_are_a_regression_with_the_worse_first() -> None:
    found = compare(run(right("a"), silent("b")), run(silent("a"), right("b")))
    assert found.verdict == "REGRESSED"
    assert [(flip.after.id, flip.is_worse) for flip in found.flips] == [("b", True), ("a", False)]
    assert found.accuracy.mean == 0.0


def test_one_answer_can_get_better_and_worse_at_once() -> None:
    before, after = row(checks=RIGHT | {"facts": False}), row(checks=RIGHT | {"no_other_clause": False})
    found = compare(run(after), run(before))
    assert [(flip.checks, flip.is_worse) for flip in found.flips] == [(("no_other_clause",), True), (("facts",), False)]


def test_a_changed_corpus_that_is_followed_no_more_is_a_regression() -> None:
    def changed(follows: bool) -> Row:
        return row(variant="swapped", checks={"sound": True, "follows": follows})

    found = compare(run(row(), changed(False)), run(row(), changed(True)))
    assert verdict(found) == ("REGRESSED", 1)
    assert [(flip.after.variant, flip.checks) for flip in found.flips] == [("swapped", ("follows",))]


def test_a_refusal_that_turns_into_an_answer_flips_the_decision_and_not_the_reason() -> None:
    before = unanswerable(refused(), decision=True, reason=True)
    after = unanswerable(answered(), decision=False)
    assert [flip.checks for flip in compare(run(after), run(before)).flips] == [("decision",)]


def test_an_improvement_passes_and_asks_to_be_recorded() -> None:
    found = compare(run(right()), run(silent()))
    assert verdict(found) == ("PASS", 0)
    assert found.is_better_unrecorded


def test_an_improvement_beside_a_regression_does_not_ask_to_be_recorded() -> None:
    assert not compare(run(right("a"), silent("b")), run(silent("a"), right("b"))).is_better_unrecorded


def test_other_words_that_hold_the_same_checks_pass_and_are_counted() -> None:
    longer = answered(statement(citation("III.3", "en")))
    found = compare(run(right("a", answer=longer), right("b")), run(right("a"), right("b")))
    assert (found.verdict, found.flips, found.reworded) == ("PASS", (), 1)


def test_times_are_not_compared() -> None:
    assert compare(run(row(latency=9000.0)), run(row(latency=1.0))).reworded == 0


def test_a_run_that_leaves_out_answers_of_the_baseline_proves_nothing() -> None:
    narrow, baseline = run(right("a")), run(right("a"), right("b"), right("a", "zh"))
    found = compare(narrow, baseline)
    assert (verdict(found), found.pairs, found.unpaired) == (("ERROR", 2), 1, 2)
    assert found.reasons == ("2 answers of the baseline were not asked for",)
    told_to = compare(narrow, baseline, allow_different=True)
    assert (told_to.verdict, told_to.pairs, told_to.unpaired) == ("PASS", 1, 2)


def test_a_check_that_is_not_made_any_more_is_no_check_passed() -> None:
    found = compare(run(row(checks={"sound": True})), run(row()))
    assert found.verdict == "ERROR"
    assert "facts" in found.reasons[0]


def test_a_changed_text_tells_nothing_of_an_answer_that_was_wrong_to_begin_with() -> None:
    def both(original: bool, follows: bool) -> Run:
        changed = row(id="a", variant="swapped", checks={"sound": True, "follows": follows})
        return run(row(id="a", checks=row().checks | {"first_clause": original}), changed)

    assert compare(both(True, False), both(True, True)).verdict == "REGRESSED"
    assert compare(both(False, False), both(False, True)).verdict == "PASS"


def test_another_system_than_the_baseline_s_is_said_so() -> None:
    found = compare(run(right(), model="other", code_sha256="0" * 64), run(right()))
    assert (found.verdict, found.changed) == ("PASS", ("model", "code_sha256"))


def test_rows_are_paired_by_question_language_and_variant_and_not_by_place() -> None:
    rows = [
        right("a"),
        silent("a", "zh"),
        right("b"),
        row(id="a", variant="deleted", checks={"sound": True, "follows": True}),
    ]
    found = compare(run(*reversed(rows)), run(*rows))
    assert (found.flips, found.pairs, found.reworded) == ((), 4, 0)


# What no baseline excuses


@pytest.mark.parametrize("mode", ["extractive", "llm"])
@pytest.mark.parametrize("variant", ["original", "deleted"])
def test_a_failure_of_the_machinery_is_an_error(mode: str, variant: str) -> None:
    found = compare(run(right("a"), failed("b", variant=variant), mode=mode), run(right("a"), right("b"), mode=mode))
    assert verdict(found) == ("ERROR", 2)
    assert found.reasons[0] == "1 questions of the run got no answer at all, the first: b (OSError: disk full)"


def test_a_failure_comes_before_a_regression_and_a_broken_invariant() -> None:
    found = compare(run(failed("a"), silent("b"), broken("c")), run(right("a"), right("b"), right("c")))
    assert found.verdict == "ERROR"


def test_a_failure_that_the_baseline_has_too_is_an_error_still() -> None:
    assert compare(run(failed()), run(failed())).verdict == "ERROR"


def test_a_failure_without_a_counterpart_is_an_error_still() -> None:
    assert compare(run(right("a"), failed("new")), run(right("a"))).verdict == "ERROR"


def test_a_baseline_that_failed_is_nothing_to_compare_with() -> None:
    found = compare(run(right()), run(failed()))
    assert found.verdict == "ERROR"
    assert found.reasons[0].startswith("1 questions of the baseline got no answer")


def test_the_reason_of_an_error_stays_on_one_line() -> None:
    (reason,) = compare(run(failed(error="ValueError: one\n\r\ntwo\u2028PASS")), run(right())).reasons
    assert reason.endswith("(ValueError: one two PASS)")
    assert len(reason.splitlines()) == 1


@pytest.mark.parametrize("mode", ["extractive", "llm"])
def test_a_broken_invariant_is_a_regression_even_if_the_baseline_breaks_it_too(mode: str) -> None:
    found = compare(run(broken(), mode=mode), run(broken(), mode=mode))
    assert verdict(found) == ("REGRESSED", 1)
    assert found.flips == ()
    assert found.reasons == ("1 answers break an invariant (validity, coverage, quote fidelity)",)


def test_a_model_may_not_break_an_invariant_in_any_repeat_or_of_any_corpus() -> None:
    sound = [right(), right(repeat=1)]
    assert of_model(sound, [right(), broken(repeat=1)], most_drop=1.0).verdict == "REGRESSED"
    unfaithful = row(variant="deleted", checks={"sound": False, "follows": True})
    assert of_model(sound, [*sound, unfaithful], most_drop=1.0).verdict == "REGRESSED"


# What can be compared


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("corpus", "other"),
        ("corpus_fingerprint", "9" * 64),
        ("questions_sha256", "9" * 64),
        ("split", "dev"),
        ("mode", "llm"),
    ],
)
def test_runs_over_different_things_are_refused_unless_told_to(name: str, value: str) -> None:
    other = run(right(), **{name: value})
    with pytest.raises(InputError, match=rf"differ in {name};.*gsi eval accept.*--allow-different"):
        compare(run(right()), other)
    assert compare(run(right()), other, allow_different=True).verdict == "PASS"


def test_all_that_differs_is_told_at_once() -> None:
    with pytest.raises(InputError, match="differ in corpus, split, mode;"):
        compare(run(right()), run(right(), corpus="other", split="dev", mode="llm"))


def test_only_what_different_runs_share_is_compared() -> None:
    new = run(right("both"), silent("new"), questions_sha256="9" * 64)
    found = compare(new, run(right("both"), right("old")), allow_different=True)
    assert (found.verdict, found.pairs, found.unpaired) == ("PASS", 1, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"parameters_sha256": "9" * 64},
        {"prompts_sha256": "9" * 64},
        {"model": "another"},
        {"packages": {"numpy": "3"}},
        {"started": "2027-01-01T00:00:00+00:00"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_changed_system_is_what_a_comparison_is_for(changes: dict[str, Any]) -> None:
    assert compare(run(right(), **changes), run(right())).verdict == "PASS"


@pytest.mark.parametrize("allow_different", [False, True])
def test_runs_without_a_common_question_are_refused(allow_different: bool) -> None:
    with pytest.raises(InputError, match="no question in common"):
        compare(run(right("a")), run(right("b")), allow_different=allow_different)


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
