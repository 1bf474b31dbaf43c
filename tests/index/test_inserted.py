"""Units that amendments put between others: read where they stand, named as they are printed, found as they are cited."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import inserted
from index.corpus import Corpus, load_corpus
from index.errors import CorpusError
from index.numbering import to_roman
from index.references import find_references, resolve
from tests.index.editions import write_corpus


def made(folder: Path, language: str, one: str, text: str) -> Corpus:
    edition = {"language": language, "numbering": {"article": one}, "text": text}
    return load_corpus(write_corpus(folder, {"article": "1"}, [edition], default_language=language))


@pytest.mark.parametrize(
    ("language", "one", "printed", "id_", "cited"),
    [
        ("fr", "Article 1", "Article 2 bis", "2bis", ["article 2 bis", "Article 2bis", "art. 2 bis", "2bis"]),
        ("it", "Articolo 1", "Articolo 2-ter", "2ter", ["articolo 2-ter", "articolo 2 ter", "art. 2-ter", "2ter"]),
        ("fr", "Article 1", "Article 2-1", "2-1", ["article 2-1", "2-1"]),
        ("en", "1.", "2a.", "2a", ["clause 2a", "clause 2A", "2A"]),
        ("de", "§ 1", "§ 2a", "2a", ["§ 2a", "§2a", "2a"]),
        ("fi", "1 §", "2a §", "2a", ["2 a §", "2a §", "2a"]),
        ("zh", "第一条", "第二条之一", "2-1", ["第二条之一", "第2条之1", "2-1"]),
        ("ja", "第一条", "第二条の二", "2-2", ["第二条の二", "第2条の2"]),
        ("ko", "제1조", "제2조의2", "2-2", ["제2조의2", "제 2 조의 2"]),
    ],
)
def test_an_inserted_article_has_an_id_a_label_and_references(
    tmp_path: Path, language: str, one: str, printed: str, id_: str, cited: list[str]
) -> None:
    numbers = [one, one.replace("1", "2").replace("一", "二"), printed, one.replace("1", "3").replace("一", "三")]
    corpus = made(tmp_path, language, one, "\n".join(f"{number} Text of {at}." for at, number in enumerate(numbers)))
    edition = corpus.editions[language]
    assert [(clause.id, clause.text) for clause in edition.clauses.values()] == [
        ("1", "Text of 0."),
        ("2", "Text of 1."),
        (id_, "Text of 2."),
        ("3", "Text of 3."),
    ]
    assert edition.label(id_) == printed.rstrip(".")
    for written in (*cited, edition.label(id_)):
        assert resolve(written, corpus.clause_ids, corpus.reference_words).candidates == (id_,), written
    for plain in ("1", "2", "3"):
        assert resolve(edition.label(plain), corpus.clause_ids, corpus.reference_words).candidates == (plain,)
    [found] = find_references(f"? {cited[0]} ?", corpus.clause_ids, corpus.reference_words)
    assert found.candidates == (id_,)


def test_in_parts_too_and_whole_parts(tmp_path: Path) -> None:
    text = "Part 1 A\n1. One.\n1a. One a.\n2. Two.\nPart 1A B\n1. One.\n1 bis. More.\nPart 2 C\n1. One."
    numbering = {"part": "Part 1", "clause": "1."}
    edition = {"language": "en", "numbering": numbering, "text": text}
    corpus = load_corpus(write_corpus(tmp_path, {"part": "1", "clause": "1"}, [edition]))
    assert corpus.clause_ids == ("1.1", "1.1a", "1.2", "1a.1", "1a.1bis", "2.1")
    [found] = find_references("What is in clause 1a of Part 1?", corpus.clause_ids, corpus.reference_words)
    assert found.candidates == ("1.1a",)


def test_a_letter_stands_apart_in_ids_that_are_not_written_in_digits(tmp_path: Path) -> None:
    text = "Chapter 1 A\n1. One.\nChapter 1A B\n1. One.\nChapter 1 bis C\n1. One.\nChapter 2 D\n1. One."
    edition = {"language": "en", "numbering": {"chapter": "Chapter 1", "clause": "1."}, "text": text}
    corpus = load_corpus(write_corpus(tmp_path, {"chapter": "I", "clause": "1"}, [edition]))
    assert corpus.clause_ids == ("I.1", "I-a.1", "Ibis.1", "II.1")
    labels = [corpus.editions["en"].label(id_) for id_ in corpus.clause_ids]
    assert labels == ["Chapter 1, 1", "Chapter 1a, 1", "Chapter 1 bis, 1", "Chapter 2, 1"]
    for label, id_ in zip(labels, corpus.clause_ids, strict=True):
        assert resolve(label, corpus.clause_ids, corpus.reference_words).candidates == (id_,)


@pytest.mark.parametrize(
    ("one", "line"),
    [
        ("Article 1", "Article 1a of another law."),
        ("Article 1", "Article 2abc."),
        ("1.", "1st of all."),
        ("I.", "IA. Roman numerals have none."),
        ("(a)", "(a bis) nor have letters."),
    ],
)
def test_what_only_resembles_one_is_none(tmp_path: Path, one: str, line: str) -> None:
    levels = {"I": {"article": "I"}, "(": {"article": "a"}}.get(one[0], {"article": "1"})
    second = one.replace("1", "2").replace("I", "II").replace("(a)", "(b)")
    edition = {"language": "en", "numbering": {"article": one}, "text": f"{one} One.\n{second} Two.\n{line}"}
    assert len(load_corpus(write_corpus(tmp_path, levels, [edition])).clause_ids) == 2


def test_a_letter_stands_close(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="line 3: article 2 stands where 3 is expected"):
        made(tmp_path, "en", "Article 1", "Article 1 One.\nArticle 2 Two.\nArticle 2 a council sits.")


def test_a_doubled_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        CorpusError, match=r"line 4: article 2a stands where 3 is expected \(missing, doubled or out of order\)"
    ):
        made(tmp_path, "en", "1.", "1. One.\n2. Two.\n2a. Two a.\n2a. Again.\n3. Three.")


@given(number=st.integers(1, 999), suffix=st.sampled_from(["", "a", "z", "bis", "decies", "-1", "-12"]))
@settings(max_examples=100)
def test_an_id_is_split_where_it_was_joined(number: int, suffix: str) -> None:
    for numeral in (str(number), to_roman(min(number, 399))):
        id_ = inserted.joined(numeral, suffix)
        assert inserted.split(id_) == (numeral, suffix)
        assert inserted.is_among(["3", f"II.{id_}"]) == bool(suffix)


@pytest.mark.parametrize("name", ["III", "c", "aa", "p3", "12"])
def test_other_ids_have_nothing_to_split(name: str) -> None:
    assert inserted.split(name) == (name, "")
    assert not inserted.is_among([name, f"I.{name}", f"{name}.2"])
