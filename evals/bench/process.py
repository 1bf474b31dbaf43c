"""What the parts of ``make bench`` share: work in processes of its own, and what it took in seconds, memory and disk."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

MEGABYTE = 2**20
GSI = "from evals.cli import main; main()"
"""The ``gsi`` command, for ``python``."""


def seconds(action: Callable[[], object]) -> float:
    """How long ``action`` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def python(code: str, home: Path, *arguments: str) -> str:
    """What a new interpreter prints that runs ``code`` with ``home`` as its data directory.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    return _run(["-c", code, *arguments], home, {})


def in_a_process(module: str, home: Path, *arguments: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """The JSON object that ``python -m module`` prints, with ``home`` as its data directory."""
    return dict(json.loads(_run(["-m", module, *arguments], home, environment)))


def peak_memory(process: int | None = None) -> float | None:
    """Most resident memory, in MB, that ``process`` (by default this one) has had; None where nothing tells.

    Linux counts what the parent had at its fork into ``ru_maxrss``, so its own record is asked first.
    """
    try:
        status = Path(f"/proc/{process or 'self'}/status").read_text(encoding="utf-8")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        if process is not None:
            return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (MEGABYTE if sys.platform == "darwin" else 1024)


def folder_size(folder: Path) -> int:
    """Bytes of all files below ``folder``."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _run(command: list[str], home: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, **environment, "GSI_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
