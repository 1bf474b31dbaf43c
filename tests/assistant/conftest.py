"""What tests of answers in a model's words share: one pipeline without a model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.pipeline import Pipeline
from assistant.settings import Settings


@pytest.fixture(scope="module")
def plain(real_home: Path) -> Iterator[Pipeline]:
    pipeline = Pipeline.start(Settings(home=real_home))
    yield pipeline
    pipeline.close()
