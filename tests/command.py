"""Running the ``gsi`` command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN = "from evals.cli import main; main()"


def gsi(
    *arguments: str | bytes | Path, stdin: str | bytes = b"", code: str = RUN, home: Path | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run ``gsi`` with ``arguments`` from the checkout, with ``home`` and ``settings`` as its only settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GSI_", "OPENAI_"))}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=environment | ({"GSI_HOME": str(home)} if home else {}) | settings,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=300,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def assert_one_line_error(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("gsi: ")
    assert "Traceback" not in done.stderr
    for part in parts:
        assert part in done.stderr
