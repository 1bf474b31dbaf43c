"""Counterfactual faithfulness: does the answer follow the text when the text changes?

Three temporary corpora, changed the same way in all editions, are asked the questions whose original answers were right:

- *deleted*: every fourth clause is gone; nothing of it may be cited any more;
- *swapped*: the bodies of clauses are exchanged in pairs; the first citation must be the clause that now has the text;
- *renumbered*: every digit is another one; the quotes must have the new figures.

A system that knows the answers by heart, or reads a stale index, fails here. (The idea is that of contrast sets, Gardner
et al. 2020, and of knowledge conflicts, Longpre et al. 2021, "Entity-Based Knowledge Conflicts in Question Answering".)
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

from evals.metrics.case import Case
from evals.metrics.fact_recall import fact_recall
from evals.questions import Question
from evals.record import Row, Variant
from index.clauses import Clause
from index.corpus import Corpus, Edition
from index.references import find_references

_DIGITS = str.maketrans("0123456789", "3456789012")
_EVERY = 4  # one clause in so many is deleted, so that what is left is still the same document
_DIGIT = re.compile(r"\d")


def changed_corpus(corpus: Corpus, variant: Variant) -> Corpus:
    """``corpus`` with its clauses changed as ``variant`` says; the original is left as it is."""
    if variant == "deleted":
        gone = _deleted(corpus)
        return _with_clauses(
            corpus, lambda edition: [clause for clause in edition.clauses.values() if clause.id not in gone]
        )
    if variant == "swapped":
        partner = _partners(corpus)
        return _with_clauses(
            corpus,
            lambda edition: [_body(clause, edition.clauses[partner[clause.id]]) for clause in edition.clauses.values()],
        )
    if variant == "renumbered":
        return _with_clauses(
            corpus,
            lambda edition: [dataclasses.replace(c, text=c.text.translate(_DIGITS)) for c in edition.clauses.values()],
        )
    return corpus


def expectation(question: Question, language: str, variant: Variant, corpus: Corpus) -> Question | None:
    """``question`` with the clauses and facts that are right for ``variant``; None where the change tells nothing."""
    asked = question.question[language]
    if not question.is_answerable or find_references(asked, corpus.clause_ids, corpus.reference_words):
        return None
    if variant == "deleted":
        return question if {*question.gold} <= _deleted(corpus) else None
    if variant == "swapped":
        partner = _partners(corpus)
        gold = tuple(partner[clause] for clause in question.gold)
        # Where a clause that was right stays right, an answer that does not follow the text could pass.
        return None if {*gold} & {*question.gold} else question.model_copy(update={"gold": gold})
    facts = {name: tuple(fact.translate(_DIGITS) for fact in known) for name, known in question.facts.items()}
    edition = corpus.answering_language(language)
    if facts.get(edition) == question.facts.get(edition) or _DIGIT.search(asked):
        return None
    return question.model_copy(update={"facts": facts})


def follows(variant: Variant, case: Case) -> bool:
    """Whether the answer to ``case``, asked of a changed corpus, follows the changed text."""
    if variant == "deleted":
        return not {*case.cited} & {*case.gold}
    if variant == "swapped":
        return bool({*case.cited[:1]} & {*case.gold})
    return fact_recall(case) == 1.0


def applies(variant: Variant, original: Row | None) -> bool:
    """Whether ``original``, the answer from the unchanged corpus, was right enough for the change to tell anything."""
    return (
        original is not None
        and original.error is None
        and original.checks["facts" if variant == "renumbered" else "first_clause"]
    )


def _deleted(corpus: Corpus) -> frozenset[str]:
    return frozenset(corpus.clause_ids[_EVERY - 1 :: _EVERY])


def _partners(corpus: Corpus) -> dict[str, str]:
    """The clause that each clause exchanges its body with: the one half a document away.

    An odd one keeps its own, and so does one that a partial edition lacks.
    """
    editions = corpus.editions.values()
    ids = [id_ for id_ in corpus.clause_ids if all(id_ in edition.clauses for edition in editions)]
    half = len(ids) // 2
    pairs = dict(zip(ids[:half], ids[half : 2 * half], strict=True))
    return {id_: id_ for id_ in corpus.clause_ids} | pairs | {b: a for a, b in pairs.items()}


def _body(clause: Clause, other: Clause) -> Clause:
    return dataclasses.replace(clause, text=other.text, paragraphs=other.paragraphs, segments=other.segments)


def _with_clauses(corpus: Corpus, clauses: Callable[[Edition], list[Clause]]) -> Corpus:
    editions = {language: Edition.of(edition.manifest, clauses(edition)) for language, edition in corpus.editions.items()}
    return dataclasses.replace(corpus, editions=editions)
