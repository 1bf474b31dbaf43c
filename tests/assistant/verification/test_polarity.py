"""A statement that turns its quote round is told from one that says the same in other words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verification.polarity import polarity_conflict
from index.corpus import Corpus
from index.sentences import split_sentences
from tests.conftest import LANGUAGES

PAIRS = [json.loads(line) for line in Path(__file__).with_name("pairs.jsonl").read_text(encoding="utf-8").splitlines()]

TURNED = [  # language, quote, statement, a word of it
    ("en", "Oppose linking terrorism with any religion.",
     "Linking terrorism with a religion is supported.", "linking"),
    ("en", "Nuclear war must never be fought.",
     "Nuclear war may be fought.", "fought"),
    ("en", "They welcome the participation of all parties.",
     "They do not welcome the participation of all parties.", "welcome"),
    ("en", "A world free from fear.",
     "A world of fear.", "fear"),
    ("zh", "反对将恐怖主义与宗教挂钩。",
     "赞成将恐怖主义与宗教挂钩。", "恐怖"),
    ("zh", "各国内政不容干涉。",
     "各国内政可以干涉。", "干涉"),
    ("zh", "欢迎各方参与。",
     "不欢迎各方参与。", "参与"),
    ("it", "Evitare di politicizzare la sicurezza alimentare.",
     "La sicurezza alimentare può essere politicizzata.", "alimentare"),
    ("it", "Opporsi al collegamento del terrorismo con una religione.",
     "Si sostiene il collegamento del terrorismo con una religione.", "terrorismo"),
    ("it", "Si accoglie la partecipazione di tutte le parti.",
     "Non si accoglie la partecipazione di tutte le parti.", "partecipazione"),
]  # fmt: skip
KEPT = [
    ("en", "Oppose linking terrorism with any religion.",
     "Linking terrorism with a religion is rejected."),
    ("en", "Nuclear war must never be fought.",
     "Nuclear war is not to be fought."),
    ("en", "A world free from fear.",
     "A world without fear."),
    ("en", "Security in traditional and non-traditional domains.",
     "Not only traditional but also non-traditional domains."),
    ("zh", "反对将恐怖主义与宗教挂钩。",
     "不得将恐怖主义与宗教挂钩。"),
    ("zh", "各国内政不容干涉。",
     "各国内政不可干涉。"),
    ("zh", "构建不受毒品危害的共同体。",
     "建设远离毒品危害的共同体。"),
    ("it", "Evitare di politicizzare la sicurezza alimentare.",
     "Non si politicizzi la sicurezza alimentare."),
    ("it", "Opporsi al collegamento del terrorismo con una religione.",
     "Non va fatto alcun collegamento del terrorismo con una religione."),
    ("it", "Una comunità esente dal danno delle droghe.",
     "Una comunità senza il danno delle droghe."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "quote", "statement", "word"), TURNED)
def test_what_is_turned_round_is_named(language: str, quote: str, statement: str, word: str) -> None:
    assert word in (polarity_conflict(statement, quote, language) or "")


@pytest.mark.parametrize(("language", "quote", "statement"), KEPT)
def test_what_says_the_same_passes(language: str, quote: str, statement: str) -> None:
    assert polarity_conflict(statement, quote, language) is None


def test_every_sentence_of_the_text_agrees_with_itself(corpus: Corpus) -> None:
    for language, edition in corpus.editions.items():
        for clause in edition.clauses.values():
            for start, end in split_sentences(clause):
                sentence = clause.text[start:end]
                assert polarity_conflict(sentence, sentence, language) is None, sentence


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from([*LANGUAGES, "fr", ""]))
def test_any_text_is_compared_without_an_error(statement: str, quote: str, language: str) -> None:
    polarity_conflict(statement, quote, language)
    assert polarity_conflict(quote, quote, language) is None
    assert polarity_conflict(statement, quote, "fr") is None


def test_rates_on_the_development_pairs() -> None:
    dev = [pair for pair in PAIRS if pair["split"] == "dev"]
    found = {
        expected: [
            bool(polarity_conflict(pair["statement"], pair["quote"], pair["language"]))
            for pair in dev
            if pair["expected"] == expected
        ]
        for expected in ("negation", "supported")
    }
    assert sum(found["negation"]) / len(found["negation"]) >= 0.8
    assert sum(found["supported"]) / len(found["supported"]) <= 0.21
