"""A real Chroma server on loopback, in a process of its own that tests start, freeze, kill and start again."""

from __future__ import annotations

import shutil
import signal
from typing import Any

from evals.bench import chroma
from index.backends import ChromaServer


class RunningChroma(chroma.RunningChroma):
    """The benchmark's server, and what may happen to one."""

    def address(self, **options: Any) -> ChromaServer:
        return ChromaServer(self.url, **options)

    def kill(self) -> None:
        """End the process without a word to it."""
        if self._process:
            self._process.kill()
            self.stop()

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
