"""Sentence alignment of the real editions: who belongs to whom, and every sentence taken out once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.pipeline import Pipeline
from assistant.sentence_alignment import SentenceAligner
from index.clauses import Clause
from index.corpus import Corpus
from index.sentences import split_sentences
from tests.assistant.planted import PlantedVectors, replanted

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def vectors(pipeline: Pipeline) -> PlantedVectors:
    return PlantedVectors(pipeline.index)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("I.p3", ["0-0,1", "1-2", "2-3", "3-4,5"]),
        ("II.3", ["0-0", "1-1,2", "2-3", "3-4", "4-5"]),
        ("II.4", ["0-0", "1-1,2", "2-3", "3-4", "4-5", "5-6,7"]),
        ("II.6", ["0-0", "1-1,2,3", "2-4,5"]),
        ("III.3", ["0-0", "1-1,2", "2-3", "3-4"]),
        ("III.4", ["0-0", "1-1", "2-2", "3-3,4", "4-5"]),
        ("IV.5", ["0-0", "1-1", "2-2"]),
    ],
)
@pytest.mark.parametrize("other", ["en", "it"])
def test_long_chinese_sentences_stand_for_several(
    corpus: Corpus, vectors: PlantedVectors, clause: str, expected: list[str], other: str
) -> None:
    vectors.corpus = corpus
    aligned = SentenceAligner.fit(corpus.editions["zh"], corpus.editions[other], vectors).align(clause)
    assert [f"{','.join(map(str, bead.here))}-{','.join(map(str, bead.there))}" for bead in aligned.beads] == expected
    assert (aligned.lone_here, aligned.lone_there) == ((), ())


@pytest.mark.parametrize(("pair", "least"), [(("zh", "en"), 0.7), (("zh", "it"), 0.6), (("en", "it"), 0.9)])
def test_a_sentence_taken_out_is_mostly_noticed_and_no_other_ever_accused(
    corpus: Corpus, vectors: PlantedVectors, pair: tuple[str, str], least: float
) -> None:
    vectors.corpus = corpus
    aligner = SentenceAligner.fit(corpus.editions[pair[0]], corpus.editions[pair[1]], vectors)
    whole = {clause: aligner.align(clause) for clause in corpus.clause_ids}
    noticed = taken = 0
    for clause, alignment in whole.items():
        for side, language in enumerate(pair):
            text = corpus.editions[language].clauses[clause]
            for bead in alignment.beads:
                mine, theirs = (bead.here, bead.there)[:: 1 if side == 0 else -1]
                if len(mine) != 1 or len(theirs) != 1 or len(split_sentences(text)) == 1:
                    continue
                changed = replanted(corpus, language, clause, text.text, without(text, mine))
                vectors.corpus = changed
                aligner.here, aligner.there = changed.editions[pair[0]], changed.editions[pair[1]]
                found = aligner.align(clause)
                lone = (found.lone_there, found.lone_here)[:: 1 if side == 0 else -1]
                assert lone[1] == ()
                assert {number for number, _ in lone[0]} <= set(theirs)
                noticed += len(lone[0])
                taken += 1
    assert taken > 150
    assert noticed >= least * taken


def without(clause: Clause, numbers: Sequence[int]) -> str:
    """The clause's text without the sentences ``numbers``."""
    joint = "" if clause.language == "zh" else " "
    return joint.join(clause.text[start:end] for at, (start, end) in enumerate(split_sentences(clause)) if at not in numbers)
