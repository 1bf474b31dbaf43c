"""The part of ``make bench`` that times the chain around a model, with one that takes no time."""

from __future__ import annotations

import contextlib
import json
import statistics
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from assistant.llm import ChatModel
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from evals.bench.process import seconds


def chain_overhead(home: Path, questions: Sequence[str]) -> float:
    """Milliseconds that a worded answer takes beyond the quoted one, with a server on loopback that streams at once.

    The server runs in this process and shares its cores, so the figure is an upper bound.
    """
    drafts: list[str] = []
    differences = []
    with _instant_model(drafts) as url:
        settings = Settings(home=home, openai_base_url=url)
        pipeline = Pipeline.start(settings, model=ChatModel.connect(settings))
        for _ in range(10):
            for question in questions:
                answer = pipeline.ask(question, mode="extractive")
                cited = [citation for statement in answer.statements for citation in statement.citations]
                items = [{"clause": item.clause.id, "quote": item.quote, "text": item.quote} for item in cited]
                drafts.append(json.dumps({"statements": items}))
                quoted = seconds(lambda question=question: pipeline.ask(question, mode="extractive"))  # type: ignore[misc]
                worded = seconds(lambda question=question: pipeline.ask(question, mode="llm"))  # type: ignore[misc]
                differences.append(worded - quoted)
        pipeline.close()
    return 1000 * statistics.median(differences)


@contextlib.contextmanager
def _instant_model(drafts: Sequence[str]) -> Iterator[str]:
    """The address of a chat server that replies with the last of ``drafts``."""

    class Instant(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            pieces = [drafts[-1][at : at + 4] for at in range(0, len(drafts[-1]), 4)]  # about a token each
            for piece in [*pieces, ""]:
                choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None if piece else "stop"}
                event = {"id": "x", "object": "chat.completion.chunk", "choices": [choice]}
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.close_connection = True

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Instant)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
