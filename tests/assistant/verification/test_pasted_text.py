"""Whatever is pasted: nothing, too much, unbalanced marks, characters that are not seen or that steer a terminal."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.render import render_findings, visible
from assistant.verification.claims import ClaimChecker, Place
from index.corpus import load_corpus
from tests.assistant.verification.claimed import ONE, STATEMENTS, TWO, UNKNOWN, only
from tests.conftest import LANGUAGES
from tests.corpora import write_corpus

LONG = 20_000


@pytest.mark.parametrize(
    "nothing", ["", " \n\t", "...!?", '“”«»""', "。！？", "\u202e\u202c", "😀" * 100, "“" * 1000, "." * LONG]
)
def test_without_words_there_is_no_claim(checker: ClaimChecker, nothing: str) -> None:
    assert checker.check(nothing) == []


@pytest.mark.parametrize(
    "pasted", ["“A quote that never ends (I.p1)", "ends” (I.p1)", '"one "two" (I.p1)', "»«I.p1»«", "((((I.p1"]
)
def test_unbalanced_quotation_marks_leave_the_statement(checker: ClaimChecker, pasted: str) -> None:
    finding = only(checker.check(pasted))
    assert (finding.is_quote, finding.cited) == (False, ("I.p1",))


def test_one_mark_too_many_hides_no_other_quote(checker: ClaimChecker) -> None:
    assert [finding.status for finding in checker.check(f"“ {ONE} (I.p1) ” “ {TWO} (III.12)")] == [
        "verbatim",
        "misattributed",
    ]
    assert [finding.status for finding in checker.check(f'A 5" pipe.\n{ONE} (III.12)')] == ["misattributed"]


@pytest.mark.parametrize("hidden", ["\u202e", "\x1b[2J", "\x07"])
def test_what_steers_a_terminal_makes_a_quote_another_and_never_reaches_it(checker: ClaimChecker, hidden: str) -> None:
    finding = only(checker.check(f"“The issue of {hidden}security bears on the well-being” (I.p1)"))
    assert finding.status == "near_verbatim"
    printed = render_findings([finding])
    assert hidden[0] not in printed
    assert f"\\u{ord(hidden[0]):04x}" in printed


INVISIBLE = ("\u00ad", "\u200b", "\u200e", "\u2060", "\u2066", "\ufeff")


@pytest.mark.parametrize("hidden", INVISIBLE)
def test_what_is_not_seen_makes_no_quote_another_and_never_reaches_the_terminal(checker: ClaimChecker, hidden: str) -> None:
    finding = only(checker.check(f"“The issue of secu{hidden}rity bears on the well-being” (I.{hidden}p1)"))
    assert (finding.status, finding.cited) == ("verbatim", ("I.p1",))
    assert hidden not in render_findings([finding])


def test_joiners_of_a_word_are_printed_as_they_are() -> None:
    assert visible("آزادی\u200cهای राष्\u200dट्रीय Trans\u00adlations") == "آزادی\u200cهای राष्\u200dट्रीय Trans\u00adlations"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ["not_contradicted", "number", "name"])
def test_what_is_not_seen_makes_no_statement_another(checker: ClaimChecker, language: str, status: str) -> None:
    hidden = itertools.cycle(INVISIBLE)
    finding = only(checker.check("".join(char + next(hidden) for char in STATEMENTS[language][status])))
    assert (finding.status, finding.cited) == (status, ("IV.5",))
    assert finding.unknown == UNKNOWN[language][status]


def test_a_text_that_says_where_its_words_may_be_broken_is_quoted_without(tmp_path: Path) -> None:
    clauses = ("Trans\u00adlations are due in 1\u20600 days.", "Deli\u200bveries go to Bra\u00adzil.")
    lakes = load_corpus(write_corpus(tmp_path, editions={"en": {"title": "Rules", "clauses": clauses}}, label="rule 1"))
    checker = ClaimChecker(lakes)
    for pasted, clause in (("Translations are due in 10 days", "1"), ("Deli\u00adveries go to Brazil", "2")):
        finding = only(checker.check(f"“{pasted}” (rule {clause})"))
        assert finding.status == "verbatim"
        assert finding.places == (Place(clause, "en", 0, len(clauses[int(clause) - 1]) - 1),)
    assert only(checker.check("“Translations are due in 12 days”")).changes == (
        ("same", "Translations are due in "),
        ("quoted", "12"),
        ("original", "10"),
        ("same", " days"),
    )
    assert only(checker.check("By rule 1 there are 10 days.")).status == "not_contradicted"
    assert only(checker.check("By rule 2 we deliver to Brazil.")).status == "not_contradicted"
    assert only(checker.check("By rule 2 we deliver to Peru.")).unknown == ("Peru",)


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("prose", "Oppose linking terrorism with any Particular religion. "),
        ("lines", "Oppose linking terrorism with religion.\n"),
        ("quotes", "“no words like these here” "),
        ("openings", "“"),
        ("closings", "a” "),
        ("references", "III.12 "),
        ("names", "Abc III.12 Defg Hij "),
        ("digits", "9"),
        ("numbers", "III.12 five million 30% "),
        ("overrides", "a\u202e"),
    ],
)
def test_twenty_thousand_characters_of_anything_are_checked_to_the_end(checker: ClaimChecker, name: str, piece: str) -> None:
    pasted = (f"III.12 says {name}: " + piece * (LONG // len(piece)))[:LONG]
    findings = checker.check(pasted)
    assert findings
    assert "III.12" in findings[0].cited or findings[0].is_quote


def test_a_long_shuffled_text_has_no_verbatim_paragraph(checker: ClaimChecker, text: Callable[[str, str], str]) -> None:
    words = text("III.12", "en").split() * 20
    random.Random(3).shuffle(words)
    assert only(checker.check(" ".join(words))).status == "not_found"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(
        st.one_of(
            st.text(max_size=8),
            st.sampled_from(
                [*'“”"«»「」„()（）.\n', "III.12", "三（十二）", "99.99", "第九条", ONE, "\u202e", "百分之", "ß", "İ"]
            ),
        ),
        max_size=12,
    )
)
def test_any_text_has_findings_that_can_be_printed(checker: ClaimChecker, pieces: list[str]) -> None:
    pasted = "".join(pieces)
    findings = checker.check(pasted)
    for finding in findings:
        assert any(map(str.isalnum, finding.text))
        assert finding.is_good == (finding.status in ("verbatim", "not_contradicted"))
    assert len(render_findings(findings).split("\n\n")) >= len(findings) or not findings
