"""The vector store on its own: what it finds, what it promises of Chroma, and what it proves of itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.schema import TextNode

from index import store as module
from index.errors import IndexStoreError, StaleIndexError
from index.store import VectorStore

IDS = [f"III.{number}" for number in range(1, 21)]
VECTORS = np.random.default_rng(7).standard_normal((len(IDS), 16)).astype(np.float32)
QUESTION = np.random.default_rng(8).standard_normal(16).astype(np.float32)


def nodes() -> list[TextNode]:
    return [TextNode(id_=id_, text=id_, embedding=vector.tolist()) for id_, vector in zip(IDS, VECTORS, strict=True)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "vectors"
    store = VectorStore.create(folder, "gsi")
    store.add("clauses", "en", nodes())
    store.seal()
    store.close()
    return folder


@pytest.fixture
def store(folder: Path) -> Iterator[VectorStore]:
    store = VectorStore.open(folder, "gsi")
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


@pytest.mark.parametrize("language", ["zh", "en", "it", "fil"])
@pytest.mark.parametrize("corpus", ["ab", "gsi", "a-corpus-with-the-longest-name-allowed-xyz"])
def test_every_language_gets_a_collection_name_that_chroma_accepts(tmp_path: Path, language: str, corpus: str) -> None:
    store = VectorStore.create(tmp_path / "vectors", corpus)
    for kind in module.KINDS:
        store.add(kind, language, nodes()[:1])
        assert store.count(kind, language) == 1
    store.close()


def test_telemetry_is_off_and_nothing_can_download_an_embedding_model(store: VectorStore) -> None:
    assert store._client.get_settings().anonymized_telemetry is False
    assert store._collection("clauses", "en")._embedding_function is None


def test_a_new_store_has_no_embedding_function_either(tmp_path: Path) -> None:
    store = VectorStore.create(tmp_path / "vectors", "gsi")
    store.add("clauses", "en", nodes()[:1])
    assert store._collection("clauses", "en")._embedding_function is None
    store.close()


def test_a_whole_store_passes_its_probe(store: VectorStore) -> None:
    store.probe("clauses", "en", len(IDS))


def test_the_probe_counts(store: VectorStore) -> None:
    with pytest.raises(StaleIndexError, match="holds 20 clauses for en instead of 21"):
        store.probe("clauses", "en", len(IDS) + 1)


def test_a_store_that_was_never_sealed_cannot_be_opened(tmp_path: Path) -> None:
    store = VectorStore.create(tmp_path / "vectors", "gsi")
    store.add("clauses", "en", nodes())
    store.close()
    with pytest.raises(StaleIndexError):
        VectorStore.open(tmp_path / "vectors", "gsi")


def test_a_node_added_after_sealing_in_place_of_another_is_noticed(tmp_path: Path) -> None:
    store = VectorStore.create(tmp_path / "vectors", "gsi")
    store.add("clauses", "en", nodes()[:-1])
    store.seal()
    store._collection("clauses", "en").delete(ids=[IDS[0]])
    store.add("clauses", "en", nodes()[-1:])
    with pytest.raises(StaleIndexError, match="lost clauses vectors for en"):
        store.probe("clauses", "en", len(IDS) - 1)
    store.close()


def test_another_distance_than_the_cosine_does_not_pass_the_probe(tmp_path: Path) -> None:
    store = VectorStore.create(tmp_path / "vectors", "gsi")
    euclidean = store._client.create_collection(
        "gsi-clauses-en", embedding_function=None, configuration={"hnsw": {"space": "l2"}}
    )
    euclidean.add(ids=IDS, embeddings=VECTORS)
    store._collection("clauses", "en")
    store.seal()
    with pytest.raises(StaleIndexError, match="does not find its clauses for en"):
        store.probe("clauses", "en", len(IDS))
    store.close()


def test_a_collection_that_is_missing_is_a_stale_index(store: VectorStore) -> None:
    for use in (
        lambda: store.count("clauses", "fr"),
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
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: BaseException
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    store = VectorStore.open(folder, "gsi")
    monkeypatch.setattr(module.Collection, "query", fail)
    with pytest.raises(StaleIndexError):
        store.nearest("clauses", "en", QUESTION.tolist(), 1)
    with pytest.raises(StaleIndexError):
        store.probe("clauses", "en", len(IDS))
    store.close()
    monkeypatch.setattr(module, "_client", fail)
    with pytest.raises(StaleIndexError):
        VectorStore.open(folder, "gsi")
    with pytest.raises(IndexStoreError):
        VectorStore.create(tmp_path / "new", "gsi")


def test_an_interrupt_in_chroma_stays_an_interrupt(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module.Collection, "query", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.nearest("clauses", "en", QUESTION.tolist(), 1)


def test_an_answer_of_nothing_is_damage_not_an_answer(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.Collection, "query", lambda *_, **__: {"ids": [[]], "distances": [[]]})
    with pytest.raises(StaleIndexError, match="lost its clauses"):
        store.nearest("clauses", "en", QUESTION.tolist(), 1)
