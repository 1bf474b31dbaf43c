"""Small records to evaluate: a case, a row, a header, a run; sound by default, each with what a test changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evals.counterfactual import follows
from evals.metrics import checks, scores
from evals.metrics.case import Case
from evals.record import FORMAT, Header, Row, Run

TEXTS = {
    "zh": {"III.3": "核战争打不赢也打不得。五核国领导人于2022年1月发表联合声明。", "III.12": "反恐不能同特定宗教挂钩。"},
    "en": {
        "III.3": "Nuclear war cannot be won. The leaders issued a joint statement in January 2022.",
        "III.12": "Terrorism should not be linked to any religion.",
    },
    "it": {
        "III.3": "La guerra nucleare non può essere vinta. I leader hanno firmato una dichiarazione nel gennaio 2022.",
        "III.12": "Il terrorismo non va legato ad alcuna religione.",
    },
}
QUOTES = {"zh": "核战争打不赢", "en": "Nuclear war cannot be won.", "it": "La guerra nucleare non può essere vinta."}
QUESTIONS = {
    "zh": "核战争打得赢吗？",
    "en": "Can a nuclear war be won?",
    "it": "Si può vincere una guerra nucleare?",
}


def edition_for(language: str) -> str:
    """The edition that answers questions in ``language``."""
    return language if language in TEXTS else "en"


def citation(clause: str = "III.3", language: str = "en", quote: str | None = None, **changes: Any) -> dict[str, Any]:
    """A citation of ``quote`` (by default the whole clause), at its offsets in ``TEXTS``."""
    text = TEXTS[language][clause]
    quote = text if quote is None else quote
    start = text.index(quote)
    return {"clause": clause, "language": language, "quote": quote, "start": start, "end": start + len(quote)} | changes


def statement(*citations: dict[str, Any], text: str | None = None) -> dict[str, Any]:
    """A statement in the words of its quotes."""
    return {"text": " ".join(c["quote"] for c in citations) if text is None else text, "citations": [*citations]}


def answered(*statements: dict[str, Any], language: str = "en", **changes: Any) -> dict[str, Any]:
    """The JSON of an answer with ``statements``; by default one, that nuclear war cannot be won."""
    edition = edition_for(language)
    return {
        "question": QUESTIONS[edition],
        "language": language,
        "status": "answered",
        "mode": "extractive",
        "statements": [*statements] or [statement(citation("III.3", edition, QUOTES[edition]))],
        "refusal": None,
        "nearest": [{"clause": clause, "language": edition, "score": score} for clause, score in _NEAREST],
        "notices": [],
    } | changes


def refused(reason: str = "weak_evidence", language: str = "en", **changes: Any) -> dict[str, Any]:
    """The JSON of a refusal."""
    refusal = {"reason": reason, "message": "The text does not say."}
    return answered(language=language) | {"status": "refused", "statements": [], "refusal": refusal} | changes


def case(answer: dict[str, Any] | None = None, *, language: str = "en", **changes: Any) -> Case:
    """A right answer to an answerable question."""
    sound = Case(
        language=language,
        edition=edition_for(language),
        gold=("III.3",),
        facts=(QUOTES[edition_for(language)],),
        reason=None,
        answer=answered(language=language) if answer is None else answer,
        texts=TEXTS,
    )
    return replace(sound, **changes)


def unanswerable(answer: dict[str, Any] | None = None, *, reason: str = "weak_evidence", **changes: Any) -> Case:
    """A question that the text does not answer, by default refused for the right reason."""
    return case(refused(reason) if answer is None else answer, **{"gold": (), "facts": (), "reason": reason} | changes)


def header(**changes: Any) -> Header:
    """The header of a run over both splits in all languages, without rows."""
    return Header.model_validate(
        {
            "format": FORMAT,
            "corpus": "gsi",
            "corpus_fingerprint": "c" * 64,
            "questions": ("dev.jsonl", "test.jsonl"),
            "questions_sha256": "a" * 64,
            "split": "all",
            "languages": ("zh", "en", "it"),
            "mode": "extractive",
            "repeats": 1,
            "prompts_sha256": "b" * 64,
            "parameters_sha256": "d" * 64,
            "code_sha256": "e" * 64,
            "model": "fake-words",
            "packages": {"numpy": "2.0.0"},
            "rows": 0,
            "started": "2026-11-22T08:00:00+00:00",
        }
        | changes
    )


def row(**changes: Any) -> Row:
    """A right, sound, answered row in English; its scores and checks are those of its answer unless given."""
    sound: dict[str, Any] = {
        "variant": "original",
        "id": "a-war",
        "language": "en",
        "repeat": 0,
        "kind": "direct",
        "split": "test",
        "gold": ("III.3",),
        "facts": (QUOTES["en"],),
        "expected_reason": None,
        "answer": answered(),
        "error": None,
        "confidence": 1.5,
        "latency": 12.5,
    }
    fields = sound | changes
    return Row.model_validate(_judged(fields) | fields)


def run(*rows: Row, **header_changes: Any) -> Run:
    """A complete run of ``rows``."""
    return Run(header(**{"rows": len(rows)} | header_changes), rows)


def _judged(fields: dict[str, Any]) -> dict[str, Any]:
    """What the evaluation makes of a row's answer."""
    if fields["answer"] is None:
        return {"scores": {}, "checks": {}}
    language, variant = fields["language"], fields["variant"]
    asked = Case(
        language=language,
        edition=edition_for(language),
        gold=tuple(fields["gold"]),
        facts=tuple(fields["facts"]),
        reason=fields["expected_reason"],
        answer=fields["answer"],
        texts=TEXTS,
    )
    holds = checks(asked)
    if variant != "original":
        holds = {"sound": holds["sound"], "follows": follows(variant, asked)}
    return {"scores": scores(asked), "checks": holds}


_NEAREST = (("III.3", 0.9), ("III.12", 0.4))

RIGHT = row().checks
LOST = RIGHT | {"facts": False}
