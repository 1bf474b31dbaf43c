"""``gsi eval compare``: every verdict is reached for its own reason, and no other."""

from __future__ import annotations

from typing import Any

import pytest

from evals.compare import compare
from evals.record import Row, Run
from index.errors import InputError
from tests.conftest import LANGUAGES
from tests.evals.builders import QUOTES, RIGHT, answered, citation, refused, row, run, statement
from tests.evals.comparisons import many, of_model, right, silent, unanswerable, verdict


def failed(id_: str = "a-war", error: str = "OSError: disk full", **changes: Any) -> Row:
    return row(**{"id": id_, "answer": None, "error": error, "confidence": None, "scores": {}, "checks": {}} | changes)


def broken(id_: str = "a-war", **changes: Any) -> Row:
    """An answer that breaks an invariant: its quote is off by a character."""
    shifted = answered(statement(citation("III.3", "en", QUOTES["en"], end=20)))
    return row(**{"id": id_, "answer": shifted, "checks": RIGHT | {"sound": False}} | changes)


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
