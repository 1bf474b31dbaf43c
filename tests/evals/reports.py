"""What reports are tested with: rows to report on, and a page as a browser reads it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from evals.record import Note
from tests.evals.builders import QUOTES, answered, citation, row, statement

FAILED: dict[str, Any] = {"answer": None, "scores": {}, "checks": {}}
SCORES = row().scores


def noted(**changes: str) -> Note:
    return Note(**{"who": "Ada", "what": "ranking", "why": "recall", "date": "2026-11-22"} | changes)


def citing(text: str | None = None, **changes: Any) -> dict[str, Any]:
    return answered(statement(citation("III.3", "en", QUOTES["en"]) | changes, text=text))


VOID = {"meta", "input", "br", "hr", "img", "link", "base", "source"}


class Page(HTMLParser):
    """What a browser makes of a page: its elements with the names of their attributes, its text and its values."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.code: list[str] = []
        self.comments: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        (self.code if self.open and self.open[-1] in ("script", "style") else self.texts).append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def seen(self) -> str:
        """All that a reader can see, tooltips and languages included."""
        return "\n".join([*self.texts, *(value for _, _, value in self.attributes)])
