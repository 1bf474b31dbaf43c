"""A real Chroma server on loopback, in a process of its own that tests start, freeze, kill and start again."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from index.backends import ChromaServer

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

    def address(self, **options: Any) -> ChromaServer:
        return ChromaServer(self.url, **options)

    def start(self) -> None:
        chroma = Path(sys.executable).with_name("chroma")
        command = [str(chroma), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + _START_SECONDS
        while True:
            try:
                if httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1.0, trust_env=False).is_success:
                    return
            except httpx.HTTPError:
                assert self._process.poll() is None, "the server does not start"
                assert time.monotonic() < end, "the server does not answer"
                time.sleep(0.05)

    def kill(self) -> None:
        """End the process without a word to it."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let the process live and do nothing."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def restart_if_down(self) -> None:
        if self._process is None:
            self.start()

    def empty(self) -> None:
        """Kill the process, remove its data and start it again."""
        self.kill()
        shutil.rmtree(self.folder)
        self.start()
