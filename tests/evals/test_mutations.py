"""The evaluation is tested by breaking the system: every defect turns the verdict red, and no change keeps it green."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.calibration import load_calibration
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from evals.compare import compare
from evals.questions import Question, load_questions
from evals.record import RUN, Run
from evals.run import describe, run
from evals.system import Ask, RememberedEmbedding, Reply, System, system_of
from index.build import open_or_build
from index.corpus import Corpus
from tests.shipped import DEV, GSI

pytestmark = [pytest.mark.real, pytest.mark.slow]

DROPPED = "III.12"
Mutant = Callable[[Pipeline, pytest.MonkeyPatch], Callable[[Ask, Corpus], Ask]]


@pytest.fixture(scope="module")
def settings(real_home: Path) -> Settings:
    return Settings(home=real_home)


@pytest.fixture(scope="module")
def questions(corpus: Corpus) -> list[Question]:
    """A few development questions of all sorts, few enough to be asked a dozen times."""
    shipped = load_questions([DEV], corpus)
    some = shipped[::79]
    about_dropped = [question for question in shipped if question.gold == (DROPPED,) and question not in some]
    return [*some, *about_dropped[:3]]


@pytest.fixture(scope="module")
def embedder(pipeline: Pipeline) -> RememberedEmbedding:
    """Shared by all runs, so that each question is embedded once."""
    remembered = RememberedEmbedding(pipeline.index.embedder)
    remembered.remember(pipeline.index.corpus, pipeline.index.store)
    return remembered


@pytest.fixture
def breakable(corpus: Corpus, embedder: RememberedEmbedding, settings: Settings) -> Iterator[Pipeline]:
    """A pipeline of its own that a test may break."""
    running = Pipeline(open_or_build(corpus, embedder, settings.home), load_calibration(GSI), settings)
    yield running
    running.close()


def recorded(
    pipeline: Pipeline, questions: list[Question], folder: Path, breaks: Callable[[], Callable[[Ask, Corpus], Ask]]
) -> Run:
    """A run of ``pipeline`` after it ``breaks``, whose answers go through what that returns."""
    corpus = pipeline.index.corpus
    header = describe(corpus, questions, [DEV], split="dev", languages=corpus.languages, model="the embedder")
    with system_of(pipeline) as system:
        wrap = breaks()

        @contextmanager
        def wrapped(other: Corpus) -> Iterator[Ask]:
            with system(other) as ask:
                yield wrap(ask, other)

        mutant: System = wrapped
        return run(mutant, corpus, questions, header, folder)


def unchanged(ask: Ask, corpus: Corpus) -> Ask:
    return ask


@pytest.fixture(scope="module")
def baseline(
    corpus: Corpus,
    embedder: RememberedEmbedding,
    settings: Settings,
    questions: list[Question],
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    running = Pipeline(open_or_build(corpus, embedder, settings.home), load_calibration(GSI), settings)
    done = recorded(running, questions, tmp_path_factory.mktemp("baseline"), lambda: unchanged)
    running.close()
    return done


def tampered(change: Callable[[dict[str, Any], Corpus, random.Random], None]) -> Mutant:
    """A system whose answers are changed on the way out."""

    def mutant(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Callable[[Ask, Corpus], Ask]:
        chance = random.Random(1)

        def wrap(ask: Ask, corpus: Corpus) -> Ask:
            def broken(question: str) -> Reply:
                reply = ask(question)
                answer = json.loads(json.dumps(reply.answer))
                change(answer, corpus, chance)
                return Reply(answer, reply.confidence)

            return broken

        return wrap

    return mutant


def _cite_at_random(answer: dict[str, Any], corpus: Corpus, chance: random.Random) -> None:
    for statement in answer["statements"]:
        for citation in statement["citations"]:
            clause = corpus.editions[citation["language"]].clauses[chance.choice(corpus.clause_ids)]
            citation |= {"clause": clause.id, "quote": clause.text, "start": 0, "end": len(clause.text)}
            answer["nearest"].append({"clause": clause.id, "language": clause.language, "score": 0.0})


def _shift_quotes(answer: dict[str, Any], corpus: Corpus, chance: random.Random) -> None:
    for statement in answer["statements"]:
        for citation in statement["citations"]:
            citation["end"] -= 1


def _swap_collections(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Callable[[Ask, Corpus], Ask]:
    (layer,), other = pipeline.index.store._layers, {"en": "it", "it": "en"}
    store = layer.store
    name = store._place.name
    store._collections.clear()
    monkeypatch.setattr(store._place, "name", lambda kind, language: name(kind, other.get(language, language)))
    lexical = dict(pipeline.index.lexical)
    for language, instead in other.items():
        pipeline.index.lexical[language] = lexical[instead]
    return unchanged


def _drop_clause(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Callable[[Ask, Corpus], Ask]:
    nearest_all = pipeline.index.store.nearest_all

    def without_one(searches: Any, vector: Any) -> Any:
        found = nearest_all(searches, vector)
        return [[(id_, value) for id_, value in one if id_.partition("#")[0] != DROPPED] for one in found]

    monkeypatch.setattr(pipeline.index.store, "nearest_all", without_one)
    for lexical in pipeline.index.lexical.values():
        monkeypatch.setattr(lexical, "scores", _blanked(lexical.scores, lexical.clause_ids.index(DROPPED)))
    return unchanged


def _blanked(scores: Callable[[Any], Any], at: int) -> Callable[[Any], Any]:
    def blank(query_terms: Any) -> Any:
        found = np.array(scores(query_terms))
        found[at] = 0
        return found

    return blank


def _without_lexical(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Callable[[Ask, Corpus], Ask]:
    for lexical in pipeline.index.lexical.values():
        nothing = np.zeros(len(lexical.clause_ids), np.float32)
        monkeypatch.setattr(lexical, "scores", lambda terms, nothing=nothing: nothing)
    return unchanged


def _without_vectors(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Callable[[Ask, Corpus], Ask]:
    nearest_all = pipeline.index.store.nearest_all
    monkeypatch.setattr(
        pipeline.index.store,
        "nearest_all",
        lambda searches, vector: [[(id_, 0.8) for id_, _ in sorted(one)] for one in nearest_all(searches, vector)],
    )
    return unchanged


def _with_threshold(shift: float) -> Mutant:
    def mutant(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Callable[[Ask, Corpus], Ask]:
        known = pipeline._quoting._calibration
        thresholds = {group: value + shift for group, value in known.settings.answerable_threshold.items()}
        moved = known.settings.model_copy(update={"answerable_threshold": thresholds})
        monkeypatch.setattr(pipeline._quoting, "_calibration", dataclasses.replace(known, settings=moved))
        return unchanged

    return mutant


def _always_english(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Callable[[Ask, Corpus], Ask]:
    ask = pipeline.ask
    monkeypatch.setattr(pipeline, "ask", lambda question: ask(question, "en"))
    return unchanged


DEFECTS: dict[str, Mutant] = {
    "a clause is dropped": _drop_clause,
    "two languages' collections are swapped": _swap_collections,
    "citations at random": tampered(_cite_at_random),
    "always answers": _with_threshold(-1000.0),
    "always refuses": _with_threshold(1000.0),
    "always the English edition": _always_english,
    "a quote is off by one character": tampered(_shift_quotes),
    "the lexical half is off": _without_lexical,
    "the vector half is off": _without_vectors,
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_broken_system_is_red(
    defect: str,
    breakable: Pipeline,
    baseline: Run,
    questions: list[Question],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = recorded(breakable, questions, tmp_path, lambda: DEFECTS[defect](breakable, monkeypatch))
    found = compare(broken, baseline)
    assert found.verdict == "REGRESSED", found
    assert found.reasons


def test_a_system_that_breaks_down_is_an_error_and_not_a_low_score(
    breakable: Pipeline, baseline: Run, questions: list[Question], tmp_path: Path
) -> None:
    def wrap(ask: Ask, corpus: Corpus) -> Ask:
        def breaks_down(question: str) -> Reply:
            raise ConnectionError("the model is on fire")

        return breaks_down

    found = compare(recorded(breakable, questions, tmp_path, lambda: wrap), baseline)
    assert found.verdict == "ERROR"
    assert "on fire" in found.reasons[0]


def test_the_unchanged_system_passes_twice_and_differs_in_times_only(
    breakable: Pipeline, baseline: Run, questions: list[Question], tmp_path: Path
) -> None:
    records = []
    for name in ("first", "second"):
        done = recorded(breakable, questions, tmp_path / name, lambda: unchanged)
        assert compare(done, baseline).verdict == "PASS"
        lines = [json.loads(line) for line in (tmp_path / name / RUN).read_text(encoding="utf-8").splitlines()]
        lines[0].pop("started")
        records.append([{key: value for key, value in line.items() if key != "latency"} for line in lines])
    assert records[0] == records[1]
    assert compare(done, baseline).flips == ()
