"""LlamaIndex nodes of clauses and passages, the clause parser, and the embedder that comes with the package."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.schema import Document, MetadataMode

from index.corpus import CORPORA, DEFAULT_CORPUS, Corpus
from index.embeddings import E5Embedding
from index.errors import CorpusError
from index.nodes import ClauseNodeParser, clause_node, passage_node
from index.sentences import split_passages
from tests.conftest import LANGUAGES
from tests.index.small import GUARD_SECONDS, ROOT

TEXTS = ["Common security.", "共同安全。", "La sicurezza è comune, e indivisibile.", "terrorism " * 60]


def document(corpus: Corpus, language: str) -> Document:
    file = CORPORA / DEFAULT_CORPUS / corpus.editions[language].manifest.file
    return Document(text=file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_of_an_edition_becomes_its_38_clauses(corpus: Corpus, language: str) -> None:
    edition = corpus.editions[language]
    parser = ClauseNodeParser(edition=edition.manifest)
    nodes = parser.get_nodes_from_documents([document(corpus, language)])
    assert len(nodes) == 38
    assert {node.metadata["clause"]: node.text for node in nodes} == {
        id_: clause.text for id_, clause in edition.clauses.items()
    }
    assert [node.node_id for node in nodes] == list(edition.clauses)


def test_a_document_that_is_numbered_otherwise_is_refused(corpus: Corpus) -> None:
    parser = ClauseNodeParser(edition=corpus.editions["en"].manifest)
    with pytest.raises(CorpusError):
        parser.get_nodes_from_documents([Document(text="1. One.\n\n3. Three.\n")])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_node_is_embedded_as_its_bare_text(corpus: Corpus, language: str) -> None:
    for clause in corpus.editions[language].clauses.values():
        node = clause_node(clause)
        assert node.get_content(MetadataMode.EMBED) == node.text == clause.text
        for passage in split_passages(clause):
            assert passage_node(passage).get_content(MetadataMode.EMBED) == passage.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passage_node_points_at_its_text_in_the_clause(corpus: Corpus, language: str) -> None:
    for clause in corpus.editions[language].clauses.values():
        for passage in split_passages(clause):
            node = passage_node(passage)
            assert clause.text[node.start_char_idx : node.end_char_idx] == node.text
            assert node.metadata["clause"] == clause.id


@pytest.mark.real
def test_a_text_has_the_same_bytes_alone_and_in_a_batch() -> None:
    embedder = E5Embedding()
    batch = np.array(embedder.get_text_embedding_batch(TEXTS))
    alone = np.array([embedder.get_text_embedding(text) for text in TEXTS])
    assert batch.tobytes() == alone.tobytes()
    assert np.linalg.norm(batch, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


@pytest.mark.real
def test_many_threads_at_once_get_the_bytes_that_one_gets() -> None:
    embedder = E5Embedding()
    asked = 6 * [" ".join(TEXTS[:number]) for number in range(1, len(TEXTS) + 1)]
    alone = [*map(embedder.get_query_embedding, asked)]
    with ThreadPoolExecutor(8) as threads:
        together = [*threads.map(embedder.get_query_embedding, asked)]
    assert np.array(together).tobytes() == np.array(alone).tobytes()


DIGEST = """
import hashlib, sys
import numpy as np
from index.embeddings import E5Embedding
embedder = E5Embedding()
vectors = embedder.get_text_embedding_batch(sys.argv[1:]) + [embedder.get_query_embedding(sys.argv[1])]
print(hashlib.sha256(np.array(vectors).tobytes()).hexdigest())
"""


def digest_on(threads: int, folder: Path = ROOT) -> str:
    command = [sys.executable, "-c", DIGEST, *TEXTS]
    environment = os.environ | {"OMP_NUM_THREADS": str(threads)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=GUARD_SECONDS, check=True
    )
    return done.stdout


@pytest.mark.real
def test_vectors_are_the_same_bytes_on_one_and_on_two_threads() -> None:
    assert digest_on(1) == digest_on(2)
