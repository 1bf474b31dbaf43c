"""Manifests and texts made up or damaged for tests, and the problems that are told of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from index.clauses import Clause, EditionLayout
from index.corpus import load_corpus
from index.errors import CorpusError
from index.manifest import EditionManifest
from index.parsing import parse_clauses
from index.source import SourceText

LEVELS = ({}, {"article": "1"}, {"part": "I", "article": "1"}, {"part": "I", "article": "1", "point": "a"})


def manifest(levels: Mapping[str, str], numbering: Mapping[str, Any], **more: Any) -> EditionManifest:
    declared: dict[str, Any] = {
        "language": "en",
        "file": "en.txt",
        "title": "A Synthetic Paper",
        "status": "official",
        "source": "a test",
        "levels": levels,
        "continuous": (),
        "numbering": numbering,
    }
    return EditionManifest.model_validate(declared | more)


def parse(text: str, *examples: str | Sequence[str], **more: Any) -> EditionLayout:
    """``text`` read with a marker a level, top first."""
    levels = LEVELS[len(examples)]
    return parse_clauses(SourceText.plain(text), manifest(levels, dict(zip(levels, examples, strict=True)), **more))


def ids(layout: EditionLayout) -> list[str]:
    return [clause.id for clause in layout.clauses]


def texts(layout: EditionLayout) -> dict[str, str]:
    return {clause.id: clause.text for clause in layout.clauses}


def assert_offsets(text: str, clause: Clause) -> None:
    """Each character of ``clause`` is the one in the file that its offset names, in the same order."""
    positions: list[int] = []
    for offset, char in enumerate(clause.text):
        if char.isspace():
            continue
        position = clause.source_offset(offset)
        assert text[position] == char
        positions.append(position)
    assert all(before < after for before, after in pairwise(positions))


def write_corpus(folder: Path, levels: Mapping[str, str], editions: Sequence[Mapping[str, Any]], **more: Any) -> Path:
    """A corpus folder; an edition is its manifest's keys and, under "text", the text of its file."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} = {_toml(value)}" for key, value in ({"name": "made-up", "default_language": "en"} | more).items()]
    lines.append(f"levels = {_toml(levels)}")
    for edition in editions:
        language = edition["language"]
        keys = {"file": f"{language}.txt", "title": "A Title", "status": "official", "source": "a test"} | edition
        if (text := keys.pop("text", None)) is not None:
            data = text if isinstance(text, bytes) else text.encode()
            (folder / keys["file"]).write_bytes(data)
        lines += ["", "[[editions]]", *(f"{key} = {_toml(value)}" for key, value in keys.items())]
    (folder / "corpus.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, "the damage did nothing: the test would hold nothing"
    path.write_text(after, encoding="utf-8")


def problems(folder: Path) -> list[str]:
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert "\n" not in str(caught.value)
    return caught.value.problems


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
