"""What a pasted text claims, and whether the corpus bears it out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.render import render_findings
from assistant.verification.claims import ClaimChecker
from index.corpus import Corpus, load_corpus
from tests.assistant.verification.claimed import ONE, STATEMENTS, TWO, UNKNOWN, only
from tests.conftest import LANGUAGES
from tests.corpora import SHORE, write_corpus

MARKS = {"zh": "“”", "en": "“”", "it": "«»"}
CHANGED = {"zh": ("崇高", "伟大"), "en": ("lofty", "noble"), "it": ("nobile", "grande")}
NOWHERE = {
    "zh": "把面团放进烤箱烤四十分钟直到表面金黄",
    "en": "bake the bread for forty minutes in a hot oven",
    "it": "cuocere il pane per quaranta minuti in un forno molto caldo",
}
NO_SUCH = {"zh": "第三部分（九十九）", "en": "Part III, clause 99", "it": "Parte III, punto 99"}


def quoted(words: str, language: str = "en") -> str:
    return MARKS[language][0] + words + MARKS[language][1]


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


@pytest.mark.parametrize("marks", ["“”", "«»", "»«", "‹›", "「」", "『』", "„“", "„”", "‘’", "‚‘", '""', "＂＂"])
def test_all_quotation_marks_quote(checker: ClaimChecker, marks: str) -> None:
    assert only(checker.check(f"It says {marks[0]}well-being of all people{marks[1]} (I.p1).")).is_quote


def test_a_term_in_quotation_marks_is_no_quote(checker: ClaimChecker) -> None:
    assert only(checker.check("The “security” of I.p1 is common.")).status == "not_contradicted"
    assert only(checker.check("第一部分第一段谈到“安全问题”。")).status == "not_contradicted"


@pytest.mark.parametrize(("opening", "closing"), ["“”", "«»", "「」", "‘’", '""'])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\n  "])
def test_a_quote_that_is_wrapped_is_one_quote(
    checker: ClaimChecker, text: Callable[[str, str], str], opening: str, closing: str, line_break: str
) -> None:
    wrapped = text("I.p1", "en").replace(" people", f"{line_break}people")
    assert only(checker.check(f"{opening}{wrapped}{closing} (I.p1)")).status == "verbatim"
    assert only(checker.check(f"{opening}{wrapped}{closing} (III.12)")).status == "misattributed"


def test_straight_marks_that_do_not_come_in_pairs_join_no_lines(checker: ClaimChecker) -> None:
    quote = f'"{ONE.strip("“”")}"'
    for text in (
        f'He said "no.\n{quote} (III.12)',
        f'A 5" pipe and a 6" pipe.\n{quote} (III.12)',
        f'"No.\n\n{quote} (III.12)',
    ):
        assert only(checker.check(text)).status == "misattributed"


def test_a_quote_in_single_marks_may_have_apostrophes(checker: ClaimChecker) -> None:
    finding = only(checker.check("‘Strengthen the UN’s role as the central coordinator’ (III.12)"))
    assert (finding.status, finding.text) == ("verbatim", "Strengthen the UN’s role as the central coordinator")
    nested = only(checker.check("“the consensus that ‘a nuclear war cannot be won and must never be fought’” (III.3)"))
    assert nested.status == "verbatim"
    assert only(checker.check("坚决维护‘核战争打不赢也打不得’共识（三（三））")).text == "核战争打不赢也打不得"


def test_a_quote_in_a_quoted_mail_is_one_quote(checker: ClaimChecker) -> None:
    wrapped = (
        "> It says:\n> “The issue of security bears\n> on the well-being” (I.p1)\n>> “No such sentence is in here” (I.p1)"
    )
    assert [finding.status for finding in checker.check(wrapped)] == ["verbatim", "not_found"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_that_leaves_something_out_shows_what(
    checker: ClaimChecker, corpus: Corpus, text: Callable[[str, str], str], language: str
) -> None:
    words, label = text("II.4", language), corpus.editions[language].label
    end = {"zh": "各国安全利益都是彼此平等的", "en": "equal in terms of security interests", "it": "interessi di sicurezza"}
    start = {"zh": "坚持重视各国合理安全关切", "en": "Stay committed to taking", "it": "Rimanere impegnati a prendere"}
    quote = quoted(f"{start[language]} … {end[language]}", language)
    finding = only(checker.check(f"{quote} ({label('II.4')})"))
    assert (finding.status, finding.places[0].start) == ("near_verbatim", 0)
    assert words[: finding.places[0].end].endswith(end[language])
    assert [kind for kind, _ in finding.changes] == ["same", "quoted", "original", "same"]
    assert only(checker.check(f"{quote} ({label('III.12')})")).status == "misattributed"


def test_a_quote_that_is_near_two_clauses_is_that_of_the_one_it_cites(checker: ClaimChecker) -> None:
    for clause in ("II.1", "II.6"):
        finding = only(checker.check(f"“security in both traditional and non-traditionel domains” ({clause})"))
        assert (finding.status, [place.clause for place in finding.places]) == ("near_verbatim", [clause])


def test_traditional_characters_are_read_as_simplified_ones_and_are_no_verbatim_quote(checker: ClaimChecker) -> None:
    finding = only(checker.check("「人類是不可分割的安全共同體」（第二部分第四條）"))
    assert (finding.status, finding.cited, finding.places[0].clause) == ("near_verbatim", ("II.4",), "II.4")
    assert [change for change in finding.changes if change[0] == "original"] == [("original", "类"), ("original", "体")]
    for number, unknown in (("五", ()), ("七", ("7000",))):
        statement = only(checker.check(f"根據第四部分第五條，中方願提供{number}千個培訓名額。"))
        assert (statement.cited, statement.unknown) == (("IV.5",), unknown)


@pytest.mark.parametrize(
    ("edition", "quote"),
    [
        ("th", "“เรือต้องออกจากท่าก่อนพระอาทิตย์ตก”"),
        ("ja", "「ふねはにちぼつまえにみなとをでなければならない」"),
        ("ja", "「船は日没前に港を出なければならない」"),
    ],
)
def test_a_quote_in_a_script_without_spaces_is_no_term(tmp_path: Path, edition: str, quote: str) -> None:
    shore = load_corpus(write_corpus(tmp_path, editions={edition: SHORE[edition]}, label="rule 1"))
    finding = only(ClaimChecker(shore).check(f"{quote} (rule 2)"))
    assert (finding.is_quote, finding.is_good) == (True, False)


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
