"""Shared fixtures of the evaluation: ``gsi eval`` in this process, with baselines of its own."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.cli import app
from assistant.cli import run as run_application
from evals import baseline, cli
from evals.record import RUN, Run, write_run

Done = subprocess.CompletedProcess[str]
Eval = Callable[..., Done]
Kept = Callable[[str, Run], Path]
ACCEPTING = ("--what", "a new ranking", "--why", "recall went up")


@pytest.fixture
def gsi_eval(baselines: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Eval]:
    """Runs ``gsi eval`` in this process, through the same door as the installed command: a start takes a second."""
    assert cli.app is app
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def run_here(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["gsi", "eval", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            run_application(app)
        out, err = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), out, err)

    yield run_here
    gc.enable()


@pytest.fixture
def baselines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where accepted runs go: never into the checkout."""
    monkeypatch.setattr(baseline, "BASELINES", tmp_path / "baselines")
    return tmp_path / "baselines"


@pytest.fixture
def kept(tmp_path: Path) -> Callable[..., Path]:
    """Writes a run into a folder of its own."""

    def write(name: str, done: Run) -> Path:
        write_run(done, tmp_path / name / RUN)
        return tmp_path / name

    return write
