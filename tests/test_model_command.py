"""``gsi ask`` with a model, as a person runs it: in a process of its own, against a server that says what a test scripts."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.messages import message
from index.corpus import Corpus
from tests.assistant.contract import assert_keeps_contract
from tests.command import assert_one_line_error, gsi
from tests.conftest import LANGUAGES
from tests.provider import KEY, Provider, Reply, answering, drafted, hanging, provider, said

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.real]

QUESTION = {
    "zh": "恐怖主义能同特定宗教挂钩吗？",
    "en": "May terrorism be linked to a religion?",
    "it": "Il terrorismo può essere associato a una religione?",
}
QUOTE = {
    "zh": "反对将恐怖主义与特定国家、民族和宗教挂钩。",
    "en": "Oppose linking terrorism with any particular country, ethnic group or religion.",
    "it": "Opporsi al collegamento del terrorismo con un particolare paese, gruppo etnico o religione.",
}
TEXT = {
    "zh": "文件反对把恐怖主义与特定国家、民族和宗教挂钩。",
    "en": "Linking terrorism with a particular country, ethnic group or religion is opposed.",
    "it": "Ci si oppone al collegamento del terrorismo con un particolare paese, gruppo etnico o religione.",
}
MARKS = {"zh": "“”", "en": "“”", "it": "«»"}
EARLIER = "Who coordinates the fight against terrorism?"


def good(language: str = "en") -> Reply:
    return drafted(("III.12", QUOTE[language], TEXT[language]))


@pytest.fixture
def good_server() -> Iterator[Provider]:
    with provider(good()) as running:
        yield running


def ask(home: Path, running: Provider | str, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """``gsi ask`` with the scripted server, or an address; whatever happens, the key is shown nowhere."""
    address = running if isinstance(running, str) else running.address
    settings = {"OPENAI_BASE_URL": address, "OPENAI_API_KEY": KEY, "GSI_MODEL": "scripted"} | more
    done = gsi("ask", *arguments, home=home, **settings)
    assert KEY not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wording_is_printed_with_its_clause_and_its_quote_below(real_home: Path, language: str) -> None:
    with provider(good(language)) as running:
        done = ask(real_home, running, QUESTION[language], "--mode", "llm")
    assert (done.returncode, done.stderr) == (0, "")
    opening, closing = MARKS[language]
    assert done.stdout.splitlines()[:2] == [f"{TEXT[language]} [III.12]", f"  {opening}{QUOTE[language]}{closing}"]
    assert message("courtesy_edition", "it") in done.stdout or language != "it"
    (request,) = running.requests
    assert request["model"] == "scripted"


def test_json_keeps_the_contract_and_says_what_the_model_took(real_home: Path, corpus: Corpus) -> None:
    with provider(good("zh")) as running:
        done = ask(real_home, running, QUESTION["zh"], "--json")
    shape = json.loads(done.stdout)
    assert_keeps_contract(shape, corpus)
    assert (shape["mode"], shape["statements"][0]["text"]) == ("llm", TEXT["zh"])
    assert list(shape)[8:] == ["usage"]
    usage = shape["usage"]
    assert {name: usage[name] for name in usage if name != "seconds"} == {
        "model": "scripted", "requests": 1, "prompt_tokens": 7, "completion_tokens": 2, "problems": [],
    }  # fmt: skip


def test_a_model_that_is_asked_for_and_not_set_is_a_one_line_error(real_home: Path) -> None:
    assert_one_line_error(gsi("ask", QUESTION["en"], "--mode", "llm", home=real_home), "no model is set", "OPENAI_API_KEY")


def test_quotes_only_makes_no_request(real_home: Path, good_server: Provider) -> None:
    done = ask(real_home, good_server, QUESTION["en"], "--mode", "extractive")
    assert (done.returncode, good_server.requests) == (0, [])
    assert f"“{QUOTE['en']}” [III.12]" in done.stdout
    assert TEXT["en"] not in done.stdout


def test_a_dead_server_leaves_the_quotes_and_says_so(real_home: Path) -> None:
    done = ask(real_home, "http://127.0.0.1:9/v1", QUESTION["it"])
    assert (done.returncode, done.stderr) == (0, "")
    assert f"«{QUOTE['it']}» [III.12]" in done.stdout
    assert done.stdout.splitlines()[-1] == message("model_unreachable", "it")


def test_a_server_that_hangs_is_left_after_the_time_that_is_set(real_home: Path) -> None:
    with provider(hanging) as running:
        done = ask(real_home, running, QUESTION["en"], GSI_MODEL_TIMEOUT="0.5")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == message("model_late", "en")


def test_a_key_that_the_server_echoes_is_not_shown(real_home: Path) -> None:
    echoing = answering(401, json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}}).encode())
    with provider(echoing) as running:
        done = ask(real_home, running, QUESTION["en"], "--log-questions", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["notices"] == [message("model_unreachable", "en")]
    assert json.loads(done.stderr)["usage"]["problems"] == ["unreachable"]


@pytest.mark.parametrize("address", ["no address at all", "http://[", "http://127.0.0.1:99999/v1", "ftp://127.0.0.1/"])
def test_an_address_that_is_none_gives_no_traceback(real_home: Path, address: str) -> None:
    done = ask(real_home, address, QUESTION["en"])
    if done.returncode:
        assert_one_line_error(done, "OPENAI_BASE_URL")
    else:
        assert done.stdout.splitlines()[-1] == message("model_unreachable", "en")


def test_a_log_line_has_the_question_only_if_asked_for(real_home: Path, good_server: Provider) -> None:
    quiet = ask(real_home, good_server, QUESTION["en"], "--log-json")
    (line,) = quiet.stderr.splitlines()
    record = json.loads(line)
    assert QUESTION["en"] not in quiet.stderr
    assert (record["mode"], record["clauses"], record["status"]) == ("llm", ["III.12"], "answered")
    assert (record["usage"]["requests"], record["usage"]["prompt_tokens"]) == (1, 7)
    told = json.loads(ask(real_home, good_server, QUESTION["en"], "--log-questions").stderr)
    assert (told["question"], told["standalone"]) == (QUESTION["en"], None)
    assert set(told) == {*record, "question", "standalone"}


def test_a_follow_up_in_the_models_words_is_shown_and_logged_as_such(real_home: Path) -> None:
    rewritten = "Why does it coordinate the fight against terrorism?"
    with provider(said(rewritten), drafted()) as running:
        done = ask(real_home, running, "Why?", "--after", EARLIER, "--log-json")
    assert done.stdout.splitlines()[0] == message("understood", "en", question=rewritten)
    record = json.loads(done.stderr)
    assert "fight" not in done.stderr
    assert record["usage"]["requests"] == len(running.requests)
    assert json.loads(running.requests[0]["messages"][1]["content"]) == {"earlier": [EARLIER], "question": "Why?"}


def test_a_follow_up_is_understood_without_a_model_too(real_home: Path) -> None:
    done = gsi("ask", "为什么？", "--after", "谁协调打击恐怖主义的斗争？", home=real_home)
    assert done.stdout.splitlines()[0] == message("understood", "zh", question="谁协调打击恐怖主义的斗争，为什么？")


def test_a_batch_has_earlier_questions_of_its_own_on_each_line(real_home: Path, corpus: Corpus, tmp_path: Path) -> None:
    lines = [
        {"id": 1, "question": QUESTION["en"]},
        {"id": 2, "question": "Why?", "earlier": [EARLIER]},
        {"id": 3, "question": "How do I bake bread?"},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with provider(good(), said("Bananas"), good()) as running:
        done = ask(real_home, running, "--batch", str(file), "--log-json")
    shapes = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, [shape.pop("id") for shape in shapes]) == (0, [1, 2, 3])
    for shape in shapes:
        assert_keeps_contract(shape, corpus)
    first, second, third = shapes
    assert (first["mode"], "standalone" in first) == ("llm", False)
    # A rewriting from nowhere gives way to the rule's.
    assert second["standalone"] == "Who coordinates the fight against terrorism, why?"
    assert second["usage"]["requests"] >= 1
    assert (third["status"], "usage" in third) == ("refused", False)
    assert len(done.stderr.splitlines()) == 3
    assert len(running.requests) == sum(shape["usage"]["requests"] for shape in (first, second))


def test_after_and_a_batch_do_not_go_together(real_home: Path, good_server: Provider) -> None:
    done = ask(real_home, good_server, "--batch", "-", "--after", EARLIER)
    assert_one_line_error(done, "--after")
