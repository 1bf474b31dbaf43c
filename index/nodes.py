"""Clauses and passages as LlamaIndex nodes, and the clause parser as a LlamaIndex ``NodeParser``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, TextNode

from index.clauses import Clause
from index.manifest import EditionManifest
from index.parsing import parse_clauses
from index.sentences import Passage
from index.source import SourceText


def clause_node(clause: Clause) -> TextNode:
    """A node whose id is the clause id; metadata: clause, language, part, heading."""
    return TextNode(
        id_=clause.id,
        text=clause.text,
        metadata={
            "clause": clause.id,
            "language": clause.language,
            "part": clause.part,
            "heading": clause.heading or "",
        },
        excluded_embed_metadata_keys=["clause", "language", "part", "heading"],
    )


def passage_node(passage: Passage) -> TextNode:
    """A node of one sentence or phrase; its character offsets are those in the clause's text."""
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={"clause": passage.clause.id, "language": passage.clause.language},
        excluded_embed_metadata_keys=["clause", "language"],
    )


class ClauseNodeParser(NodeParser):
    """Cuts documents that hold one whole edition each into clause nodes, by the edition's manifest.

    Raises:
        CorpusError: a document is not numbered as the manifest says.
    """

    edition: EditionManifest

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any) -> list[BaseNode]:
        out: list[BaseNode] = []
        for document in nodes:
            layout = parse_clauses(SourceText.plain(document.get_content()), self.edition)
            out += [clause_node(clause) for clause in layout.clauses]
        return out
