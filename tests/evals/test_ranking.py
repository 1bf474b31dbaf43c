"""What is learned from questions: weights that rank the gold clauses first, and an adapter that moves questions to them."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.adapter import QueryAdapter
from assistant.calibration import RankingWeights
from assistant.retrieval import HybridRetriever
from evals.questions import load_questions
from evals.ranking import Example, fit_adapter, fit_weights
from index.corpus import Corpus
from index.corpus_index import CorpusIndex
from tests.conftest import LANGUAGES
from tests.fakes import DIMENSIONS
from tests.shipped import DEV

EQUAL = RankingWeights(clause=1, passage=1, parallel=1, lexical=1)


def found(index: CorpusIndex, adapter: QueryAdapter, corpus: Corpus) -> list[Example]:
    shipped = load_questions([DEV], corpus)
    asked = [question for question in shipped if question.is_answerable and len(question.gold) == 1][:60]
    return [
        Example(question, language, HybridRetriever(index, language, EQUAL, adapter).search(question.question[language]))
        for question in asked
        for language in LANGUAGES
    ]


@pytest.fixture
def examples(fake_index: CorpusIndex, corpus: Corpus) -> list[Example]:
    return found(fake_index, QueryAdapter.identity(DIMENSIONS), corpus)


def mean_gold_probability(examples: list[Example]) -> float:
    return float(np.mean([example.evidence.probabilities[example.gold].sum() for example in examples]))


def test_evidence_that_points_away_from_the_gold_clauses_gets_no_weight(examples: list[Example]) -> None:
    for example in examples:
        example.evidence.passage[:] = -example.gold.astype(float)
        example.evidence.parallel[:] = 0
    weights = fit_weights(examples)
    assert weights.passage < 0 < weights.lexical


def test_an_adapter_makes_the_gold_clauses_of_its_questions_more_probable(
    examples: list[Example], fake_index: CorpusIndex, corpus: Corpus
) -> None:
    adapter = fit_adapter(examples, fake_index, EQUAL)
    adapted = found(fake_index, adapter, corpus)
    assert mean_gold_probability(adapted) > mean_gold_probability(examples) + 0.05


def test_an_adapter_is_the_same_every_time(examples: list[Example], fake_index: CorpusIndex) -> None:
    first, second = (fit_adapter(examples, fake_index, EQUAL) for _ in range(2))
    assert np.array_equal(first.matrix, second.matrix)


def test_an_adapter_finds_a_text_that_has_moved_to_another_clause(examples: list[Example], fake_index: CorpusIndex) -> None:
    # It holds vectors and no clause ids, so what it learned of a passage goes with the passage.
    adapter = fit_adapter(examples, fake_index, EQUAL)
    ids, vectors = fake_index.store.vectors("sentences", "en")
    here = np.array([id_.startswith("III.3#") for id_ in ids])
    question = next(e for e in examples if e.question.gold == ("III.3",) and e.written == "en").evidence.vector
    before, after = vectors[here] @ np.asarray(question), vectors[here] @ adapter(question)
    assert after.max() > before.max()
