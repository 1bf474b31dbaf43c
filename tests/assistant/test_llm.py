"""The model client against a real server on loopback: every way a server can fail has one outcome, and no key leaks."""

from __future__ import annotations

import json
import threading
import time

import pytest

from assistant.llm import ChatModel
from assistant.model import Completion, Deadline
from assistant.settings import Settings
from index.errors import ModelError
from tests.provider import KEY, Provider, Reply, answering, dripping, hanging, provider, said

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

GOOD = said("y", "es")


def completed(running: Provider, timeout: float = 20.0) -> Completion:
    return running.model(timeout).complete("Be brief.", "Is it?")


def test_the_answer_comes_with_its_tokens_and_was_asked_for_deterministically() -> None:
    with provider(GOOD) as running:
        assert completed(running) == Completion("yes", 7, 2)
    (request,) = running.requests
    assert (request["temperature"], request["seed"], request["model"]) == (0, 1, "scripted")
    assert [message["content"] for message in request["messages"]] == ["Be brief.", "Is it?"]
    assert request["max_tokens"] > 0


def test_temperature_seed_and_length_are_settings() -> None:
    with provider(GOOD) as running:
        running.model(model_temperature=0.5, model_seed=9, model_max_tokens=20).complete("", "Is it?")
    (request,) = running.requests
    assert (request["temperature"], request["seed"], request["max_tokens"]) == (0.5, 9, 20)


def test_pieces_come_before_the_reply_is_whole() -> None:
    with provider(said("one ", "two", pause=0.05)) as running:
        reply = running.model().stream([("user", "Count.")], Deadline(20))
        assert next(piece for piece in reply if piece) == "one "
        reply = running.model().stream([("user", "Count.")], Deadline(20))
        assert [piece for piece in reply if piece] == ["one ", "two"]


def test_whoever_waits_for_a_silent_server_gets_empty_pieces_and_can_stop() -> None:
    with provider(hanging) as running:
        reply = running.model().stream([("user", "Count.")], Deadline(60))
        assert [next(reply), next(reply)] == ["", ""]
        reply.close()


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
def test_a_busy_server_is_asked_again(status: int) -> None:
    # Retry-After asks for two minutes, which nobody waits.
    with provider(answering(status, Retry_After="120"), GOOD) as running:
        start = time.monotonic()
        assert completed(running, timeout=60).text == "yes"
        waited = time.monotonic() - start
    assert len(running.requests) == 2
    assert waited < 60


def test_a_server_that_stays_busy_is_asked_three_times() -> None:
    with provider(answering(503)) as running, pytest.raises(ModelError, match="503") as caught:
        completed(running)
    assert caught.value.problem == "unreachable"
    assert len(running.requests) == 3


def test_a_server_that_rejects_the_schema_is_asked_without_it_and_from_then_on_at_once() -> None:
    with provider(answering(400), GOOD) as running:
        model = running.model()
        for _ in range(2):
            list(model.stream([("user", "Is it?")], Deadline(20), {"type": "object"}))
    assert [("response_format" in request, "temperature" in request) for request in running.requests] == [
        (True, True),
        (False, True),
        (False, True),
    ]


def test_a_server_that_knows_no_parameter_is_asked_with_none() -> None:
    with provider(answering(422), answering(400), GOOD) as running:
        assert "".join(running.model().stream([("user", "Is it?")], Deadline(20), {"type": "object"})) == "yes"
    assert set(running.requests[2]) == {"model", "messages", "stream"}


BROKEN: dict[str, tuple[Reply, str, str]] = {
    "a key that is echoed": (
        answering(401, json.dumps({"error": {"message": f"bad key {KEY}"}}).encode()), "401", "unreachable",
    ),
    "a web page": (answering(200, b"<html>hello</html>", "text/html"), "chat API", "unreachable"),
    "a whole reply in place of a stream": (answering(200, b'{"choices": []}'), "chat API", "unreachable"),
    "events that are not JSON": (answering(200, b"data: {\n\n", "text/event-stream"), "chat API", "unreachable"),
    "events of another kind": (answering(200, b"data: 7\n\n", "text/event-stream"), "chat API", "unreachable"),
    "text that is none": (said(["x"]), "chat API", "unreachable"),  # type: ignore[arg-type]
    "an error inside the stream": (
        answering(200, b'data: {"error": {"message": "out of memory"}}\n\n', "text/event-stream"),
        "with an error", "unreachable",
    ),
    "a stream that is cut": (said("y", finish=None), "broke off", "broke_off"),
    "a stream that is cut at once": (said(finish=None), "broke off", "broke_off"),
    "a reply that is too long": (said("y", finish="length"), "too long", "broke_off"),
    "a reply that is filtered": (said("y", finish="content_filter"), "declined", "declined"),
    "a refusal": (said(None, refusal="I will not."), "declined", "declined"),
}  # fmt: skip


@pytest.mark.parametrize(("reply", "told", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_broken_reply_is_one_line_without_the_key(reply: Reply, told: str, problem: str) -> None:
    with provider(reply) as running, pytest.raises(ModelError, match=told) as caught:
        completed(running)
    assert caught.value.problem == problem
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None or KEY not in str(caught.value.__cause__)


def test_null_content_is_an_empty_reply() -> None:
    with provider(said(None)) as running:
        assert completed(running).text == ""


@pytest.mark.parametrize("reply", [hanging, dripping])
def test_a_server_that_does_not_come_to_an_end_is_left_at_the_deadline(reply: Reply) -> None:
    with provider(reply) as running:
        start = time.monotonic()
        with pytest.raises(ModelError, match="in time") as caught:
            completed(running, timeout=0.5)
        waited = time.monotonic() - start
    assert caught.value.problem == "late"
    assert waited < 30  # of the sixty that the server would take, on however slow a machine
    assert len(running.requests) == 1


def test_whoever_stops_reading_ends_the_request_at_the_server() -> None:
    with provider(dripping) as running:
        reply = running.model().stream([("user", "Count.")], Deadline(60))
        next(reply)
        reply.close()
        assert running.left.wait(20)


def test_a_reading_thread_does_not_outlive_its_request() -> None:
    with provider(hanging) as running:
        before = threading.active_count()
        with pytest.raises(ModelError):
            completed(running, timeout=0.3)
    until = time.monotonic() + 20
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.05)
    assert threading.active_count() <= before


def test_no_server_at_all_is_said_so() -> None:
    settings = Settings(openai_base_url="http://127.0.0.1:9/v1", model_timeout=5)
    with pytest.raises(ModelError, match="reached") as caught:
        ChatModel.connect(settings).complete("", "Is it?")
    assert caught.value.problem == "unreachable"


def test_without_a_key_or_a_server_there_is_no_model() -> None:
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        ChatModel.connect(Settings())


def test_a_key_is_never_shown() -> None:
    settings = Settings(openai_api_key=KEY)
    assert KEY not in repr(settings)
    assert KEY not in settings.model_dump_json()
