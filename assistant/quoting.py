"""The answer without a model: route the question to an edition, retrieve, decide whether the text answers, and quote."""

from __future__ import annotations

from assistant.answerability import answerability, features, in_scope
from assistant.calibration import Calibration
from assistant.decomposition import clauses_of_parts, split_question
from assistant.extractive import quote
from assistant.language import Route, route
from assistant.messages import Key, language_name, message
from assistant.retrieval import Evidence, HybridRetriever
from assistant.types import Answer, Refusal, RefusalReason, Retrieved
from index.corpus_index import CorpusIndex
from index.manifest import Status
from index.references import existing_clauses

NEAREST = 5
_TRANSLATED: dict[Status, Key] = {"translation": "translated_edition", "courtesy translation": "courtesy_edition"}
"""What a reader is told of quotes from an edition that is no official text."""


class Quoting:
    """Answers questions over ``index`` with quotes; safe to share between threads."""

    def __init__(self, index: CorpusIndex, calibration: Calibration) -> None:
        self.index = index
        self._calibration = calibration
        weights, adapter = calibration.settings.ranking, calibration.adapter
        self._retrievers = {
            language: HybridRetriever(index, language, weights, adapter) for language in index.corpus.languages
        }

    def evidence(self, question: str, edition: str) -> Evidence:
        """What retrieval finds for ``question`` in ``edition``."""
        return self._retrievers[edition].search(question)

    def answer(self, question: str, language: str | None) -> tuple[Answer, Evidence]:
        """The answer or refusal in ``language``'s edition, by default the question's own, and what it rests on.

        Raises:
            StaleIndexError: the index turns out not to fit its texts.
        """
        corpus, settings = self.index.corpus, self._calibration.settings
        way = route(question, self.index.lexical, corpus.manifest.default_language, language)
        evidence = self.evidence(question, way.edition)
        missing = [reference for reference in evidence.references if not reference.candidates]
        if missing:
            existing = ", ".join(existing_clauses(corpus.clause_ids))
            told = message("no_such_clause", way.language, reference=missing[0].written, existing=existing)
            return self._refuse(question, way, evidence, Refusal("no_such_clause", told)), evidence
        fit = features(evidence, self.index, way.written)
        surplus = answerability(evidence, fit, way.written, self._calibration)
        if surplus < 0 and not evidence.asks_only_for_clause:
            reason: RefusalReason = "weak_evidence" if in_scope(fit, self._calibration) else "out_of_scope"
            refusal = Refusal(reason, message(reason, way.language))
            return self._refuse(question, way, evidence, refusal, surplus), evidence
        edition = corpus.editions[way.edition]
        targets = self._targets(evidence)
        answer = Answer(
            question=question,
            language=way.language,
            mode="extractive",
            retrieved=self._retrieved(evidence, targets),
            statements=quote(edition, targets, evidence, settings.selection),
            notices=self._notices(way, quoted=True),
            confidence=surplus,
        )
        return answer, evidence

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
        clauses = self.index.corpus.editions[evidence.language].clauses
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
        status = self.index.corpus.editions[way.edition].manifest.status
        if quoted and status in _TRANSLATED:
            out.append(message(_TRANSLATED[status], way.language))
        return tuple(out)
