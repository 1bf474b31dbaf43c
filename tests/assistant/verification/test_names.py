"""A name that the source does not have is told from one it has in another form."""

from __future__ import annotations

import pytest

from assistant.verification.names import unknown_names
from index.corpus import Corpus
from index.sentences import split_sentences
from tests.conftest import LANGUAGES


@pytest.mark.parametrize(
    ("text", "source", "language", "unknown"),
    [
        ("It was proposed by Brazil.", "It was proposed by China.", "en", ["Brazil"]),
        ("Kiribati proposed it.", "China proposed it.", "en", ["Kiribati"]),
        ("Il vertice con il Brasile.", "Il vertice con la Cina.", "it", ["Brasile"]),
        ("Pace nell'Angola e nel Brasile.", "Nel Brasile.", "it", ["Angola"]),
        ("支持巴西发挥作用。", "支持非洲发挥作用。", "zh", ["巴西"]),
        ("欢迎NATO参与。", "欢迎各国参与。", "zh", ["NATO"]),
        ("It calls on NATO and Peru.", "It calls on all.", "en", ["NATO", "Peru"]),
        ("It calls on N.A.T.O. and the U.N.", "It calls on the UN.", "en", ["NATO"]),
        ("Russia proposed it.", "China proposed it.", "en", ["Russia"]),
        ("La Russia lo propone.", "La Cina lo propone.", "it", ["Russia"]),
        ("In Iran.", "In Iraq.", "en", ["Iran"]),
        ("Peace in Nigeria.", "Peace in Niger.", "en", ["Nigeria"]),
        ("La crisi siriana.", "La crisi ucraina.", "it", ["siriana"]),
        ("Il Quad al centro.", "Il quadro al centro.", "it", ["Quad"]),
        (
            "Organization of American States.",
            "The Community of Latin American and Caribbean States and all other regional and sub-regional bodies, each "
            "of which is an organization.",
            "en",
            ["Organization American"],
        ),
    ],
)
def test_a_name_that_the_source_has_not_is_unknown(text: str, source: str, language: str, unknown: list[str]) -> None:
    assert unknown_names(text, source, language) == unknown
    assert unknown_names(text, f"{source} {text}", language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Countries cooperate. Cooperation helps; Security matters: Peace wins.", "en"),
        ("“Terrorism must end,” it says. (Developing countries agree.)", "en"),
        ("Sicurezza comune. Cooperazione tra paesi.", "it"),
        ("各国加强合作，共同应对安全挑战。", "zh"),
    ],
)
def test_a_capital_that_opens_a_sentence_makes_no_name(text: str, language: str) -> None:
    assert unknown_names(text, "", language) == []


@pytest.mark.parametrize(
    ("text", "source", "language"),
    [
        ("the UN", "the United Nations", "en"),
        ("the United Nations", "the UN", "en"),
        ("the AU", "the African Union", "en"),
        ("the African Union", "the AU", "en"),
        ("the CWC", "the Chemical Weapons Convention", "en"),
        ("the GSI", "the Global Security Initiative", "en"),
        ("la ASEAN", "la Associazione delle Nazioni del Sud Est Asiatico; ASEAN", "it"),
        ("le NU", "le Nazioni Unite", "it"),
        ("le Nazioni Unite", "le NU", "it"),
        ("the U.N.", "the United Nations", "en"),
        ("l'ONU", "le Nazioni Unite", "it"),
        ("the Secretary-General of the United Nations", "the UN Secretary-General", "en"),
        ("the Chemical and Biological Weapons Conventions", "the Chemical Weapons Convention and the Biological one", "en"),
        ("in Jan. 2022", "in January 2022", "en"),
        ("the ICRC", "the International Committee of the Red Cross", "en"),
    ],
)
def test_an_acronym_and_its_words_are_one_name(text: str, source: str, language: str) -> None:
    assert unknown_names(text, source, language) == []


def test_an_acronym_of_other_words_is_unknown() -> None:
    assert unknown_names("the EU", "the African Union", "en") == ["EU"]
    assert unknown_names("the European Union", "the AU", "en") == ["European", "Union"]


@pytest.mark.parametrize(
    ("text", "source", "language"),
    [
        ("all African states", "the states of Africa", "en"),
        ("the Chinese side", "China proposes", "en"),
        ("China's view", "China proposes", "en"),
        ("the Asian region", "peace in Asia", "en"),
        ("l'Africa", "i paesi africani", "it"),
        ("i paesi africani", "l'Africa", "it"),
        ("the Iranian side", "Iran proposes", "en"),
        ("dell’Europa", "l'Europa", "it"),
        ("con São Tomé", "con Sao Tome", "it"),
    ],
)
def test_an_inflected_name_is_known(text: str, source: str, language: str) -> None:
    assert unknown_names(text, source, language) == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("支持非盟的努力。", "支持非洲联盟的努力。"),
        ("支持非洲联盟的努力。", "支持非盟的努力。"),
        ("由安理会通过。", "由安全理事会通过。"),
        ("欢迎ＡＳＥＡＮ参与。", "欢迎asean参与。"),
        ("习近平主席提出。", "2014年习近平主席首次提出。"),
        ("欢迎AU参与。", "African Union"),
    ],
)
def test_chinese_names_are_known_in_full_and_short(text: str, source: str) -> None:
    assert unknown_names(text, source, "zh") == []


def test_unknown_names_stand_in_the_order_of_the_text() -> None:
    assert unknown_names("with Peru, then Brazil, then Angola", "", "en") == ["Peru", "Brazil", "Angola"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_corpus_has_a_name_unknown_to_its_clause(corpus: Corpus, language: str) -> None:
    for clause in corpus.editions[language].clauses.values():
        for start, end in split_sentences(clause):
            assert unknown_names(clause.text[start:end], clause.text, language) == []


@pytest.mark.parametrize("spaces", [1, 3])
def test_what_stands_far_before_a_word_does_not_matter(spaces: int) -> None:
    opening = "word " * 30
    assert unknown_names(f"{opening}.{' ' * spaces}Countries agree", "", "en") == []
    assert unknown_names(f"{opening}Countries agree", "", "en") == ["Countries"]
