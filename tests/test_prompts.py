"""Prompts are files whose variables are what the code fills in."""

from __future__ import annotations

from pathlib import Path

import pytest

import prompts
from prompts import Prompt, load_prompt, prompts_sha256


def test_the_shipped_prompt_has_the_variables_that_are_filled_in() -> None:
    filled = load_prompt("judge", frozenset({"passage", "statement"})).fill(passage="P1", statement="S1")
    assert "P1" in filled
    assert "S1" in filled
    assert "{" not in filled


@pytest.mark.parametrize("variables", [{"passage"}, {"passage", "statement", "tone"}, set()])
def test_other_variables_than_the_file_has_are_refused(variables: set[str]) -> None:
    with pytest.raises(ValueError, match="variables"):
        load_prompt("judge", frozenset(variables))


def test_braces_in_what_is_filled_in_stay_as_they_are() -> None:
    prompt = Prompt("x", "Read {passage} and {statement}.")
    assert prompt.fill(passage="{statement}", statement="{0} {passage}") == "Read {statement} and {0} {passage}."


def test_a_change_of_wording_is_another_hash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(prompts, "FOLDER", tmp_path)
    hashes = set()
    for wording in ("Answer {x}", "Answer {x}!"):
        (tmp_path / "a.md").write_text(wording, encoding="utf-8")
        hashes |= {prompts_sha256(), load_prompt("a", frozenset({"x"})).sha256}
    assert len(hashes) == 4
