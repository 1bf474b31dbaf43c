"""Which editions give evidence for a question."""

from __future__ import annotations

import dataclasses

import pytest

from assistant import retrieval
from assistant.retrieval import parallel_languages
from index.corpus import CORPORA, Corpus, load_corpus


@pytest.fixture(scope="module")
def declaration() -> Corpus:
    return load_corpus(CORPORA / "udhr")


def test_all_others_do_where_there_are_few(declaration: Corpus) -> None:
    for language in declaration.languages:
        assert {*parallel_languages(declaration, language)} == {*declaration.languages} - {language}


def test_of_many_those_that_questions_are_asked_in_come_first(declaration: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieval, "MOST_PARALLEL", 4)
    assert parallel_languages(declaration, "ar") == ("zh", "en", "it", "de")
    assert parallel_languages(declaration, "en") == ("zh", "it", "ar", "de")


def test_a_language_of_questions_without_an_edition_gives_none(declaration: Corpus) -> None:
    editions = {language: declaration.editions[language] for language in ("en", "ar", "ko")}
    few = dataclasses.replace(declaration, editions=editions)
    assert parallel_languages(few, "ko") == ("en", "ar")
