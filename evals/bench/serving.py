"""The part of ``make bench`` that asks a server: many people at once, and how soon the page is there."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

PEOPLE = 20
_MAIN = "from evals.cli import main; main()"


@contextmanager
def running_chat(home: Path) -> Iterator[tuple[str, float]]:
    """``gsi chat`` in a process of its own: its address, and when it printed it (``time.perf_counter``)."""
    with subprocess.Popen(
        [sys.executable, "-c", _MAIN, "chat", "--port", "0"],
        env={**os.environ, "GSI_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout, "it is a pipe"
        line = running.stdout.readline()
        printed = time.perf_counter()
        try:
            yield next(word for word in line.split() if word.startswith("http")), printed
        finally:
            running.terminate()


def crowd_ratio(home: Path, questions: Sequence[str]) -> float:
    """Median latency of ``PEOPLE`` who ask at once, over that of an ideal line in front of one worker.

    In the ideal line everybody waits for those before them, who take as long as when they ask alone.
    """
    asked = list(itertools.islice(itertools.cycle(questions), PEOPLE))
    with running_chat(home) as (address, _):
        for question in questions:
            _ask(address, question)
        ratios = []
        for _ in range(5):
            alone = [_ask(address, question) for question in asked]
            with ThreadPoolExecutor(PEOPLE) as people:
                crowded = list(people.map(lambda question: _ask(address, question), asked))
            ratios.append(statistics.median(crowded) / statistics.median(itertools.accumulate(alone)))
    return statistics.median(ratios)


def first_paint(home: Path) -> float | None:
    """Seconds from the printed address until the starter questions are on the screen, in the middle of three starts.

    None where there is no Chromium to look with.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    seconds = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(3):
            with running_chat(home) as (address, printed):
                page = browser.new_page()
                page.goto(address)
                page.wait_for_selector(".starters button")
                page.evaluate("() => new Promise(requestAnimationFrame)")
                seconds.append(time.perf_counter() - printed)
                page.close()
        browser.close()
    return statistics.median(seconds)


def _ask(address: str, question: str) -> float:
    """Seconds until ``question`` is answered over HTTP."""
    start = time.perf_counter()
    request = urllib.request.Request(
        f"{address}gradio_api/call/ask",
        data=json.dumps({"data": [question, "", "extractive", None]}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=300) as response:
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{address}gradio_api/call/ask/{event}", timeout=300) as response:
        text = response.read().decode()
    if "event: complete" not in text:
        raise RuntimeError(f"no answer to {question!r}: {text[:200]}")
    return time.perf_counter() - start
