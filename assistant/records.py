"""A clause as the JSON that the command line, the page, the API and MCP all give."""

from __future__ import annotations

from typing import Any

from index.corpus import Edition


def clause_record(edition: Edition, clause_id: str) -> dict[str, Any]:
    """``clause_id`` of ``edition`` with its text, where it stands, and what the edition is worth."""
    clause = edition.clauses[clause_id]
    return {
        "clause": clause.id,
        "language": clause.language,
        "part": clause.part,
        "heading": clause.heading,
        "text": clause.text,
        "label": edition.label(clause.id),
        "status": edition.manifest.status,
    }
