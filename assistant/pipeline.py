"""``Pipeline.ask``: from a question to a cited answer or a refusal with its reason."""

from __future__ import annotations

import threading
import time
import unicodedata
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from assistant.calibration import Calibration, calibration_for
from assistant.conversation import condense
from assistant.events import Done, Drafting, Event, Found, Verified
from assistant.followup import standalone
from assistant.generation import Writer
from assistant.language import detect_language
from assistant.messages import message
from assistant.model import Deadline, Model, no_model
from assistant.quoting import Quoting
from assistant.retrieval import Evidence
from assistant.settings import Settings
from assistant.types import Answer, Usage
from assistant.verification.statements import StatementChecker
from index.build import Notify, open_or_build
from index.corpus_index import CorpusIndex
from index.errors import InputError, StaleIndexError
from index.library import Library
from index.sentences import split_sentences
from index.writing import Progress

ModeChoice = Literal["auto", "extractive", "llm"]
LEAST_OFFERED = 0.05
"""Probability that a clause answers, from which on a model sees it beside those that the quotes come from. Offered five
clauses, a weak model took nine of 37 answers (development questions) from a wrong one; mostly there is but one to offer."""


class Pipeline:
    """Answers questions over one open index; safe to share between threads.

    ``model`` words the answers, where there is one. ``reopen`` is called for a fresh index if the one in use turns out
    damaged in the middle of a question.
    """

    def __init__(
        self,
        index: CorpusIndex,
        calibration: Calibration,
        settings: Settings,
        model: Model | None = None,
        reopen: Callable[[], CorpusIndex] | None = None,
    ) -> None:
        self.calibration = calibration
        self._settings = settings
        self._writer = Writer(model) if model else None
        self._reopen = reopen
        self._reopening = threading.Lock()
        self._quoting = Quoting(index, calibration)

    @classmethod
    def start(
        cls,
        settings: Settings,
        *,
        model: Model | None = None,
        progress: Progress = lambda done, total: None,
        notify: Notify = lambda line: None,
    ) -> Pipeline:
        """Load the corpus that ``settings`` name and its calibration, and open or build the index.

        Raises:
            InputError, CorpusError, SettingsError, IndexStoreError, EmbedderError: see ``index.errors``.
        """
        library = Library(settings.home)
        corpus = library.load(settings.corpus)
        embedder, server = settings.make_embedder(), settings.chroma_server
        folder = library.folder(settings.corpus)
        calibration = calibration_for(settings.corpus, folder, settings.home, embedder.model_name)

        def open_index() -> CorpusIndex:
            return open_or_build(corpus, embedder, settings.home, server, progress=progress, notify=notify)

        return cls(open_index(), calibration, settings, model, open_index)

    def over(self, index: CorpusIndex) -> Pipeline:
        """A pipeline with the same calibration, settings and model over another index, which the caller looks after."""
        return Pipeline(index, self.calibration, self._settings, self._writer.model if self._writer else None)

    @property
    def index(self) -> CorpusIndex:
        """The index in use."""
        return self._quoting.index

    @property
    def model(self) -> str | None:
        """The name of the model that words the answers."""
        return self._writer.model.model if self._writer else None

    def ask(
        self, question: str, language: str | None = None, *, mode: ModeChoice = "auto", earlier: Sequence[str] = ()
    ) -> Answer:
        """What ``ask_stream`` ends with.

        Raises:
            InputError, IndexStoreError, ModelError: as for ``ask_stream``.
        """
        *_, last = self.ask_stream(question, language, mode=mode, earlier=earlier)
        assert isinstance(last, Done), "a stream ends with the answer"
        return last.answer

    def ask_stream(
        self, question: str, language: str | None = None, *, mode: ModeChoice = "auto", earlier: Sequence[str] = ()
    ) -> Iterator[Event]:
        """Answer ``question`` from the edition in ``language``, by default the question's own, step by step.

        ``mode`` "auto" has the model, if there is one, word the answer; "extractive" gives quotes only. ``earlier`` are the
        questions asked before in the same conversation. To end the iteration early ends the request to the model too.

        Raises:
            InputError: the question has no words or is too long, or there is no edition in ``language``.
            IndexStoreError: the index is damaged and cannot be rebuilt, or its server does not answer.
            EmbedderError: the embedder's server does not answer.
            ModelError: ``mode`` is "llm" and there is no model.
        """
        self._check(question, language)
        writer = None if mode == "extractive" else self._writer
        if mode == "llm" and writer is None:
            raise no_model()
        deadline, start = Deadline(self._settings.model_timeout), time.monotonic()
        usage = Usage(writer.model.model) if writer else None
        asked = question
        if earlier:
            written = self._written_in(question)
            language = language or (written if written in self.index.corpus.languages else None)
            if writer and usage:
                asked = condense(question, earlier, written, writer.model, deadline, usage)
            else:
                asked = standalone(question, earlier, written)
        answer, evidence = self._quoted(asked, language)
        if asked != question:
            answer = replace(answer, question=question, standalone=asked)
        yield Found(asked, answer.retrieved)
        if writer and usage:
            if answer.statements and not evidence.asks_only_for_clause:
                answer = yield from self._worded(answer, evidence, writer, deadline, usage)
            if usage.requests:
                usage.seconds = round(time.monotonic() - start, 3)
                answer = replace(answer, usage=usage)
        yield Done(answer)

    def evidence(self, question: str, edition: str) -> Evidence:
        """What retrieval finds for ``question`` in ``edition``."""
        return self._quoting.evidence(question, edition)

    def edition_for(self, text: str) -> str:
        """The language of the edition that answers ``text``."""
        return self.index.corpus.answering_language(self._written_in(text))

    def close(self) -> None:
        """Release the index."""
        self.index.close()

    def _check(self, question: str, language: str | None) -> None:
        longest = self._settings.max_question_length
        if len(question) > longest:
            raise InputError(f"the question has {len(question):,} characters; at most {longest:,} are allowed")
        if any(char == "\x00" or 0xD800 <= ord(char) <= 0xDFFF for char in question):
            raise InputError("the question has characters that are not text (NUL or half a character)")
        if not any(unicodedata.category(char)[0] in "LN" for char in question):
            raise InputError("the question has no words")
        if language is not None:
            self.index.corpus.require_edition(language)

    def _written_in(self, question: str) -> str:
        return detect_language(question, self.index.lexical, self.index.corpus.manifest.default_language)

    def _quoted(self, question: str, language: str | None) -> tuple[Answer, Evidence]:
        """The answer without a model; an index that turns out damaged is opened afresh."""
        used = self._quoting
        try:
            return used.answer(question, language)
        except StaleIndexError:
            if self._reopen is None:
                raise
            with self._reopening:
                if self._quoting is used:
                    self._quoting = Quoting(self._reopen(), self.calibration)
                    used.index.close()
            return self._quoting.answer(question, language)

    def _worded(
        self, quoted: Answer, evidence: Evidence, writer: Writer, deadline: Deadline, usage: Usage
    ) -> Generator[Event, None, Answer]:
        edition = self.index.corpus.editions[evidence.language]
        if quoted.language != edition.language:
            told = message("unchecked_language", quoted.language)
            return replace(quoted, notices=(*quoted.notices, told))
        drafting = Drafting(writer.model.model)
        yield drafting
        cited = {citation.clause.id for statement in quoted.statements for citation in statement.citations}
        offered = [item.clause for item in quoted.retrieved if item.clause.id in cited or item.score >= LEAST_OFFERED]
        found = {*evidence.sentences, *_quoted_sentences(quoted)}
        checker = StatementChecker(quoted.standalone or quoted.question, edition, offered, self.index.lexical, found)
        statements = writer.word(quoted, checker, deadline, usage)
        while True:
            try:
                statement = next(statements)
                yield Verified(statement) if statement else drafting
            except StopIteration as end:
                return end.value


def _quoted_sentences(answer: Answer) -> Iterator[tuple[str, int]]:
    """Clause id and number of every sentence that ``answer`` quotes."""
    for statement in answer.statements:
        for citation in statement.citations:
            for number, (start, end) in enumerate(split_sentences(citation.clause)):
                if start < citation.end and citation.start < end:
                    yield citation.clause.id, number
