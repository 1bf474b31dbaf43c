"""A text that is edited, and its index, which is compared with a fresh one."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.backends import ChromaServer
from index.build import open_or_build
from index.changes import Changes
from index.corpus import Corpus, load_corpus
from index.corpus_index import CorpusIndex
from index.text import terms
from tests.fakes import FakeEmbedding
from tests.index.small import found

WORDS = "peace war treaty nation people law right duty sea land river border court judge vote seal".split()
KNOWN = [term for word in [*WORDS, "volcano"] for term in terms(word, "en")]
EDITIONS = {"en": "Article 1. ", "it": "Articolo 1. "}


def sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=6)).capitalize() + "."


def text_of(count: int, seed: int = 0) -> list[str]:
    """Clauses of one to three sentences."""
    chance = random.Random(seed)
    return [" ".join(sentence(chance) for _ in range(chance.randint(1, 3))) for _ in range(count)]


def corpus_of(folder: Path, clauses: Sequence[str]) -> Corpus:
    """A corpus whose editions all have ``clauses``."""
    folder.mkdir(exist_ok=True)
    manifest = 'name = "edited"\ndefault_language = "en"\nlevels = { article = "1" }\n'
    for language, marker in EDITIONS.items():
        lines = [marker.replace("1", str(number)) + clause for number, clause in enumerate(clauses, 1)]
        (folder / f"{language}.txt").write_text("\n".join(lines), encoding="utf-8")
        manifest += (
            f'[[editions]]\nlanguage = "{language}"\nfile = "{language}.txt"\ntitle = "T"\nstatus = "official"\n'
            f'source = "the tests"\nnumbering = {{ article = "{marker.strip()}" }}\n'
        )
    (folder / "corpus.toml").write_text(manifest, encoding="utf-8")
    return load_corpus(folder)


class Edited:
    """One data directory, and a text that is edited in it; ``server`` holds the vectors if there is one."""

    def __init__(self, folder: Path, server: ChromaServer | None = None, home: Path | None = None) -> None:
        self.folder = folder
        self.server = server
        self.home = home or folder / "home"
        self.embedder = FakeEmbedding()
        self.lines: list[str] = []

    def index(self, clauses: Sequence[str], **options: bool) -> CorpusIndex:
        self.embedder.texts.clear()
        self.lines.clear()
        corpus = corpus_of(self.folder / "text", clauses)
        return open_or_build(corpus, self.embedder, self.home, self.server, notify=self.lines.append, **options)

    def changes(self, clauses: Sequence[str], **options: bool) -> Changes | None:
        """How the index of ``clauses`` differs from its base, once it has been shown to find what a fresh one finds."""
        index = self.index(clauses, **options)
        fresh = open_or_build(index.corpus, FakeEmbedding(), self.folder / "fresh")
        assert found(index) == found(fresh)
        for language in EDITIONS:
            words, expected_words = index.lexical[language], fresh.lexical[language]
            assert words.clause_ids == expected_words.clause_ids
            assert words.vocabulary_size == expected_words.vocabulary_size
            assert words.script == expected_words.script
            assert [*map(words.knows, KNOWN)] == [*map(expected_words.knows, KNOWN)]
        for kind in ("clauses", "sentences"):
            assert index.manifest.counts == fresh.manifest.counts
            ids, vectors = index.store.vectors(kind, "en")
            expected, those = fresh.store.vectors(kind, "en")
            assert ids == expected
            np.testing.assert_allclose(vectors, those, atol=1e-6)
            np.testing.assert_allclose(index.store.vectors_of(kind, "en", expected[::-1]), those[::-1], atol=1e-6)
        index.close()
        fresh.close()
        shutil.rmtree(self.folder / "fresh")
        return index.manifest.changes
