"""The run record: ``run.jsonl``, a header and then one row for each question and language.

While a run is under way the file is called ``run.jsonl.part``; only a complete one has the name that everything else
reads. Rows come in a fixed order, so two runs of the same system differ in times only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, FiniteFloat, ValidationError

from evals.questions import Kind, Split
from index.errors import InputError

RUN = "run.jsonl"
PART = "run.jsonl.part"
FORMAT = 1

Item = TypeVar("Item", bound=BaseModel)
Variant = Literal["original", "deleted", "swapped", "renumbered"]
VARIANTS: tuple[Variant, ...] = get_args(Variant)


class Key(NamedTuple):
    """What one row is about."""

    variant: Variant
    id: str
    language: str
    repeat: int


class Note(BaseModel):
    """Who accepted a run as the baseline, what changed and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    who: str
    what: str
    why: str
    date: str


class Header(BaseModel):
    """What was run, on what, with what: two runs with equal ``identity`` must give equal rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    corpus: str
    corpus_fingerprint: str
    questions: tuple[str, ...]
    questions_sha256: str
    split: Literal["dev", "test", "all"]
    languages: tuple[str, ...]
    mode: Literal["extractive", "llm"]
    repeats: int
    chat_model: str = ""
    prompts_sha256: str
    parameters_sha256: str
    code_sha256: str
    model: str
    packages: dict[str, str]
    rows: int
    started: str
    note: Note | None = None

    @property
    def identity(self) -> dict[str, Any]:
        """All that decides what a row holds."""
        return self.model_dump(exclude={"started", "note"})


class Row(BaseModel):
    """One question as asked in one language, its answer and what it is worth.

    ``gold`` and ``facts`` are those of the ``variant`` of the corpus that was asked; ``answer`` is the JSON of
    ``gsi ask --json``, None if the machinery failed, and then ``error`` says how. ``confidence`` is how much surer than
    needed the system was that the text answers. ``latency`` is in milliseconds; ``usage`` is what a model took, if one was
    asked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    variant: Variant
    id: str
    language: str
    repeat: int
    kind: Kind
    split: Split
    gold: tuple[str, ...]
    facts: tuple[str, ...]
    expected_reason: str | None
    answer: dict[str, Any] | None
    error: str | None
    confidence: FiniteFloat | None
    scores: dict[str, FiniteFloat | None]
    checks: dict[str, bool]
    latency: FiniteFloat
    usage: dict[str, Any] | None = None

    @property
    def key(self) -> Key:
        return Key(self.variant, self.id, self.language, self.repeat)

    @property
    def failed(self) -> list[str]:
        """The checks that do not hold."""
        return [name for name, holds in self.checks.items() if not holds]

    @property
    def is_right(self) -> bool:
        """Whether every check holds that decides if a reader was helped.

        A further clause, another reason for a refusal, and how the clauses were retrieved do not.
        """
        return self.error is None and not {*self.failed} - {"no_other_clause", "reason", "retrieved_first", "retrieved"}

    @property
    def cited(self) -> frozenset[str]:
        """The cited clauses."""
        statements = self.answer["statements"] if self.answer else []
        return frozenset(citation["clause"] for statement in statements for citation in statement["citations"])


@dataclass(frozen=True)
class Run:
    """A complete run."""

    header: Header
    rows: tuple[Row, ...]

    @property
    def original(self) -> list[Row]:
        """The rows asked of the corpus as it is."""
        return [row for row in self.rows if row.variant == "original"]


def read_run(path: Path) -> Run:
    """The run recorded in ``path``: a file, or a folder that holds ``run.jsonl``.

    Raises:
        InputError: there is none, it is incomplete, or it was written by another version.
    """
    file = path / RUN if path.is_dir() else path
    if not file.exists() and (file.parent / PART).exists():
        raise InputError(f"the run in {file.parent} was interrupted; finish it with --resume --out {file.parent}")
    header, rows = _read(file)
    if len(rows) != header.rows:
        raise InputError(f"{file} is incomplete: it has {len(rows)} of {header.rows} rows; run it again")
    if len({row.key for row in rows}) != len(rows):
        raise InputError(f"{file} has two rows for the same question and language; run it again")
    return Run(header, rows)


def write_run(run: Run, path: Path) -> None:
    """Write ``run`` to the file ``path``, in one step.

    Raises:
        InputError: it cannot be written.
    """
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text("".join(f"{line}\n" for line in (_line(run.header), *map(_line, run.rows))), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise InputError(f"cannot write the run to {path} ({error.strerror or error})") from error


def record(
    header: Header, keys: list[Key], ask: Callable[[Key], Row], folder: Path, *, resume: bool
) -> Iterator[tuple[int, Row]]:
    """Ask for every one of ``keys`` in order and record the rows in ``folder``; yields (rows done, row) as they come.

    With ``resume`` the rows of an interrupted run in ``folder`` are kept and not asked again.

    Raises:
        InputError: the folder cannot be written, or the interrupted run is not of the same system and questions.
    """
    part = folder / PART
    done = _interrupted(part, header) if resume else {}
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RUN).unlink(missing_ok=True)
        file = part.open("w", encoding="utf-8")
    with file:
        with _writing(folder):
            print(_line(header), file=file, flush=True)
        for number, key in enumerate(keys, start=1):
            row = done.get(key) or ask(key)
            with _writing(folder):
                print(_line(row), file=file, flush=True)
            yield number, row
    with _writing(folder):
        part.replace(folder / RUN)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"cannot write the run to {folder} ({error.strerror or error})") from error


def _interrupted(part: Path, header: Header) -> dict[Key, Row]:
    if not part.exists():
        raise InputError(f"there is no interrupted run in {part.parent} to resume")
    before, rows = _read(part, cut_short=True)
    if before.identity != header.identity:
        differs = ", ".join(name for name, value in header.identity.items() if before.identity[name] != value)
        raise InputError(f"the interrupted run in {part.parent} differs in: {differs}; start afresh without --resume")
    return {row.key: row for row in rows if row.error is None}  # what failed is worth another try


def _read(file: Path, *, cut_short: bool = False) -> tuple[Header, tuple[Row, ...]]:
    """Header and rows; a last line that was not finished is left out if the run was ``cut_short``."""
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror or error}") from None
    if not lines[-1] or cut_short:
        lines.pop()
    try:
        version = json.loads(lines[0])["format"]
    except (IndexError, ValueError, TypeError, KeyError):
        raise InputError(f"{file} is no run record") from None
    if version != FORMAT:
        raise InputError(f"{file} was written by another version (format {version}, now {FORMAT}); run it again")
    header = _parsed(Header, lines[0], f"{file}:1")
    return header, tuple(_parsed(Row, line, f"{file}:{number}") for number, line in enumerate(lines[1:], start=2))


def _parsed(kind: type[Item], line: bytes, where: str) -> Item:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{where}: {'.'.join(map(str, first['loc'])) or 'line'}: {first['msg']}") from None


def _line(item: Header | Row) -> str:
    return json.dumps(item.model_dump(mode="json"), ensure_ascii=False)
