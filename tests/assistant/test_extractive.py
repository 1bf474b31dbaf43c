"""What is quoted from a clause that answers: whole sentences, few of them, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.adapter import QueryAdapter
from assistant.calibration import RankingWeights, SelectionSettings
from assistant.extractive import MOST_STATEMENTS, quote
from assistant.retrieval import Evidence, HybridRetriever
from index.corpus import Corpus
from index.corpus_index import CorpusIndex
from index.sentences import split_sentences
from tests.conftest import LANGUAGES
from tests.fakes import DIMENSIONS

CLAUSE = "III.4"
OTHER = "III.12"


def settings(margin: float = 0.05) -> SelectionSettings:
    return SelectionSettings(
        sentence_margin=margin,
        lexical_weight=0,
        part_confidence=0.7,
        part_rank=3,
        rival_ratio=0.5,
    )


@pytest.fixture
def evidence(fake_index: CorpusIndex) -> Evidence:
    weights = RankingWeights(clause=1, passage=1, parallel=1, lexical=1)
    return HybridRetriever(fake_index, "en", weights, QueryAdapter.identity(DIMENSIONS)).search("Which weapons are named?")


def similar(evidence: Evidence, clause: str, similarities: Sequence[float]) -> Evidence:
    """``evidence`` in which the sentences of ``clause`` are as similar to the question as ``similarities`` says."""
    return replace(evidence, sentences={(clause, number): value for number, value in enumerate(similarities)})


def numbers(statements: Sequence, corpus: Corpus) -> list[int]:
    """Which sentences of their clauses the statements quote."""
    found = []
    for statement in statements:
        (citation,) = statement.citations
        found.append(split_sentences(citation.clause).index((citation.start, citation.end)))
    return found


def longest_clause(corpus: Corpus, language: str) -> str:
    clauses = corpus.editions[language].clauses
    return max(clauses, key=lambda id_: len(split_sentences(clauses[id_])))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_is_a_whole_sentence_at_its_offsets(corpus: Corpus, evidence: Evidence, language: str) -> None:
    edition = corpus.editions[language]
    for clause in edition.clauses.values():
        for statement in quote(edition, [clause.id], evidence, settings()):
            (citation,) = statement.citations
            assert citation.clause == clause
            assert (citation.start, citation.end) in split_sentences(clause)
            assert statement.text == clause.text[citation.start : citation.end]


def test_the_sentence_nearest_to_the_question_is_quoted_alone(corpus: Corpus, evidence: Evidence) -> None:
    edition = corpus.editions["en"]
    clause = longest_clause(corpus, "en")
    for best in range(4):
        likely = similar(evidence, clause, [0.9 if number == best else 0.7 for number in range(4)])
        assert numbers(quote(edition, [clause], likely, settings()), corpus) == [best]


def test_sentences_nearly_as_near_are_quoted_in_reading_order(corpus: Corpus, evidence: Evidence) -> None:
    clause = longest_clause(corpus, "en")
    likely = similar(evidence, clause, [0.88, 0.7, 0.9, 0.86])
    assert numbers(quote(corpus.editions["en"], [clause], likely, settings()), corpus) == [0, 2, 3]
    assert numbers(quote(corpus.editions["en"], [clause], likely, settings(0.03)), corpus) == [0, 2]


def test_there_are_at_most_three_and_these_are_the_best(corpus: Corpus, evidence: Evidence) -> None:
    clause = longest_clause(corpus, "en")
    likely = similar(evidence, clause, [0.80, 0.81, 0.84, 0.83])
    found = numbers(quote(corpus.editions["en"], [clause], likely, settings(1.0)), corpus)
    assert len(found) == MOST_STATEMENTS
    assert found == [1, 2, 3]


def test_two_clauses_are_each_quoted_and_there_are_still_three_at_most(corpus: Corpus, evidence: Evidence) -> None:
    statements = quote(corpus.editions["en"], [CLAUSE, OTHER], evidence, settings(1.0))
    cited = [statement.citations[0].clause.id for statement in statements]
    assert len(cited) <= MOST_STATEMENTS
    assert list(dict.fromkeys(cited)) == [CLAUSE, OTHER]
