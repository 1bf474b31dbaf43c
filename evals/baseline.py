"""``gsi eval accept``: the run that later runs are compared with, and who accepted it and why."""

from __future__ import annotations

import datetime
from pathlib import Path

from evals.compare import failures, unsound
from evals.record import Header, Note, Run, read_run, write_run
from index.errors import InputError

BASELINES = Path(__file__).parent / "baselines"


def baseline_path(header: Header, folder: Path | None = None) -> Path:
    """Where the baseline for runs like that of ``header`` is kept: in ``folder``, by default with the program."""
    return (folder or BASELINES) / f"{header.corpus}-{header.split}-{header.mode}.jsonl"


def read_baseline(header: Header, path: Path | None, folder: Path | None = None) -> Run:
    """The baseline in ``path``, by default the one in ``folder`` for runs like that of ``header``.

    Raises:
        InputError: there is none, or it was written by another version.
    """
    path = path or baseline_path(header, folder)
    if not path.exists():
        raise InputError(f"there is no baseline {path}; record one with gsi eval accept")
    return read_run(path)


def accept(run: Run, note: Note, path: Path | None, folder: Path | None = None) -> Path:
    """Make ``run`` the baseline in ``path`` or ``folder``, with ``note`` in its header and without its times; returns where.

    Raises:
        InputError: an answer of the run failed or breaks an invariant; that cannot be what later runs should be like. Or
            it leaves out answers of the baseline there is, which would go unwatched then, and no ``path`` is given. Or the
            baseline cannot be written.
    """
    if bad := [*failures(run), *unsound(run)]:
        raise InputError(f"{len(bad)} answers failed or break an invariant, the first: {bad[0].id}; mend that first")
    if path is None:
        path = baseline_path(run.header, folder)
        known = {row.key for row in read_run(path).rows} if path.exists() else set()
        if left_out := known - {row.key for row in run.rows}:
            raise InputError(
                f"the run leaves out {len(left_out)} answers that the baseline watches, the first: {min(left_out).id}; "
                "name another file with --baseline, or delete the old one first"
            )
    rows = tuple(row.model_copy(update={"latency": 0.0, "usage": None}) for row in run.rows)
    write_run(Run(run.header.model_copy(update={"note": note}), rows), path)
    return path


def note(who: str, what: str, why: str) -> Note:
    """A note of today.

    Raises:
        InputError: one of them is blank.
    """
    if not (who.strip() and what.strip() and why.strip()):
        raise InputError("say who accepts, what changed and why: --who, --what, --why")
    return Note(who=who.strip(), what=what.strip(), why=why.strip(), date=datetime.date.today().isoformat())
