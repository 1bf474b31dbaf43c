"""The passage that a quote comes nearest to, from its first word to its last, and what is to be changed in the quote."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verification.folding import Folded
from assistant.verification.near_quotes import differences, nearest
from assistant.verification.quotes import readings
from index.corpus import Corpus
from tests.assistant.verification.test_quotes import clause_of


@pytest.mark.parametrize(
    ("language", "true", "written", "changes"),
    [
        ("en", "lofty", "noble", [("quoted", "noble"), ("original", "lofty")]),
        ("zh", "崇高", "伟大", [("quoted", "伟大"), ("original", "崇高")]),
        ("it", "nobile", "grande", [("quoted", "grande"), ("original", "nobile")]),
    ],
)
def test_a_changed_word_is_shown_beside_the_true_one(
    corpus: Corpus, language: str, true: str, written: str, changes: list[tuple[str, str]]
) -> None:
    clauses = corpus.editions[language].clauses
    quote = clauses["I.p1"].text.replace(true, written)
    near = nearest(quote, clauses.values())
    assert near is not None
    assert (near.clause.id, near.start, near.end) == ("I.p1", 0, len(clauses["I.p1"].text))
    runs = differences(quote, near.clause.text[near.start : near.end])
    assert [run for run in runs if run[0] != "same"] == changes


def test_the_nearest_passage_has_whole_words() -> None:
    text = "Some words before. Oppose linking terrorism with any particular religion. Some words after."
    near = nearest("ppose linking terrorism with any special religio", [clause_of(text)])
    assert near is not None
    assert text[near.start : near.end].strip(".") == "Oppose linking terrorism with any particular religion"


def test_of_several_passages_the_most_similar_is_the_nearest() -> None:
    texts = ("Oppose linking terrorism with one nation", "Oppose linking terrorism with any religion")
    for order in (texts, texts[::-1]):
        near = nearest("Oppose linking terrorism with any religions", [clause_of(text) for text in order])
        assert near is not None
        assert near.clause.text == texts[1]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Bake the bread for forty minutes in a very hot oven."),
        ("zh", "把面团放进烤箱烤四十分钟直到表面金黄。"),
        ("it", "Cuocere il pane per quaranta minuti in un forno molto caldo."),
    ],
)
def test_nothing_is_near_a_text_on_another_subject(corpus: Corpus, language: str, text: str) -> None:
    assert nearest(text, corpus.editions[language].clauses.values()) is None


@settings(max_examples=100, deadline=None)
@given(quote=st.text("ab ,。安全", max_size=20), passage=st.text("ab ,。安全", max_size=20))
def test_differences_leave_nothing_out(quote: str, passage: str) -> None:
    runs = differences(quote, passage)
    assert "".join(text for kind, text in runs if kind != "quoted") == Folded.of(passage).text
    assert "".join(text for kind, text in runs if kind != "original") == next(iter(readings(quote)), "")


@pytest.mark.parametrize(
    ("quote", "text", "shown"),
    [
        # A word or a character more or less moves no end of the passage.
        ("a war can be won by states", "It says that a war cannot be won by states.", "a war [can>cannot] be won by states"),
        ("一国安全应以损害他国安全为代价", "共同体，一国安全不应以损害他国安全为代价。",
         "一国安全[>不]应以损害他国安全为代价"),
        ("提供50000个培训名额", "愿提供5000个培训名额用于培养人才", "提供[50000>5000]个培训名额"),
        ("un Paese deve andare a scapito", "La sicurezza di un Paese non deve andare a scapito.",
         "un Paese[> non] deve andare a scapito"),
        # Numbers and compounds are shown whole.
        ("in all 5,001 places", "Offered in all 5,000 places.", "in all [5,001>5,000] places"),
        ("interference in their affairs", "Hold to non-interference in their affairs.",
         "[interference>non-interference] in their affairs"),
        # Capitals and Traditional characters are another wording, and still near.
        ("THE RULE OF LAW", "Uphold the rule of law.", "[THE>the] [RULE>rule] [OF>of] [LAW>law]"),
        ("安全問題事關各國人民", "安全问题事关各国人民的福祉", "安全[問題>问题]事[關>关]各[國>国]人民"),
        ("安全问题事关各国人民", "安全問題事關各國人民的福祉", "安全[问题>問題]事[关>關]各[国>國]人民"),
        # What an ellipsis stands for is shown, however long it is.
        ("Peace … for all", "Peace is what all of us have long been waiting for. It is for all.",
         "Peace [...>is what all of us have long been waiting for. It is] for all"),
        ("安全问题……命运", "安全问题事关世界和平与发展的崇高事业，事关人类的前途命运。",
         "安全问题[......>事关世界和平与发展的崇高事业,事关人类的前途]命运"),
    ],
)  # fmt: skip
def test_what_is_to_be_changed_is_shown_from_the_first_word_to_the_last(quote: str, text: str, shown: str) -> None:
    near = nearest(quote, [clause_of(text)])
    assert near is not None
    runs = differences(quote, text[near.start : near.end])
    marked = "".join({"same": "{}", "quoted": "[{}>]", "original": "[>{}]"}[kind].format(run) for kind, run in runs)
    assert marked.replace(">][>", ">") == shown


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_quote_that_lacks_a_word_differs_from_its_passage_in_that_word(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.text("abcdefgh", min_size=5, max_size=8), min_size=8, max_size=20, unique=True))
    first = data.draw(st.integers(0, len(words) - 7))
    left_out = data.draw(st.integers(first + 2, first + 4))
    quote = " ".join(words[first:left_out] + words[left_out + 1 : first + 7])
    near = nearest(quote, [clause_of(" ".join(words))])
    assert near is not None
    assert " ".join(words)[near.start : near.end] == " ".join(words[first : first + 7])
