"""The vector store on its own, in a folder and on a server: what it finds, what it promises of Chroma, what it proves."""

from __future__ import annotations

import contextlib
import itertools
import pickle
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_index.core.schema import TextNode

from index.errors import IndexStoreError, StaleIndexError
from index.store import KINDS, Folder, Place, ServerBuild, VectorStore, client, folder, server
from index.store import vectors as vectors_module
from tests.chroma_server import RunningChroma

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

IDS = [f"III.{number}" for number in range(1, 21)]
VECTORS = np.random.default_rng(7).standard_normal((len(IDS), 16)).astype(np.float32)
QUESTION = np.random.default_rng(8).standard_normal(16).astype(np.float32)

Places = Callable[..., Place]
_numbers = itertools.count()


def nodes() -> list[TextNode]:
    return [TextNode(id_=id_, text=id_, embedding=vector.tolist()) for id_, vector in zip(IDS, VECTORS, strict=True)]


@pytest.fixture(params=["folder", "server"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Places:
    """Makes the place that the test is about: empty at first, and the same one every time."""
    if request.param == "folder":
        return lambda corpus="gsi": Folder(tmp_path / corpus, corpus)
    running: RunningChroma = request.getfixturevalue("running_chroma")
    fingerprint = f"{next(_numbers):064}"[::-1]

    def place(corpus: str = "gsi") -> Place:
        return ServerBuild(running.address(), corpus, fingerprint, "one", "{}")

    return place


@pytest.fixture
def sealed(places: Places) -> Place:
    store = VectorStore.create(places())
    store.fill("clauses", "en", nodes(), len(IDS))
    store.seal()
    store.close()
    return places()


@pytest.fixture
def store(sealed: Place) -> Iterator[VectorStore]:
    store = VectorStore.open(sealed)
    yield store
    store.close()


def test_similarities_are_the_cosines_that_numpy_finds(store: VectorStore) -> None:
    cosines = VECTORS @ QUESTION / np.linalg.norm(VECTORS, axis=1) / np.linalg.norm(QUESTION)
    expected = sorted(zip(IDS, cosines, strict=True), key=lambda pair: -pair[1])
    near = store.nearest("clauses", "en", QUESTION.tolist(), len(IDS))
    assert [id_ for id_, _ in near] == [id_ for id_, _ in expected]
    assert [similarity for _, similarity in near] == pytest.approx([value for _, value in expected], abs=1e-4)


@pytest.mark.parametrize("scale", [0.01, 3.0, 500.0])
def test_the_length_of_a_vector_does_not_matter(store: VectorStore, scale: float) -> None:
    plain = store.nearest("clauses", "en", QUESTION.tolist(), 5)
    scaled = store.nearest("clauses", "en", (scale * QUESTION).tolist(), 5)
    assert [id_ for id_, _ in scaled] == [id_ for id_, _ in plain]
    assert [value for _, value in scaled] == pytest.approx([value for _, value in plain], abs=1e-4)


def test_no_more_than_the_limit_comes_back(store: VectorStore) -> None:
    assert len(store.nearest("clauses", "en", QUESTION.tolist(), 3)) == 3
    assert len(store.nearest("clauses", "en", QUESTION.tolist(), 500)) == len(IDS)


@pytest.mark.parametrize("corpus", ["ab", "gsi", "a-corpus-with-the-longest-name-allowed-xyz"])
def test_every_language_gets_a_collection_name_that_chroma_accepts(places: Places, corpus: str) -> None:
    store = VectorStore.create(places(corpus))
    for language in ("zh", "fil"):
        for kind in KINDS:
            store.fill(kind, language, nodes()[:1], 1)
            assert store.vectors(kind, language)[0] == IDS[:1]
    store.close()


def test_telemetry_is_off_and_nothing_can_download_an_embedding_model(store: VectorStore) -> None:
    assert store._client.get_settings().anonymized_telemetry is False
    assert store._collection("clauses", "en")._embedding_function is None


def test_a_new_store_has_no_embedding_function_either(places: Places) -> None:
    store = VectorStore.create(places())
    store.fill("clauses", "en", nodes()[:1], 1)
    assert store._collection("clauses", "en")._embedding_function is None
    store.close()


def test_a_whole_store_passes_its_probe(store: VectorStore) -> None:
    store.probe("clauses", "en", len(IDS))


def test_the_probe_counts(store: VectorStore) -> None:
    with pytest.raises(StaleIndexError, match="does not hold 21 clauses for en"):
        store.probe("clauses", "en", len(IDS) + 1)


def test_a_store_that_was_never_sealed_cannot_be_opened(places: Places) -> None:
    store = VectorStore.create(places())
    store.fill("clauses", "en", nodes(), len(IDS))
    store.close()
    with pytest.raises(StaleIndexError):
        VectorStore.open(places())


def test_a_node_added_after_sealing_in_place_of_another_is_noticed(places: Places) -> None:
    store = VectorStore.create(places())
    store.fill("clauses", "en", nodes()[:-1], len(IDS) - 1)
    store.seal()
    collection = store._collection("clauses", "en")
    collection.delete(ids=[IDS[0]])
    collection.add(ids=IDS[-1:], embeddings=VECTORS[-1:])
    with pytest.raises(StaleIndexError, match="lost clauses vectors for en"):
        store.probe("clauses", "en", len(IDS) - 1)
    store.close()


def test_another_distance_than_the_cosine_does_not_pass_the_probe(places: Places) -> None:
    place = places()
    store = VectorStore.create(place)
    euclidean = store._client.create_collection(
        place.name("clauses", "en"), embedding_function=None, configuration={"hnsw": {"space": "l2"}}
    )
    euclidean.add(ids=IDS, embeddings=VECTORS)
    store._collection("clauses", "en")
    store._added[euclidean.name] = len(IDS), []
    store.seal()
    with pytest.raises(StaleIndexError, match="does not find its clauses for en"):
        store.probe("clauses", "en", len(IDS))
    store.close()


def test_a_collection_that_is_missing_is_a_stale_index(store: VectorStore) -> None:
    for use in (
        lambda: store.vectors("clauses", "fr"),
        lambda: store.probe("clauses", "fr", 1),
        lambda: store.nearest("clauses", "fr", QUESTION.tolist(), 1),
    ):
        with pytest.raises(StaleIndexError):
            use()


class Panic(BaseException):
    """Looks like what a panic of Chroma's Rust core becomes in Python."""

    __module__ = "pyo3_runtime"


@pytest.mark.parametrize("raised", [Panic("called `Option::unwrap()` on a `None` value"), ValueError("no")])
def test_whatever_chroma_raises_becomes_one_of_our_errors(
    sealed: Place, places: Places, monkeypatch: pytest.MonkeyPatch, raised: BaseException
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    store = VectorStore.open(sealed)
    monkeypatch.setattr(client.Collection, "query", fail)
    with pytest.raises(StaleIndexError):
        store.nearest("clauses", "en", QUESTION.tolist(), 1)
    with pytest.raises(StaleIndexError):
        store.probe("clauses", "en", len(IDS))
    store.close()
    monkeypatch.setattr(folder, "embedded", fail)
    monkeypatch.setattr(server, "connect", fail)
    with pytest.raises(StaleIndexError):
        VectorStore.open(sealed)
    with pytest.raises(IndexStoreError):
        VectorStore.create(places("new"))


def test_an_interrupt_in_chroma_stays_an_interrupt(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(client.Collection, "query", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.nearest("clauses", "en", QUESTION.tolist(), 1)


def test_an_answer_of_nothing_is_damage_not_an_answer(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client.Collection, "query", lambda *_, **__: {"ids": [[]], "distances": [[]]})
    with pytest.raises(StaleIndexError, match="lost its clauses"):
        store.nearest("clauses", "en", QUESTION.tolist(), 1)


@pytest.mark.slow
def test_more_nodes_than_chroma_takes_at_once_are_all_held_and_probed(places: Places) -> None:
    many = 6000
    vectors = np.random.default_rng(9).standard_normal((many, 8))
    store = VectorStore.create(places())
    sentences = (TextNode(id_=str(at), embedding=vector.tolist()) for at, vector in enumerate(vectors))
    store.fill("sentences", "en", sentences, many)
    store.seal()
    store.close()
    store = VectorStore.open(places())
    store.probe("sentences", "en", many)
    assert store.nearest("sentences", "en", vectors[-1].tolist(), 1)[0][0] == str(many - 1)
    store.close()


@pytest.mark.parametrize("lost", ["first", "middle", "last"])
def test_a_collection_too_large_to_be_probed_whole_is_probed_all_over(
    places: Places, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    monkeypatch.setattr(vectors_module, "_EXAMINED_UP_TO", len(IDS) - 1)
    monkeypatch.setattr(vectors_module, "_SAMPLED", 3)
    store = VectorStore.create(places())
    store.fill("clauses", "en", nodes(), len(IDS))
    store.seal()
    store.probe("clauses", "en", len(IDS))
    with pytest.raises(StaleIndexError, match=f"does not hold {len(IDS) + 1} clauses for en"):
        store.probe("clauses", "en", len(IDS) + 1)
    gone = {"first": IDS[0], "middle": IDS[(len(IDS) - 1) // 2], "last": IDS[-1]}[lost]
    collection = store._collection("clauses", "en")
    collection.delete(ids=[gone])
    collection.add(ids=["X.1"], embeddings=[QUESTION.tolist()])
    with pytest.raises(StaleIndexError, match="lost clauses vectors for en"):
        store.probe("clauses", "en", len(IDS))
    store.close()


@pytest.mark.parametrize(
    ("exact_up_to", "unreachable", "passes"), [(20, 0, True), (20, 1, False), (19, 1, True), (19, 2, False)]
)
def test_a_node_that_no_search_reaches_is_tolerated_only_where_searches_are_approximate(
    store: VectorStore, monkeypatch: pytest.MonkeyPatch, exact_up_to: int, unreachable: int, passes: bool
) -> None:
    monkeypatch.setattr(vectors_module, "EXACT_UP_TO", exact_up_to)
    query = client.Collection.query

    def approximate(*arguments: Any, **options: Any) -> Any:
        found = query(*arguments, **options)
        found["distances"][:unreachable] = [[0.5]] * unreachable  # type: ignore[index]
        return found

    monkeypatch.setattr(client.Collection, "query", approximate)
    with contextlib.nullcontext() if passes else pytest.raises(StaleIndexError, match="does not find its clauses for en"):
        store.probe("clauses", "en", len(IDS))


@given(count=st.integers(1, 50_000), most=st.integers(1, 5000))
def test_batches_are_even_and_no_larger_than_allowed(count: int, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "_BATCH", most)
        sizes = client.batch_sizes(count)
    assert sum(sizes) == count
    assert max(sizes) <= most
    assert max(sizes) - min(sizes) <= 1


@given(count=st.integers(1, 3_000_000))
def test_a_graph_is_saved_after_the_last_batch_and_a_few_times_before(count: int) -> None:
    made = mock.Mock()
    client.new_collection(made, "clauses", None, count)
    threshold = made.create_collection.call_args.kwargs["configuration"]["hnsw"]["sync_threshold"]
    saves = since = 0
    for size in client.batch_sizes(count):
        since += size
        if since >= threshold:
            saves, since = saves + 1, 0
    assert since == 0 or count < 2
    assert saves <= 16


@pytest.mark.parametrize(("count", "most"), [(2, 8), (7, 8), (8, 8), (9, 8), (15, 8), (20, 8), (19, 5), (20, 5)])
def test_all_of_a_graph_is_saved_so_that_opening_it_makes_nothing_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, most: int
) -> None:
    monkeypatch.setattr(client, "_BATCH", most)
    monkeypatch.setattr(client, "_SAVES", 2)
    store = VectorStore.create(Folder(tmp_path, "gsi"))
    store.fill("clauses", "en", nodes(), count)
    store.seal()
    store.close()

    (saved,) = tmp_path.glob("*/index_metadata.pickle")
    assert len(pickle.loads(saved.read_bytes())["label_to_id"]) == count
    files = {path: path.read_bytes() for path in saved.parent.iterdir()}
    with contextlib.closing(sqlite3.connect(tmp_path / "chroma.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM embeddings_queue").fetchone() == (1,)  # Chroma keeps the last one

    found = []
    for _ in range(2):
        store = VectorStore.open(Folder(tmp_path, "gsi"))
        store.probe("clauses", "en", count)
        found.append(store.nearest("clauses", "en", QUESTION.tolist(), count))
        store.close()
    assert found[0] == found[1]
    assert files == {path: path.read_bytes() for path in saved.parent.iterdir()}


@pytest.mark.parametrize(("exact_up_to", "neighbours"), [(len(IDS), 32), (len(IDS) - 1, 16)])
def test_only_a_small_collection_pays_for_finding_every_node(
    places: Places, monkeypatch: pytest.MonkeyPatch, exact_up_to: int, neighbours: int
) -> None:
    monkeypatch.setattr(client, "EXACT_UP_TO", exact_up_to)
    store = VectorStore.create(places())
    store.fill("clauses", "en", nodes(), len(IDS))
    assert store._collection("clauses", "en").configuration_json["hnsw"]["max_neighbors"] == neighbours
    store.close()
