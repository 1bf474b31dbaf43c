"""Every metric of an answer gives the number that its formula gives by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.metrics.case import Case
from evals.metrics.clause_match import clause_f1, clause_precision, clause_recall
from evals.metrics.context_precision import context_precision
from evals.metrics.correct_language import correct_language
from evals.metrics.coverage import coverage
from evals.metrics.fact_recall import fact_recall
from evals.metrics.name_fidelity import name_fidelity, names
from evals.metrics.number_fidelity import number_fidelity, numbers
from evals.metrics.quote_fidelity import quote_fidelity
from evals.metrics.quoted_length import quoted_share, statements
from evals.metrics.reason_accuracy import reason_accuracy
from evals.metrics.recall import recall
from evals.metrics.reciprocal_rank import reciprocal_rank
from evals.metrics.refusals import error, hallucination
from evals.metrics.validity import validity
from tests.conftest import LANGUAGES
from tests.evals.builders import TEXTS, answered, case, citation, refused, statement, unanswerable

LETTERS = {language: {letter: letter.lower() * 10 for letter in "ABCDEF"} for language in LANGUAGES}


def found(retrieved: str, gold: str, answer: dict[str, Any] | None = None) -> Case:
    """A case with one-letter clauses: those ``retrieved``, best first, and the ``gold`` ones."""
    nearest = [{"clause": letter, "language": "en", "score": 0.5} for letter in retrieved]
    return case(answered(nearest=nearest) if answer is None else answer | {"nearest": nearest}, gold=(*gold,))


def citing(cited: str, gold: str) -> Case:
    """A case with one-letter clauses: those ``cited``, each in a statement of its own, and the ``gold`` ones."""
    quotes = [citation() | {"clause": letter, "quote": letter.lower(), "start": 0, "end": 1} for letter in cited]
    return case(answered(*map(statement, quotes)), gold=(*gold,), texts=LETTERS)


def saying(*texts: str, quote: str | None = None, question: str = "Can a nuclear war be won?") -> Case:
    """An answer with statements in other words than their quote, by default all of III.3."""
    return case(answered(*(statement(citation(quote=quote), text=text) for text in texts), question=question))


UNCITED = case(answered(statement(text="Nuclear war cannot be won.")))


@pytest.mark.parametrize(
    ("retrieved", "gold", "at_1", "at_3", "at_5"),
    [
        ("ABCDE", "A", 1, 1, 1),
        ("ABCDE", "C", 0, 1, 1),
        ("ABCDE", "D", 0, 0, 1),
        ("ABCDE", "F", 0, 0, 0),
        ("ABCDE", "AC", 1, 1, 1),
        ("ABCDE", "AE", 1, 1 / 2, 1),
        ("ABCDE", "BEF", 0, 1 / 3, 2 / 3),
        ("", "A", 0, 0, 0),
    ],
)
def test_recall_is_capped_at_what_k_places_can_hold(
    retrieved: str, gold: str, at_1: float, at_3: float, at_5: float
) -> None:
    got = found(retrieved, gold)
    assert [recall(got, k) for k in (1, 3, 5)] == pytest.approx([at_1, at_3, at_5])


@pytest.mark.parametrize(
    ("retrieved", "gold", "expected"), [("ABC", "A", 1), ("ABC", "C", 1 / 3), ("ABC", "CB", 1 / 2), ("ABC", "F", 0)]
)
def test_reciprocal_rank_is_that_of_the_first_gold_clause(retrieved: str, gold: str, expected: float) -> None:
    assert reciprocal_rank(found(retrieved, gold)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("retrieved", "gold", "expected"),
    [
        ("ABC", "A", 1),
        ("ABC", "B", 1 / 2),
        ("ABC", "AC", (1 + 2 / 3) / 2),
        ("ABC", "BC", (1 / 2 + 2 / 3) / 2),
        ("ABCD", "D", 0),
        ("ABCD", "AD", 1),
    ],
)
def test_context_precision_asks_whether_gold_stands_before_the_rest(retrieved: str, gold: str, expected: float) -> None:
    assert context_precision(found(retrieved, gold)) == pytest.approx(expected)


def test_retrieval_is_scored_for_refusals_too() -> None:
    got = found("AB", "B", refused())
    assert (recall(got, 3), reciprocal_rank(got), context_precision(got)) == (1, 1 / 2, 1 / 2)


@pytest.mark.parametrize(
    ("cited", "gold", "precision", "recalled", "f1"),
    [
        ("A", "A", 1, 1, 1),
        ("AB", "A", 1 / 2, 1, 2 / 3),
        ("A", "AB", 1, 1 / 2, 2 / 3),
        ("ABC", "AD", 1 / 3, 1 / 2, 2 / 5),
        ("B", "A", 0, 0, 0),
        ("AAAB", "A", 1 / 2, 1, 2 / 3),
    ],
)
def test_a_wrong_citation_costs_precision_and_a_missing_one_recall(
    cited: str, gold: str, precision: float, recalled: float, f1: float
) -> None:
    got = citing(cited, gold)
    assert [clause_precision(got), clause_recall(got), clause_f1(got)] == pytest.approx([precision, recalled, f1])


def test_a_refusal_has_recall_and_f1_0_and_no_precision() -> None:
    got = case(refused())
    assert (clause_precision(got), clause_recall(got), clause_f1(got)) == (None, 0, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_citation_is_valid_if_its_clause_exists_in_that_edition_and_was_retrieved(language: str) -> None:
    sound = citation(language=language)
    nearest = [{"clause": clause, "language": language, "score": 0.5} for clause in ("III.3", "IX.9")]

    def share(*citations: dict[str, Any]) -> float | None:
        return validity(case(answered(statement(*citations), language=language, nearest=nearest), language=language))

    assert share(sound) == 1
    assert share(sound, sound | {"clause": "IX.9"}) == 1 / 2, "retrieved, but does not exist"
    assert share(sound, citation("III.12", language)) == 1 / 2, "exists, but was not retrieved"
    assert share(sound, sound | {"language": "fr"}) == 1 / 2, "an edition that does not exist"


def test_coverage_is_the_share_of_statements_with_a_citation() -> None:
    one = statement(citation())
    assert coverage(case(answered(one, one))) == 1
    assert coverage(case(answered(one, statement(text="So they say."), one, one))) == 3 / 4
    assert coverage(UNCITED) == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "wrong",
    [
        {"start": 1},
        {"end": 5},
        {"quote": "Nuclear peace"},
        {"quote": ""},
        {"quote": "", "start": 0, "end": 0},
        {"clause": "III.12"},
        {"clause": "IX.9"},
        {"language": "fr"},
    ],
    ids=str,
)
def test_a_quote_is_faithful_only_character_for_character_at_its_offsets(language: str, wrong: dict[str, Any]) -> None:
    sound = citation(language=language)
    assert quote_fidelity(case(answered(statement(sound), language=language))) == 1
    assert quote_fidelity(case(answered(statement(sound, sound | wrong), language=language))) == 1 / 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_offsets_outside_the_clause_are_no_offsets_even_if_slicing_takes_them(language: str) -> None:
    text = TEXTS[language]["III.12"]
    beyond = citation("III.12", language) | {"end": len(text) + 1}
    below = citation("III.12", language, text[:-1]) | {"start": -len(text), "end": -1}
    for wrong in (beyond, below):
        assert text[wrong["start"] : wrong["end"]] == wrong["quote"]
        assert quote_fidelity(case(answered(statement(wrong), language=language))) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In January 2022, five states", {"2022"}),
        ("2022年1月", {"2022", "1"}),
        ("5,000 places", {"5000"}),
        ("5.000 posti", {"5000"}),
        ("５０００个名额", {"5000"}),
        ("1,234,567", {"1234567"}),
        ("1,2345", {"1,2345"}),
        ("12.5 %", {"12.5"}),
        ("12,5 %", {"12,5"}),
        ("five states, 五核国", set()),
    ],
)
def test_a_number_is_the_same_however_its_digits_are_written(text: str, expected: set[str]) -> None:
    assert numbers(text) == expected


def test_every_number_of_a_statement_must_stand_in_its_own_quotes() -> None:
    assert number_fidelity(saying("They spoke in 2022.")) == 1
    assert number_fidelity(saying("They spoke in 2021.")) == 0
    assert number_fidelity(saying("They spoke in 2022.", "They spoke in 2021.")) == 1 / 2
    assert number_fidelity(saying("They spoke in 2022.", quote="Nuclear war cannot be won.")) == 0, "not in the quote"
    elsewhere = answered(
        statement(citation("III.12"), text="They spoke in 2022."), statement(citation("III.3"), text="They spoke.")
    )
    assert number_fidelity(case(elsewhere)) == 1 / 2, "in the quote of another statement"


def test_numbers_of_two_quotes_do_not_grow_together() -> None:
    texts = {"en": {"A": "20 22"}}
    halves = [citation() | {"clause": "A", "quote": quote, "start": 0, "end": 2} for quote in ("20", "22")]
    assert number_fidelity(case(answered(statement(*halves, text="2022")), texts=texts)) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Leaders of China met.", {"china"}),
        ("They met. Later China left: Nothing came of it.", {"china"}),
        ("He said “Never” in Geneva.", {"geneva"}),
        ("The UN and the G20", {"un", "g20"}),
        ("La Cina coopera con l'ONU", {"cina", "onu"}),
        ("反恐由联合国（UN）协调", {"un"}),
        ("反恐由ＵＮ协调", {"un"}),
        ("反恐由联合国协调", set()),
        ("反恐 由联合国协调", set()),
        ("contro una élite", set()),
        ("nothing of the sort", set()),
    ],
)
def test_a_name_is_capitalised_inside_a_sentence_or_an_acronym(text: str, expected: set[str]) -> None:
    assert names(text) == expected


def test_every_name_of_a_statement_must_stand_in_a_cited_clause_or_in_the_question() -> None:
    short = "Nuclear war cannot be won."
    assert name_fidelity(saying("It was said in January.", quote=short)) == 1, "in the clause beside the quote"
    assert name_fidelity(saying("It was said in Geneva.", quote=short)) == 0
    assert name_fidelity(saying("It was said in Geneva.", quote=short, question="what did they say in geneva?")) == 1
    assert name_fidelity(saying("It was said in January.", "It was said in Geneva.")) == 1 / 2
    other = answered(statement(citation("III.12"), text="It was said in January."))
    assert name_fidelity(case(other)) == 0, "in a clause that is not cited"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fact_counts_if_it_stands_word_for_word_in_a_quote(language: str) -> None:
    text = TEXTS[language]["III.3"]
    start, end = text[:8], text[-8:]

    def share(quote: str, *facts: str) -> float | None:
        said = statement(citation(language=language, quote=quote), text=text)
        return fact_recall(case(answered(said, language=language), language=language, facts=facts))

    assert share(text, start, end) == 1
    assert share(start, start, end) == 1 / 2, "wording that is not quoted proves nothing"
    assert share(text, text.swapcase() if language != "zh" else text[::-1]) == 0
    assert fact_recall(case(refused())) == 0


def test_quoted_length_is_told_in_statements_and_in_shares_of_the_cited_clauses() -> None:
    def quoting(*spans: tuple[str, int], language: str = "en") -> list[dict[str, Any]]:
        return [
            statement({"clause": letter, "language": language, "quote": LETTERS["en"][letter][:end], "start": 0, "end": end})
            for letter, end in spans
        ]

    two = case(answered(*quoting(("A", 4), ("B", 1))), texts=LETTERS)
    assert (statements(two), quoted_share(two)) == (2, 5 / 20)
    assert quoted_share(case(answered(*quoting(("A", 4), ("A", 1))), texts=LETTERS)) == 5 / 10
    both_editions = answered(*quoting(("A", 4)), *quoting(("A", 1), language="it"))
    assert quoted_share(case(both_editions, texts=LETTERS | {"it": {"A": "a" * 40}})) == 5 / 50
    assert quoted_share(case(answered(*quoting(("A", 4))), texts={})) is None, "of no existing clause"


def test_hallucination_and_error_are_the_two_ways_to_decide_wrongly() -> None:
    assert (hallucination(unanswerable(answered())), hallucination(unanswerable())) == (1, 0)
    assert (error(case(refused())), error(case())) == (1, 0)


@pytest.mark.parametrize("reason", ["out_of_scope", "weak_evidence", "no_such_clause"])
def test_a_right_refusal_is_asked_for_its_reason(reason: str) -> None:
    assert reason_accuracy(unanswerable(refused(reason), reason=reason)) == 1
    assert reason_accuracy(unanswerable(refused("unverified"), reason=reason)) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_in_the_language_of_the_question_and_quotes_its_edition(language: str) -> None:
    other = "it" if language == "en" else "en"
    assert correct_language(case(language=language)) == 1
    assert correct_language(case(answered(language=other), language=language)) == 0
    mixed = answered(
        statement(citation(language=language)), statement(citation("III.12", language=other)), language=language
    )
    assert correct_language(case(mixed, language=language)) == 0, "one citation of another edition is enough"
    assert correct_language(case(refused(language=other), language=language)) == 0
    assert correct_language(case(refused(language=language), language=language)) == 1


def test_a_language_without_an_edition_is_answered_in_that_language_from_the_default_edition() -> None:
    assert correct_language(case(answered(language="fr"), language="fr")) == 1
    assert correct_language(case(answered(language="en"), language="fr")) == 0
    assert correct_language(case(answered(language="it") | {"language": "fr"}, language="fr")) == 0


@settings(max_examples=100, deadline=None)
@given(st.permutations("ABCDEF"), st.sets(st.sampled_from("ABCDEF"), min_size=1))
def test_what_stands_behind_the_first_k_changes_nothing_at_k(order: list[str], gold: set[str]) -> None:
    whole, first = found("".join(order), "".join(gold)), found("".join(order[:3]), "".join(gold))
    assert recall(whole, 3) == recall(first, 3)
    assert context_precision(whole) == context_precision(first)
