"""The code knows no particular text: what is particular to one lies in its folder."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMES = re.compile(
    r"concept paper|global security|概念文件|安全倡议|documento concettuale|sicurezza globale"
    r"|universal declaration|human rights|人权宣言|dichiarazione universale",
    re.IGNORECASE,
)
FILES = sorted(
    path
    for room in ("index", "assistant", "evals", "prompts")
    for path in (ROOT / room).rglob("*")
    if path.suffix in {".py", ".toml", ".md", ".json", ".js", ".html", ".css", ".svg"}
    and not path.is_relative_to(ROOT / "index" / "corpora")
)


def said(path: Path) -> str:
    """What ``path`` holds besides docstrings and comments, which may give a text as an example or as a source."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    tree = ast.parse(text)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told)
    return "\n".join(node.value for node in constants if isinstance(node.value, str))


def test_there_is_something_to_look_at() -> None:
    assert {path.suffix for path in FILES} >= {".py", ".toml", ".md", ".json", ".js", ".html", ".css"}
    assert NAMES.search((ROOT / "index" / "corpora" / "gsi" / "en.txt").read_text(encoding="utf-8"))
    assert "Cited answers" in said(ROOT / "assistant" / "cli.py")


@pytest.mark.parametrize("name", [str(path.relative_to(ROOT)) for path in FILES])
def test_no_file_names_a_text(name: str) -> None:
    assert [line for line in said(ROOT / name).splitlines() if NAMES.search(line)] == []
