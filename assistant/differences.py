"""Where editions say different things: numbers, dates, names, and sentences and clauses without a counterpart.

Two editions at a time, sentence by sentence as :mod:`assistant.sentence_alignment` pairs them, then joined over all. What
could be a matter of wording is not claimed (:mod:`assistant.contrast`), and a sentence is missing only if the alignment is
sure that no sentence and no phrase of the other edition's clause says it. A clause is missing where its id is, in a partial
edition as in one whose manifest names what it lacks. What was not compared is told in ``notices``.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.bead_chains import Bead
from assistant.clause_vectors import SentenceVectors
from assistant.contrast import Missing, SharedNames, Texts, contrasting_countries, contrasting_numbers, is_month
from assistant.sentence_alignment import Alignment, SentenceAligner
from assistant.verification.quantities import READ_IN_WORDS
from index.clauses import Clause
from index.corpus import Corpus
from index.sentences import split_sentences

Kind = Literal["number", "date", "name", "sentence", "clause"]
Progress = Callable[[int, int], None]
"""Called with (pairs of editions compared, pairs in all)."""


@dataclass(frozen=True)
class Reading:
    """What one edition says: ``quote`` is its clause's text from ``start`` to ``end``.

    ``only`` is what another of the editions does not have there: numbers in one form (``5000``, ``month 1``), names as
    they stand, the sentence or the clause. An edition that lacks a sentence is quoted with the one that comes nearest to
    it, one that lacks the clause with nothing.
    """

    language: str
    quote: str
    start: int
    end: int
    only: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """What the editions of ``clause`` say differently: two readings or more, in the order of the languages compared."""

    clause: str
    kind: Kind
    readings: tuple[Reading, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "clause": self.clause,
            "kind": self.kind,
            "readings": [vars(reading) | {"only": list(reading.only)} for reading in self.readings],
        }


@dataclass(frozen=True)
class Comparison:
    """All differences, by clause, and what could not be compared (a line each, for people)."""

    languages: tuple[str, ...]
    clauses: tuple[str, ...]
    differences: tuple[Difference, ...]
    notices: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "languages": list(self.languages),
            "clauses": list(self.clauses),
            "differences": [difference.to_json() for difference in self.differences],
            "notices": list(self.notices),
        }


Sentence = tuple[str, int]
"""Language and number of a sentence of the clause in question."""


@dataclass(frozen=True)
class _Finding:
    """Sentences of two editions that differ, and what only each of them has."""

    kind: Kind
    sentences: tuple[tuple[Sentence, ...], tuple[Sentence, ...]]
    only: tuple[tuple[str, ...], tuple[str, ...]]


def compare(
    corpus: Corpus,
    vectors: SentenceVectors,
    languages: Sequence[str],
    clauses: Sequence[str],
    progress: Progress = lambda done, total: None,
) -> Comparison:
    """Compare the editions in ``languages`` (two or more, which exist) over ``clauses`` (which exist in one of them).

    Raises:
        StaleIndexError: the vector store has been damaged since it was opened.
    """
    pairs = list(itertools.combinations(languages, 2))
    findings: dict[str, list[_Finding]] = {clause: [] for clause in clauses}
    paired: dict[str, set[frozenset[Sentence]]] = {clause: set() for clause in clauses}
    notices: list[str] = []
    for done, pair in enumerate(pairs):
        progress(done, len(pairs))
        shared = [id_ for id_ in clauses if all(id_ in corpus.editions[name].clauses for name in pair)]
        if not shared:
            continue
        editions = _EditionPair(corpus, vectors, pair)
        notices += editions.notices
        for id_ in shared:
            findings[id_] += editions.findings(id_)
            paired[id_] |= editions.paired(id_)
    progress(len(pairs), len(pairs))
    differences: list[Difference] = []
    for id_ in clauses:
        differences += _lacking(id_, corpus, languages)
        differences += [_difference(id_, corpus, languages, group) for group in _groups(findings[id_], paired[id_])]
    return Comparison(tuple(languages), tuple(clauses), tuple(differences), tuple(dict.fromkeys(notices)))


class _EditionPair:
    """Two editions of ``corpus`` and how their sentences pair."""

    def __init__(self, corpus: Corpus, vectors: SentenceVectors, languages: tuple[str, str]) -> None:
        self._languages = languages
        self._clauses = tuple(corpus.editions[name].clauses for name in languages)
        self._aligner = SentenceAligner.fit(corpus.editions[languages[0]], corpus.editions[languages[1]], vectors)
        self._alignments: dict[str, Alignment] = {}
        self.notices: list[str] = []
        if not self._aligner.is_calibrated:
            self.notices.append(f"{' and '.join(languages)}: too little text to pair sentences; whole clauses were compared")
        self.notices += [
            f"{name}: only numbers in digits were compared; those in words are not read"
            for name in languages
            if name not in READ_IN_WORDS
        ]
        learned = [self._texts(id_, bead) for id_ in self._aligner.learned_from for bead in self._beads(id_)]
        self._names = SharedNames(learned, languages)

    def paired(self, clause_id: str) -> set[frozenset[Sentence]]:
        """The pairs of sentences that say the same."""
        here, there = self._languages
        return {
            frozenset(((here, one), (there, other)))
            for bead in self._beads(clause_id)
            for one, other in itertools.product(bead.here, bead.there)
        }

    def findings(self, clause_id: str) -> Iterator[_Finding]:
        beads = self._beads(clause_id)
        places = [self._texts(clause_id, bead) for bead in beads]
        numbers = contrasting_numbers(places, self._languages)
        names = [
            _merged(*both)
            for both in zip(contrasting_countries(places, self._languages), self._names.contrasting(places), strict=True)
        ]
        for bead, number, name in zip(beads, numbers, names, strict=True):
            months = [{key: item for key, item in side.items() if is_month(key)} for side in number]
            others = [{key: item for key, item in side.items() if not is_month(key)} for side in number]
            for kind, (one, other) in (("number", others), ("date", months), ("name", name)):
                if one or other:
                    sentences = self._sentences(bead)
                    yield _Finding(kind, sentences, (tuple(one.values()), tuple(other.values())))  # type: ignore[arg-type]
        yield from self._lone(clause_id)

    def _lone(self, clause_id: str) -> Iterator[_Finding]:
        alignment = self._alignments.get(clause_id)
        if alignment is None:
            return
        here, there = self._languages
        for number, nearest in alignment.lone_here:
            quote = self._texts(clause_id, Bead((number,), ()))[0]
            yield _Finding("sentence", (((here, number),), ((there, nearest),)), ((quote,), ()))
        for number, nearest in alignment.lone_there:
            quote = self._texts(clause_id, Bead((), (number,)))[1]
            yield _Finding("sentence", (((here, nearest),), ((there, number),)), ((), (quote,)))

    def _beads(self, clause_id: str) -> tuple[Bead, ...]:
        if not self._aligner.is_calibrated:
            whole = [tuple(range(len(split_sentences(clauses[clause_id])))) for clauses in self._clauses]
            return (Bead(whole[0], whole[1]),)
        if clause_id not in self._alignments:
            self._alignments[clause_id] = self._aligner.align(clause_id)
        return self._alignments[clause_id].beads

    def _sentences(self, bead: Bead) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
        here, there = self._languages
        return tuple((here, number) for number in bead.here), tuple((there, number) for number in bead.there)

    def _texts(self, clause_id: str, bead: Bead) -> Texts:
        return _quote(self._clauses[0][clause_id], bead.here)[0], _quote(self._clauses[1][clause_id], bead.there)[0]


def _lacking(clause_id: str, corpus: Corpus, languages: Sequence[str]) -> Iterator[Difference]:
    """That some of the editions have the clause and others lack it, if so."""
    texts = {
        name: corpus.editions[name].clauses[clause_id].text
        for name in languages
        if clause_id in corpus.editions[name].clauses
    }
    if texts and any(name not in texts for name in languages):
        readings = [
            Reading(name, texts[name], 0, len(texts[name]), (texts[name],)) if name in texts else Reading(name, "", 0, 0, ())
            for name in languages
        ]
        yield Difference(clause_id, "clause", tuple(readings))


def _groups(findings: Sequence[_Finding], paired: set[frozenset[Sentence]]) -> list[list[_Finding]]:
    """``findings`` of a clause by what they are about: the same difference shows between several pairs of editions."""
    groups: list[list[_Finding]] = []
    for finding in findings:
        near = [group for group in groups if any(_is_same(finding, other, paired) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([other for group in near for other in group] + [finding])
    return groups


def _is_same(one: _Finding, other: _Finding, paired: set[frozenset[Sentence]]) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind != "sentence":
        return not set(itertools.chain(*one.sentences)).isdisjoint(itertools.chain(*other.sentences))
    return any(a == b or frozenset((a, b)) in paired for a in _owners(one) for b in _owners(other))


def _owners(finding: _Finding) -> tuple[Sentence, ...]:
    """The sentences that only one edition has."""
    return finding.sentences[0] if finding.only[0] else finding.sentences[1]


def _difference(clause_id: str, corpus: Corpus, languages: Sequence[str], group: Sequence[_Finding]) -> Difference:
    sentences: dict[str, set[int]] = {}
    only: dict[str, dict[str, None]] = {}
    for finding in group:
        for side, items in zip(finding.sentences, finding.only, strict=True):
            language = side[0][0]
            # Of the sentences near a missing one, the first will do.
            if items or finding.kind != "sentence" or language not in sentences:
                sentences.setdefault(language, set()).update(number for _, number in side)
            only.setdefault(language, {}).update(dict.fromkeys(items))
    readings = []
    for language in languages:
        if language in sentences:
            clause = corpus.editions[language].clauses[clause_id]
            quote, start, end = _quote(clause, sorted(sentences[language]))
            readings.append(Reading(language, quote, start, end, tuple(only[language])))
    return Difference(clause_id, group[0].kind, tuple(readings))


def _quote(clause: Clause, sentences: Sequence[int]) -> tuple[str, int, int]:
    """The text from the first to the last of ``sentences`` and its offsets; empty if there are none."""
    spans = split_sentences(clause)
    start, end = (spans[sentences[0]][0], spans[sentences[-1]][1]) if sentences else (0, 0)
    return clause.text[start:end], start, end


def _merged(*parts: Missing) -> Missing:
    return ({k: v for part in parts for k, v in part[0].items()}, {k: v for part in parts for k, v in part[1].items()})
