"""What has been embedded once: found again by its text, whatever became of the build, and never wrong."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.build import open_or_build
from index.builds import CURRENT, index_folder
from index.errors import EmbedderError
from index.vector_cache import FILE, VectorCache
from tests.fakes import FakeEmbedding
from tests.index.small import Opened, builds, finished, reworded, small_corpus, start, told

CORPUS = small_corpus()
TEXTS = ["安全", "indivisible security", "sicurezza"]


def asked(folder: Path, texts: list[str], embedder: FakeEmbedding | None = None, **options: bool) -> list[str]:
    """The texts that were embedded for one build's ``texts``."""
    embedder = embedder or FakeEmbedding()
    cache = VectorCache.open(folder, embedder, **options)
    vectors = cache.vectors(texts)
    assert np.array(vectors) == pytest.approx(np.array([FakeEmbedding()._vector(text) for text in texts]), abs=1e-6)
    cache.forget_unused()
    cache.close()
    return embedder.texts


def test_nothing_is_embedded_twice_and_the_order_is_the_texts(tmp_path: Path) -> None:
    assert asked(tmp_path, TEXTS) == TEXTS
    assert asked(tmp_path, TEXTS[::-1]) == []
    assert asked(tmp_path, ["new", *TEXTS]) == ["new"]


def test_another_embedder_has_vectors_of_its_own(tmp_path: Path) -> None:
    asked(tmp_path, TEXTS)
    assert asked(tmp_path, TEXTS, FakeEmbedding("another")) == TEXTS
    assert asked(tmp_path, TEXTS) == []


def test_renewal_embeds_everything(tmp_path: Path) -> None:
    asked(tmp_path, TEXTS)
    assert asked(tmp_path, TEXTS, renew=True) == TEXTS


def test_what_two_builds_have_not_used_is_forgotten(tmp_path: Path) -> None:
    asked(tmp_path, TEXTS)
    asked(tmp_path, TEXTS[:1])
    assert asked(tmp_path, TEXTS[:1]) == []
    assert asked(tmp_path, TEXTS) == TEXTS[1:]


def test_the_latest_build_is_found_without_reading_every_vector(tmp_path: Path) -> None:
    asked(tmp_path, TEXTS)
    with sqlite3.connect(tmp_path / FILE) as database:
        plan = database.execute("EXPLAIN QUERY PLAN SELECT coalesce(max(build), 0) FROM vectors").fetchall()
    database.close()
    assert [line[-1] for line in plan] == ["SEARCH vectors USING COVERING INDEX builds"]


def test_what_a_build_that_broke_off_has_embedded_stays(tmp_path: Path) -> None:
    cache = VectorCache.open(tmp_path, FakeEmbedding())
    cache.vectors(TEXTS)
    del cache
    assert asked(tmp_path, TEXTS) == []


def test_vectors_that_are_no_numbers_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(FakeEmbedding, "_get_text_embedding", lambda *_: [float("nan")] * 64)
        cache = VectorCache.open(tmp_path, FakeEmbedding())
        cache.vectors(TEXTS)
        cache.close()
    assert asked(tmp_path, TEXTS) == TEXTS


def garble_a_vector(path: Path) -> None:
    with sqlite3.connect(path) as database:
        assert database.execute("UPDATE vectors SET vector = zeroblob(264) WHERE rowid = 2").rowcount == 1


def swap_two_vectors(path: Path) -> None:
    with sqlite3.connect(path) as database:
        (one,), (two,) = database.execute("SELECT vector FROM vectors WHERE rowid < 3")
        database.execute("UPDATE vectors SET vector = ? WHERE rowid = 1", (two,))
        database.execute("UPDATE vectors SET vector = ? WHERE rowid = 2", (one,))


def another_table(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE vectors")
        database.execute("CREATE TABLE vectors (something TEXT)")


DAMAGES: list[Callable[[Path], object]] = [
    garble_a_vector,
    swap_two_vectors,
    another_table,
    lambda path: path.write_bytes(b"garbage" * 1000),
    lambda path: path.write_bytes(b""),
    lambda path: os.truncate(path, 4096),
    lambda path: path.unlink(),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_a_gap_and_never_a_wrong_vector(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    asked(tmp_path, TEXTS)
    damage(tmp_path / FILE)
    assert asked(tmp_path, TEXTS)
    assert asked(tmp_path, TEXTS) == []


def test_only_an_edited_clause_is_embedded_again(tmp_path: Path) -> None:
    Opened(tmp_path, CORPUS)
    embedder = FakeEmbedding()
    opened = Opened(tmp_path, reworded(CORPUS, "I.p1", "Nothing but security."), embedder=embedder)
    assert opened.answer
    assert set(embedder.texts) == {"Nothing but security."}


def test_a_forced_build_trusts_nothing_that_was_kept(tmp_path: Path) -> None:
    Opened(tmp_path, CORPUS)
    embedder = FakeEmbedding()
    open_or_build(CORPUS, embedder, tmp_path, force=True).close()
    assert len(set(embedder.texts)) > 50


def test_a_rebuild_of_a_damaged_index_embeds_nothing(tmp_path: Path) -> None:
    answer = Opened(tmp_path, CORPUS).answer
    (index_folder(tmp_path, "gsi") / CURRENT).write_text("build-gone")
    embedder = FakeEmbedding()
    opened = Opened(tmp_path, CORPUS, embedder=embedder)
    assert (opened.answer, embedder.texts) == (answer, [])


def test_an_embedder_that_breaks_off_is_asked_for_the_rest_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tired(FakeEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            if len(self.texts) == 100:
                raise EmbedderError("the server is tired")
            return super()._get_text_embedding(text)

    first, second = Tired(), FakeEmbedding()
    assert isinstance(Opened(tmp_path, CORPUS, embedder=first).error, EmbedderError)
    assert builds(tmp_path) == []
    assert Opened(tmp_path, CORPUS, embedder=second).answer
    # The batch in which it broke off is asked for anew.
    kept = first.texts[: 100 - 100 % first.embed_batch_size]
    assert kept
    assert set(kept).isdisjoint(second.texts)


STUCK = """
def progress(done, total):
    if done > total / 2:
        say(done=done, left=total - done)
        sys.stdin.read()
open_or_build(small_corpus(), FakeEmbedding(), home, progress=progress)
"""


@pytest.mark.slow
def test_a_build_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    process = start(STUCK, tmp_path)
    left = told(process)["left"]
    process.send_signal(signal.SIGKILL)
    finished(process)
    embedder = FakeEmbedding()
    opened = Opened(tmp_path, CORPUS, embedder=embedder)
    assert opened.answer
    assert 0 < len(embedder.texts) <= left
