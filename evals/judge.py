"""``gsi eval judge``: citation recall and precision as a language model sees them. Reported, never gated.

ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations", section 4), with a chat model in
place of its NLI model:

    citation recall of a statement = 1 if all its quotes together prove it, else 0
    citation precision = share of citations that are needed: the quote proves the statement alone, or the others do not

What a judge says depends on the judge, so every figure is kept with the name of the model that judged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.model import Completion
from evals.record import Row, Run
from evals.summary import ALL, Figure, columns_of, figure, in_column
from index.errors import InputError
from prompts import load_prompt

JUDGED = "judged.json"
_INSTRUCTIONS = "You are a careful reader who answers with one word."


class Judge(Protocol):
    """Anything that answers a prompt, under a name."""

    model: str

    def complete(self, system: str, question: str) -> Completion:
        """The answer to ``question``."""
        ...


class Judgement(BaseModel):
    """What the judge said of one answer; None where it gave no clear word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    language: str
    recall: float | None
    precision: float | None


class Judged(BaseModel):
    """All judgements of a run by one model with one prompt."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    prompt_sha256: str
    run_sha256: str
    judgements: tuple[Judgement, ...]


def judge(run: Run, model: Judge, progress: Callable[[int, int], None] = lambda done, total: None) -> Judged:
    """Have ``model`` judge every answer of ``run`` to the unchanged corpus.

    Raises:
        ModelError: the model's server does not answer.
    """
    prompt = load_prompt("judge", frozenset({"passage", "statement"}))
    known: dict[tuple[str, str], bool | None] = {}

    def proves(quotes: list[str], statement: str) -> bool | None:
        passage = "\n\n".join(quotes)
        if not passage:
            return False
        if (passage, statement) not in known:
            reply = model.complete(_INSTRUCTIONS, prompt.fill(passage=passage, statement=statement)).text
            word = "".join(filter(str.isalpha, (reply.split() or [""])[0])).lower()
            known[passage, statement] = {"yes": True, "no": False}.get(word)
        return known[passage, statement]

    rows = [row for row in run.original if row.answer and row.answer["statements"]]
    judgements = []
    for done, row in enumerate(rows, start=1):
        judgements.append(_judgement(row, proves))
        progress(done, len(rows))
    return Judged(model=model.model, prompt_sha256=prompt.sha256, run_sha256=_sha256(run), judgements=tuple(judgements))


def read_judged(folder: Path, run: Run) -> Judged | None:
    """The judgements of ``run``'s answers beside it in ``folder``, if there are any.

    Raises:
        InputError: they cannot be read.
    """
    path = folder / JUDGED
    if not path.exists():
        return None
    try:
        judged = Judged.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(f"{path} cannot be read ({type(error).__name__}); run gsi eval judge again") from None
    return judged if judged.run_sha256 == _sha256(run) else None


def judged_figures(judged: Judged, run: Run) -> dict[str, dict[str, Figure]]:
    """Citation recall and precision by column of ``run``."""
    by_key = {(item.id, item.language): item for item in judged.judgements}
    rows = [(row, by_key[row.id, row.language]) for row in run.original if (row.id, row.language) in by_key]
    return {
        title: {
            column: figure((getattr(item, name), row.id) for row, item in rows if in_column(row, column, run))
            for column in columns_of(run)
        }
        for name, title in (("recall", "ALCE citation recall"), ("precision", "ALCE citation precision"))
    }


def as_text(judged: Judged, run: Run) -> str:
    """The figures for people, with the judge's name."""
    lines = [f"Judged by {judged.model} (reported, not gated):"]
    for title, figures in judged_figures(judged, run).items():
        found = figures[ALL]
        value = "–" if found.mean is None else f"{found.mean:.3f} ({found.low:.2f}–{found.high:.2f})"
        lines.append(f"{title}: {value}, {found.scored} answers, {found.left_out} without a clear word")
    return "\n".join(lines)


def _sha256(run: Run) -> str:
    """Hash of the answers of ``run``."""
    return hashlib.sha256(json.dumps([[row.key, row.answer] for row in run.original]).encode()).hexdigest()


def _judgement(row: Row, proves: Callable[[list[str], str], bool | None]) -> Judgement:
    statements: list[dict[str, Any]] = row.answer["statements"] if row.answer else []
    recalls: list[bool | None] = []
    needed: list[bool | None] = []
    for statement in statements:
        quotes = [citation["quote"] for citation in statement["citations"]]
        together = proves(quotes, statement["text"])
        recalls.append(together)
        for at, quote in enumerate(quotes):
            others = quotes[:at] + quotes[at + 1 :]
            alone = proves([quote], statement["text"])
            rest = proves(others, statement["text"]) if alone is False else False
            needed.append(None if None in (together, alone, rest) else bool(together and (alone or not rest)))
    return Judgement(id=row.id, language=row.language, recall=_share(recalls), precision=_share(needed))


def _share(verdicts: list[bool | None]) -> float | None:
    clear = [verdict for verdict in verdicts if verdict is not None]
    return mean(clear) if clear and len(clear) == len(verdicts) else None
