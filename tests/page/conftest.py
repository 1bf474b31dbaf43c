"""A real server with the real index, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from assistant.model import Model
from assistant.pipeline import Pipeline
from assistant.service import Service
from assistant.settings import Settings
from assistant.ui import listen, make_app, serve


@contextmanager
def running_server(
    home: Path,
    feedback: Path,
    model: Model | None = None,
    is_allowed: Callable[[str, str], bool] | None = None,
    root_path: str = "",
    origins: Sequence[str] = (),
) -> Iterator[str]:
    """The address of a server over the index in ``home`` that keeps feedback in the folder ``feedback``."""
    pipeline = Pipeline.start(Settings(home=home), model=model)
    with serving(pipeline, feedback, is_allowed, root_path, origins) as address:
        yield address
    # The thread ends with the process: uvicorn listens to signals only in the main one.
    pipeline.close()


@contextmanager
def serving(
    pipeline: Pipeline,
    feedback: Path,
    is_allowed: Callable[[str, str], bool] | None = None,
    root_path: str = "",
    origins: Sequence[str] = (),
) -> Iterator[str]:
    """The address of a server over ``pipeline``, once it answers."""
    app = make_app(
        Service(pipeline, Settings()),
        feedback / "feedback.jsonl",
        is_allowed=is_allowed,
        with_mcp=is_allowed is None,
        root_path=root_path,
        origins=list(origins),
    )
    bound = listen("127.0.0.1", 0)
    threading.Thread(target=serve, args=(app, bound, root_path), daemon=True).start()
    address = f"http://127.0.0.1:{bound.getsockname()[1]}/"
    for _ in range(1200):
        try:
            urllib.request.urlopen(address + "health", timeout=5).close()
            break
        except OSError:
            time.sleep(0.05)
    yield address


@pytest.fixture(scope="session")
def server(real_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_server(real_home, tmp_path_factory.mktemp("feedback")) as address:
        yield address


@pytest.fixture(scope="module")  # Playwright's event loop must not outlive its module: others run loops of their own
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where there is none the tests are left out, unless ``BROWSER=required``."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("BROWSER") == "required":
            pytest.fail("there is no chromium")
        pytest.skip("there is no chromium to test the page in")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()
