"""Changed corpora are changed in all editions alike, and what is right for them is known."""

from __future__ import annotations

from typing import Any

import pytest

from evals.counterfactual import applies, changed_corpus, expectation, follows
from evals.questions import Question, load_questions
from evals.record import VARIANTS, Variant
from index.corpus import Corpus
from tests.conftest import LANGUAGES
from tests.evals.builders import answered, case, citation, refused, row, statement
from tests.shipped import DEV

GONE = ["II.1", "II.5", "III.p2", "III.4", "III.8", "III.12", "III.16", "III.20", "IV.4"]
CHANGES: tuple[Variant, ...] = VARIANTS[1:]

every_change = pytest.mark.parametrize("variant", CHANGES)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def texts(corpus: Corpus) -> dict[str, dict[str, str]]:
    """The text of every clause by language and id."""
    return {name: {id_: c.text for id_, c in edition.clauses.items()} for name, edition in corpus.editions.items()}


def question(**changes: Any) -> Question:
    """A real question about figures in III.3."""
    return Question.model_validate(
        {
            "id": "a-statement",
            "kind": "number_date",
            "question": {
                "zh": "五核国领导人何时发表联合声明？",
                "en": "When did the five leaders issue their joint statement?",
                "it": "Quando hanno rilasciato la dichiarazione i cinque leader?",
                "fr": "Quand les cinq dirigeants ont-ils publié leur déclaration ?",
            },
            "gold": ["III.3"],
            "facts": {"zh": ["2022年1月"], "en": ["January 2022"], "it": ["gennaio 2022"]},
            "split": "dev",
        }
        | changes
    )


def unanswerable() -> Question:
    return question(kind="near_domain", gold=[], facts={}, expected_reason="weak_evidence")


def partners(corpus: Corpus, language: str) -> dict[str, str]:
    """Where the text of each clause has gone in the swapped corpus."""
    before, after = texts(corpus)[language], texts(changed_corpus(corpus, "swapped"))[language]
    place = {text: id_ for id_, text in after.items()}
    return {id_: place[text] for id_, text in before.items()}


@every_change
def test_the_original_is_left_as_it_is(corpus: Corpus, variant: Variant) -> None:
    before = texts(corpus)
    changed = changed_corpus(corpus, variant)
    assert texts(changed) != before
    assert texts(corpus) == before


def test_the_original_variant_is_the_corpus_itself(corpus: Corpus) -> None:
    assert changed_corpus(corpus, "original").fingerprint == corpus.fingerprint


def test_no_two_variants_share_an_index(corpus: Corpus) -> None:
    assert len({changed_corpus(corpus, variant).fingerprint for variant in VARIANTS}) == len(VARIANTS)


@every_change
def test_a_change_is_the_same_every_time(corpus: Corpus, variant: Variant) -> None:
    assert changed_corpus(corpus, variant).fingerprint == changed_corpus(corpus, variant).fingerprint


@every_change
def test_every_edition_still_has_the_same_ids_in_the_same_order(corpus: Corpus, variant: Variant) -> None:
    changed = changed_corpus(corpus, variant)
    assert changed.languages == corpus.languages
    assert {tuple(edition.clauses) for edition in changed.editions.values()} == {changed.clause_ids}


@every_change
@every_language
def test_paragraphs_still_fit_the_text_they_divide(corpus: Corpus, variant: Variant, language: str) -> None:
    for clause in changed_corpus(corpus, variant).editions[language].clauses.values():
        assert "\n".join(clause.text[start:end] for start, end in clause.paragraphs) == clause.text
        assert clause.language == language
        assert clause.id.startswith(f"{clause.part}.")


@every_language
def test_every_fourth_clause_is_deleted_and_the_others_stay_word_for_word(corpus: Corpus, language: str) -> None:
    before, after = texts(corpus)[language], texts(changed_corpus(corpus, "deleted"))[language]
    assert [id_ for id_ in before if id_ not in after] == GONE
    assert after == {id_: text for id_, text in before.items() if id_ not in GONE}


