"""Imports point one way, index <- assistant <- evals, and each heavy library has one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("index", "assistant", "evals", "prompts")


def imported_modules(source: str, package: str = "") -> Iterator[str]:
    """Dotted names of all that ``source`` imports, at any depth; ``package`` is what relative imports start from."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*parts, *([node.module] if node.module else [])])
            yield module
            # ``from llama_index import vector_stores`` names a module too.
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("import_module", "__import__") and isinstance(node.args[0].value, str):
                yield node.args[0].value


def importers(library: str, *rooms: str) -> set[str]:
    """The files under ``rooms`` that import ``library`` or anything in it."""
    found: set[str] = set()
    for room in rooms:
        files = sorted((ROOT / room).rglob("*.py"))
        assert files, f"no Python file in {room}: the test would hold nothing"
        for path in files:
            package = ".".join(path.relative_to(ROOT).parent.parts)
            names = imported_modules(path.read_text(encoding="utf-8"), package)
            if any(name == library or name.startswith(f"{library}.") for name in names):
                found.add(path.relative_to(ROOT).as_posix())
    return found


@pytest.mark.parametrize(
    ("lower", "upper"), [("index", "assistant"), ("index", "evals"), ("assistant", "evals"), ("prompts", "evals")]
)
def test_a_lower_layer_does_not_import_an_upper_one(lower: str, upper: str) -> None:
    assert importers(upper, lower) == set()


def test_an_upper_layer_does_import_the_lower_ones() -> None:
    # Guards the rule above against a scanner that sees nothing.
    assert importers("index", "assistant")
    assert importers("assistant", "evals")


def test_the_product_does_not_import_its_tests() -> None:
    assert importers("tests", *ROOMS) == set()


@pytest.mark.parametrize("library", ["chromadb", "llama_index.vector_stores"])
def test_only_the_store_knows_the_vector_store(library: str) -> None:
    assert importers(library, *ROOMS) == {"index/store/client.py"}


def test_the_index_speaks_http_through_one_door_and_never_by_the_model_client() -> None:
    assert importers("httpx", "index") == {"index/http.py"}
    assert importers("openai", "index") == set()


@pytest.mark.parametrize(
    ("library", "door"),
    [
        ("openai", "assistant/llm.py"),
        ("gradio", "assistant/ui.py"),
        ("mcp", "assistant/mcp_server.py"),
        ("babel", "assistant/cldr.py"),
    ],
)
def test_the_model_client_the_page_the_tools_and_the_names_of_countries_have_one_door_each(library: str, door: str) -> None:
    assert importers(library, *ROOMS) == {door}


@pytest.mark.parametrize(
    "source",
    [
        "import chromadb",
        "import chromadb.api as api",
        "from chromadb.config import Settings",
        "def late():\n    from chromadb import Client",
        "if TYPE_CHECKING:\n    import chromadb",
        "importlib.import_module('chromadb')",
        "__import__('chromadb')",
    ],
)
def test_no_way_of_importing_escapes_the_scanner(source: str) -> None:
    assert any(name.split(".")[0] == "chromadb" for name in imported_modules(source))


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("from ..assistant import cli", "assistant.cli"),
        ("from . import store", "index.inner.store"),
        ("from .store import Store", "index.inner.store"),
        ("from llama_index import vector_stores", "llama_index.vector_stores"),
    ],
)
def test_relative_and_partial_imports_are_named_in_full(source: str, module: str) -> None:
    names = list(imported_modules(source, "index.inner"))
    assert any(name == module or name.endswith(module) for name in names)
