"""What is no Chroma server of this version, no address of one or no embedder is told in one line."""

from __future__ import annotations

import re
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from index import backends
from index.backends import ChromaServer
from index.errors import IndexServerError, SettingsError
from tests.gateway import gateway
from tests.index.small import Opened, small_corpus

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]

CORPUS = small_corpus()


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (200, b'"0.5.23"', r"the Chroma server at .* has version '0.5.23'; this program needs version 1.x"),
        (200, b'"2.0.0"', r"the Chroma server at .* has version '2.0.0'; this program needs version 1.x"),
        (200, b'{"version": 1}', "what answers at .* is no Chroma server; check GSI_CHROMA_URL"),
        (200, b"<html>welcome</html>", "what answers at .* is no Chroma server; check GSI_CHROMA_URL"),
        (404, b'{"detail": "Not Found"}', "what answers at .* is no Chroma server; check GSI_CHROMA_URL"),
        (410, b'{"error": "Unimplemented"}', "what answers at .* is no Chroma server; check GSI_CHROMA_URL"),
        (302, b"", "the Chroma server at .* answers with HTTP 302"),
        (401, b"", "the Chroma server at .* refuses access; check GSI_CHROMA_TOKEN"),
        (503, b"try later", "the Chroma server at .* answers with HTTP 503"),
    ],
)
def test_what_is_no_chroma_server_of_this_version_is_told_so(home: Path, status: int, body: bytes, message: str) -> None:
    with gateway(lambda handler: reply(handler, status, body)) as url:
        error = Opened(home, CORPUS, ChromaServer(url)).error
    assert isinstance(error, IndexServerError)
    assert re.fullmatch(message, str(error))


def test_an_answer_that_drips_is_left_after_the_deadline(home: Path) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(600):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    with gateway(drip) as url:
        error = Opened(home, CORPUS, ChromaServer(url, deadline=0.5)).error
    assert isinstance(error, IndexServerError)
    assert "no answer within 0.5 seconds" in str(error)


def reply(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8000",
        "ftp://host",
        "http://",
        "http://user:secret@host",
        "http://host/api/v2",
        "http://host:x",
        "http://host:99999",
    ],
)
def test_an_address_that_is_none_is_a_settings_error_that_does_not_repeat_it(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^GSI_CHROMA_URL is an address like") as raised:
        ChromaServer(url)
    assert "secret" not in str(raised.value)


def test_settings_name_the_embedders_there_are() -> None:
    for name in ("e6", "openai:", "bge"):
        with pytest.raises(SettingsError, match="GSI_EMBEDDER is e5 or openai:MODEL"):
            backends.make_embedder(name, "http://127.0.0.1:1")
