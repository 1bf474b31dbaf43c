"""Several processes, and processes that end before their time."""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path

import pytest

from index import build
from index.build import open_or_build
from index.builds import CURRENT, index_folder
from index.errors import IndexBusyError
from tests.fakes import FakeEmbedding
from tests.index.small import PRELUDE, Opened, builds, current, finished, small_corpus, start, told

CORPUS = small_corpus()

BUILD = """
built = []
lines = []
say(ready=True)
sys.stdin.readline()
try:
    index = open_or_build(
        small_corpus(), FakeEmbedding(), home, progress=lambda done, total: built.append(done), notify=lines.append
    )
    say(built=bool(built), found=found(index), lines=lines)
except GsiError as error:
    say(error=str(error), kind=type(error).__name__, lines=lines)
sys.stdin.readline()
"""

# Stops in the middle of the build, when some vectors are on disk.
STUCK = """
def progress(done, total):
    if done > total / 2:
        say(done=done)
        sys.stdin.read()
index = open_or_build(small_corpus(), FakeEmbedding(), home, progress=progress)
"""


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.slow
def test_four_processes_on_a_fresh_directory_all_answer_and_one_builds(home: Path) -> None:
    processes = [start(BUILD, home) for _ in range(4)]
    for process in processes:
        assert told(process) == {"ready": True}
    for process in processes:
        go(process)
    # All are open at once here: none goes on before the last has answered.
    answers = [told(process) for process in processes]
    assert sorted(answer["built"] for answer in answers) == [False, False, False, True]
    assert all(answer["found"] == answers[0]["found"] for answer in answers)
    assert [finished(process) for process in processes] == [""] * 4
    assert builds(home) == [current(home)]
    assert Opened(home, CORPUS).lines == []


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT], ids=lambda end: end.name)
def test_after_an_interrupted_build_the_next_start_is_clean(home: Path, end: signal.Signals) -> None:
    process = start(STUCK, home)
    assert told(process)["done"]
    process.send_signal(end)
    finished(process)
    assert not (index_folder(home, "gsi") / CURRENT).exists()
    assert len(builds(home)) == (1 if end == signal.SIGKILL else 0)

    opened = Opened(home, CORPUS)

    assert opened.answer
    assert opened.lines == []
    assert builds(home) == [current(home)]


@pytest.mark.slow
def test_an_interrupted_rebuild_leaves_the_index_that_there_was(home: Path) -> None:
    before = Opened(home, CORPUS).answer
    process = start(STUCK.replace("progress=progress", "progress=progress, force=True"), home)
    assert told(process)["done"]
    assert len(builds(home)) == 2
    assert Opened(home, CORPUS).answer == before
    process.kill()
    finished(process)
    assert Opened(home, CORPUS).answer == before
    open_or_build(CORPUS, FakeEmbedding(), home, force=True).close()
    assert len(builds(home)) == 2


HOLD = """
import json, sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print(json.dumps("held"), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(home: Path, monkeypatch: pytest.MonkeyPatch) -> subprocess.Popen[str]:
    """Another process that holds the lock until it is told to go on; we lose patience quickly."""
    monkeypatch.setattr(build, "_QUIET_SECONDS", 0.1)
    folder = index_folder(home, "gsi")
    folder.mkdir(parents=True)
    process = start(HOLD, folder / "lock", prelude="")
    assert told(process) == "held"
    return process


def test_who_waits_for_another_build_is_told_so(home: Path, holder: subprocess.Popen[str]) -> None:
    lines: list[str] = []

    def notify(line: str) -> None:
        lines.append(line)
        go(holder)

    open_or_build(CORPUS, FakeEmbedding(), home, notify=notify).close()
    assert lines == ["Another process is building the index; waiting for it."]
    assert finished(holder) == ""


def test_patience_ends_with_a_clear_error(
    home: Path, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_PATIENCE_SECONDS", 0.2)
    opened = Opened(home, CORPUS)
    assert isinstance(opened.error, IndexBusyError)
    assert re.fullmatch("another process has been building the index in .* for too long; stop it", str(opened.error))
    assert finished(holder) == ""


def test_a_good_index_is_opened_while_another_process_builds(home: Path) -> None:
    Opened(home, CORPUS)
    process = start(HOLD, index_folder(home, "gsi") / "lock", prelude="")
    assert told(process) == "held"
    assert Opened(home, CORPUS).lines == []
    assert finished(process) == ""


FULL = """
import resource
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
"""


@pytest.mark.slow
def test_a_full_disk_is_called_by_its_name_and_nothing_half_built_stays(home: Path) -> None:
    process = start(FULL + BUILD, home, str(400_000))
    told(process)
    go(process)
    answer = told(process)
    assert answer["kind"] == "IndexStoreError"
    assert re.fullmatch("the disk is full: free some space for .*, or set GSI_HOME to another folder", answer["error"])
    assert finished(process) == ""
    assert builds(home) == []
    assert not (index_folder(home, "gsi") / CURRENT).exists()
    assert Opened(home, CORPUS).answer


# Root may write anywhere unless it gives that up (CAP_DAC_OVERRIDE, before another program takes over).
WITHOUT_POWERS = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-c", sys.argv[1], *sys.argv[2:]])
"""


@pytest.mark.slow
def test_a_good_index_in_a_place_that_cannot_be_written_is_one_clear_error(home: Path) -> None:
    Opened(home, CORPUS)
    everything = [home, *home.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        script = PRELUDE + "say(writable=os.access(home, os.W_OK))\n" + BUILD
        process = start(WITHOUT_POWERS, script, home, prelude="")
        if told(process)["writable"]:
            process.kill()
            finished(process)
            pytest.skip("this user may write anywhere and cannot give that up")
        told(process)
        go(process)
        answer = told(process)
        assert re.fullmatch(r"cannot write to .*; set GSI_HOME to a folder you can write to", answer["error"])
        assert finished(process) == ""
    finally:
        for path in everything:
            path.chmod(0o755 if path.is_dir() else 0o644)
