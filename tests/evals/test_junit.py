"""The report for CI: a test case for every question, a failure for what got worse, and sound XML whatever the text holds."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.compare import compare
from evals.junit import render_junit
from evals.record import Run
from tests.conftest import LANGUAGES
from tests.evals.builders import LOST, answered, row, run
from tests.evals.reports import FAILED, SCORES


def cases_of(xml: str) -> dict[str, ET.Element]:
    return {case.attrib["name"]: case for case in ET.fromstring(xml.encode()).iter("testcase")}


def test_every_question_is_a_case_of_its_language() -> None:
    done = run(*(row(language=language, latency=12.0) for language in LANGUAGES), row(variant="deleted", latency=1500.0))
    suites = ET.fromstring(render_junit(done).encode())
    assert [(suite.get("name"), suite.get("tests")) for suite in suites] == [("zh", "1"), ("en", "2"), ("it", "1")]
    times = [(case.get("classname"), case.get("time")) for case in suites[1]]
    assert times == [("original.direct", "0.012"), ("deleted.direct", "1.500")]


def test_a_run_alone_fails_where_an_answer_is_wrong_and_errs_where_there_is_none() -> None:
    done = run(row(id="right"), row(id="wrong", checks=LOST), row(id="late", error="TimeoutError: too late", **FAILED))
    xml = render_junit(done)
    cases = cases_of(xml)
    assert {name: [child.tag for child in case] for name, case in cases.items()} == {
        "right": [],
        "wrong": ["failure"],
        "late": ["error"],
    }
    assert cases["wrong"][0].attrib["message"] == "fails: facts"
    assert cases["late"][0].attrib["message"] == "TimeoutError: too late"
    assert "Can a nuclear war be won?" in (cases["wrong"][0].text or "")
    (suite,) = ET.fromstring(xml.encode())
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")


def test_a_further_clause_is_no_failure() -> None:
    (case,) = cases_of(render_junit(run(row(checks=row().checks | {"no_other_clause": False})))).values()
    assert len(case) == 0


def test_beside_a_baseline_only_what_got_worse_fails() -> None:
    before = run(row(id="was-wrong", checks=LOST), row(id="got-worse"), row(id="got-better", checks=LOST))
    after = run(row(id="was-wrong", checks=LOST), row(id="got-worse", checks=LOST), row(id="got-better"))
    cases = cases_of(render_junit(after, compare(after, before)))
    assert [name for name, case in cases.items() if len(case)] == ["got-worse"]


def test_a_broken_invariant_fails_whatever_the_baseline_says() -> None:
    done = run(row(id="a"), row(id="loose", checks=row().checks | {"sound": False}))
    cases = cases_of(render_junit(done, compare(done, done)))
    assert [(name, case[0].attrib["message"]) for name, case in cases.items() if len(case)] == [("loose", "fails: sound")]


CONTROL = "a\x00b\x01\x08\x0b\x1f\x7f\ufffe\uffff<c d='e' f=\"g\">&amp;]]><![CDATA[ \ud7ff\ue000\U0010ffff z"


@pytest.mark.parametrize(
    "done",
    [
        run(row(id=CONTROL)),
        run(row(error=CONTROL, **FAILED)),
        run(row(answer=answered(question=CONTROL), checks=LOST)),
        run(row(gold=(CONTROL,), checks=LOST, scores=SCORES)),
        run(row(checks={"sound": True, CONTROL: False})),
        run(row(language=CONTROL, answer=answered(), scores=SCORES)),
        run(row(), corpus=CONTROL),
    ],
    ids=["id", "error", "question", "gold", "check", "language", "corpus"],
)
def test_junit_is_well_formed_whatever_the_text_holds(done: Run) -> None:
    suites = ET.fromstring(render_junit(done).encode())
    assert [element.tag for element in suites.iter() if element.tag not in ("failure", "error")] == [
        "testsuites",
        "testsuite",
        "testcase",
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\x00\x1b\x85\ufffe\n\t\r<>&\"'"), max_size=30))
def test_junit_keeps_every_character_that_xml_can_hold(text: str) -> None:
    ((name, case),) = cases_of(render_junit(run(row(id=text, error=text, **FAILED)))).items()
    kept = "".join(char if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff") else "\ufffd" for char in text)
    assert name == case[0].attrib["message"] == kept