@every_language
def test_swapped_bodies_change_places_in_pairs(corpus: Corpus, language: str) -> None:
    before, after = texts(corpus)[language], texts(changed_corpus(corpus, "swapped"))[language]
    assert tuple(after) == tuple(before)
    assert sorted(after.values()) == sorted(before.values())
    assert [id_ for id_ in before if before[id_] == after[id_]] == []
    partner = partners(corpus, language)
    assert {id_: partner[partner[id_]] for id_ in before} == {id_: id_ for id_ in before}


def test_bodies_are_swapped_between_the_same_clauses_in_all_editions(corpus: Corpus) -> None:
    zh, en, it = (partners(corpus, language) for language in ("zh", "en", "it"))
    assert zh == en == it


def test_a_clause_without_a_partner_keeps_its_body(corpus: Corpus) -> None:
    odd = changed_corpus(corpus, "deleted")
    assert len(odd.clause_ids) % 2 == 1
    kept = [id_ for id_, text in texts(odd)["en"].items() if texts(changed_corpus(odd, "swapped"))["en"][id_] == text]
    assert kept == [odd.clause_ids[-1]]


@every_language
def test_every_digit_becomes_another_and_nothing_else_does(corpus: Corpus, language: str) -> None:
    before, after = texts(corpus)[language], texts(changed_corpus(corpus, "renumbered"))[language]
    pairs = {(old, new) for id_ in before for old, new in zip(before[id_], after[id_], strict=True)}
    digits = {(old, new) for old, new in pairs if old.isdigit()}
    assert len(digits) == len({new for _, new in digits}) > 3, "different digits stay different"
    assert all(new.isdigit() and new != old for old, new in digits)
    assert all(new == old for old, new in pairs - digits)


@every_change
@every_language
def test_questions_the_text_does_not_answer_are_not_asked_again(corpus: Corpus, variant: Variant, language: str) -> None:
    assert expectation(unanswerable(), language, variant, corpus) is None


@every_change
@pytest.mark.parametrize(
    ("language", "asked"),
    [("zh", "第三部分第三条说了什么？"), ("en", "What does III.3 say?"), ("it", "Che dice il punto III.3?")],
)
def test_questions_that_name_a_clause_are_not_asked_again(
    corpus: Corpus, variant: Variant, language: str, asked: str
) -> None:
    """The clause still has that number, so its answer would change with every change of the text."""
    plain = question(gold=["III.4" if variant == "deleted" else "III.3"])
    named = plain.model_copy(update={"question": plain.question | {language: asked}})
    assert expectation(plain, language, variant, corpus) is not None
    assert expectation(named, language, variant, corpus) is None


@every_language
@pytest.mark.parametrize(
    ("gold", "is_asked"), [(["III.4"], True), (["III.4", "II.1"], True), (["III.4", "III.3"], False), (["III.3"], False)]
)
def test_deletion_is_asked_about_only_if_all_that_answers_is_gone(
    corpus: Corpus, language: str, gold: list[str], is_asked: bool
) -> None:
    asked = question(gold=gold)
    assert expectation(asked, language, "deleted", corpus) == (asked if is_asked else None)


@every_language
def test_after_a_swap_the_clause_that_has_the_text_is_right(corpus: Corpus, language: str) -> None:
    expected = expectation(question(), language, "swapped", corpus)
    assert expected is not None
    assert expected.gold == (partners(corpus, language)["III.3"],) != ("III.3",)
    assert (expected.facts, expected.question) == (question().facts, question().question)


def test_a_swap_among_the_clauses_that_answer_tells_nothing(corpus: Corpus) -> None:
    pair = ["III.3", partners(corpus, "en")["III.3"]]
    assert expectation(question(gold=pair), "en", "swapped", corpus) is None


@pytest.mark.parametrize("language", [*LANGUAGES, "fr"])
def test_after_renumbering_the_new_figures_are_right(corpus: Corpus, language: str) -> None:
    expected = expectation(question(), language, "renumbered", corpus)
    assert expected is not None
    assert expected.gold == ("III.3",)
    assert expected.facts == {"zh": ("5355年4月",), "en": ("January 5355",), "it": ("gennaio 5355",)}


