"""Sentences cover a clause without gaps or overlaps, and every passage is verbatim at its offsets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clauses import Clause
from index.corpus import Corpus
from index.sentences import Passage, parse_passage_id, split_passages, split_sentences
from tests.conftest import LANGUAGES


def clause_of(text: str, language: str) -> Clause:
    """A clause with one paragraph a line of ``text``."""
    paragraphs: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        paragraphs.append((start, start + len(line)))
        start += len(line) + 1
    return Clause("I.1", language, "I", None, text, tuple(paragraphs), ())


def assert_covered(clause: Clause, spans: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> None:
    """``spans`` are in order, apart, without white space at their ends, and hold every non-blank character."""
    assert all(0 <= start < end <= len(clause.text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(clause.text[start:end] == clause.text[start:end].strip() for start, end in spans)
    inside = "".join(clause.text[start:end] for start, end in spans)
    assert "".join(inside.split()) == "".join(clause.text.split())


def assert_passages(clause: Clause) -> None:
    passages = split_passages(clause)
    whole = [passage for passage in passages if passage.phrase is None]
    assert [(passage.start, passage.end) for passage in whole] == list(split_sentences(clause))
    assert [passage.sentence for passage in whole] == list(range(len(whole)))
    assert len({passage.id for passage in passages}) == len(passages)
    for passage in passages:
        assert passage.text == clause.text[passage.start : passage.end] != ""
        assert parse_passage_id(passage.id) == (clause.id, passage.sentence)
    for sentence in whole:
        phrases = [p for p in passages if p.sentence == sentence.sentence and p.phrase is not None]
        assert len(phrases) != 1
        if phrases:
            assert [phrase.phrase for phrase in phrases] == list(range(len(phrases)))
            assert (phrases[0].start, phrases[-1].end) == (sentence.start, sentence.end)
            assert all(clause.text[a.end : b.start].strip() == "" for a, b in pairwise(phrases))
            assert all(a.end <= b.start for a, b in pairwise(phrases))


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("en", "2. It shall be free. It shall be open to all.", ["2. It shall be free.", "It shall be open to all."]),
        ("it", "(2) Sia gratuita. Sia aperta a tutti.", ["(2) Sia gratuita.", "Sia aperta a tutti."]),
        ("zh", "2. 教育应当免费。教育应对一切人开放。", ["2. 教育应当免费。", "教育应对一切人开放。"]),
        ("en", "2. ", ["2."]),
    ],
)
def test_a_paragraphs_number_opens_its_first_sentence(language: str, text: str, sentences: list[str]) -> None:
    clause = clause_of(f"1. One.\n{text}", language)
    spans = split_sentences(clause)
    assert_covered(clause, spans)
    assert [clause.text[start:end] for start, end in spans] == ["1. One.", *sentences]


@pytest.mark.parametrize(
    ("language", "text", "phrases"),
    [
        ("zh", "人人有权自由参加社会的文化生活,享受艺术,并分享科学进步及其产生的福利。", 2),
        ("zh", "人人有权自由参加社会的文化生活，并分享科学进步及其产生的福利。", 2),
        ("ur", "ہر شخص کو قوم کی ثقافتی زندگی میں حصہ لینے کا حق ہے، اور سائنس کی ترقی اور اس کے فوائد میں شرکت کا۔", 2),
    ],
)
def test_a_long_sentence_is_cut_into_phrases_at_the_commas_of_its_script(language: str, text: str, phrases: int) -> None:
    clause = clause_of(text, language)
    assert_passages(clause)
    assert len(split_passages(clause)) == 1 + phrases


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_character_of_a_clause_is_in_exactly_one_sentence(corpus: Corpus, language: str) -> None:
    for clause in corpus.editions[language].clauses.values():
        assert_covered(clause, split_sentences(clause))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_and_phrases_are_verbatim_and_their_ids_lead_back(corpus: Corpus, language: str) -> None:
    for clause in corpus.editions[language].clauses.values():
        assert_passages(clause)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_ends_at_the_latest_with_its_paragraph(corpus: Corpus, language: str) -> None:
    for clause in corpus.editions[language].clauses.values():
        for start, end in split_sentences(clause):
            assert any(first <= start and end <= last for first, last in clause.paragraphs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_of_the_paper_ends_like_one(corpus: Corpus, language: str) -> None:
    for clause in corpus.editions[language].clauses.values():
        for start, end in split_sentences(clause):
            assert clause.text[start:end].endswith(("。", ".", ":", "”", "。”")), clause.text[start:end]


@pytest.mark.parametrize(
    ("language", "clause", "count"),
    [("en", "III.12", 4), ("it", "III.12", 4), ("zh", "III.12", 4), ("zh", "III.4", 5), ("zh", "IV.5", 3)],
)
def test_a_clause_has_as_many_sentences_as_a_reader_counts(corpus: Corpus, language: str, clause: str, count: int) -> None:
    assert len(split_sentences(corpus.editions[language].clauses[clause])) == count


def test_a_long_sentence_has_phrases_and_a_short_one_has_none() -> None:
    long = "Fight piracy and armed robbery at sea together now, protect the rivers that cross a border, and share water."
    assert [passage.text for passage in split_passages(clause_of(long, "en"))] == [
        long,
        "Fight piracy and armed robbery at sea together now,",
        "protect the rivers that cross a border, and share water.",
    ]
    assert [passage.id for passage in split_passages(clause_of("Share water, now.", "en"))] == ["I.1#0"]


@pytest.mark.parametrize(
    ("passage_id", "expected"),
    [("III.12#2", ("III.12", 2)), ("III.12#2.0", ("III.12", 2)), ("I.p2#10.11", ("I.p2", 10))],
)
def test_a_passage_id_names_clause_and_sentence(passage_id: str, expected: tuple[str, int]) -> None:
    assert parse_passage_id(passage_id) == expected


def test_the_id_of_a_phrase_goes_on_from_its_sentences() -> None:
    clause = clause_of("One.", "en")
    assert Passage(clause, 2, None, 0, 4).id == "I.1#2"
    assert Passage(clause, 2, 0, 0, 4).id == "I.1#2.0"


PIECES = [
    "。",
    "！",
    "？",
    "；",
    "，",
    ". ",
    ".",
    "! ",
    ", ",
    ": ",
    "”",
    "“",
    "（",
    "）",
    "\n",
    " ",
    "\u2002",
    "U.N. ",
    "art. ",
    "Dr. ",
    "5.000 ",
    "word ",
    "字",
    "e\u0301",
]


@pytest.mark.parametrize("language", LANGUAGES)
@given(pieces=st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.characters(codec="utf-8"), max_size=4)), max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_text_is_covered_by_its_sentences(language: str, pieces: list[str]) -> None:
    clause = clause_of("".join(pieces), language)
    assert_covered(clause, split_sentences(clause))
    assert_passages(clause)
