"""``Pipeline.ask``: from a question to a cited answer or a refusal with its reason."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

from assistant.answerability import answerability, features, in_scope
from assistant.calibration import Calibration, load_calibration
from assistant.decomposition import clauses_of_parts, split_question
from assistant.extractive import quote
from assistant.language import Route, route
from assistant.messages import language_name, message
from assistant.retrieval import Evidence, HybridRetriever
from assistant.settings import Settings
from assistant.types import Answer, Refusal, RefusalReason, Retrieved
from index.build import Notify, Progress, open_or_build
from index.corpus import Corpus, load_corpus
from index.corpus_index import CorpusIndex
from index.embeddings import E5Embedding
from index.errors import InputError, StaleIndexError
from index.references import existing_clauses

NEAREST = 5


class Pipeline:
    """Answers questions over one open index; safe to share between threads.

    ``reopen`` is called for a fresh index if the one in use turns out damaged in the middle of a question.
    """

    def __init__(
        self,
        index: CorpusIndex,
        calibration: Calibration,
        settings: Settings,
        reopen: Callable[[], CorpusIndex] | None = None,
    ) -> None:
        self._calibration = calibration
        self._settings = settings
        self._reopen = reopen
        self._reopening = threading.Lock()
        self._use(index)

    @classmethod
    def start(
        cls,
        settings: Settings,
        *,
        corpus: Corpus | None = None,
        progress: Progress = lambda done, total: None,
        notify: Notify = lambda line: None,
    ) -> Pipeline:
        """Load the corpus and its calibration, and open or build the index.

        Raises:
            CorpusError, IndexStoreError, IndexBusyError, EmbedderError: see ``index.errors``.
        """
        corpus = corpus or load_corpus()
        embedder = E5Embedding()

        def open_index() -> CorpusIndex:
            return open_or_build(corpus, embedder, Path(settings.home), progress=progress, notify=notify)

        return cls(open_index(), load_calibration(corpus), settings, open_index)

    def over(self, index: CorpusIndex) -> Pipeline:
        """A pipeline with the same calibration and settings over another index, which the caller looks after."""
        return Pipeline(index, self._calibration, self._settings)

    @property
    def index(self) -> CorpusIndex:
        """The index in use."""
        return self._index

    def ask(self, question: str, language: str | None = None) -> Answer:
        """Answer ``question`` from the edition in ``language``, by default the question's own.

        Raises:
            InputError: the question has no words or is too long, or there is no edition in ``language``.
            IndexStoreError: the index is damaged and cannot be rebuilt.
        """
        self._check(question, language)
        used = self._index
        try:
            return self._answer(question, language)
        except StaleIndexError:
            if self._reopen is None:
                raise
            with self._reopening:
                if self._index is used:
                    self._use(self._reopen())
                    used.close()
            return self._answer(question, language)

    def evidence(self, question: str, edition: str) -> Evidence:
        """What retrieval finds for ``question`` in ``edition``."""
        return self._retrievers[edition].search(question)

    def close(self) -> None:
        """Release the index."""
        self._index.close()

    def _use(self, index: CorpusIndex) -> None:
        weights, adapter = self._calibration.settings.ranking, self._calibration.adapter
        self._index = index
        self._retrievers = {
            language: HybridRetriever(index, language, weights, adapter) for language in index.corpus.languages
        }

    def _check(self, question: str, language: str | None) -> None:
        longest = self._settings.max_question_length
        if len(question) > longest:
            raise InputError(f"the question has {len(question):,} characters; at most {longest:,} are allowed")
        if any(char == "\x00" or 0xD800 <= ord(char) <= 0xDFFF for char in question):
            raise InputError("the question has characters that are not text (NUL or half a character)")
        if not any(unicodedata.category(char)[0] in "LN" for char in question):
            raise InputError("the question has no words")
        if language is not None:
            self._index.corpus.require_edition(language)

    def _answer(self, question: str, language: str | None) -> Answer:
        corpus, settings = self._index.corpus, self._calibration.settings
        way = route(question, self._index.lexical, corpus.manifest.default_language, language)
        evidence = self.evidence(question, way.edition)
        missing = [reference for reference in evidence.references if not reference.candidates]
        if missing:
            existing = ", ".join(existing_clauses(corpus.clause_ids))
            told = message("no_such_clause", way.language, reference=missing[0].written, existing=existing)
            return self._refuse(question, way, evidence, Refusal("no_such_clause", told))
        fit = features(evidence, self._index, way.written)
        surplus = answerability(evidence, fit, way.written, self._calibration)
        if surplus < 0 and not evidence.asks_only_for_clause:
            reason: RefusalReason = "weak_evidence" if in_scope(fit, self._calibration) else "out_of_scope"
            return self._refuse(question, way, evidence, Refusal(reason, message(reason, way.language)), surplus)
        edition = corpus.editions[way.edition]
        targets = self._targets(evidence)
        return Answer(
            question=question,
            language=way.language,
            mode="extractive",
            retrieved=self._retrieved(evidence, targets),
            statements=quote(edition, targets, evidence, settings.selection),
            notices=self._notices(way, quoted=True),
            confidence=surplus,
        )

    def _targets(self, evidence: Evidence) -> list[str]:
        """The one or two clauses to quote."""
        if evidence.named:
            return list(evidence.named[:2])
        settings = self._calibration.settings.selection
        parts = split_question(evidence.question, evidence.language)
        clauses = clauses_of_parts(evidence, [self.evidence(part, evidence.language) for part in parts], settings)
        if len(clauses) > 1:
            return clauses
        best, *others = evidence.order[:2]
        least = settings.rival_ratio * evidence.probabilities[best]
        return clauses + [evidence.clause_ids[at] for at in others if evidence.probabilities[at] >= least]

    def _retrieved(self, evidence: Evidence, cited: list[str]) -> tuple[Retrieved, ...]:
        """The cited clauses and the best others, best first."""
        clauses = self._index.corpus.editions[evidence.language].clauses
        probabilities = evidence.probabilities
        positions = [evidence.clause_ids.index(clause) for clause in cited]
        positions += [at for at in evidence.order if at not in positions]
        return tuple(
            Retrieved(clauses[evidence.clause_ids[at]], round(float(probabilities[at]), 4))
            for at in positions[: max(NEAREST, len(cited))]
        )

    def _refuse(
        self, question: str, way: Route, evidence: Evidence, refusal: Refusal, confidence: float | None = None
    ) -> Answer:
        return Answer(
            question=question,
            language=way.language,
            mode="extractive",
            retrieved=self._retrieved(evidence, []),
            refusal=refusal,
            notices=self._notices(way),
            confidence=confidence,
        )

    def _notices(self, way: Route, quoted: bool = False) -> tuple[str, ...]:
        out = []
        if way.is_translated:
            edition = language_name(way.edition, way.language)
            out.append(message("fallback_edition", way.language, edition=edition))
        if quoted and self._index.corpus.editions[way.edition].manifest.status == "courtesy translation":
            out.append(message("courtesy_edition", way.language))
        return tuple(out)
