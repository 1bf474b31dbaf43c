"""The four tools that programs get, over HTTP and over MCP. Names, types and descriptions are what their clients see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.service import Service


def tools(service: Service) -> list[Callable[..., Any]]:
    """``ask``, ``clause``, ``search`` and ``verify`` over ``service``; they raise GsiError for what a caller can mend."""

    def ask(question: str, language: str = "", mode: str = "auto", earlier: list[str] | None = None) -> dict[str, Any]:
        """Answer a question about the document with cited, verbatim quotes, or refuse with a reason.

        Args:
            question: The question, in any language.
            language: The edition to answer from, as a language code; empty for the question's own language.
            mode: "extractive" for quotes only, "llm" for a model's wording, "auto" for a model if one is set.
            earlier: Questions asked before in the same conversation, oldest first.
        """
        return service.ask(question, language, mode, earlier)

    def clause(reference: str, language: str = "") -> list[dict[str, Any]]:
        """Look up one clause of the document word for word; a list with one item for each edition.

        Args:
            reference: The clause, as people write it: "III.12", "Part III, clause 12".
            language: The edition, as a language code; "all" for every one; empty for that of the reference.
        """
        return service.clause(reference, language)

    def search(text: str, language: str = "", limit: int = 10) -> list[dict[str, Any]]:
        """Find places in the document: word for word first, then by meaning.

        Args:
            text: Words or a sentence to look for.
            language: The edition, as a language code; empty for that of the text.
            limit: How many places at most, 1 to 50.
        """
        return service.search(text, language, limit)

    def verify(text: str, language: str = "") -> list[dict[str, Any]]:
        """Check the quotes and clause references in a text against the document.

        Args:
            text: The text to check.
            language: Compare with this edition only, as a language code; empty for all.
        """
        return service.verify(text, language)

    return [ask, clause, search, verify]
