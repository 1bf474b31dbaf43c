"""What ``gsi status`` reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.corpus import Corpus
from index.corpus_index import CorpusIndex, current_build, index_folder, read_manifest
from index.embeddings import E5Embedding
from index.errors import StaleIndexError


def index_status(corpus: Corpus, home: Path) -> dict[str, Any]:
    """Corpus, counts by language, fingerprints, size in bytes, and ``probe``: ``passed`` or the reason why not.

    Changes nothing: an index that does not fit is reported, not rebuilt.
    """
    default = corpus.editions[corpus.manifest.default_language].manifest
    report: dict[str, Any] = {
        "corpus": corpus.name,
        "title": default.title,
        "corpus_fingerprint": corpus.fingerprint,
        "index": None,
        "index_fingerprint": None,
        "embedder": None,
        "counts": {},
        "bytes": 0,
    }
    try:
        folder = index_folder(home, corpus.name)
        build = current_build(folder)
        report["index"] = str(build)
        manifest = read_manifest(build)
        report |= {
            "index_fingerprint": manifest.fingerprint,
            "embedder": manifest.embedder,
            "counts": manifest.counts,
        }
        index = CorpusIndex.open(corpus, E5Embedding(), folder)
        report |= {"bytes": index.size(), "probe": "passed"}
        index.close()
    except StaleIndexError as error:
        report["probe"] = f"failed: {error}"
    return report
