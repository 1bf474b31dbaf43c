"""Where a question's time goes: stages that never overlap and add up to the whole."""

from __future__ import annotations

import pytest

from evals.bench.stages import SEAMS, StageRecorder


class Clock:
    """A clock that work moves on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        self.now += seconds


class Worker:
    """Functions that call one another, for a recorder to wrap."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def retrieve(self) -> str:
        self._clock.work(1)
        self.embed()
        self.embed()
        self._clock.work(2)
        return "found"

    def embed(self) -> None:
        self._clock.work(10)

    def fail(self) -> None:
        self._clock.work(5)
        self.embed()
        raise ValueError("tired")


SEAMS_OF_WORKER = [("retrieval", Worker, "retrieve"), ("embedding", Worker, "embed"), ("failing", Worker, "fail")]


def test_a_stage_counts_its_own_time_and_not_that_of_the_stages_within_it() -> None:
    clock = Clock()
    recorder, worker = StageRecorder(clock), Worker(clock)
    with recorder.at(SEAMS_OF_WORKER):
        assert worker.retrieve() == "found"
        worker.embed()
    assert recorder.seconds == {"retrieval": 3, "embedding": 30}
    assert sum(recorder.seconds.values()) == clock.now


def test_time_until_an_error_counts_too() -> None:
    clock = Clock()
    recorder, worker = StageRecorder(clock), Worker(clock)
    with recorder.at(SEAMS_OF_WORKER), pytest.raises(ValueError, match="tired"):
        worker.fail()
    assert recorder.seconds == {"failing": 5, "embedding": 10}


def test_nothing_is_wrapped_afterwards() -> None:
    before = [vars(owner)[name] for _, owner, name in SEAMS]
    with StageRecorder().at(SEAMS):
        assert all(vars(owner)[name] is not whole for (_, owner, name), whole in zip(SEAMS, before, strict=True))
    assert [vars(owner)[name] for _, owner, name in SEAMS] == before
