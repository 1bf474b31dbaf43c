"""What ``gsi status`` and ``gsi corpus list`` report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.calibration import calibration_for
from assistant.settings import Settings
from index.builds import current_build, index_folder
from index.corpus import Corpus
from index.corpus_index import CorpusIndex
from index.errors import CorpusError, IndexServerError, StaleIndexError
from index.index_manifest import read_manifest
from index.library import Library


def index_status(settings: Settings) -> dict[str, Any]:
    """Corpus, calibration, counts by language, fingerprints, size in bytes, and ``probe``: ``passed`` or the reason why not.

    ``server`` is the address of the Chroma server that holds the vectors; ``bytes`` are then those beside them.

    Changes nothing: an index that does not fit is reported, not rebuilt.

    Raises:
        InputError, CorpusError: there is no such corpus, or it is not what its manifest says.
        SettingsError, EmbedderError: the embedder cannot be used.
    """
    library = Library(settings.home)
    corpus = library.load(settings.corpus)
    embedder = settings.make_embedder()
    default = corpus.editions[corpus.manifest.default_language].manifest
    report: dict[str, Any] = {
        "corpus": corpus.name,
        "title": default.title,
        "corpus_fingerprint": corpus.fingerprint,
        "index": None,
        "server": settings.chroma_url,
        "index_fingerprint": None,
        "embedder": None,
        "calibration": _calibration(corpus, library.folder(corpus.name), settings.home, embedder.model_name),
        "counts": {},
        "bytes": 0,
    }
    try:
        server = settings.chroma_server
        folder = index_folder(settings.home, corpus.name, server)
        build = current_build(folder)
        report["index"] = str(build)
        manifest = read_manifest(build)
        report |= {
            "index_fingerprint": manifest.fingerprint,
            "embedder": manifest.embedder,
            "counts": manifest.counts,
        }
        index = CorpusIndex.open(corpus, embedder, folder, server)
        report |= {"bytes": index.size(), "probe": "passed"}
        index.close()
    except (StaleIndexError, IndexServerError) as error:
        report["probe"] = f"failed: {error}"
    return report


def _calibration(corpus: Corpus, folder: Path, home: Path, embedder: str) -> dict[str, Any]:
    """Which calibration answers, what it was learned from, and whether that was the text as it is now."""
    try:
        found = calibration_for(corpus.name, folder, home, embedder)
    except CorpusError as error:
        return {"kind": "none", "questions": None, "date": None, "fits_text": False, "problem": str(error)}
    provenance = found.settings.provenance
    return {
        "kind": "general" if found.is_general else "own",
        "questions": provenance.get("questions"),
        "date": provenance.get("date"),
        "fits_text": not found.is_general and provenance.get("corpus_fingerprint") == corpus.fingerprint,
    }


def corpora(settings: Settings) -> list[dict[str, Any]]:
    """Every corpus with its title, languages, number of clauses, origin and the state of its index.

    ``index`` is "ready", "outdated" or "none"; a corpus that cannot be loaded has its "problem" instead.
    """
    library = Library(settings.home)
    found = []
    for name in library.names():
        entry: dict[str, Any] = {
            "corpus": name,
            "origin": "ships" if library.ships(name) else "added",
            "folder": str(library.folder(name)),
        }
        try:
            corpus = library.load(name)
        except CorpusError as error:
            found.append(entry | {"problem": str(error)})
            continue
        found.append(
            entry
            | {
                "title": corpus.editions[corpus.manifest.default_language].manifest.title,
                "languages": list(corpus.languages),
                "clauses": len(corpus.clause_ids),
                "index": _index_state(corpus, settings),
            }
        )
    return found


def _index_state(corpus: Corpus, settings: Settings) -> str:
    try:
        manifest = read_manifest(current_build(index_folder(settings.home, corpus.name, settings.chroma_server)))
    except StaleIndexError:
        return "none"
    return "ready" if manifest.corpus_fingerprint == corpus.fingerprint else "outdated"
