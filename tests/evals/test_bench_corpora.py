"""The corpora that the benchmark grows: made-up clauses, and editions from a package's HTML."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.bench import synthetic
from evals.bench.editions import Package, shipped, write_corpus
from evals.bench.synthetic import SyntheticEmbedding
from evals.bench.synthetic import write_corpus as write_made_up
from index.corpora.udhr import make
from index.corpus import CORPORA, load_corpus


def test_made_up_vectors_have_length_one_and_belong_to_their_texts() -> None:
    embedder = SyntheticEmbedding.model_construct()
    one, other = embedder._get_text_embeddings(["one", "other"])
    assert len(one) == 384
    assert sum(x * x for x in one) == pytest.approx(1)
    assert abs(sum(x * y for x, y in zip(one, other, strict=True))) < 0.3
    assert embedder._get_text_embedding("one") == one


def test_a_made_up_corpus_has_as_many_clauses_as_asked_for(tmp_path: Path) -> None:
    write_made_up(120, tmp_path / "one")
    write_made_up(120, tmp_path / "other")
    edition = load_corpus(tmp_path / "one").editions["en"]
    assert list(edition.clauses) == [f"I.{number}" for number in range(1, 121)]
    assert edition.manifest.starters
    assert (tmp_path / "one" / "en.txt").read_bytes() == (tmp_path / "other" / "en.txt").read_bytes()


def test_a_large_one_has_no_number_that_is_too_high(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic, "_CLAUSES_A_PART", 50)
    write_made_up(1_120, tmp_path / "large")
    ids = [*load_corpus(tmp_path / "large").editions["en"].clauses]
    assert len(ids) == 1_120
    assert (ids[0], ids[50], ids[-1]) == ("I.1", "II.1", "XXIII.20")


def declaration(article: str, articles: int = make.ARTICLES) -> str:
    recitals = "".join(f"<p>Recital {number}</p>" for number in range(1, make.RECITALS + 2))
    rest = "".join(
        f'<article data-number="{number}"><h2>{article} {number}</h2><p>Text {number}.</p></article>'
        for number in range(1, articles + 1)
    )
    head = "<html><head><title>A Declaration</title></head><body><h1>A Declaration</h1>"
    return f"{head}<header><h2>Opening</h2>{recitals}</header>{rest}</body></html>"


def test_the_package_gives_the_editions_that_are_read_without_a_hand(tmp_path: Path) -> None:
    files = {
        "eng": declaration("Article"),  # ships
        "nld": declaration("Artikel"),
        "nld_2": declaration("Artikel"),
        "007": declaration("Article"),
        "pol": declaration("Artykuł", articles=29),
        "swe": declaration("Artikel").replace("Artikel 7<", "Sjunde<"),
    }
    (tmp_path / "declaration").mkdir()
    for code, html in files.items():
        (tmp_path / "declaration" / f"{code}.html").write_text(html, encoding="utf-8")
    package = Package(tmp_path)
    found = list(package.editions())
    assert [one.manifest.language for one in found] == ["nld"]
    assert package.skipped == {
        "without a code of three letters": 1,
        "in a language that is there already": 2,
        "without a preamble and 30 articles": 1,
        "numbered in a way that is not recognised": 1,
    }
    write_corpus([*shipped()[:2], *found], tmp_path / "text")
    corpus = load_corpus(tmp_path / "text")
    assert corpus.languages == ("zh", "en", "nld")
    assert corpus.editions["nld"].clauses["p1"].text == "Recital 1"
    assert corpus.editions["nld"].clauses["7"].text == "Text 7."


def test_a_corpus_of_the_editions_that_ship_reads_as_they_do(tmp_path: Path) -> None:
    write_corpus(shipped(), tmp_path / "text")
    written, ships = load_corpus(tmp_path / "text"), load_corpus(CORPORA / "udhr")
    assert written.fingerprint == ships.fingerprint
