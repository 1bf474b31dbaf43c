"""What the page, the HTTP API and MCP ask for, as JSON. Arguments are checked here, because callers send anything."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, get_args

from assistant.alignment import counterparts
from assistant.events import Done, Drafting, Event, Found, Verified
from assistant.pipeline import ModeChoice, Pipeline
from assistant.records import clause_record
from assistant.render import language_of_reference, render_unresolved
from assistant.settings import Settings
from assistant.types import Answer
from assistant.verification.claims import ClaimChecker
from assistant.verification.quotes import occurrences
from index.corpus import Corpus, Edition
from index.errors import InputError
from index.references import resolve
from index.sentences import split_sentences
from index.text import fold

Json = dict[str, Any]
Log = Callable[[Answer, float], None]

MOST_EARLIER = 20
MOST_FOUND = 50
_MODES: tuple[ModeChoice, ...] = get_args(ModeChoice)


class Service:
    """Answers requests over one ``pipeline``; safe to share between threads. ``log`` gets every answer and its seconds.

    Every method raises InputError for arguments of the wrong type, unknown names and texts that are too long.
    """

    def __init__(self, pipeline: Pipeline, settings: Settings, log: Log = lambda answer, seconds: None) -> None:
        self._pipeline = pipeline
        self._settings = settings
        self._log = log
        self._checkers = {language: ClaimChecker(self._corpus, language) for language in (None, *self._corpus.languages)}

    @property
    def title(self) -> str:
        """What the text is called, in its default edition."""
        return self._corpus.editions[self._corpus.manifest.default_language].manifest.title

    def ask(self, question: Any, language: Any = None, mode: Any = "auto", earlier: Any = None) -> Json:
        """The answer in the JSON of ``gsi ask --json``."""
        *_, last = self.ask_stream(question, language, mode, earlier)
        answer: Json = last["answer"]
        return answer

    def ask_stream(self, question: Any, language: Any = None, mode: Any = "auto", earlier: Any = None) -> Iterator[Json]:
        """What happens while the question is answered, an object with the key "event" each; the last has the answer."""
        asked = _text(question, "question")
        wanted = self._language(language)
        if mode not in _MODES:
            raise InputError(f"mode is one of {', '.join(_MODES)}")
        history = [] if earlier is None else earlier
        if not isinstance(history, list) or not all(isinstance(item, str) for item in history):
            raise InputError("earlier is a list of questions")
        start = time.monotonic()
        for event in self._pipeline.ask_stream(asked, wanted, mode=mode, earlier=history[-MOST_EARLIER:]):
            if isinstance(event, Done):
                self._log(event.answer, time.monotonic() - start)
            yield _event(event)

    def clause(self, reference: Any, language: Any = None) -> list[Json]:
        """The clause that ``reference`` names, in one language or, for "all", in every one."""
        written = _text(reference, "reference", 500)
        wanted = "all" if language == "all" else self._language(language) or language_of_reference(written, self._corpus)
        languages = self._corpus.languages if wanted == "all" else (wanted,)
        ids = self._corpus.clause_ids if wanted == "all" else tuple(self._corpus.editions[wanted].clauses)
        found = resolve(written, ids, self._corpus.reference_words)
        if len(found.candidates) != 1:
            raise InputError(" ".join(render_unresolved(found, self._corpus, languages[0]).split()))
        editions = self._corpus.editions_with(found.candidates[0])
        return [clause_record(edition, found.candidates[0]) for edition in editions if edition.language in languages]

    def view(self, clause: Any, language: Any, start: Any = 0, end: Any = 0) -> Json:
        """A clause in every edition for reading side by side.

        Each edition has the spans to highlight: characters ``start`` to ``end`` in ``language``'s own, in the others the
        sentences that say the same, or none and a "doubt", "counts" or "weak".
        """
        self._corpus.require_edition(_text(language, "language", 20))
        ids = tuple(self._corpus.editions[language].clauses)
        if clause not in ids:
            raise InputError("there is no such clause")
        length = len(self._corpus.editions[language].clauses[clause].text)
        if type(start) is not int or type(end) is not int or not 0 <= start <= end <= length:
            raise InputError("start and end are offsets in the clause")
        place = ids.index(clause)
        editions = []
        for edition in self._corpus.editions_with(clause):
            name = edition.language
            spans: tuple[tuple[int, int], ...] = ((start, end),) if end > start else ()
            doubt = ""
            if spans and name != language:
                found = counterparts(self._pipeline.index, clause, language, (start, end), name)
                spans, doubt = found.spans, found.doubt
            editions.append(clause_record(edition, clause) | {"highlight": [list(span) for span in spans], "doubt": doubt})
        return {
            "clause": clause,
            "previous": ids[place - 1] if place else None,
            "next": ids[place + 1] if place + 1 < len(ids) else None,
            "editions": editions,
        }

    def search(self, text: Any, language: Any = None, limit: Any = 10) -> list[Json]:
        """Places in the text: first those that have ``text`` word for word, then the clauses nearest to it in meaning."""
        wanted = _text(text, "text", self._settings.max_question_length)
        if type(limit) is not int or not 1 <= limit <= MOST_FOUND:
            raise InputError(f"limit is a whole number between 1 and {MOST_FOUND}")
        if not any(map(str.isalnum, wanted)):
            raise InputError("the text has no words")
        edition = self._corpus.editions[self._language(language) or self._pipeline.edition_for(wanted)]
        places = _verbatim(edition, wanted)[:limit]
        found = {place["clause"] for place in places}
        evidence = self._pipeline.evidence(wanted, edition.language)
        for at in evidence.order:
            clause = edition.clauses[evidence.clause_ids[at]]
            if clause.id in found or len(places) >= limit:
                continue
            spans = split_sentences(clause)
            similar = [evidence.sentences.get((clause.id, number), 0.0) for number in range(len(spans))]
            places.append(_place(edition, clause.id, *spans[similar.index(max(similar))], "meaning"))
        return places

    def verify(self, text: Any, language: Any = None) -> list[Json]:
        """Every quote and claim in ``text`` and what it is worth, as ``gsi verify --json`` prints it."""
        findings = self._checkers[self._language(language)].check(_text(text, "text", self._settings.max_text_length))
        if not findings:
            raise InputError("the text has no words")
        return [finding.to_json() for finding in findings]

    def contents(self) -> Json:
        """What a page needs to begin: editions, clauses in reading order, starter questions, limits."""
        return {
            "corpus": self._corpus.name,
            "default_language": self._corpus.manifest.default_language,
            "model": self._pipeline.model,
            "longest": self._settings.max_question_length,
            "editions": [
                {
                    "language": edition.language,
                    "title": edition.manifest.title,
                    "status": edition.manifest.status,
                    "source": edition.manifest.source,
                    "starters": list(edition.manifest.starters),
                    "clauses": [
                        {
                            "clause": clause.id,
                            "part": clause.part,
                            "part_label": edition.manifest.part_name(clause.part),
                            "heading": clause.heading,
                            "label": edition.label(clause.id),
                            "opening": clause.text[:80],
                        }
                        for clause in edition.clauses.values()
                    ],
                }
                for edition in self._corpus.editions.values()
            ],
        }

    def health(self) -> Json:
        """That the index is open and probed, which it is before anything can be asked, and which one it is."""
        return {"status": "ready", "corpus": self._corpus.name, "index": self._pipeline.index.manifest.fingerprint[:16]}

    @property
    def _corpus(self) -> Corpus:
        return self._pipeline.index.corpus

    def _language(self, value: Any) -> str | None:
        if value in (None, "", "auto"):
            return None
        language = _text(value, "language", 20)
        self._corpus.require_edition(language)
        return language


def _text(value: Any, name: str, longest: int | None = None) -> str:
    if not isinstance(value, str):
        raise InputError(f"{name} is a text")
    if longest is not None and len(value) > longest:
        raise InputError(f"{name} has {len(value):,} characters; at most {longest:,} are allowed")
    return value


def _event(event: Event) -> Json:
    match event:
        case Found():
            return {"event": "found", "asked": event.asked, "nearest": [item.to_json() for item in event.retrieved]}
        case Drafting():
            return {"event": "drafting", "model": event.model}
        case Verified():
            return {"event": "verified", "statement": event.statement.to_json()}
        case Done():
            return {"event": "done", "answer": event.answer.to_json()}


def _verbatim(edition: Edition, text: str) -> list[Json]:
    """Every place that has ``text``, whatever its case and width."""
    wanted = fold(text).strip()
    return [
        _place(edition, clause.id, *span, "verbatim")
        for clause in edition.clauses.values()
        if wanted and wanted in fold(clause.text)  # in most it is not, and that is told fastest
        for span in occurrences(text, clause)
    ]


def _place(edition: Edition, clause_id: str, start: int, end: int, match: str) -> Json:
    clause = edition.clauses[clause_id]
    touched = [span for span in split_sentences(clause) if span[0] < end and start < span[1]]
    return {
        "clause": clause_id,
        "language": edition.language,
        "label": edition.label(clause_id),
        "heading": clause.heading,
        "quote": clause.text[start:end],
        "start": start,
        "end": end,
        "context": clause.text[touched[0][0] : touched[-1][1]],
        "context_start": touched[0][0],
        "match": match,
    }
