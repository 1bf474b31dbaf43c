"""What a pasted text claims, and whether the corpus bears it out."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.render import render_findings, visible
from assistant.verification.claims import ClaimChecker, Finding, Place
from index.corpus import Corpus, load_corpus
from tests.conftest import LANGUAGES
from tests.corpora import write_corpus

MARKS = {"zh": "“”", "en": "“”", "it": "«»"}
CHANGED = {"zh": ("崇高", "伟大"), "en": ("lofty", "noble"), "it": ("nobile", "grande")}
NOWHERE = {
    "zh": "把面团放进烤箱烤四十分钟直到表面金黄",
    "en": "bake the bread for forty minutes in a hot oven",
    "it": "cuocere il pane per quaranta minuti in un forno molto caldo",
}
NO_SUCH = {"zh": "第三部分（九十九）", "en": "Part III, clause 99", "it": "Parte III, punto 99"}
STATEMENTS = {
    "zh": {
        "not_contradicted": "根据第四部分（五），中方愿提供五千个培训名额。",
        "number": "根据第四部分（五），中方愿提供七千个培训名额。",
        "name": "根据第四部分（五），巴西愿提供五千个培训名额。",
    },
    "en": {
        "not_contradicted": "As Part IV, clause 5 says, China offers five thousand training opportunities.",
        "number": "As Part IV, clause 5 says, China offers seven thousand training opportunities.",
        "name": "As Part IV, clause 5 says, Brazil offers five thousand training opportunities.",
    },
    "it": {
        "not_contradicted": "Secondo la Parte IV, punto 5, la Cina offre cinquemila posti di formazione.",
        "number": "Secondo la Parte IV, punto 5, la Cina offre settemila posti di formazione.",
        "name": "Secondo la Parte IV, punto 5, il Brasile offre cinquemila posti di formazione.",
    },
}
UNKNOWN = {
    "zh": {"not_contradicted": (), "number": ("7000",), "name": ("巴西",)},
    "en": {"not_contradicted": (), "number": ("7000",), "name": ("Brazil",)},
    "it": {"not_contradicted": (), "number": ("7000",), "name": ("Brasile",)},
}
LONG = 20_000


@pytest.fixture(scope="module")
def checker(corpus: Corpus) -> ClaimChecker:
    return ClaimChecker(corpus)


@pytest.fixture(scope="module")
def text(corpus: Corpus) -> Callable[[str, str], str]:
    """The wording of a clause in a language."""
    return lambda clause, language: corpus.editions[language].clauses[clause].text


def quoted(words: str, language: str = "en") -> str:
    return MARKS[language][0] + words + MARKS[language][1]


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1
    return findings[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_from_the_clause_it_cites_is_verbatim(checker: ClaimChecker, corpus: Corpus, language: str) -> None:
    edition = corpus.editions[language]
    for clause in edition.clauses.values():
        if "\n" in clause.text or any(mark in clause.text for mark in MARKS[language]):
            continue
        finding = only(checker.check(f"{quoted(clause.text, language)} ({edition.label(clause.id)})"))
        assert (finding.status, finding.cited, finding.is_good) == ("verbatim", (clause.id,), True)
        assert [(place.clause, place.language) for place in finding.places] == [(clause.id, language)]
        place = finding.places[0]
        assert clause.text[place.start : place.end] == clause.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_word_is_near_verbatim_with_the_change(
    checker: ClaimChecker, corpus: Corpus, text: Callable[[str, str], str], language: str
) -> None:
    true, written = CHANGED[language]
    quote = quoted(text("I.p1", language).replace(true, written), language)
    finding = only(checker.check(f"{quote} ({corpus.editions[language].label('I.p1')})"))
    assert (finding.status, finding.is_good) == ("near_verbatim", False)
    assert [change for change in finding.changes if change[0] != "same"] == [("quoted", written), ("original", true)]
    assert f"[-{written}-]{{+{true}+}}" in render_findings([finding])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("changed", [False, True])
def test_a_quote_from_another_clause_is_misattributed_and_its_true_place_told(
    checker: ClaimChecker, corpus: Corpus, text: Callable[[str, str], str], language: str, changed: bool
) -> None:
    words = text("I.p1", language)
    words = words.replace(*CHANGED[language]) if changed else words
    finding = only(checker.check(f"{quoted(words, language)} ({corpus.editions[language].label('III.12')})"))
    assert (finding.status, finding.cited, finding.is_good) == ("misattributed", ("III.12",), False)
    assert [(place.clause, place.language) for place in finding.places] == [("I.p1", language)]
    printed = render_findings([finding])
    assert printed.index("III.12") < printed.index(f"I.p1 ({language})")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cited", [False, True])
def test_a_quote_that_stands_nowhere_is_not_found(checker: ClaimChecker, corpus: Corpus, language: str, cited: bool) -> None:
    reference = f" ({corpus.editions[language].label('I.p1')})" if cited else ""
    finding = only(checker.check(quoted(NOWHERE[language], language) + reference))
    assert (finding.status, finding.places, finding.is_good) == ("not_found", (), False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_or_a_statement_with_a_clause_that_is_not_there(
    checker: ClaimChecker, text: Callable[[str, str], str], language: str
) -> None:
    for claim in (f"{quoted(text('I.p1', language), language)} ({NO_SUCH[language]})", f"{NO_SUCH[language]}."):
        finding = only(checker.check(claim))
        assert (finding.status, finding.cited, finding.is_good) == ("no_such_clause", _as_cited(language), False)


def _as_cited(language: str) -> tuple[str]:
    # As written, but with the brackets of NFKC.
    return (NO_SUCH[language].replace("（", "(").replace("）", ")"),)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ["not_contradicted", "number", "name"])
def test_a_statement_is_compared_by_its_numbers_and_names(checker: ClaimChecker, language: str, status: str) -> None:
    finding = only(checker.check(STATEMENTS[language][status]))
    assert (finding.status, finding.cited, finding.is_quote) == (status, ("IV.5",), False)
    assert finding.unknown == UNKNOWN[language][status]
    assert finding.is_good == (status == "not_contradicted")


@pytest.mark.parametrize("language", LANGUAGES)
def test_verdicts_are_told_in_the_language_of_the_claim(checker: ClaimChecker, language: str) -> None:
    printed = render_findings(checker.check(STATEMENTS[language]["number"]))
    told = {"zh": "IV.5没有提到7000", "en": "IV.5 does not say 7000", "it": "IV.5 non dice 7000"}
    assert printed == f"✗ {_folded(STATEMENTS[language]['number'])}\n  {told[language]}"


def _folded(text: str) -> str:
    return text.replace("，", ",").replace("（", "(").replace("）", ")")


ONE, TWO = "“The issue of security bears on the well-being”", "“Hold high-level conferences on the GSI”"


@pytest.mark.parametrize(
    ("pasted", "cited"),
    [
        (f"{ONE} (I.p1) and {TWO} (IV.3).", [("I.p1",), ("IV.3",)]),
        (f"I.p1 says {ONE} and IV.3 says {TWO}.", [("I.p1",), ("IV.3",)]),
        (f"{ONE} (I.p1). IV.3 has it: {TWO}.", [("I.p1",), ("IV.3",)]),
        (f"I.p1 says {ONE}.", [("I.p1",)]),
        (f"As to III.12 and I.p1: {ONE}.", [("I.p1",)]),
        (f"{ONE} (I.p1, see also III.12).", [("I.p1",)]),
        (f"See III.12. {ONE} (I.p1).", [("I.p1",)]),
        (f"{ONE} and {TWO}.", [(), ()]),
        (f"{ONE} and {TWO} (IV.3).", [(), ("IV.3",)]),
        (f"{ONE} (I.p1) and {TWO}.", [("I.p1",), ()]),
        (f"{ONE}\n\n{TWO} (IV.3)", [(), ("IV.3",)]),
    ],
)
def test_a_quote_belongs_to_the_reference_beside_it(
    checker: ClaimChecker, pasted: str, cited: list[tuple[str, ...]]
) -> None:
    findings = checker.check(pasted)
    assert [finding.cited for finding in findings] == cited
    assert {finding.status for finding in findings} == {"verbatim"}


def test_references_inside_a_quote_and_to_a_part_alone_are_no_citations(checker: ClaimChecker) -> None:
    assert only(checker.check(f"Part III says {ONE}.")).cited == ()
    assert only(checker.check("“It is said in III.12 that peace is near”")).cited == ()


def test_an_ambiguous_reference_is_good_if_one_of_its_clauses_fits(checker: ClaimChecker) -> None:
    assert only(checker.check(f"{TWO} (clause 3)")).status == "verbatim"
    assert only(checker.check(f"{TWO} (clause 2)")).status == "misattributed"


@pytest.mark.parametrize("marks", ["“”", "«»", "「」", "『』", "„“", "„”", '""', "＂＂"])
def test_all_quotation_marks_quote(checker: ClaimChecker, marks: str) -> None:
    assert only(checker.check(f"It says {marks[0]}well-being of all people{marks[1]} (I.p1).")).is_quote


def test_a_term_in_quotation_marks_is_no_quote(checker: ClaimChecker) -> None:
    assert only(checker.check("The “security” of I.p1 is common.")).status == "not_contradicted"
    assert only(checker.check("第一部分第一段谈到“安全问题”。")).status == "not_contradicted"


@pytest.mark.parametrize(("opening", "closing"), ["“”", "«»", "「」"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\n  "])
def test_a_quote_that_is_wrapped_is_one_quote(
    checker: ClaimChecker, text: Callable[[str, str], str], opening: str, closing: str, line_break: str
) -> None:
    wrapped = text("I.p1", "en").replace(" people", f"{line_break}people")
    assert only(checker.check(f"{opening}{wrapped}{closing} (I.p1)")).status == "verbatim"
    assert only(checker.check(f"{opening}{wrapped}{closing} (III.12)")).status == "misattributed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_quotes_and_references_every_paragraph_is_a_quote(
    checker: ClaimChecker, text: Callable[[str, str], str], language: str
) -> None:
    true = [text(clause, language) for clause in ("I.p1", "IV.3")]
    findings = checker.check("\n\n".join([true[0], NOWHERE[language], true[1]]))
    assert [finding.status for finding in findings] == ["verbatim", "not_found", "verbatim"]
    assert all(finding.is_quote and not finding.cited for finding in findings)


def test_sentences_that_claim_nothing_are_left_alone(checker: ClaimChecker) -> None:
    findings = checker.check(f"I met 300 people in Brazil. It rained.\n{ONE} (I.p1)")
    assert [finding.status for finding in findings] == ["verbatim"]


def test_a_fixed_language_leaves_the_other_editions_out(corpus: Corpus, text: Callable[[str, str], str]) -> None:
    quote = quoted(text("I.p1", "en"))
    assert only(ClaimChecker(corpus, "en").check(quote)).status == "verbatim"
    assert only(ClaimChecker(corpus, "it").check(quote)).status == "not_found"


def test_json_tells_all_there_is_to_know(checker: ClaimChecker) -> None:
    assert only(checker.check(f"{ONE} (I.p1)")).to_json() == {
        "text": ONE.strip("“”"),
        "kind": "quote",
        "cited": ["I.p1"],
        "status": "verbatim",
        "places": [{"clause": "I.p1", "language": "en", "start": 0, "end": len(ONE) - 2}],
        "changes": [],
        "unknown": [],
    }


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
