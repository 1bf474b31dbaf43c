"""The answer without a model: one to three sentences of the text, word for word.

A sentence is scored by the similarity of the question to it or to its nearest phrase, plus the share of the question's
information whose words it has. The best sentence is always quoted, others only if they score nearly as well, so that
nothing is quoted that the question did not ask for. A question for a clause as such gets the clause from its start. Two
clauses are quoted when the question names two, or when it falls into two questions with different clauses for an answer,
or when the evidence cannot tell which of two it means.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.calibration import SelectionSettings
from assistant.retrieval import Evidence
from assistant.types import Citation, Statement
from index.clauses import Clause
from index.corpus import Edition
from index.sentences import split_sentences
from index.text import Word, term_set, words

MOST_STATEMENTS = 3


def quote(
    edition: Edition, clauses: Sequence[str], evidence: Evidence, settings: SelectionSettings
) -> tuple[Statement, ...]:
    """Statements for each of ``clauses``, which together answer the question of ``evidence``; in reading order a clause."""
    out: list[Statement] = []
    for place, clause_id in enumerate(clauses):
        clause = edition.clauses[clause_id]
        spans = split_sentences(clause)
        room = MOST_STATEMENTS - len(out) - (len(clauses) - place - 1)
        if evidence.asks_only_for_clause:
            numbers = list(range(len(spans)))[:room]
        else:
            numbers = sorted(_telling_sentences(clause, evidence, settings)[:room])
        out += [Statement.quoting(Citation(clause, *spans[number])) for number in numbers]
    return tuple(out)


def _telling_sentences(clause: Clause, evidence: Evidence, settings: SelectionSettings) -> list[int]:
    """Numbers of the sentences of ``clause`` worth quoting, best first."""
    question = words(evidence.question, clause.language)
    least = min(evidence.sentences.values(), default=0.0)
    scores = []
    for number, (start, end) in enumerate(split_sentences(clause)):
        similarity = evidence.sentences.get((clause.id, number), least)
        overlap = _share_of_words(question, clause.text[start:end], clause.language)
        scores.append(similarity + settings.lexical_weight * overlap)
    best = max(scores)
    telling = [number for number, score in enumerate(scores) if score >= best - settings.sentence_margin]
    return sorted(telling, key=lambda number: (-scores[number], number))


def _share_of_words(question: Sequence[Word], sentence: str, language: str) -> float:
    """Share of the question's information whose words stand in ``sentence``, 0 to 1."""
    total = sum(word.information for word in question)
    if not total:
        return 0.0
    present = term_set(sentence, language)
    return sum(word.information for word in question if all(term in present for term in word.terms)) / total
