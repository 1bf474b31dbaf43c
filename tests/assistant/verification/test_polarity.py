"""A statement that turns its quote round is told from one that says the same in other words."""

from __future__ import annotations

import json
import re
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


SAID_OF = [json.loads(line) for line in Path(__file__).with_name("said_of.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("language", "quote", "statement", "word"), TURNED)
def test_what_is_turned_round_is_named(language: str, quote: str, statement: str, word: str) -> None:
    assert word in (polarity_conflict(statement, quote, language) or "")


@pytest.mark.parametrize(("language", "quote", "statement"), KEPT)
def test_what_says_the_same_passes(language: str, quote: str, statement: str) -> None:
    assert polarity_conflict(statement, quote, language) is None


@pytest.mark.parametrize("said", SAID_OF, ids=lambda said: f"{said['language']}-{said['quote'][:20]}")
def test_the_same_in_many_words_and_the_opposite_in_as_many(said: dict) -> None:
    language, quote = said["language"], said["quote"]
    assert [statement for statement in said["same"] if polarity_conflict(statement, quote, language)] == []
    assert [statement for statement in said["opposite"] if not polarity_conflict(statement, quote, language)] == []


def test_every_sentence_of_the_text_agrees_with_itself_and_with_its_parts(corpus: Corpus) -> None:
    for language, edition in corpus.editions.items():
        for clause in edition.clauses.values():
            for start, end in split_sentences(clause):
                sentence = clause.text[start:end]
                parts = re.split(r"(?<=[;；])", sentence)
                for part in (sentence, *parts, "".join(parts[1:])):
                    assert polarity_conflict(part, sentence, language) is None, part


INSERTED = {
    "en": [("must be", "must not be"), ("should be", "should not be"), ("Support ", "Oppose "), ("Strengthen ", "Weaken ")],
    "zh": [("应得到", "不应得到"), ("支持", "不支持"), ("坚持", "放弃"), ("倡导", "反对"), ("愿", "不愿")],
    "it": [
        ("devono", "non devono"),
        ("dovrebbe", "non dovrebbe"),
        ("Sostenere ", "Opporsi a "),
        ("Rafforzare ", "Indebolire "),
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_denial_put_into_a_sentence_of_the_text_is_seen(corpus: Corpus, language: str) -> None:
    seen = []
    for clause in corpus.editions[language].clauses.values():
        for start, end in split_sentences(clause):
            sentence = clause.text[start:end]
            for plain, denied in INSERTED[language]:
                if plain in sentence:
                    attack = sentence.replace(plain, denied, 1)
                    seen.append(polarity_conflict(attack, sentence, language) is not None)
    assert len(seen) >= 20
    assert sum(seen) / len(seen) >= 0.95


@pytest.mark.parametrize(
    ("language", "text"), [("en", "not " * 2000), ("zh", "没有任何不" * 1500), ("it", "non mai " * 2000)]
)
def test_a_text_of_nothing_but_denials_is_read(language: str, text: str) -> None:
    assert polarity_conflict(text, text, language) is None


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from([*LANGUAGES, "fr", ""]))
def test_any_text_is_compared_without_an_error(statement: str, quote: str, language: str) -> None:
    polarity_conflict(statement, quote, language)
    assert polarity_conflict(quote, quote, language) is None
    assert polarity_conflict(statement, quote, "fr") is None


WORDS = {
    "en": "not no war peace without only , avoid must be rejected but and never security reduce unless because . support",
    "zh": "不 战争 和平 没有 只有 ， 避免 必须 反对 但 和 安全 减少 风险 除非 因为 。 支持 不限于 的",
    "it": "non guerra pace senza solo , evitare deve essere respinta ma e mai sicurezza ridurre salvo perché . sostenere",
}


@given(st.sampled_from(LANGUAGES), st.data())
def test_a_text_of_denials_in_any_order_agrees_with_itself(language: str, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(WORDS[language].split()), max_size=30))
    text = ("" if language == "zh" else " ").join(chosen)
    assert polarity_conflict(text, text, language) is None


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
    assert sum(found["negation"]) / len(found["negation"]) >= 0.9
    assert sum(found["supported"]) / len(found["supported"]) <= 0.05
