"""A chat-completion server on loopback that says what a test scripts: a real process boundary, real HTTP, no model."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.llm import ChatModel
from assistant.settings import Settings

KEY = "sk-very-secret-0123456789"
Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Provider:
    """A running server: its ``address``, the ``requests`` it got, and ``left`` once a client hung up on it."""

    address: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)

    def model(self, timeout: float = 20.0, **settings: Any) -> ChatModel:
        return ChatModel.connect(
            Settings(openai_base_url=self.address, openai_api_key=KEY, model="scripted", model_timeout=timeout, **settings)
        )


def said(*pieces: str | None, finish: str | None = "stop", pause: float = 0.0, **delta: Any) -> Reply:
    """A stream of ``pieces``, ``pause`` seconds apart, that ends with ``finish``, or is cut where that is None."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        for piece in pieces:
            _event(handler, [{"index": 0, "delta": {"role": "assistant", "content": piece, **delta}, "finish_reason": None}])
            time.sleep(pause)
        if finish is not None:
            _event(handler, [{"index": 0, "delta": {}, "finish_reason": finish}])
            _event(handler, [], usage={"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9})
            handler.wfile.write(b"data: [DONE]\n\n")

    return reply


def drafted(*statements: tuple[str, str, str], **how: Any) -> Reply:
    """A draft as it was asked for: statements of (clause, quote, text)."""
    return said(draft(*statements), **how)


def draft(*statements: tuple[str, str, str]) -> str:
    items = [{"clause": clause, "quote": quote, "text": text} for clause, quote, text in statements]
    return json.dumps({"statements": items}, ensure_ascii=False)


def answering(status: int, body: bytes = b"{}", content_type: str = "application/json", **headers: str) -> Reply:
    """A plain response."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def hanging(handler: BaseHTTPRequestHandler) -> None:
    """No response for as long as the test lasts."""
    handler.server.provider.closing.wait(60)  # type: ignore[attr-defined]


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """A stream that never ends and never pauses for long, so that no read times out."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()
    while not handler.server.provider.closing.is_set():  # type: ignore[attr-defined]
        _event(handler, [{"index": 0, "delta": {"content": " "}, "finish_reason": None}])
        time.sleep(0.02)


def flooding(handler: BaseHTTPRequestHandler) -> None:
    """A thought without end, faster than it can be read; cut after some megabytes, for a client that never gives up."""
    said("<think>", *["so " * 200] * 10_000, finish=None)(handler)


def dripping_after(opening: str) -> Reply:
    """``opening``, and then blanks without end."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        said(opening, finish=None)(handler)
        while not handler.server.provider.closing.is_set():  # type: ignore[attr-defined]
            _event(handler, [{"index": 0, "delta": {"content": " "}, "finish_reason": None}])
            time.sleep(0.02)

    return reply


@contextmanager
def provider(*replies: Reply) -> Iterator[Provider]:
    """A server that gives ``replies`` in turn, the last one for ever."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            running.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            try:
                replies[min(len(running.requests), len(replies)) - 1](self)
            except OSError:
                running.left.set()
            self.close_connection = True

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running = server.provider = Provider(f"http://127.0.0.1:{server.server_port}/v1")  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield running
    finally:
        running.closing.set()
        server.shutdown()
        server.server_close()


def _event(handler: BaseHTTPRequestHandler, choices: Sequence[dict[str, Any]], **more: Any) -> None:
    event = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": choices, **more}
    handler.wfile.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
    handler.wfile.flush()