@pytest.mark.parametrize("language", [*LANGUAGES, "fr"])
def test_renumbering_tells_nothing_where_no_fact_has_a_figure(corpus: Corpus, language: str) -> None:
    """The facts of the edition that answers decide, not those of another."""
    edition = "en" if language == "fr" else language
    wordy = question(facts=question().facts | {edition: ("joint statement",)})
    assert expectation(wordy, language, "renumbered", corpus) is None
    other = next(name for name in LANGUAGES if name != edition)
    assert expectation(wordy, other, "renumbered", corpus) is not None


@pytest.mark.parametrize("figure", ["2022", "２０２２"])
def test_renumbering_tells_nothing_if_the_question_has_the_old_figure(corpus: Corpus, figure: str) -> None:
    asked = question().question | {"en": f"What was stated in {figure}?"}
    assert expectation(question(question=asked), "en", "renumbered", corpus) is None
    assert expectation(question(question=asked), "it", "renumbered", corpus) is not None


def test_what_is_expected_of_the_shipped_questions_holds_in_the_changed_texts(corpus: Corpus) -> None:
    changed = {variant: texts(changed_corpus(corpus, variant)) for variant in CHANGES}
    asked = dict.fromkeys(CHANGES, 0)
    for shipped in load_questions([DEV], corpus)[::20]:
        for variant in CHANGES:
            for language in LANGUAGES:
                expected = expectation(shipped, language, variant, corpus)
                if expected is None:
                    continue
                asked[variant] += 1
                clauses = [changed[variant][language].get(clause) for clause in expected.gold]
                if variant == "deleted":
                    assert clauses == [None] * len(clauses), shipped.id
                else:
                    assert all(any(fact in (text or "") for text in clauses) for fact in expected.facts[language]), (
                        shipped.id
                    )
    assert min(asked.values()) > 0


def citing(language: str, *clauses: str) -> dict[str, Any]:
    return answered(*(statement(citation(clause, language)) for clause in clauses), language=language)


@every_language
def test_nothing_of_a_deleted_clause_may_be_cited(language: str) -> None:
    def obeys(answer: dict[str, Any]) -> bool:
        return follows("deleted", case(answer, language=language, gold=("III.3",)))

    assert obeys(refused(language=language))
    assert obeys(citing(language, "III.12"))
    assert not obeys(citing(language, "III.3"))
    assert not obeys(citing(language, "III.12", "III.3"))


@every_language
def test_the_first_citation_follows_a_swapped_text(language: str) -> None:
    def obeys(answer: dict[str, Any]) -> bool:
        return follows("swapped", case(answer, language=language, gold=("III.12",)))

    assert obeys(citing(language, "III.12"))
    assert obeys(citing(language, "III.12", "III.3"))
    assert not obeys(citing(language, "III.3"))
    assert not obeys(citing(language, "III.3", "III.12"))
    assert not obeys(refused(language=language))


@every_language
def test_the_quotes_have_the_new_figures(language: str) -> None:
    def obeys(answer: dict[str, Any], *facts: str) -> bool:
        return follows("renumbered", case(answer, language=language, facts=facts))

    assert obeys(citing(language, "III.3"), "2022")
    assert not obeys(citing(language, "III.3"), "5355")
    assert not obeys(citing(language, "III.3"), "2022", "5355")
    assert not obeys(refused(language=language), "2022")


def test_only_answers_that_were_right_are_held_against_the_change() -> None:
    right = row(facts=("Nuclear",))
    assert all(applies(variant, right) for variant in CHANGES)
    wrong_clause = row(answer=citing("en", "III.12", "III.3"), facts=("Nuclear",))
    assert [applies(variant, wrong_clause) for variant in CHANGES] == [False, False, True]
    without_fact = row(facts=("2022",))
    assert [applies(variant, without_fact) for variant in CHANGES] == [True, True, False]
    failed = row(answer=None, error="OSError: disk")
    assert not any(applies(variant, failed) for variant in CHANGES)
