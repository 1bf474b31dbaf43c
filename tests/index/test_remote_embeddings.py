"""Vectors from an OpenAI-compatible server: a real one on loopback that says what a test scripts."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr

from index import remote_embeddings as module
from index.build import open_or_build
from index.errors import EmbedderError, GsiError, SettingsError
from index.remote_embeddings import RemoteEmbedding
from tests.index.small import builds, small_corpus
from tests.provider import KEY, Provider, Reply, answering, dripping, hanging, provider

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

Item = dict[str, Any]


def item(at: int, vector: object) -> Item:
    return {"object": "embedding", "index": at, "embedding": vector}


def vector_of(text: str) -> list[float]:
    return [3.0, float(len(text)), float(sum(map(ord, text)) % 97)]


def embedding(change: Callable[[list[Item]], object] = lambda items: items) -> Reply:
    """The vectors that were asked for, the last text's first; ``change`` tampers with them."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        texts = handler.server.provider.requests[-1]["input"]  # type: ignore[attr-defined]
        items = [item(at, vector_of(text)) for at, text in enumerate(texts)][::-1]
        answering(200, json.dumps({"object": "list", "data": change(items)}).encode())(handler)

    return reply


def embedder(running: Provider) -> RemoteEmbedding:
    return RemoteEmbedding("bge-m3", running.address, SecretStr(KEY))


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of them in earnest."""
    made: list[float] = []
    monkeypatch.setattr(module.time, "sleep", made.append)
    return made


def test_vectors_come_in_the_order_of_the_texts_and_at_length_one() -> None:
    with provider(embedding()) as running:
        model = embedder(running)
        texts = ["安全", "indivisible security", "sicurezza"]
        vectors = np.array(model.get_text_embedding_batch(texts))
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)
        for vector, text in zip(vectors, texts, strict=True):
            assert vector == pytest.approx(np.array(vector_of(text)) / np.linalg.norm(vector_of(text)))
        assert model.get_query_embedding("安全") == pytest.approx(vectors[0])


def test_the_name_tells_the_model_and_its_dimensions_and_the_request_the_rest() -> None:
    with provider(embedding()) as running:
        assert embedder(running).model_name == "openai:bge-m3/3"
        assert running.requests[0] == {"model": "bge-m3", "input": ["?"], "encoding_format": "float"}


def test_many_texts_go_in_batches() -> None:
    with provider(embedding()) as running:
        assert len(embedder(running).get_text_embedding_batch([str(number) for number in range(130)])) == 130
        assert [len(request["input"]) for request in running.requests] == [1, 64, 64, 2]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_is_transient_is_tried_again_after_a_pause(pauses: list[float], status: int) -> None:
    with provider(answering(status), answering(status), embedding()) as running:
        assert embedder(running).model_name == "openai:bge-m3/3"
        assert len(running.requests) == 3
        assert len(pauses) == 2
        assert 0 <= pauses[0] <= 0.5
        assert 0 <= pauses[1] <= 1.0


def test_a_server_that_says_how_long_to_wait_is_obeyed(pauses: list[float]) -> None:
    with provider(answering(429, retry_after="3"), embedding()) as running:
        embedder(running)
    assert pauses == [pytest.approx(3)]


def test_a_wait_beyond_the_deadline_is_not_begun(pauses: list[float]) -> None:
    with provider(answering(429, retry_after="3600")) as running, pytest.raises(EmbedderError, match="is too busy"):
        embedder(running)
    assert pauses == []


@pytest.mark.parametrize("silence", [hanging, dripping])
def test_a_server_that_never_ends_its_answer_is_left(monkeypatch: pytest.MonkeyPatch, silence: Reply) -> None:
    monkeypatch.setattr(module, "_QUESTION_SECONDS", 0.3)
    with (
        provider(silence) as running,
        pytest.raises(EmbedderError, match=r"at http://127.0.0.1:\d+/v1/embeddings cannot be reached: no answer within"),
    ):
        embedder(running)


def test_a_server_that_is_not_there_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_QUESTION_SECONDS", 0.2)
    with provider(embedding()) as gone:
        pass
    with pytest.raises(EmbedderError, match="cannot be reached"):
        embedder(gone)


BAD = {
    "one too few": lambda items: items[1:],
    "one too many": lambda items: [*items, item(99, [1.0, 2.0, 3.0])],
    "another index": lambda items: [{**items[0], "index": 7}],
    "no index": lambda items: [{"embedding": each["embedding"]} for each in items],
    "lengths that differ": lambda items: [item(0, [1.0]), *items[:-1]],
    "no numbers": lambda items: [{**each, "embedding": ["a", "b", "c"]} for each in items],
    "base64": lambda items: [{**each, "embedding": base64.b64encode(b"abcd").decode()} for each in items],
    "null": lambda items: [{**each, "embedding": None} for each in items],
    "nothing in it": lambda items: [{**each, "embedding": []} for each in items],
    "zeros": lambda items: [{**each, "embedding": [0, 0, 0]} for each in items],
    "not finite": lambda items: [{**each, "embedding": [math.nan, 1, 1]} for each in items],
    "infinite": lambda items: [{**each, "embedding": [math.inf, 1, 1]} for each in items],
    "other dimensions": lambda items: [{**each, "embedding": [1, 2, 3, 4]} for each in items],
    "no list": lambda items: {},
    "nothing": lambda items: None,
}


@pytest.mark.parametrize("change", BAD.values(), ids=BAD.keys())
def test_vectors_that_are_none_are_never_used(change: Callable[[list[Item]], object]) -> None:
    with provider(embedding(), embedding(change)) as running:
        model = embedder(running)
        with pytest.raises(EmbedderError) as raised:
            model.get_text_embedding_batch(["one", "two"])
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (answering(401, f'{{"error": "bad key {KEY}"}}'.encode()), "refuses access; check OPENAI_API_KEY"),
        (answering(403), "refuses access"),
        (answering(404), "there is no model 'bge-m3'"),
        (answering(400, KEY.encode()), "answers with HTTP 400"),
        (answering(307, location="http://127.0.0.1:1/"), "answers with HTTP 307"),
        (answering(200, b"<html>welcome</html>", "text/html"), "does not give a vector for each text"),
        (answering(200, b"[]"), "does not give a vector for each text"),
        (answering(200, b"\xff\xfe"), "does not give a vector for each text"),
    ],
)
def test_a_refusal_is_one_line_without_the_key_and_not_repeated(reply: Reply, told: str) -> None:
    with provider(reply) as running:
        with pytest.raises(EmbedderError, match=told) as raised:
            embedder(running)
        assert len(running.requests) == 1
    assert KEY not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_key_in_the_address_is_not_repeated_either() -> None:
    with provider(answering(400)) as running:
        address = running.address.replace("http://", f"http://user:{KEY}@")
        with pytest.raises(EmbedderError, match="answers with HTTP 400") as raised:
            RemoteEmbedding("bge-m3", address)
    assert KEY not in str(raised.value)


@pytest.mark.parametrize("key", ["sk-ключ", "sk\nkey"])
def test_a_key_that_cannot_be_sent_is_a_settings_error_without_it(key: str) -> None:
    with pytest.raises(SettingsError) as raised:
        RemoteEmbedding("bge-m3", "http://127.0.0.1:1/v1", SecretStr(key))
    assert key not in str(raised.value)


def test_without_an_address_and_a_key_nothing_is_sent_anywhere() -> None:
    with pytest.raises(SettingsError, match="OPENAI_BASE_URL"):
        RemoteEmbedding("bge-m3")


def test_an_index_is_built_with_it_and_a_build_that_broke_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    home = tmp_path / "home"
    broken: list[Reply] = [embedding(), embedding(), embedding(), answering(400)]
    with provider(*broken) as running:
        model = embedder(running)
        with pytest.raises(GsiError, match="answers with HTTP 400"):
            open_or_build(small_corpus(), model, home)
        done = {text for request in running.requests[1:3] for text in request["input"]}
    assert builds(home) == []
    with provider(embedding()) as running:
        open_or_build(small_corpus(), embedder(running), home).close()
        asked = [text for request in running.requests[1:] for text in request["input"]]
    assert done
    assert asked
    assert done.isdisjoint(asked)
