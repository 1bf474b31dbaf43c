"""Answers whose promises hold by construction.

A ``Citation`` is made from a clause and two offsets: its quote is cut out of the clause, so it cannot be anything but
verbatim. A ``Statement`` has at least one citation. An ``Answer`` has statements or a refusal, never both or neither, and
cites only clauses that were retrieved for its question. Anything else raises ``ValueError`` and cannot exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from index.clauses import Clause

RefusalReason = Literal["out_of_scope", "weak_evidence", "no_such_clause", "unverified"]
Mode = Literal["extractive", "llm"]
Json = dict[str, Any]


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


def _has_words(text: Any) -> bool:
    return isinstance(text, str) and any(char.isalnum() for char in text)


@dataclass(frozen=True)
class Citation:
    """Characters ``start`` to ``end`` of ``clause``'s text, which is the quote."""

    clause: Clause
    start: int
    end: int

    def __post_init__(self) -> None:
        _require(isinstance(self.clause, Clause), "a citation needs a clause")
        _require(type(self.start) is int and type(self.end) is int, "offsets are whole numbers")
        _require(0 <= self.start < self.end <= len(self.clause.text), f"no such span in {self.clause.id}")
        _require(_has_words(self.quote), "a quote has words")

    @property
    def quote(self) -> str:
        return self.clause.text[self.start : self.end]

    def to_json(self) -> Json:
        return {
            "clause": self.clause.id,
            "language": self.clause.language,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True)
class Statement:
    """One sentence of an answer with at least one citation."""

    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        _require(_has_words(self.text), "a statement has words")
        _require(isinstance(self.citations, tuple) and bool(self.citations), "a statement needs a citation")
        _require(all(isinstance(citation, Citation) for citation in self.citations), "citations are Citation objects")

    @classmethod
    def quoting(cls, citation: Citation) -> Statement:
        """The statement that says exactly what it quotes."""
        return cls(citation.quote, (citation,))

    def to_json(self) -> Json:
        return {"text": self.text, "citations": [citation.to_json() for citation in self.citations]}


@dataclass(frozen=True)
class Retrieved:
    """A clause that was found for a question, and how well it fits: 0 to 1, comparable within one question."""

    clause: Clause
    score: float

    def __post_init__(self) -> None:
        _require(isinstance(self.clause, Clause), "only clauses are retrieved")
        _require(isinstance(self.score, float | int) and 0.0 <= self.score <= 1.0, "a score lies between 0 and 1")

    def to_json(self) -> Json:
        return {"clause": self.clause.id, "language": self.clause.language, "score": self.score}


@dataclass(frozen=True)
class Refusal:
    """Why there is no answer: a reason for programs and a message in the reader's language."""

    reason: RefusalReason
    message: str

    def __post_init__(self) -> None:
        _require(self.reason in get_args(RefusalReason), f"unknown reason {self.reason!r}")
        _require(_has_words(self.message), "a refusal says why")

    def to_json(self) -> Json:
        return {"reason": self.reason, "message": self.message}


@dataclass
class Usage:
    """What asking a model took: ``requests`` made, tokens (0 where the server does not count them), and seconds.

    ``problems`` are the reason codes of the drafted statements that did not stand, and of requests that failed.
    """

    model: str
    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    problems: tuple[str, ...] = ()

    def count(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Add the tokens of one reply."""
        self.prompt_tokens += prompt_tokens
        self.completion_tokens += completion_tokens

    def to_json(self) -> Json:
        return vars(self) | {"problems": list(self.problems)}


@dataclass(frozen=True)
class Answer:
    """The answer to ``question``, which is in ``language``; ``retrieved`` are the clauses found, best first.

    ``standalone`` is the question as it was understood, where it followed others; ``usage`` what a model took, where one was
    asked. ``confidence`` is how much surer than needed it is that the text answers, negative for a refusal; None where no
    judgement was needed. It is for evaluation and not part of the JSON.
    """

    question: str
    language: str
    mode: Mode
    retrieved: tuple[Retrieved, ...]
    statements: tuple[Statement, ...] = ()
    refusal: Refusal | None = None
    notices: tuple[str, ...] = field(default=())
    confidence: float | None = None
    standalone: str | None = None
    usage: Usage | None = None

    def __post_init__(self) -> None:
        _require(self.mode in get_args(Mode), f"unknown mode {self.mode!r}")
        # A list could change after it was checked.
        for values, kind in ((self.retrieved, Retrieved), (self.statements, Statement), (self.notices, str)):
            sound = isinstance(values, tuple) and all(isinstance(value, kind) for value in values)
            _require(sound, f"not a tuple of {kind.__name__} objects")
        _require(self.refusal is None or isinstance(self.refusal, Refusal), "a refusal is a Refusal object")
        _require(bool(self.statements) != (self.refusal is not None), "an answer has statements or a refusal")
        found = {(item.clause.language, item.clause.id): item.clause for item in self.retrieved}
        for statement in self.statements:
            for citation in statement.citations:
                key = (citation.clause.language, citation.clause.id)
                _require(found.get(key) == citation.clause, f"{citation.clause.id} was not retrieved")
            if self.mode == "extractive":
                quotes = [citation.quote for citation in statement.citations]
                _require(quotes == [statement.text], "an extractive statement is its quote")
        languages = {citation.clause.language for statement in self.statements for citation in statement.citations}
        _require(len(languages) <= 1, "an answer cites one edition")

    @property
    def status(self) -> Literal["answered", "refused"]:
        return "answered" if self.statements else "refused"

    def to_json(self) -> Json:
        """The shape that ``gsi ask --json`` prints; ``standalone`` and ``usage`` are there only if they are something."""
        shape: Json = {
            "question": self.question,
            "language": self.language,
            "status": self.status,
            "mode": self.mode,
            "statements": [statement.to_json() for statement in self.statements],
            "refusal": self.refusal.to_json() if self.refusal else None,
            "nearest": [item.to_json() for item in self.retrieved],
            "notices": list(self.notices),
        }
        if self.standalone is not None:
            shape["standalone"] = self.standalone
        if self.usage is not None:
            shape["usage"] = self.usage.to_json()
        return shape
