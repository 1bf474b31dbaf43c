"""A Chroma server for ``make bench`` to measure: on loopback, in a process of its own, over a folder of its own."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from evals.bench import process

_START_SECONDS = 60.0


class RunningChroma:
    """``chroma run`` over ``folder``, always on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            RuntimeError: it does not within a minute.
        """
        chroma = Path(sys.executable).with_name("chroma")
        self._process = subprocess.Popen(
            [str(chroma), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1.0, trust_env=False).is_success:
                    return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"no Chroma server starts at {self.url}")

    def stop(self) -> None:
        """End the server, if it runs."""
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def disk(self) -> float:
        """MB in its folder."""
        return process.folder_size(self.folder) / process.MEGABYTE

    def peak_memory(self) -> float | None:
        """Most resident memory, in MB, since the start; None where nothing tells."""
        return process.peak_memory(self._process.pid) if self._process else None
