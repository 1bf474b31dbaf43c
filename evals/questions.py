"""Question files: one JSON object a line, each question in every language that the corpus declares for its questions.

``id``, ``kind``, ``question`` (by language), ``gold`` clause ids (empty if the text does not answer), ``facts`` (by
language, verbatim in a gold clause), ``expected_reason`` for the unanswerable ones, and ``split``. ``dev`` questions may be
learned from; ``test`` questions only measure.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.corpus import Corpus
from index.errors import InputError

Split = Literal["dev", "test"]
Kind = Literal[
    "direct", "paraphrase", "number_date", "list", "two_clause", "negation", "definition", "clause_reference",
    "comparison", "short", "typo", "code_switched", "traditional_chinese", "third_language", "false_premise",
    "near_domain", "off_topic", "injection",
]  # fmt: skip


Language = Annotated[str, Field(pattern="^[a-z]{2}$")]
"""ISO 639-1."""


class Question(BaseModel):
    """One line of a question file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    kind: Kind
    question: dict[Language, str]
    gold: tuple[str, ...]
    facts: dict[str, tuple[Annotated[str, Field(min_length=1)], ...]]
    expected_reason: Literal["out_of_scope", "weak_evidence", "no_such_clause"] | None = None
    split: Split

    @property
    def is_answerable(self) -> bool:
        return bool(self.gold)


def load_questions(paths: Sequence[Path], corpus: Corpus) -> list[Question]:
    """All questions in ``paths``.

    Raises:
        InputError: lists every problem with its file and line: text that is not UTF-8, broken JSON, unknown fields, doubled
            ids, languages that are missing, clauses that do not exist, facts that no gold clause holds.
    """
    questions: list[Question] = []
    problems: list[str] = []
    seen: set[str] = set()
    for path in paths:
        try:
            lines = path.read_bytes().split(b"\n")
        except OSError as error:
            problems.append(f"cannot read {path}: {error.strerror or error}")
            continue
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                question = Question.model_validate_json(line.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
            except UnicodeDecodeError:
                problems.append(f"{path.name}:{number}: not UTF-8 text")
                continue
            except ValidationError as error:
                problems += [
                    f"{path.name}:{number}: {'.'.join(map(str, item['loc'])) or 'line'}: {item['msg']}"
                    for item in error.errors()
                ]
                continue
            problems += [f"{path.name}:{number}: {problem}" for problem in _problems(question, corpus)]
            if question.id in seen:
                problems.append(f"{path.name}:{number}: id {question.id!r} is used twice")
            seen.add(question.id)
            questions.append(question)
    if problems:
        raise InputError("; ".join(problems))
    return questions


def _problems(question: Question, corpus: Corpus) -> Iterator[str]:
    for language in corpus.question_languages:
        if not question.question.get(language, "").strip():
            yield f"no question in {language}"
    for language, asked in question.question.items():
        if asked.strip() and not any(map(str.isalnum, asked)):
            yield f"the question in {language} has no words"
        if not asked.strip() and language not in corpus.question_languages:
            yield f"the question in {language} is blank"
    unknown = [clause for clause in question.gold if clause not in corpus.clause_ids]
    if unknown:
        yield f"no such clause: {', '.join(unknown)}"
    if len({*question.gold}) < len(question.gold):
        yield "a gold clause is named twice"
    if question.is_answerable == (question.expected_reason is not None):
        yield "an answerable question has gold clauses, an unanswerable one an expected_reason"
    if unknown:
        return
    # A version in any other language is answered from that language's edition, if there is one.
    edited = dict.fromkeys((*corpus.question_languages, *(name for name in question.question if name in corpus.languages)))
    for language in edited if question.is_answerable else ():
        clauses = corpus.editions[language].clauses
        if not question.facts.get(language):
            yield f"no facts in {language}"
        for fact in question.facts.get(language, ()):
            if not any(clause in clauses and fact in clauses[clause].text for clause in question.gold):
                yield f"no gold clause says {fact!r} in {language}"


def sampled(questions: Sequence[Question], count: int) -> list[Question]:
    """``count`` of ``questions`` in their order, chosen by the hashes of their ids: by chance, but always the same."""
    chosen = sorted(questions, key=lambda question: hashlib.sha256(question.id.encode()).digest())[:count]
    return [question for question in questions if question in chosen]
