"""Prompts are files of this package, so that a change in wording is a change in a file, with a hash of its own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
_VARIABLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Prompt:
    """A prompt with ``{variables}``; ``sha256`` is the hex hash of its wording."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def fill(self, **values: str) -> str:
        """The text with every variable replaced; braces inside the values stay as they are."""
        return _VARIABLE.sub(lambda found: values[found[1]], self.text)


def load_prompt(name: str, variables: frozenset[str]) -> Prompt:
    """The prompt in ``<name>.md``, which must have exactly ``variables``.

    Raises:
        ValueError: its variables are others: code and wording have drifted apart.
    """
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    found = frozenset(_VARIABLE.findall(text))
    if found != variables:
        raise ValueError(f"prompt {name} has the variables {sorted(found)}, not {sorted(variables)}")
    return Prompt(name, text)


def prompts_sha256() -> str:
    """One hex hash over the names and wordings of all prompts."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.md")):
        digest.update(f"{path.name}\x00".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
