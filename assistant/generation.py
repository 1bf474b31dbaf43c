"""A model's wording: draft, check every statement, one repair round. Only what passed leaves this module."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from assistant.drafts import DraftReader, DraftStatement, answer_schema
from assistant.extractive import MOST_STATEMENTS
from assistant.messages import Key, language_name, message
from assistant.model import Deadline, Message, Model
from assistant.types import Answer, Mode, Statement, Usage
from assistant.verification.statements import Problem, ProblemCode, StatementChecker
from index.errors import ModelError, ModelProblem
from prompts import load_prompt

_EXPLANATIONS: Mapping[ProblemCode, str] = {
    "not_retrieved": "the clause {detail} is none of those given",
    "misattributed": "the quote does not stand in that clause, but in {detail}",
    "not_verbatim": "the quote does not stand in the clause word for word",
    "irrelevant": "the quote is not about the question",
    "unsupported": "the text is about something else than the quote",
    "number": "the quote does not say {detail}",
    "name": "the clause does not name {detail}",
    "negation": "the text turns round what the quote says: {detail}",
    "language": "the text is not in the language asked for",
    "repetition": "the text repeats the question or another statement",
}
Failure = ModelProblem | Literal["unusable", "unverified"]
"""Why there is less than a whole answer in a model's words."""
_TOLD: Mapping[Failure, Key] = {
    "unset": "model_unreachable",
    "unreachable": "model_unreachable",
    "late": "model_late",
    "broke_off": "model_broke_off",
    "declined": "model_declined",
    "unusable": "model_unusable",
    "unverified": "model_unverified",
}
_NO_DRAFT = "the reply is not the JSON object that was asked for"
_LONGEST_SHOWN = 4000  # characters of a reply that go back to the model


@dataclass
class _Round:
    """One reply of the model, and what was wrong with it."""

    problems: list[tuple[DraftStatement, Problem]]
    is_draft: bool
    reply: str

    @property
    def is_good(self) -> bool:
        return self.is_draft and not self.problems


class Writer:
    """Has ``model`` word answers."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._answer = load_prompt("answer", frozenset({"language"}))
        self._repair = load_prompt("repair", frozenset({"problems", "language"}))

    def word(
        self, quoted: Answer, checker: StatementChecker, deadline: Deadline, usage: Usage
    ) -> Generator[Statement | None, None, Answer]:
        """Yield every statement as soon as it stands, None meanwhile; return the whole answer, which has ``usage``.

        Every sentence of ``quoted``, the answer without a model, is cited by a statement or quoted after them: no wording
        leaves out what the quotes would have shown. Where nothing of the model's stands, it is ``quoted`` with a notice.
        """
        statements: list[Statement] = []
        failure = yield from self._write(statements, checker, deadline, usage)
        mode: Mode = "llm" if statements else "extractive"
        for statement in quoted.statements:
            if not any(_overlap(statement, other) for other in statements):
                statements.append(statement)
                yield statement
        notices = (message(_TOLD[failure], quoted.language),) if failure else ()
        return replace(quoted, mode=mode, statements=tuple(statements), notices=quoted.notices + notices, usage=usage)

    def _write(
        self, statements: list[Statement], checker: StatementChecker, deadline: Deadline, usage: Usage
    ) -> Generator[Statement | None, None, Failure | None]:
        """Yield and collect ``statements``, at most three; return why there is less than a whole answer."""
        language = language_name(checker.language, "en")
        clauses = [{"clause": clause.id, "text": clause.text} for clause in checker.offered]
        messages: list[Message] = [
            ("system", self._answer.fill(language=language)),
            ("user", as_data(clauses=clauses, question=checker.question)),
        ]
        schema = answer_schema([clause.id for clause in checker.offered])
        failure: Failure
        try:
            first = yield from self._round(statements, messages, schema, checker, deadline, usage)
        except ModelError as error:
            usage.problems += (error.problem,)
            return "broke_off" if statements else error.problem
        failure = "declined" if first.is_good else "unverified" if first.problems else "unusable"
        if not first.is_good and len(statements) < MOST_STATEMENTS:
            problems = self._repair.fill(problems=_listed(first), language=language)
            messages += [("assistant", first.reply[:_LONGEST_SHOWN]), ("user", problems)]
            try:
                # A server that did not keep to the schema is asked without it.
                kept = schema if first.is_draft else None
                again = yield from self._round(statements, messages, kept, checker, deadline, usage)
                failure = "declined" if again.is_good else "unverified" if again.problems else "unusable"
            except ModelError as error:
                usage.problems += (error.problem,)
                failure = error.problem
        return None if statements else failure

    def _round(
        self,
        statements: list[Statement],
        messages: Sequence[Message],
        schema: Mapping[str, Any] | None,
        checker: StatementChecker,
        deadline: Deadline,
        usage: Usage,
    ) -> Generator[Statement | None, None, _Round]:
        reader, problems = DraftReader(), []
        usage.requests += 1
        reply = self.model.stream(messages, deadline, schema)
        completion = None
        while completion is None:
            yield None
            try:
                drafts = reader.feed(next(reply))
            except StopIteration as end:
                completion, drafts = end.value, reader.finish()
            for draft in drafts:
                verdict = checker.check(draft, statements)
                if isinstance(verdict, Problem):
                    problems.append((draft, verdict))
                    usage.problems += (verdict.code,)
                    continue
                for statement in verdict[: MOST_STATEMENTS - len(statements)]:
                    statements.append(statement)
                    yield statement
        usage.count(completion.prompt_tokens, completion.completion_tokens)
        return _Round(problems, reader.is_draft, completion.text)


def as_data(**values: object) -> str:
    """``values`` as JSON: no text in it can end it, whatever it says."""
    return json.dumps(values, ensure_ascii=False)


def _overlap(one: Statement, other: Statement) -> bool:
    return any(
        left.clause == right.clause and left.start < right.end and right.start < left.end
        for left in one.citations
        for right in other.citations
    )


def _listed(failed: _Round) -> str:
    if not failed.problems:
        return f"- {_NO_DRAFT}"
    return "\n".join(
        "- "
        + as_data(
            clause=draft.clause,
            quote=draft.quote,
            text=draft.text,
            problem=_EXPLANATIONS[problem.code].format(detail=problem.detail),
        )
        for draft, problem in failed.problems
    )
