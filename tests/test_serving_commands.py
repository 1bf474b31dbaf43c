"""``gsi chat``, ``gsi mcp``, ``gsi password`` and ``gsi feedback`` as a person or a program runs them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from assistant.feedback import add_feedback, feedback_file
from assistant.signin import load_passwords
from tests.command import ROOT, RUN, assert_one_line_error, gsi
from tests.provider import KEY, answering, drafted, provider

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_the_page_is_served_where_it_says_until_it_is_interrupted(real_home: Path) -> None:
    environment = {**os.environ, "GSI_HOME": str(real_home)}
    running = subprocess.Popen(
        [sys.executable, "-c", RUN, "chat", "--port", "0"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout
    address = next(word for word in running.stdout.readline().split() if word.startswith("http"))
    with urllib.request.urlopen(address, timeout=60) as page:
        assert b"page/app.js" in page.read()
    running.send_signal(signal.SIGINT)
    assert running.wait(60) in (0, 130)


def test_other_machines_are_not_let_in_by_oversight(tmp_path: Path) -> None:
    assert_one_line_error(gsi("chat", "--host", "0.0.0.0", home=tmp_path), "GSI_AUTH_FILE", "--public")


def test_what_chat_cannot_use_is_said_in_one_line(tmp_path: Path) -> None:
    assert_one_line_error(gsi("chat", home=tmp_path, GSI_AUTH_FILE=str(tmp_path / "none")), "none")
    (tmp_path / "people").write_text("anna:secret\n", encoding="utf-8")
    assert_one_line_error(gsi("chat", home=tmp_path, GSI_AUTH_FILE=str(tmp_path / "people")), "people:1")
    assert_one_line_error(gsi("chat", "--host", "256.1.1.1", "--public", home=tmp_path), "256.1.1.1")
    assert_one_line_error(gsi("chat", "--root-path", "gsi", home=tmp_path), "--root-path")
    assert_one_line_error(gsi("chat", "--port", "0", "--mode", "llm", home=tmp_path), "OPENAI_API_KEY")


def test_mcp_on_standard_input_and_output(real_home: Path) -> None:
    async def use() -> tuple[list[str], str, bool]:
        server = StdioServerParameters(
            command=sys.executable, args=["-c", RUN, "mcp"], cwd=ROOT, env={**os.environ, "GSI_HOME": str(real_home)}
        )
        async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as session:
            await session.initialize()
            names = [tool.name for tool in (await session.list_tools()).tools]
            answer = await session.call_tool("ask", {"question": "什么是安全不可分割原则？"})
            bad = await session.call_tool("clause", {"reference": "IX.99"})
            return names, answer.content[0].text, bool(bad.isError)

    names, answer, is_error = asyncio.run(use())
    assert names == ["ask", "clause", "search", "verify"]
    assert json.loads(answer)["statements"][0]["citations"][0]["clause"] == "II.4"
    assert is_error


def test_a_password_becomes_a_line_that_lets_in(tmp_path: Path) -> None:
    done = gsi("password", "anna", stdin="correct horse\n")
    assert (done.returncode, done.stderr) == (0, "")
    path = tmp_path / "people"
    path.write_text(done.stdout, encoding="utf-8")
    assert load_passwords(path)("anna", "correct horse")
    assert_one_line_error(gsi("password", "anna", stdin="short\n"), "8 characters")
    assert_one_line_error(gsi("password", "an:na", stdin="correct horse\n"), "colon")


def test_feedback_is_listed_and_exported(tmp_path: Path) -> None:
    given = {
        "question": "为什么\x1b[31m？",
        "language": "zh",
        "status": "answered",
        "clauses": ["III.12"],
        "vote": "up",
        "note": "好",
    }
    add_feedback(feedback_file(tmp_path, "gsi"), given)
    listed = gsi("feedback", "list", home=tmp_path)
    assert "III.12" in listed.stdout
    assert "\x1b" not in listed.stdout
    assert json.loads(gsi("feedback", "list", "--json", home=tmp_path).stdout)["note"] == "好"
    exported = json.loads(gsi("feedback", "export", home=tmp_path).stdout)
    assert (exported["question"]["zh"], exported["gold"], exported["split"]) == (given["question"], ["III.12"], "dev")
    assert gsi("feedback", "list", home=tmp_path / "empty").stdout == ""


# A model on the command line.

QUESTION = "May terrorism be linked to a religion?"
QUOTE = "Oppose linking terrorism with any particular country, ethnic group or religion."
TEXT = "Linking terrorism with a particular country or religion is opposed."


def test_a_worded_answer_is_printed_with_its_quote(real_home: Path) -> None:
    with provider(drafted(("III.12", QUOTE, TEXT))) as running:
        done = gsi(
            "ask", "--mode", "llm", "--log-json", QUESTION,
            home=real_home, OPENAI_BASE_URL=running.address, OPENAI_API_KEY=KEY, GSI_MODEL="scripted",
        )  # fmt: skip
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[:2] == [f"{TEXT} [III.12]", f"  “{QUOTE}”"]
    (line,) = done.stderr.splitlines()
    logged = json.loads(line)
    assert (logged["mode"], logged["clauses"], logged["usage"]["model"]) == ("llm", ["III.12"], "scripted")
    assert QUESTION not in done.stderr
    assert KEY not in done.stdout + done.stderr


def test_auto_with_a_server_that_refuses_gives_the_quotes_and_no_key(real_home: Path) -> None:
    with provider(answering(401, f'{{"error": {{"message": "bad {KEY}"}}}}'.encode())) as running:
        done = gsi("ask", "--json", QUESTION, home=real_home, OPENAI_BASE_URL=running.address, OPENAI_API_KEY=KEY)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["mode"], len(answer["notices"])) == (0, "extractive", 1)
    assert KEY not in done.stdout + done.stderr


def test_a_model_that_is_not_set_cannot_be_asked_for(real_home: Path) -> None:
    assert_one_line_error(gsi("ask", "--mode", "llm", QUESTION, home=real_home), "OPENAI_BASE_URL")


def test_the_log_has_the_question_only_if_told_to(real_home: Path) -> None:
    done = gsi("ask", "--log-questions", "--after", "Who coordinates the fight against terrorism?", "Why?", home=real_home)
    logged = json.loads(done.stderr)
    assert logged["question"] == "Why?"
    assert logged["standalone"] == "Who coordinates the fight against terrorism, why?"
    assert done.stdout.startswith(f"Understood as: {logged['standalone']}")


def test_a_batch_line_can_follow_others(real_home: Path) -> None:
    line = {"id": 1, "question": "那海上呢？", "earlier": ["如何打击跨国犯罪？"]}
    done = gsi("ask", "--batch", "-", stdin=json.dumps(line), home=real_home)
    assert json.loads(done.stdout)["standalone"] == "如何打击跨国犯罪，那海上呢？"
    assert_one_line_error(gsi("ask", "--batch", "-", "--after", "x", home=real_home), "--after")
