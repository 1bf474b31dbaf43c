"""``make quality``: how good the quoted answers are on the held-out questions, by language.

Nothing is learned here, and nothing may be: the ``test`` split is read to measure only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.cli import progress_bar, say
from assistant.pipeline import Pipeline
from assistant.settings import load_settings
from assistant.types import Answer
from evals.questions import QUESTIONS, Question, load_questions
from index.corpus import Corpus


@dataclass(frozen=True)
class Result:
    """A question as asked in one language and its answer."""

    question: Question
    language: str
    answer: Answer

    @property
    def clauses(self) -> list[str]:
        """The cited clauses in the order of the answer."""
        cited = [citation.clause.id for statement in self.answer.statements for citation in statement.citations]
        return list(dict.fromkeys(cited))

    @property
    def is_refused(self) -> bool:
        return self.answer.status == "refused"

    @property
    def has_first_clause(self) -> bool:
        """Whether the first citation is a gold clause."""
        return self.clauses[:1] != [] and self.clauses[0] in self.question.gold

    @property
    def has_facts(self) -> bool:
        """Whether every gold fact stands in a quote."""
        quotes = [citation.quote for statement in self.answer.statements for citation in statement.citations]
        return all(any(fact in quote for quote in quotes) for fact in self.question.facts[self.language])

    def is_verbatim(self, corpus: Corpus) -> bool:
        """Whether every quote stands at its offsets in the clause that the corpus has under that id."""
        clauses = corpus.editions[self.language].clauses
        return all(
            clauses[citation.clause.id].text[citation.start : citation.end] == citation.quote
            for statement in self.answer.statements
            for citation in statement.citations
        )


def share(results: Sequence[Result], holds: Callable[[Result], bool]) -> float:
    """Share of ``results`` for which ``holds``; NaN of none."""
    return sum(map(holds, results)) / len(results) if results else float("nan")


def main() -> None:
    """Print the table for the ``test`` split."""
    with progress_bar("Building the index") as progress:
        pipeline = Pipeline.start(load_settings(), progress=progress, notify=say)
    corpus = pipeline.index.corpus
    questions = load_questions([QUESTIONS / "test.jsonl"], corpus)
    rows: dict[str, list[str]] = {}
    for language in corpus.languages:
        results = [Result(q, language, pipeline.ask(q.question[language])) for q in questions]
        answerable = [result for result in results if result.question.is_answerable]
        answered = [result for result in answerable if not result.is_refused]
        plain = [result for result in answerable if result.question.kind not in ("paraphrase", "typo")]
        refused = [result for result in results if result.is_refused]
        unanswerable = [result for result in results if not result.question.is_answerable]
        statements = sum(len(result.answer.statements) for result in answered)
        for name, value in (
            ("first citation right, answerable", share(answerable, lambda result: result.has_first_clause)),
            ("first citation right, without paraphrases and typos", share(plain, lambda result: result.has_first_clause)),
            ("every gold fact quoted", share(answerable, lambda result: result.has_facts)),
            ("every gold fact quoted, without paraphrases and typos", share(plain, lambda result: result.has_facts)),
            ("refusal precision", share(refused, lambda result: not result.question.is_answerable)),
            ("refusal recall", share(unanswerable, lambda result: result.is_refused)),
            ("answerable but refused", share(answerable, lambda result: result.is_refused)),
            ("quotes verbatim at their offsets", share(results, lambda result: result.is_verbatim(corpus))),
            ("quoted sentences per answer", statements / len(answered) if answered else float("nan")),
        ):
            rows.setdefault(name, []).append(f"{value:.2f}")
    print(f"| {len(questions)} held-out questions | {' | '.join(corpus.languages)} |")
    print("|---|" + "---|" * len(corpus.languages))
    for name, values in rows.items():
        print(f"| {name} | {' | '.join(values)} |")
    pipeline.close()


if __name__ == "__main__":
    main()
