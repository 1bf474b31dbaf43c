"""The model client against a real server on loopback: every way a server can fail has one outcome, and no key leaks."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assistant.llm import ChatModel
from assistant.settings import Settings
from index.errors import ModelError

KEY = "sk-very-secret-0123456789"
Reply = tuple[int, dict[str, str], bytes] | Callable[[], tuple[int, dict[str, str], bytes]]

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def said(content: Any, **changes: Any) -> bytes:
    body = {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9},
    }
    return json.dumps(body | changes).encode()


JSON = {"Content-Type": "application/json"}
GOOD: Reply = (200, JSON, said("yes"))


@contextmanager
def server(*replies: Reply) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that gives ``replies`` in turn, the last one for ever; yields its address and the requests it got."""
    requests: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            reply = replies[min(len(requests), len(replies)) - 1]
            status, headers, body = reply() if callable(reply) else reply
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}/v1", requests
    finally:
        running.shutdown()
        running.server_close()


def connected(address: str, timeout: float = 5.0) -> ChatModel:
    return ChatModel.connect(Settings(openai_base_url=address, openai_api_key=KEY, model="m", model_timeout=timeout))


def test_the_answer_comes_with_its_tokens_and_was_asked_for_deterministically() -> None:
    with server(GOOD) as (address, requests):
        done = connected(address).complete("Be brief.", "Is it?")
    assert (done.text, done.prompt_tokens, done.completion_tokens) == ("yes", 7, 2)
    (request,) = requests
    assert (request["temperature"], request["model"]) == (0, "m")
    assert [message["content"] for message in request["messages"]] == ["Be brief.", "Is it?"]
    assert request["max_tokens"] > 0
    assert "seed" in request


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(status: int) -> None:
    # Retry-After asks for two minutes, which nobody waits.
    busy: Reply = (status, {"Retry-After": "120"}, b"{}")
    with server(busy, GOOD) as (address, requests):
        assert connected(address).complete("", "Is it?").text == "yes"
    assert len(requests) == 2


BROKEN: dict[str, tuple[Reply, str]] = {
    "always busy": ((500, {}, b"{}"), "500"),
    "a key that is echoed": ((401, JSON, json.dumps({"error": {"message": f"bad key {KEY}"}}).encode()), "401"),
    "a web page": ((200, {"Content-Type": "text/html"}, b"<html>hello</html>"), "chat API"),
    "null content": ((200, JSON, said(None)), "chat API"),
    "no choices": ((200, JSON, said("x", choices=[])), "chat API"),
    "not JSON": ((200, JSON, b"{"), "chat API"),
}


@pytest.mark.parametrize(("reply", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_server_is_one_line_without_the_key(reply: Reply, told: str) -> None:
    with server(reply) as (address, _), pytest.raises(ModelError, match=told) as caught:
        connected(address).complete("", "Is it?")
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_server_that_hangs_is_left_at_the_deadline() -> None:
    release = threading.Event()

    def hang() -> tuple[int, dict[str, str], bytes]:
        release.wait(20)
        return 200, JSON, said("late")

    with server(hang) as (address, requests):
        start = time.monotonic()
        with pytest.raises(ModelError, match="in time"):
            connected(address, timeout=0.3).complete("", "Is it?")
        waited = time.monotonic() - start
        release.set()
    assert waited < 15  # of the twenty that the server would take, on however slow a machine
    assert len(requests) == 1


def test_no_server_at_all_is_said_so() -> None:
    with pytest.raises(ModelError, match="reached"):
        connected("http://127.0.0.1:9/v1").complete("", "Is it?")


def test_without_a_key_or_a_server_there_is_no_model() -> None:
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        ChatModel.connect(Settings())


def test_a_key_is_never_shown() -> None:
    settings = Settings(openai_api_key=KEY)
    assert KEY not in repr(settings)
    assert KEY not in settings.model_dump_json()
