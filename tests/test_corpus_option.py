"""``--corpus`` and ``GSI_CORPUS`` on every command, and ``gsi corpus list`` and ``remove``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer.main

from assistant.cli import app
from assistant.feedback import add_feedback, feedback_file
from evals import cli
from index.builds import index_folder
from index.errors import InputError
from index.library import Library
from tests.command import assert_one_line_error, gsi
from tests.corpora import LAKES, write_corpus

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

COMMANDS = {
    "ask": ["May dogs swim?"],
    "clause": ["3"],
    "verify": ["text.txt"],
    "diff": [],
    "build": [],
    "status": [],
    "calibrate": [],
    "chat": ["--port", "0"],
    "mcp": [],
    "feedback list": [],
    "feedback export": [],
    "eval run": ["--out", "run"],
}
WITHOUT = {"password", "eval compare", "eval accept", "eval judge", "eval report"}
"""Those that read no corpus, or find its name in a run."""


def commands(group: typer.main.click.Group, before: str = "") -> set[str]:
    names: set[str] = set()
    for name, command in group.commands.items():
        names |= commands(command, f"{name} ") if hasattr(command, "commands") else {before + name}
    return names


def test_every_command_is_thought_of() -> None:
    assert cli.app is app
    every = {name for name in commands(typer.main.get_command(app)) if not name.startswith("corpus ")}
    assert every - WITHOUT == set(COMMANDS)


@pytest.mark.parametrize("by", ["option", "setting"])
@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_corpus_is_told_by_every_command(
    command: str, by: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("text.txt").write_text("Dogs may swim.")
    arguments = [*command.split(), *COMMANDS[command]]
    if by == "option":
        arguments += ["--corpus", "gsii"]
    else:
        monkeypatch.setenv("GSI_CORPUS", "gsii")
    with pytest.raises(InputError, match=r"there is no corpus 'gsii'; there is gsi\b.*; did you mean gsi\?"):
        app(arguments, standalone_mode=False)


def test_an_added_corpus_from_the_first_build_to_its_end(tmp_path: Path) -> None:
    """The life of a corpus, with the real command in processes of its own."""
    home, source = tmp_path / "home", write_corpus(tmp_path / "lakes")
    (listed,) = [one for one in json.loads(gsi("corpus", "list", "--json", home=home).stdout) if one["corpus"] == "gsi"]
    assert (listed["origin"], listed["clauses"], listed["index"]) == ("ships", 38, "none")

    built = gsi("build", "--corpus", source, home=home)
    assert built.returncode == 0, built.stderr
    assert "gsi calibrate --corpus lakes" in built.stdout
    (listed,) = [one for one in json.loads(gsi("corpus", "list", "--json", home=home).stdout) if one["corpus"] == "lakes"]
    assert (listed["origin"], listed["languages"], listed["index"]) == ("added", ["en", "it"], "ready")
    assert "lakes" in gsi("corpus", "list", home=home).stdout

    asked = gsi("ask", "--json", "Is fishing with nets forbidden?", "--corpus", "lakes", home=home)
    assert asked.returncode == 0, asked.stdout
    (citation,) = json.loads(asked.stdout)["statements"][0]["citations"]
    assert citation["clause"] == "2"
    assert citation["quote"] == LAKES["en"]["clauses"][1]
    assert LAKES["it"]["clauses"][3] in gsi("clause", "4", "--lang", "it", home=home, GSI_CORPUS="lakes").stdout
    status = json.loads(gsi("status", "--json", "--corpus", "lakes", home=home).stdout)
    assert (status["probe"], status["calibration"]["kind"]) == ("passed", "general")
    assert index_folder(home, "gsi").exists() is False

    write_corpus(source, editions={language: {**one, "clauses": one["clauses"][:3]} for language, one in LAKES.items()})
    assert_one_line_error(gsi("build", "--corpus", source, home=home), "--force")
    replaced = gsi("build", "--force", "--corpus", source, home=home)
    assert replaced.returncode == 0
    assert "the texts have changed since the index was built" in replaced.stderr, "it is not embedded from nothing"
    assert_one_line_error(gsi("corpus", "remove", "gsi", home=home), "ships")

    given = {"question": "?", "language": "en", "status": "answered", "clauses": ["2"], "vote": "up", "note": ""}
    add_feedback(feedback_file(home, "lakes"), given)
    assert json.loads(gsi("feedback", "list", "--json", "--corpus", "lakes", home=home).stdout)["clauses"] == ["2"]
    assert gsi("feedback", "list", home=home).stdout == ""
    removed = gsi("corpus", "remove", "lakes", home=home)
    assert (removed.returncode, removed.stderr) == (0, "")
    assert "lakes" not in Library(home).names()
    assert not index_folder(home, "lakes").exists()
    assert not feedback_file(home, "lakes").exists()
    assert_one_line_error(gsi("ask", "?!", "--corpus", "lakes", home=home), "there is no corpus 'lakes'")
