"""An edition that is known to lack clauses keeps the ids of the rest, and says no more than that."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.corpus import Corpus, load_corpus
from index.errors import CorpusError

MANIFEST = """\
name = "lakes"
default_language = "en"
levels = {{ rule = "1" }}

[[editions]]
language = "en"
file = "en.txt"
title = "Rules of the Lake"
status = "official"
source = "a test"
numbering = {{ rule = "Rule 1" }}

[[editions]]
language = "it"
file = "it.txt"
title = "Regolamento del lago"
status = "translation"
source = "a test"
numbering = {{ rule = "Regola 1" }}
{of_edition}
"""
ENGLISH = [
    "Boats are dear to us.",
    "Fish are dear to us.",
    "Dogs are not.",
    "Rule 1",
    "No nets.",
    "Rule 2",
    "No dogs.",
    "Rule 3",
    "No.",
]
ITALIAN = ["Le barche ci sono care.", "I cani no.", "Regola 1", "Niente reti.", "Regola 3", "No."]


def lakes(folder: Path, of_edition: str) -> Corpus:
    """Three paragraphs and three rules in English; the Italian edition has not the second of either."""
    (folder / "en.txt").write_text("\n\n".join(["Rules of the Lake", *ENGLISH]), encoding="utf-8")
    (folder / "it.txt").write_text("\n\n".join(["Regolamento del lago", *ITALIAN]), encoding="utf-8")
    manifest = MANIFEST.format(of_edition=of_edition)
    (folder / "corpus.toml").write_text(manifest, encoding="utf-8")
    return load_corpus(folder)


def problems(folder: Path, of_edition: str) -> list[str]:
    with pytest.raises(CorpusError) as caught:
        lakes(folder, of_edition)
    return caught.value.problems


def test_what_comes_after_a_clause_that_is_not_there_keeps_its_id(tmp_path: Path) -> None:
    corpus = lakes(tmp_path, 'lacks = ["p2", "2"]')
    assert {id_: clause.text for id_, clause in corpus.editions["it"].clauses.items()} == {
        "p1": "Le barche ci sono care.",
        "p3": "I cani no.",
        "1": "Niente reti.",
        "3": "No.",
    }
    assert corpus.clause_ids == ("p1", "p2", "p3", "1", "2", "3")


def test_without_the_declaration_the_corpus_is_refused(tmp_path: Path) -> None:
    assert any("3 stands where 2 is expected" in problem for problem in problems(tmp_path, ""))
    assert any(
        "en.txt: has clauses that no other edition has: p3" in problem for problem in problems(tmp_path, 'lacks = ["2"]')
    )


@pytest.mark.parametrize("wrong", ["p4", "7", "nothing"])
def test_only_what_other_editions_have_can_be_lacking(tmp_path: Path, wrong: str) -> None:
    (told,) = problems(tmp_path, f'lacks = ["p2", "2", "{wrong}"]')
    assert told == f"it.txt: lacks names what the edition has or what no other has: {wrong}"


def test_a_clause_that_is_there_cannot_be_lacking(tmp_path: Path) -> None:
    assert problems(tmp_path, 'lacks = ["p2", "2", "3"]')
