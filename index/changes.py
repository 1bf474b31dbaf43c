"""What an edited corpus shares with an earlier build of it.

A build from nothing can be the *base* of later ones. After a small edit only the clauses that differ from the base are
written, vectors and words of all others are taken from there, so that an edit costs what it changes and not what the corpus
has. Every edit is compared with the base, not with the edit before: there are never more than two places to look into. When
the clauses that differ are too many, the next build is from nothing, and a base again.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from index.clauses import Clause
from index.corpus import Corpus
from index.errors import StaleIndexError
from index.sentences import split_passages

Counts = dict[str, dict[str, int]]
"""Nodes by language and kind."""
Recorded = dict[str, dict[str, tuple[str, int]]]
"""A digest of the clause and the number of its passages, by language and clause id."""

_FILE = "clauses.json"
_RECORDED = TypeAdapter(Recorded)
_MOST_CHANGED = 1 / 8  # of all clauses, chosen: with more, what an edit saves is no longer worth searching in two places
_DIGEST = 16  # characters: 64 bits


class Changes(BaseModel):
    """What a build with a base holds.

    ``base`` and ``base_fingerprint`` name the base, ``base_counts`` is what it holds; ``replaced`` has by language the ids
    of the clauses that are not taken from it, being reworded, new or gone, and ``replaced_counts`` what it holds of them;
    ``counts`` is what the build itself holds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: str
    base_fingerprint: str
    base_counts: Counts
    replaced: dict[str, frozenset[str]]
    replaced_counts: Counts
    counts: Counts

    @property
    def total(self) -> Counts:
        """The nodes of the build and its base together."""
        return {
            language: {
                kind: self.base_counts.get(language, {}).get(kind, 0) - self.replaced_counts[language][kind] + own
                for kind, own in counts.items()
            }
            for language, counts in self.counts.items()
        }


def record(corpus: Corpus) -> Recorded:
    """What ``changes_since`` needs to know of a base, to be written beside it."""
    return {
        language: {id_: (_digest(clause), len(split_passages(clause))) for id_, clause in edition.clauses.items()}
        for language, edition in corpus.editions.items()
    }


def write_record(recorded: Recorded, build: Path) -> None:
    """Leave ``recorded`` in the folder ``build``."""
    (build / _FILE).write_text(json.dumps(recorded, ensure_ascii=False), encoding="utf-8")


def read_record(build: Path) -> Recorded:
    """What ``write_record`` left in ``build``.

    Raises:
        StaleIndexError: there is none, or it cannot be read.
    """
    try:
        return _RECORDED.validate_json((build / _FILE).read_bytes())
    except (OSError, ValidationError) as error:
        raise StaleIndexError("what the index was built from cannot be read") from error


def count(recorded: Recorded) -> Counts:
    """The nodes of a build from nothing."""
    return {
        language: {"clauses": len(clauses), "sentences": sum(passages for _, passages in clauses.values())}
        for language, clauses in recorded.items()
    }


def changes_since(base: str, fingerprint: str, recorded: Recorded, corpus: Corpus) -> Changes | None:
    """The clauses in which ``corpus`` differs from what was ``recorded`` of a base; None if they are too many."""
    replaced: dict[str, frozenset[str]] = {}
    counts: Counts = {}
    for language, edition in corpus.editions.items():
        before = recorded.get(language, {})
        differ = [clause for id_, clause in edition.clauses.items() if before.get(id_, ("", 0))[0] != _digest(clause)]
        gone = before.keys() - edition.clauses.keys()
        replaced[language] = frozenset(gone | {clause.id for clause in differ})
        counts[language] = {"clauses": len(differ), "sentences": sum(len(split_passages(clause)) for clause in differ)}
    clauses = sum(len(edition.clauses) for edition in corpus.editions.values())
    if sum(map(len, replaced.values())) > _MOST_CHANGED * clauses:
        return None
    hidden = {
        language: {id_: recorded[language][id_] for id_ in ids & recorded.get(language, {}).keys()}
        for language, ids in replaced.items()
    }
    return Changes(
        base=base,
        base_fingerprint=fingerprint,
        base_counts=count(recorded),
        replaced=replaced,
        replaced_counts=count(hidden),
        counts=counts,
    )


def _digest(clause: Clause) -> str:
    """Of all that becomes of a clause in the store; its line breaks tell its paragraphs."""
    seen = f"{clause.part}\0{clause.heading}\0{clause.text}"
    return hashlib.sha256(seen.encode()).hexdigest()[:_DIGEST]
