"""After an edit: what is written, what is taken from the base, and that nobody can tell the difference."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.schema import TextNode

from index.build import open_or_build
from index.builds import lexical_folder
from index.corpus import load_corpus
from index.errors import EmbedderError
from index.postings import Postings
from index.store import Folder, Layer, LayeredStore, VectorStore
from index.store import server as server_module
from tests.chroma_server import RunningChroma
from tests.fakes import FakeEmbedding
from tests.index.edited import EDITIONS, Edited, sentence, text_of
from tests.index.small import found

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture(params=["folder", "server"])
def edited(request: pytest.FixtureRequest, tmp_path: Path) -> Edited:
    if request.param == "folder":
        return Edited(tmp_path)
    running: RunningChroma = request.getfixturevalue("running_chroma")
    return Edited(tmp_path, running.address())


def test_one_edited_clause_is_all_that_is_written(edited: Edited) -> None:
    text = text_of(12)
    assert edited.changes(text) is None
    text[4] = "Volcanoes are forbidden. So are earthquakes."
    changes = edited.changes(text)
    assert changes
    assert changes.replaced == {"en": {"5"}, "it": {"5"}}
    assert changes.counts == {"en": {"clauses": 1, "sentences": 2}, "it": {"clauses": 1, "sentences": 2}}
    assert set(edited.embedder.texts) == {text[4], "Volcanoes are forbidden.", "So are earthquakes."}
    assert edited.lines == ["Rebuilding the index: the texts have changed since the index was built."]
    index = edited.index(text)
    index.close()
    assert edited.lines == []
    counted = {language: Postings.load(lexical_folder(index.build, language)).clause_ids for language in EDITIONS}
    assert counted == {"en": ("5",), "it": ("5",)}


def test_every_edit_is_compared_with_the_base(edited: Edited) -> None:
    before = text_of(24)
    edited.index(before).close()
    first = edited.changes([*before[:-1], "A new last clause."])
    second = edited.changes([before[0], "Another second clause.", *before[2:-1], "A new last clause."])
    third = edited.changes([*before, "A clause more."])
    shorter = edited.changes(before[:-1])
    edits = [edit for edit in (first, second, third, shorter) if edit]
    assert len({edit.base for edit in edits}) == 1
    assert [sorted(edit.replaced["en"]) for edit in edits] == [["24"], ["2", "24"], ["25"], ["24"]]
    assert edits[-1].counts["en"] == {"clauses": 0, "sentences": 0}


def test_a_text_as_it_was_is_its_base_again(edited: Edited) -> None:
    text = text_of(12)
    base = edited.index(text)
    base.close()
    edited.index([*text[:-1], "Changed."]).close()
    edited.changes(text)
    assert edited.embedder.texts == []
    changes = edited.changes([*text[:-1], "Changed again."])
    assert changes
    assert changes.base == base.build.name.removeprefix("build-")


def test_when_an_eighth_has_changed_the_next_build_is_from_nothing(tmp_path: Path) -> None:
    edited, text = Edited(tmp_path), text_of(16)
    edited.index(text).close()
    base = edited.changes(["Changed.", "This too.", *text[2:]])
    assert base
    assert edited.changes(["Changed.", "This too.", "And this.", *text[3:]]) is None
    again = edited.changes(["Changed.", "This too.", "And that.", *text[3:]])
    assert again
    assert again.base != base.base


@pytest.mark.parametrize("seed", range(2))
def test_after_any_edits_the_index_finds_what_a_fresh_one_finds(tmp_path: Path, seed: int) -> None:
    chance, edited, text = random.Random(seed), Edited(tmp_path), text_of(20, seed)
    edited.index(text).close()
    partly = 0
    for _ in range(6):
        for _ in range(chance.randint(1, 2)):
            at = chance.randrange(len(text))
            edit = chance.choice(["reword", "reword", "drop last", "append", "swap", "insert", "join"])
            if edit == "reword":
                text[at] = sentence(chance)
            elif edit == "drop last":
                del text[-1]
            elif edit == "append":
                text.append(sentence(chance))
            elif edit == "swap":
                text[at], text[0] = text[0], text[at]
            elif edit == "insert":
                text.insert(at, sentence(chance))
            else:
                text[at] += " " + sentence(chance)
        partly += edited.changes(text) is not None
    assert partly


def test_languages_may_come_and_go(edited: Edited, monkeypatch: pytest.MonkeyPatch) -> None:
    text = text_of(24)
    edited.index(text).close()
    monkeypatch.delitem(EDITIONS, "it")
    one_less = edited.changes([*text[:-1], "Changed."])
    assert one_less
    assert one_less.counts.keys() == {"en"}
    monkeypatch.setitem(EDITIONS, "it", "Articolo 1. ")
    assert edited.changes([*text[:-1], "Changed again."])
    monkeypatch.setitem(EDITIONS, "fr", "Article 1. ")
    assert edited.changes(text) is None  # a third of the text is new


def test_a_new_language_of_few_clauses_is_a_change(tmp_path: Path) -> None:
    edited, text = Edited(tmp_path), text_of(24)
    edited.index(text).close()
    manifest = tmp_path / "text" / "corpus.toml"
    whole = manifest.read_text()
    (tmp_path / "text" / "fr.txt").write_text("Article 1. La paix. Et la mer.")
    french = whole[whole.index("[[editions]]") :].partition("\n[[editions]]")[0].replace("en", "fr")
    manifest.write_text(f"{whole}\n{french}\npartial = true\n")
    corpus = load_corpus(tmp_path / "text")
    index = open_or_build(corpus, edited.embedder, edited.home)
    fresh = open_or_build(corpus, FakeEmbedding(), tmp_path / "fresh")
    assert index.manifest.changes
    assert index.manifest.changes.replaced == {"en": frozenset(), "it": frozenset(), "fr": {"1"}}
    assert found(index) == found(fresh)
    index.close()
    fresh.close()


def test_force_and_other_software_build_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited, text = Edited(tmp_path), text_of(12)
    edited.index(text).close()
    text[-1] = "Changed."
    assert edited.changes(text, force=True) is None
    text[-1] = "Changed again."
    edited.embedder = FakeEmbedding("another")
    assert edited.changes(text) is None


def test_an_edit_that_cannot_be_embedded_leaves_the_index_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited, text = Edited(tmp_path), text_of(12)
    edited.index(text).close()

    def fail(*_: object) -> None:
        raise EmbedderError("no model")

    with monkeypatch.context() as patch:
        patch.setattr(FakeEmbedding, "_get_text_embedding", fail)
        with pytest.raises(EmbedderError):
            edited.index([*text[:-1], "Changed."])
    assert len(list((edited.home / "indexes" / "edited").glob("build-*"))) == 1
    assert edited.index(text).manifest.changes is None
    assert edited.lines == []


def test_machines_that_share_a_server_edit_on_one_base(tmp_path: Path, running_chroma: RunningChroma) -> None:
    server, text = running_chroma.address(), text_of(14)
    one = Edited(tmp_path, server, tmp_path / "one")
    two = Edited(tmp_path, server, tmp_path / "two")
    one.index(text).close()
    two.index(text).close()
    assert two.embedder.texts == []
    text[-1] = "Changed by two."
    assert two.changes(text)
    adopted = one.changes(text)
    assert adopted
    assert one.embedder.texts == []
    three = Edited(tmp_path, server, tmp_path / "three")  # has no base, and needs none
    assert three.changes(text) == adopted
    assert three.embedder.texts == []
    text[-1] = "Changed by one."
    again = one.changes(text)
    assert again
    assert again.base == adopted.base


def test_what_another_machine_built_from_nothing_is_a_base_of_its_own(tmp_path: Path, running_chroma: RunningChroma) -> None:
    server, text = running_chroma.address(), text_of(20, seed=7)
    one = Edited(tmp_path, server, tmp_path / "one")
    two = Edited(tmp_path, server, tmp_path / "two")
    edited = [*text[:4], "Volcanoes are forbidden.", *text[5:]]
    one.index(text).close()
    two.index(edited, force=True).close()
    assert one.changes(edited) is None
    assert one.embedder.texts == []
    changes = one.changes([*text[:-1], "The fifth is as it was, the last is new."])
    assert changes
    assert changes.replaced["en"] == {"5", "20"}


def test_a_base_on_a_server_outlives_its_own_text(
    tmp_path: Path, running_chroma: RunningChroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited, text = Edited(tmp_path, running_chroma.address()), text_of(13, seed=5)
    edited.index(text).close()
    monkeypatch.setattr(server_module, "_UNUSED_SECONDS", -1)
    monkeypatch.setattr(server_module, "_ABANDONED_SECONDS", -1)
    for number in range(2):
        changes = edited.changes([*text[:-1], f"Change {number}."])
        assert changes
        assert changes.base_fingerprint


def test_hidden_nodes_never_take_the_place_of_others(tmp_path: Path) -> None:
    vectors = np.random.default_rng(3).standard_normal((40, 16)).astype(np.float32)
    ids = [f"{clause}#{passage}" for clause in range(20) for passage in range(2)]
    store = VectorStore.create(Folder(tmp_path, "gsi"))
    nodes = [TextNode(id_=id_, text=id_, embedding=list(vector)) for id_, vector in zip(ids, vectors, strict=True)]
    store.fill("sentences", "en", nodes, len(ids))
    store.seal()
    point = vectors[0].tolist()
    ranked = [id_ for id_, _ in store.nearest("sentences", "en", point, 40)]
    hidden = {id_.partition("#")[0] for id_ in ranked[:15]}
    layered = LayeredStore([Layer(store, {"en": {"sentences": 40}}, {"en": hidden})])
    shown = [id_ for id_ in ranked if id_.partition("#")[0] not in hidden]
    for limit in (1, 5, len(shown), 40):
        assert [id_ for id_, _ in layered.nearest("sentences", "en", point, limit)] == shown[:limit]
    assert layered.nearest("clauses", "en", point, 5) == layered.nearest("sentences", "fr", point, 5) == []
    layered.close()
