"""The lexical index: what it knows, what it scores, and that damaged files are noticed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import postings
from index.clauses import Clause
from index.corpus import Corpus
from index.errors import StaleIndexError
from index.lexical import LexicalIndex
from index.postings import Postings
from index.text import terms
from tests.conftest import LANGUAGES

WORDS = {"zh": "恐怖主义", "en": "terrorism", "it": "terrorismo"}


def built(corpus: Corpus, language: str) -> LexicalIndex:
    return LexicalIndex.build(language, list(corpus.editions[language].clauses.values()))


def counted(corpus: Corpus, language: str) -> Postings:
    return Postings.build(language, list(corpus.editions[language].clauses.values()))


def loaded(folder: Path) -> LexicalIndex:
    """The English index of what was saved in ``folder``."""
    postings = Postings.load(folder)
    return LexicalIndex("en", postings.clause_ids, [postings])


@pytest.fixture
def saved(corpus: Corpus, tmp_path: Path) -> Path:
    folder = tmp_path / "lexical" / "en"
    counted(corpus, "en").save(folder)
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_saved_is_what_is_loaded(corpus: Corpus, tmp_path: Path, language: str) -> None:
    index = built(corpus, language)
    counted(corpus, language).save(tmp_path)
    again = LexicalIndex(language, corpus.clause_ids, [Postings.load(tmp_path)])
    assert again.clause_ids == index.clause_ids == corpus.clause_ids
    for clause in corpus.editions[language].clauses.values():
        asked = terms(clause.text, language)
        np.testing.assert_array_equal(again.scores(asked), index.scores(asked))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_clauses_with_the_word_score_above_all_others(corpus: Corpus, language: str) -> None:
    index = built(corpus, language)
    asked = terms(WORDS[language], language)
    scores = dict(zip(index.clause_ids, index.scores(asked), strict=True))
    for id_, clause in corpus.editions[language].clauses.items():
        assert (scores[id_] > 0) == bool(set(asked) & set(terms(clause.text, language))), id_


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_knows_the_terms_of_the_edition_and_no_others(corpus: Corpus, language: str) -> None:
    index = built(corpus, language)
    for clause in corpus.editions[language].clauses.values():
        assert all(index.knows(term) for term in terms(clause.text, language))
    assert not index.knows("xylophon")


@pytest.mark.parametrize("asked", [[], ["xylophon"], [""], ["xylophon", ""]], ids=repr)
def test_unknown_terms_score_nothing(saved: Path, asked: list[str]) -> None:
    index = loaded(saved)
    assert index.scores(asked).tolist() == [0.0] * len(index.clause_ids)
    assert not any(index.knows(term) for term in asked)


def test_unknown_terms_change_no_score(saved: Path) -> None:
    index = loaded(saved)
    known = terms("terrorism", "en")
    np.testing.assert_array_equal(index.scores([*known, "xylophon", ""]), index.scores(known))


def multiplied(path: Path) -> None:
    np.save(path, np.load(path) * -3)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def another_json(path: Path) -> None:
    path.write_text(json.dumps([1, {}]))


FILES = ["clauses.npy", "contents.json", "counts.npy", "lengths.npy", "starts.npy", "terms.json"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [Path.unlink, empty, halved, garbled, another_json])
def test_a_damaged_file_is_a_stale_index(saved: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(saved / name)
    with pytest.raises(StaleIndexError, match="the lexical index for en is damaged"):
        loaded(saved)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".npy")])
def test_an_array_of_other_numbers_is_a_stale_index(saved: Path, name: str) -> None:
    multiplied(saved / name)
    with pytest.raises(StaleIndexError, match="the lexical index for en is damaged"):
        loaded(saved)


def swap(ids: list[str]) -> None:
    ids[0], ids[1] = ids[1], ids[0]


@pytest.mark.parametrize("damage", [swap, list.pop, lambda ids: ids.append("III.99")], ids=["swapped", "lost", "added"])
def test_other_clause_ids_in_good_json_are_a_stale_index(saved: Path, damage: Callable[[list[str]], None]) -> None:
    contents = json.loads((saved / "contents.json").read_text())
    damage(contents["clauses"])
    (saved / "contents.json").write_text(json.dumps(contents))
    with pytest.raises(StaleIndexError, match="the lexical index for en is damaged"):
        Postings.load(saved)


def test_an_index_of_other_clauses_is_stale(corpus: Corpus) -> None:
    with pytest.raises(StaleIndexError, match="the lexical index for en is of other clauses"):
        LexicalIndex("en", [*corpus.clause_ids, "III.99"], [counted(corpus, "en")])


def test_the_damage_tests_cover_every_file(saved: Path) -> None:
    assert sorted(path.name for path in saved.iterdir()) == FILES


def test_a_missing_folder_is_a_stale_index(tmp_path: Path) -> None:
    with pytest.raises(StaleIndexError):
        Postings.load(tmp_path / "nowhere")


def test_an_index_mapped_into_memory_scores_as_one_that_was_read(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = loaded(saved)
    monkeypatch.setattr(postings, "_MAPPED_FROM", 0)
    mapped = loaded(saved)
    assert isinstance(Postings.load(saved).clauses, np.memmap)
    for question in (["security"], ["secur", "nation"], ["unheard-of"], []):
        assert np.array_equal(mapped.scores(question), read.scores(question))


WORD = st.sampled_from("peace war treaty nation people law right мир война договор".split())
TEXTS = st.dictionaries(st.sampled_from("abcdefghij"), st.lists(WORD, max_size=8).map(" ".join), max_size=10)


def clauses_of(texts: dict[str, str]) -> list[Clause]:
    return [Clause(id_, "en", "", None, text, ((0, len(text)),), ()) for id_, text in texts.items()]


@given(TEXTS, TEXTS, st.lists(WORD, max_size=6))
def test_an_index_of_a_base_and_its_changes_is_the_index_of_the_new_texts(
    before: dict[str, str], after: dict[str, str], asked: list[str]
) -> None:
    changed = {id_: text for id_, text in after.items() if before.get(id_) != text}
    base, changes = (Postings.build("en", clauses_of(texts)) for texts in (before, changed))
    updated = LexicalIndex("en", [*after], [changes, base])
    fresh = LexicalIndex.build("en", clauses_of(after))
    assert updated.clause_ids == fresh.clause_ids
    assert updated.vocabulary_size == fresh.vocabulary_size
    assert updated.script == fresh.script
    for word in asked:
        assert all(updated.knows(term) == fresh.knows(term) for term in terms(word, "en"))
    question = [term for word in asked for term in terms(word, "en")]
    np.testing.assert_array_equal(updated.scores(question), fresh.scores(question))


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_implementation_of_bm25_gives_the_same_scores(corpus: Corpus, language: str) -> None:
    index = built(corpus, language)
    texts = [terms(clause.text, language) for clause in corpus.editions[language].clauses.values()]
    reference = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    reference.index(texts, show_progress=False)
    for asked in (*texts, [*texts[3], *texts[7][:20]]):
        np.testing.assert_allclose(index.scores(asked), reference.get_scores(asked), rtol=1e-6, atol=0)


def test_an_edition_without_a_word_has_no_scores_and_no_script() -> None:
    index = LexicalIndex.build("en", clauses_of({"a": "", "b": "…"}))
    assert index.scores(["peac"]).tolist() == [0.0, 0.0]
    assert index.vocabulary_size == 0
    assert LexicalIndex.build("en", []).scores(["peac"]).shape == (0,)
