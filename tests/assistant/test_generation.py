"""Answers in a model's words, with a real server that says what each case scripts: one named outcome for each."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import pytest

from assistant.events import Done, Drafting, Found, Verified
from assistant.messages import Key, message
from assistant.model import Completion, Deadline, Message, Model, Schema
from assistant.pipeline import Pipeline
from assistant.types import Answer
from index.errors import ModelError
from index.sentences import split_sentences
from tests.assistant.contract import assert_keeps_contract
from tests.assistant.wording import GOOD, QUESTION, QUOTE, TEXT, over
from tests.conftest import LANGUAGES
from tests.provider import (
    KEY,
    Provider,
    Reply,
    answering,
    draft,
    drafted,
    dripping,
    dripping_after,
    flooding,
    hanging,
    provider,
    said,
)

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def asked(plain: Pipeline, running: Provider, question: str = QUESTION["en"], timeout: float = 60.0) -> Answer:
    answer = over(plain, running.model(timeout), timeout).ask(question)
    assert_keeps_contract(answer.to_json(), plain.index.corpus)
    assert KEY not in json.dumps(answer.to_json())
    return answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_valid_draft_is_the_answer_with_whole_sentences_as_quotes(plain: Pipeline, language: str) -> None:
    fragment = QUOTE["zh"][2:-2] if language == "zh" else " ".join(QUOTE[language].split()[1:-1])
    with provider(drafted(("III.12", fragment, TEXT[language]))) as running:
        answer = asked(plain, running, QUESTION[language])
    assert (answer.mode, answer.language) == ("llm", language)
    assert [statement.text for statement in answer.statements] == [TEXT[language]]
    (citation,) = answer.statements[0].citations
    assert (citation.clause.id, citation.quote) == ("III.12", QUOTE[language])
    assert answer.usage
    assert (answer.usage.requests, answer.usage.prompt_tokens, answer.usage.problems) == (1, 7, ())


@dataclass(frozen=True)
class Falls:
    """The replies of a server after which the answer is the quotes, the notice that says why, and what was wrong."""

    replies: Sequence[Reply]
    notice: Key
    problems: tuple[str, ...] = ()
    requests: int = 2


def one(clause: str, quote: str, text: str) -> Sequence[Reply]:
    return [drafted((clause, quote, text))]


OTHER_QUOTE = "China will earnestly fulfill its international obligations"
FALLS: dict[str, Falls] = {
    "an invented clause": Falls(one("IX.1", QUOTE["en"], TEXT["en"]), "model_unverified", ("not_retrieved",) * 2),
    "a clause that was not offered": Falls(one("II.1", QUOTE["en"], TEXT["en"]), "model_unverified", ("not_retrieved",) * 2),
    "a clause under the name of another edition": Falls(
        one("三（十二）", QUOTE["en"], TEXT["en"]), "model_unverified", ("not_retrieved",) * 2
    ),
    "a quote in another language": Falls(one("III.12", QUOTE["it"], TEXT["en"]), "model_unverified", ("not_verbatim",) * 2),
    "a quote that is not verbatim": Falls(
        one("III.12", "Oppose linking terror with any religion.", TEXT["en"]), "model_unverified", ("not_verbatim",) * 2
    ),
    "a quote glued from two sentences": Falls(
        one("III.12", QUOTE["en"] + " Strengthen the UN’s role", TEXT["en"]), "model_unverified", ("not_verbatim",) * 2
    ),
    "a quote from another clause": Falls(
        one("III.12", "Humanity is an indivisible security community.", TEXT["en"]),
        "model_unverified",
        ("misattributed",) * 2,
    ),
    "a number that is not there": Falls(
        one("III.12", QUOTE["en"], "Since 2021 linking terrorism with a religion is opposed."),
        "model_unverified",
        ("number",) * 2,
    ),
    "a name that is not there": Falls(
        one("III.12", QUOTE["en"], "Linking terrorism with a religion is opposed by President Macron."),
        "model_unverified",
        ("name",) * 2,
    ),
    "a negation that is dropped": Falls(
        one("III.12", QUOTE["en"], "Linking terrorism with a country, ethnic group or religion is fine."),
        "model_unverified",
        ("negation",) * 2,
    ),
    "the wrong language": Falls(one("III.12", QUOTE["en"], TEXT["it"]), "model_unverified", ("language",) * 2),
    "the question again": Falls(one("III.12", QUOTE["en"], QUESTION["en"]), "model_unverified", ("repetition",) * 2),
    "the question as a statement": Falls(
        one("III.12", QUOTE["en"], "Terrorism may be linked to a religion."), "model_unverified", ("repetition",) * 2
    ),
    "a claim beside the quote": Falls(
        one("III.12", QUOTE["en"], "Vaccines against influenza should be distributed fairly."),
        "model_unverified",
        ("unsupported",) * 2,
    ),
    "no statements": Falls([drafted()], "model_declined", requests=1),
    "prose": Falls([said("Terrorism has no religion, I am sure.")], "model_unusable"),
    "null content": Falls([said(None)], "model_unusable"),
    "statements that are none": Falls([said('{"statements": [{"clause": 7}]}')], "model_unusable"),
    "a list that does not end": Falls([said('{"statements": [{"clause": "III.12", "quote": "Opp')], "model_unusable"),
    "statements that are null": Falls([said('{"statements": null}')], "model_unusable"),
    "a text of marks only": Falls(one("III.12", QUOTE["en"], "[III.12]"), "model_unverified", ("repetition",) * 2),
    "an empty quote": Falls(one("III.12", "", TEXT["en"]), "model_unverified", ("not_verbatim",) * 2),
    "a draft inside a thought": Falls([said(f"<think>{draft(GOOD)}</think>I cannot say.")], "model_unusable"),
    "a refusal": Falls([said(None, refusal="I will not.")], "model_declined", ("declined",), 1),
    "a filter": Falls([said("", finish="content_filter")], "model_declined", ("declined",), 1),
    "a reply cut before any statement": Falls([said('{"statem', finish=None)], "model_broke_off", ("broke_off",), 1),
    "a reply that is too long": Falls([said('{"statem', finish="length")], "model_broke_off", ("broke_off",), 1),
    "a web page": Falls([answering(200, b"<html>hi</html>", "text/html")], "model_unreachable", ("unreachable",), 1),
    "a key that is refused and echoed": Falls(
        [answering(401, json.dumps({"error": {"message": f"bad key {KEY}"}}).encode())],
        "model_unreachable",
        ("unreachable",),
        1,
    ),
    "errors without end": Falls([answering(500)], "model_unreachable", ("unreachable",), 3),
    "nothing once the bad is left out": Falls(
        [*one("III.12", "Oppose.", TEXT["en"]), drafted()], "model_declined", ("not_verbatim",)
    ),
    "errors in place of the repair": Falls(
        [*one("III.12", "Oppose.", TEXT["en"]), answering(500)], "model_unreachable", ("not_verbatim", "unreachable"), 4
    ),
    "a refusal in place of the repair": Falls(
        [said("No JSON."), said(None, refusal="I will not.")], "model_declined", ("declined",)
    ),
}


@pytest.mark.parametrize("case", FALLS)
def test_what_does_not_stand_leaves_the_quotes_and_says_why(plain: Pipeline, case: str) -> None:
    falls = FALLS[case]
    expected = plain.ask(QUESTION["en"])
    with provider(*falls.replies) as running:
        answer = asked(plain, running)
    assert answer.mode == "extractive"
    assert answer.statements == expected.statements
    assert answer.notices == (*expected.notices, message(falls.notice, "en"))
    assert answer.usage
    assert answer.usage.problems == falls.problems
    assert len(running.requests) == falls.requests


FAULTS = {
    "zh": {
        "2021年起，反对将恐怖主义与特定宗教挂钩。": "number",
        "马克龙反对将恐怖主义与特定宗教挂钩。": "name",
        "恐怖主义可以与特定国家、民族和宗教挂钩。": "negation",
        "恐怖主义能同特定宗教挂钩。": "repetition",
        "流感疫苗应当公平分配。": "unsupported",
        TEXT["en"]: "language",
    },
    "it": {
        "Dal 2021 ci si oppone al collegamento del terrorismo con una religione.": "number",
        "Emmanuel Macron si oppone al collegamento del terrorismo con una religione.": "name",
        "Il collegamento del terrorismo con un particolare paese, gruppo etnico o religione è ammesso.": "negation",
        "Il terrorismo può essere associato a una religione.": "repetition",
        "I vaccini contro l'influenza vanno distribuiti equamente.": "unsupported",
        TEXT["zh"]: "language",
    },
}


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in FAULTS.items() for text in texts])
def test_each_fault_is_caught_in_every_language(plain: Pipeline, language: str, text: str) -> None:
    with provider(drafted(("III.12", QUOTE[language], text)), drafted()) as running:
        answer = asked(plain, running, QUESTION[language])
    assert answer.usage
    assert answer.usage.problems == (FAULTS[language][text],)
    assert (answer.mode, answer.notices[-1]) == ("extractive", message("model_declined", language))
    assert text in running.requests[1]["messages"][-1]["content"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_is_in_the_language_of_the_question(plain: Pipeline, language: str) -> None:
    with provider(drafted()) as running:
        assert asked(plain, running, QUESTION[language]).notices[-1] == message("model_declined", language)


@pytest.mark.parametrize("reply", [hanging, dripping])
def test_one_deadline_holds_over_everything(plain: Pipeline, reply: Reply) -> None:
    with provider(reply) as running:
        answer = asked(plain, running, timeout=0.6)
    assert (answer.mode, answer.notices) == ("extractive", (message("model_late", "en"),))
    assert answer.usage
    assert answer.usage.seconds < 30  # the server would take sixty


class Stopwatch(Deadline):
    """A deadline that passes when a test says so."""

    passed = False

    @property
    def left(self) -> float:
        return 0.0 if self.passed else super().left


def test_a_flood_ends_at_the_deadline_too_whatever_lies_unread() -> None:
    deadline = Stopwatch(60)
    with provider(flooding) as running:
        reply = running.model().stream([("user", "Count.")], deadline)
        assert next(piece for piece in reply if piece)
        time.sleep(0.5)
        deadline.passed = True
        with pytest.raises(ModelError, match="in time"):
            list(itertools.islice(reply, 3))
        reply.close()


class Watched:
    """``inner``, with the deadline and the schema of each request noted."""

    def __init__(self, inner: Model) -> None:
        self.model = inner.model
        self.deadlines: list[Deadline] = []
        self.schemas: list[Schema | None] = []
        self._inner = inner

    def stream(
        self, messages: Sequence[Message], deadline: Deadline, schema: Schema | None = None
    ) -> Generator[str, None, Completion]:
        self.deadlines.append(deadline)
        self.schemas.append(schema)
        return self._inner.stream(messages, deadline, schema)


def test_the_rewriting_the_draft_and_its_repair_share_one_deadline(plain: Pipeline) -> None:
    bad = drafted(("III.12", "Oppose.", TEXT["en"]))
    with provider(said("Why does it coordinate the fight against terrorism?"), bad) as running:
        watched = Watched(running.model())
        answer = over(plain, watched).ask("Why?", earlier=["Who coordinates the fight against terrorism?"])
    assert len(watched.deadlines) == 3
    assert len(set(map(id, watched.deadlines))) == 1
    assert answer.usage
    assert (answer.usage.requests, answer.usage.prompt_tokens, answer.usage.completion_tokens) == (3, 21, 6)


@pytest.mark.parametrize(
    ("first", "kept"), [(drafted(("III.12", "Oppose.", TEXT["en"])), True), (said("Terrorism has no religion."), False)]
)
def test_a_server_that_does_not_keep_to_the_schema_is_not_sent_it_again(plain: Pipeline, first: Reply, kept: bool) -> None:
    with provider(first, drafted(GOOD)) as running:
        watched = Watched(running.model())
        answer = over(plain, watched).ask(QUESTION["en"])
    offered = json.loads(running.requests[0]["messages"][1]["content"])["clauses"]
    named = watched.schemas[0]["properties"]["statements"]["items"]["properties"]["clause"]["enum"]  # type: ignore[index]
    assert named == [clause["clause"] for clause in offered]
    assert watched.schemas[1] == (watched.schemas[0] if kept else None)
    assert set(named) <= {item.clause.id for item in answer.retrieved}


WRAPPED: dict[str, Sequence[Reply]] = {
    "prose around it": [said("Here it is:\n", draft(GOOD), "\nHope that helps.")],
    "a code fence": [said(f"```json\n{draft(GOOD)}\n```")],
    "a thought before it": [said("<think>III.12, I think {maybe}</think>\n", draft(GOOD))],
    "another draft in the thought": [
        said(
            "<think>",
            draft(("III.12", QUOTE["en"], "Linking terrorism with a religion is opposed.")),
            "</think>",
            draft(GOOD),
        )
    ],
    "a bare list": [said(json.dumps(json.loads(draft(GOOD))["statements"]))],
    "a single object": [said(json.dumps(json.loads(draft(GOOD))["statements"][0]))],
    "one character at a time": [said(*draft(GOOD))],
    "a schema that is rejected": [answering(400), drafted(GOOD)],
    "a busy server": [answering(429, Retry_After="120"), drafted(GOOD)],
    "its own citation marks": [drafted((*GOOD[:2], TEXT["en"] + " [III.12]"))],
    "a draft that is mended": [drafted(("III.12", "Oppose it.", TEXT["en"])), drafted(GOOD)],
    "prose that is mended": [said("I would say so."), drafted(GOOD)],
    "items that are mended": [said('{"statements": [{"clause": 1}]}'), drafted(GOOD)],
    "items beside a good one": [said(draft(GOOD)[:-2] + ', 7, {"clause": "III.12"}, null]}')],
    "the same thing three times": [drafted(GOOD, GOOD, GOOD)],
    "a repair that repeats what stands": [
        drafted(GOOD, ("III.12", "Oppose.", TEXT["en"] + " So it is.")),
        drafted(GOOD, GOOD),
    ],
    "a repair that fails": [drafted(GOOD, ("IX.1", "Oppose.", "It is opposed.")), answering(500)],
}


@pytest.mark.parametrize("case", WRAPPED)
def test_a_good_statement_is_found_in_whatever_it_comes(plain: Pipeline, case: str) -> None:
    with provider(*WRAPPED[case]) as running:
        answer = asked(plain, running)
    assert (answer.mode, [statement.text for statement in answer.statements]) == ("llm", [TEXT["en"]])
    assert answer.notices == ()


def test_good_statements_stand_and_bad_ones_are_sent_back_with_what_is_wrong(plain: Pipeline) -> None:
    bad = ("III.12", QUOTE["en"], "In 1999 linking terrorism with a religion was opposed.")
    with provider(drafted(GOOD, bad), drafted(GOOD, bad)) as running:
        answer = asked(plain, running)
    assert [statement.text for statement in answer.statements] == [TEXT["en"]]
    sent = running.requests[1]["messages"][-1]["content"]
    assert "1999" in sent
    assert TEXT["en"] not in sent
    assert answer.usage
    assert answer.usage.problems == ("number", "repetition", "number")


def sentences(plain: Pipeline) -> list[str]:
    clause = plain.index.corpus.editions["en"].clauses["III.12"]
    return [clause.text[start:end] for start, end in split_sentences(clause)]


def test_what_is_mended_stands_beside_what_was_good_at_once(plain: Pipeline) -> None:
    other = sentences(plain)[1]
    replies = [drafted(GOOD, ("III.12", other.lower() + "!", other)), drafted(("III.12", other, other))]
    with provider(*replies) as running:
        answer = asked(plain, running)
    assert answer.mode == "llm"
    assert [statement.text for statement in answer.statements][:2] == [TEXT["en"], other]
    assert answer.usage
    assert answer.usage.problems == ("not_verbatim",)


def test_more_than_three_statements_are_cut_to_three(plain: Pipeline) -> None:
    four = sentences(plain)
    assert len(four) > 3
    with provider(drafted(*(("III.12", text, text) for text in four[::-1]))) as running:
        answer = asked(plain, running)
    # The quote that would have been shown, were it not among the three, follows them.
    assert [statement.text for statement in answer.statements][:3] == four[:0:-1]
    assert len(running.requests) == 1


def test_a_text_of_several_sentences_is_as_many_statements(plain: Pipeline) -> None:
    strengthen = "Strengthen the UN’s role as the central coordinator in the global fight against terrorism"
    text = f"{TEXT['en']} The UN’s role as the central coordinator in the fight against terrorism should be strengthened."
    clause = plain.index.corpus.editions["en"].clauses["III.12"].text
    with provider(drafted(("III.12", clause[: clause.index(QUOTE["en"]) + len(QUOTE["en"])], text))) as running:
        answer = asked(plain, running)
    assert [len(statement.citations) for statement in answer.statements] == [1, 1]
    assert answer.statements[0].citations[0].quote == QUOTE["en"]
    assert answer.statements[1].citations[0].quote.startswith(strengthen)


@pytest.mark.parametrize("end", [None, "length", "content_filter"])
def test_a_stream_cut_after_a_statement_keeps_it_and_quotes_complete_it(plain: Pipeline, end: str | None) -> None:
    expected = plain.ask(QUESTION["en"]).statements
    other = next(text for text in sentences(plain) if text not in [statement.text for statement in expected])
    with provider(said(draft(("III.12", other, other))[:-2] + ', {"clause": "III.12", "quo', finish=end)) as running:
        answer = asked(plain, running)
    assert answer.mode == "llm"
    assert answer.statements[0].text == other
    assert answer.statements[1:] == expected
    assert answer.notices == (message("model_broke_off", "en"),)
    assert len(running.requests) == 1


def test_what_the_quotes_would_have_shown_is_never_left_out(plain: Pipeline) -> None:
    question = "What is indivisible security?"
    quoted = plain.ask(question)
    quotes = [statement.citations[0].quote for statement in quoted.statements]
    assert len(quotes) > 1
    with provider(drafted(("II.4", quotes[0], "All of humanity is one indivisible security community."))) as running:
        answer = asked(plain, running, question)
    assert answer.mode == "llm"
    assert {citation.quote for statement in answer.statements for citation in statement.citations} >= set(quotes)


def test_events_come_in_order_and_nothing_shown_is_taken_back(plain: Pipeline) -> None:
    with provider(drafted(GOOD, pause=0.01)) as running:
        events = list(over(plain, running.model()).ask_stream(QUESTION["en"]))
    assert isinstance(events[0], Found)
    assert isinstance(events[-1], Done)
    assert any(isinstance(event, Drafting) for event in events[1:-1])
    shown = [event.statement for event in events if isinstance(event, Verified)]
    assert tuple(shown) == events[-1].answer.statements


def test_a_statement_is_shown_before_the_reply_is_whole(plain: Pipeline) -> None:
    with provider(dripping_after(draft(GOOD)[:-2])) as running:
        events = over(plain, running.model()).ask_stream(QUESTION["en"])
        shown = next(event for event in events if isinstance(event, Verified))
        assert shown.statement.text == TEXT["en"]
        assert not running.left.is_set()
        events.close()  # type: ignore[attr-defined]
        assert running.left.wait(20)


def test_whoever_stops_listening_ends_the_repair_too(plain: Pipeline) -> None:
    with provider(drafted(("III.12", "Oppose.", TEXT["en"])), dripping) as running:
        events = over(plain, running.model()).ask_stream(QUESTION["en"])
        while len(running.requests) < 2:
            assert not isinstance(next(events), Done)
        events.close()  # type: ignore[attr-defined]
        assert running.left.wait(20)


def test_whoever_stops_listening_ends_the_request(plain: Pipeline) -> None:
    with provider(dripping) as running:
        events = over(plain, running.model()).ask_stream(QUESTION["en"])
        assert isinstance(next(events), Found)
        while not running.requests:
            assert isinstance(next(events), Drafting)
        events.close()  # type: ignore[attr-defined]
        assert running.left.wait(20)


@pytest.mark.parametrize(
    ("question", "mode"),
    [
        ("What is the capital of Australia?", "llm"),
        ("What does III.12 say?", "llm"),
        ("Le terrorisme peut-il être lié à une religion ?", "llm"),
        (QUESTION["en"], "extractive"),
    ],
)
def test_a_model_is_not_asked_where_it_could_add_nothing(plain: Pipeline, question: str, mode: str) -> None:
    with provider(drafted(GOOD)) as running:
        answer = over(plain, running.model()).ask(question, mode=mode)  # type: ignore[arg-type]
    assert running.requests == []
    assert (answer.mode, answer.usage) == ("extractive", None)


def test_a_language_that_cannot_be_checked_is_told(plain: Pipeline) -> None:
    with provider(drafted(GOOD)) as running:
        answer = asked(plain, running, "Le terrorisme peut-il être lié à une religion ?")
    assert message("unchecked_language", "fr") in answer.notices


def test_without_a_model_its_words_cannot_be_had(plain: Pipeline) -> None:
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        plain.ask(QUESTION["en"], mode="llm")
