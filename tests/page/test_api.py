"""The same answers over HTTP and MCP as from the command line; whatever else is sent is told so, and the server stays up."""

from __future__ import annotations

import asyncio
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from assistant.feedback import Feedback, add_feedback, candidates, read_feedback
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from assistant.signin import load_passwords, password_line
from index.corpus import Corpus
from index.errors import InputError
from tests.assistant.contract import assert_keeps_contract
from tests.conftest import LANGUAGES
from tests.page.conftest import running_server
from tests.provider import drafted, provider

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

QUESTIONS = {
    "en": "May terrorism be linked to a religion?",
    "zh": "恐怖主义能同特定宗教挂钩吗？",
    "it": "Il terrorismo può essere associato a una religione?",
}
Json = Any


def call(address: str, name: str, *data: Json) -> tuple[str, Json]:
    """The last event of a call over plain HTTP: its name and value."""
    request = urllib.request.Request(
        f"{address}gradio_api/call/{name}",
        data=json.dumps({"data": data}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        event_id = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{address}gradio_api/call/{name}/{event_id}", timeout=60) as response:
        *_, event, value = [line for line in response.read().decode().split("\n") if line.startswith(("event", "data"))]
    return event.removeprefix("event: "), json.loads(value.removeprefix("data: "))


def sent(
    address: str, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    """The answer to a request as it is written, however odd."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        return response.status, response.read(), {name.lower(): value for name, value in response.getheaders()}
    finally:
        connection.close()


@pytest.fixture(scope="module")
def plain(real_home: Path) -> Iterator[Pipeline]:
    pipeline = Pipeline.start(Settings(home=real_home))
    yield pipeline
    pipeline.close()


def test_the_server_is_ready_when_it_says_so(server: str) -> None:
    with urllib.request.urlopen(f"{server}health", timeout=10) as response:
        assert json.load(response)["status"] == "ready"


@pytest.mark.parametrize("language", LANGUAGES)
def test_ask_gives_the_answer_of_the_pipeline(server: str, plain: Pipeline, corpus: Corpus, language: str) -> None:
    event, (answer,) = call(server, "ask", QUESTIONS[language], "", "auto", None)
    assert event == "complete"
    assert answer == plain.ask(QUESTIONS[language]).to_json()
    assert_keeps_contract(answer, corpus)


def test_gradios_own_client_sees_four_endpoints(server: str, plain: Pipeline, corpus: Corpus) -> None:
    client = Client(server, verbose=False)
    assert {"/ask", "/clause", "/search", "/verify"} <= set(client.view_api(return_format="dict")["named_endpoints"])
    answer = client.predict(question=QUESTIONS["en"], api_name="/ask")
    assert answer == plain.ask(QUESTIONS["en"]).to_json()
    (clause,) = client.predict(reference="Part III, clause 12", api_name="/clause")
    assert clause["text"] == corpus.editions["en"].clauses["III.12"].text
    found = client.predict(text="nuclear war", language="en", limit=3, api_name="/search")
    assert found[0]["match"] == "verbatim"
    (finding,) = client.predict(text="“Humanity is an indivisible security community.” [II.4]", api_name="/verify")
    assert finding["status"] == "verbatim"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_found_is_where_it_says(server: str, corpus: Corpus, language: str) -> None:
    words = {"en": "Nuclear WAR", "zh": "核战争", "it": "guerra nucleare"}
    _, (found,) = call(server, "search", words[language], language, 10)
    assert len(found) == 10
    assert found[0]["match"] == "verbatim"
    for place in found:
        assert place["quote"] == corpus.editions[language].clauses[place["clause"]].text[place["start"] : place["end"]]


def test_the_views_lead_through_the_whole_document(server: str, corpus: Corpus) -> None:
    clause: str | None = corpus.clause_ids[0]
    seen = []
    while clause:
        _, (view,) = call(server, "view", clause, "en", 0, 20)
        seen.append(clause)
        for edition in view["editions"]:
            assert edition["text"] == corpus.editions[edition["language"]].clauses[clause].text
            assert all(0 <= start < end <= len(edition["text"]) for start, end in edition["highlight"])
            assert bool(edition["highlight"]) != bool(edition["doubt"])
        clause = view["next"]
    assert tuple(seen) == corpus.clause_ids


def test_a_model_words_answers_over_http_too(real_home: Path, tmp_path: Path) -> None:
    quote = "Oppose linking terrorism with any particular country, ethnic group or religion."
    text = "Linking terrorism with a particular country or religion is opposed."
    with (
        provider(drafted(("III.12", quote, text))) as running,
        running_server(real_home, tmp_path, running.model()) as address,
    ):
        _, (answer,) = call(address, "ask", QUESTIONS["en"], "", "llm", None)
        _, (quoted,) = call(address, "ask", QUESTIONS["en"], "", "extractive", None)
    assert (answer["mode"], answer["statements"][0]["text"]) == ("llm", text)
    assert quoted["mode"] == "extractive"


# MCP.


async def over_mcp(address: str, calls: list[tuple[str, dict[str, Json]]]) -> tuple[list[Json], list[Json]]:
    async with (
        streamable_http_client(f"{address}mcp") as (reading, writing, _),
        ClientSession(reading, writing) as session,
    ):
        await session.initialize()
        tools = (await session.list_tools()).tools
        return tools, [await session.call_tool(name, arguments) for name, arguments in calls]


def test_mcp_has_the_same_four_tools_with_types_and_descriptions(server: str, plain: Pipeline) -> None:
    tools, (answer, clause, bad) = asyncio.run(
        over_mcp(
            server,
            [
                ("ask", {"question": QUESTIONS["zh"]}),
                ("clause", {"reference": "III.12", "language": "all"}),
                ("ask", {"question": "?"}),
            ],
        )
    )
    assert [tool.name for tool in tools] == ["ask", "clause", "search", "verify"]
    for tool in tools:
        assert len(tool.description) > 80
        assert all("type" in shape or "anyOf" in shape for shape in tool.inputSchema["properties"].values())
    assert json.loads(answer.content[0].text) == plain.ask(QUESTIONS["zh"]).to_json()
    assert [json.loads(item.text)["language"] for item in clause.content] == list(LANGUAGES)
    assert bad.isError
    assert "no words" in bad.content[0].text


# Abuse.

ODD: list[Json] = [None, 7, 1.5, True, [], {}, [[]], {"a": {"b": []}}, "", " ", "\x00", "x" * 100_000, "?" * 10, ["x"] * 100]


@pytest.mark.parametrize("name", ["ask", "ask_stream", "clause", "search", "verify", "view", "feedback"])
def test_odd_arguments_are_errors_for_people(server: str, name: str) -> None:
    usual: dict[str, list[Json]] = {
        "ask": ["What is indivisible security?", "", "auto", None],
        "ask_stream": ["What is indivisible security?", None, "auto", []],
        "clause": ["III.12", "en"],
        "search": ["security", "en", 3],
        "verify": ["Humanity is one.", "en"],
        "view": ["III.12", "en", 0, 5],
        "feedback": [{"question": "q", "language": "en", "status": "answered", "clauses": [], "vote": "up", "note": ""}],
    }
    for place in range(len(usual[name])):
        for odd in ODD:
            data = [*usual[name]]
            data[place] = odd
            event, value = call(server, name, *data)
            assert event in ("complete", "error")
            if event == "error":
                told = value["error"] if isinstance(value, dict) else value
                assert told, (name, place, odd)
                assert "Traceback" not in told
                assert "/" not in told.replace("and/or", "")


BAD: dict[str, tuple[str, str, bytes | None, dict[str, str], int]] = {
    "another page": ("POST", "/gradio_api/call/ask", b'{"data": ["x"]}', {"Origin": "http://evil.test"}, 403),
    "a null origin": ("POST", "/gradio_api/call/ask", b'{"data": ["x"]}', {"Origin": "null"}, 403),
    "another site's script": ("GET", "/health", None, {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "cors"}, 403),
    "a foreign name for this machine": ("GET", "/health", None, {"Host": "evil.test"}, 403),
    "too large": ("POST", "/gradio_api/call/ask", b"x" * 2_000_000, {}, 413),
    "an upload": ("POST", "/gradio_api/upload", b"x", {}, 404),
    "a file of the system": ("GET", "/gradio_api/file=/etc/passwd", None, {}, 404),
    "a file by way of the page": ("GET", "/page/../ui.py", None, {}, 404),
    "the same, encoded": ("GET", "/page/%2e%2e/ui.py", None, {}, 404),
    "a proxy": ("GET", "/gradio_api/proxy=http://evil.test/", None, {}, 404),
    "statistics": ("GET", "/monitoring", None, {}, 404),
    "no JSON": ("POST", "/gradio_api/call/ask", b"{", {"Content_Type": "application/json"}, 422),
    "no data": ("POST", "/gradio_api/call/ask", b"{}", {"Content_Type": "application/json"}, 422),
}


@pytest.mark.parametrize("case", BAD)
def test_what_has_no_business_here_is_refused(server: str, case: str) -> None:
    method, path, body, headers, status = BAD[case]
    got, text, answered = sent(server, method, path, body, **headers)
    assert got == status, text[:200]
    assert b"Traceback" not in text
    assert b"root:" not in text
    assert "default-src 'self'" in answered["content-security-policy"]
    assert answered["x-content-type-options"] == "nosniff"
    assert call(server, "ask", QUESTIONS["en"], "", "auto", None)[0] == "complete"


def test_a_body_without_an_announced_length_is_bounded_too(server: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    chunks: Iterator[bytes] = (b"x" * 100_000 for _ in range(20))
    try:
        connection.request("POST", "/gradio_api/call/ask", chunks, {"Transfer-Encoding": "chunked"}, encode_chunked=True)
        assert connection.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # it hung up before the end, which is as good
    finally:
        connection.close()
    assert call(server, "ask", QUESTIONS["en"], "", "auto", None)[0] == "complete"


def test_hundreds_of_rapid_calls_leave_the_server_up(server: str) -> None:
    def rapid(number: int) -> int:
        try:
            request = urllib.request.Request(
                f"{server}gradio_api/call/clause",
                data=json.dumps({"data": ["III.12", "en"]}).encode(),
                headers={"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=60) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    with ThreadPoolExecutor(25) as people:
        assert set(people.map(rapid, range(500))) <= {200, 503}
    # What waits is worked off, and then all is as before.
    assert call(server, "ask", QUESTIONS["en"], "", "auto", None)[0] == "complete"


def test_twenty_people_at_once_each_get_their_own_answer(server: str, plain: Pipeline) -> None:
    asked = [f"{QUESTIONS[language]} ({number})" for number in range(7) for language in LANGUAGES][:20]
    with ThreadPoolExecutor(20) as people:
        answers = list(people.map(lambda question: call(server, "ask", question, "", "auto", None), asked))
    for question, (event, value) in zip(asked, answers, strict=True):
        assert event == "complete"
        assert value[0] == plain.ask(question).to_json()


# Sign-in.


@pytest.fixture
def passwords(tmp_path: Path) -> Path:
    path = tmp_path / "people"
    path.write_text(
        password_line("anna", "correct horse") + "\n\n" + password_line("李", "第二个密码足够长") + "\n", encoding="utf-8"
    )
    return path


def test_passwords_are_told_apart_and_not_kept(passwords: Path) -> None:
    is_allowed = load_passwords(passwords)
    assert is_allowed("anna", "correct horse")
    assert is_allowed("李", "第二个密码足够长")
    assert not is_allowed("anna", "wrong horse")
    assert not is_allowed("nobody", "correct horse")
    assert not is_allowed("nobody", "")
    assert "horse" not in passwords.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "told"),
    [("", "has no sign-in"), ("anna:secret\n", ":1:"), ("\nanna:md5:00:00", ":2:"), ("anna:scrypt:zz:00", ":1:")],
)
def test_a_password_file_that_is_none_is_told(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "people"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        load_passwords(path)


def test_without_signing_in_there_is_the_page_and_nothing_else(real_home: Path, tmp_path: Path, passwords: Path) -> None:
    with running_server(real_home, tmp_path, is_allowed=load_passwords(passwords)) as address:
        assert sent(address, "GET", "/")[0] == 200
        assert sent(address, "GET", "/health")[0] == 200
        body = b'{"data": ["What is indivisible security?", "", "auto", null]}'
        for path in ("call/ask", "call/contents", "queue/join"):
            assert sent(address, "POST", f"/gradio_api/{path}", body, Content_Type="application/json")[0] == 401, path
        for path in ("/config", "/gradio_api/info"):
            assert sent(address, "GET", path)[0] == 401, path
        form = {"Content_Type": "application/x-www-form-urlencoded"}
        assert sent(address, "POST", "/login", b"username=anna&password=wrong", **form)[0] == 400
        client = Client(address, auth=("anna", "correct horse"), verbose=False)
        assert client.predict(question=QUESTIONS["en"], api_name="/ask")["status"] == "answered"


# Feedback.

GIVEN = {
    "question": "Why?",
    "language": "en",
    "status": "answered",
    "clauses": ["III.12"],
    "vote": "down",
    "note": "<b>\u2028no</b>",
}


def test_feedback_comes_back_as_it_was_given_and_becomes_a_candidate(tmp_path: Path) -> None:
    add_feedback(tmp_path / "kept.jsonl", GIVEN)
    add_feedback(tmp_path / "kept.jsonl", GIVEN | {"vote": "up"})
    with (tmp_path / "kept.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"question": "cut sho')
    first, second = read_feedback(tmp_path / "kept.jsonl")
    assert {name: first[name] for name in GIVEN} == GIVEN
    proposed = list(candidates([first, second], LANGUAGES))
    assert [candidate["gold"] for candidate in proposed] == [[], ["III.12"]]
    assert proposed[0]["question"] == {"zh": "", "en": "Why?", "it": ""}


@pytest.mark.parametrize(
    "change",
    [{"vote": "sideways"}, {"note": "x" * 2001}, {"clauses": "III.12"}, {"more": 1}, {"question": ""}, {"language": 3}],
)
def test_feedback_that_is_none_is_not_kept(tmp_path: Path, change: dict[str, Json]) -> None:
    with pytest.raises(InputError, match="feedback"):
        add_feedback(tmp_path / "kept.jsonl", GIVEN | change)
    assert read_feedback(tmp_path / "kept.jsonl") == []


def test_feedback_of_many_at_once_is_all_kept(tmp_path: Path) -> None:
    add: Callable[[int], None] = lambda number: add_feedback(tmp_path / "kept.jsonl", GIVEN | {"question": f"q{number}"})  # noqa: E731
    with ThreadPoolExecutor(8) as people:
        list(people.map(add, range(100)))
    assert {record["question"] for record in read_feedback(tmp_path / "kept.jsonl")} == {
        f"q{number}" for number in range(100)
    }
    assert Feedback.model_validate(GIVEN)
