"""A model's replies are recorded once and replayed; what was never recorded is an error, not another measurement."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from assistant.model import Completion, Deadline, Message, Schema
from evals.recording import RecordingModel, ReplayedModel
from index.errors import InputError, ModelError

ASKED: list[Message] = [("system", "Be brief."), ("user", '{"question": "可以吗？"}')]
REPAIR: list[Message] = [*ASKED, ("assistant", "maybe"), ("user", "Mend it.")]


class Parrot:
    """A model that repeats the last message, in two pieces."""

    model = "parrot"
    asked = 0

    def stream(
        self, messages: Sequence[Message], deadline: Deadline, schema: Schema | None = None
    ) -> Generator[str, None, Completion]:
        self.asked += 1
        text = messages[-1][1]
        yield text[:3]
        yield text[3:]
        return Completion(text, 11, 5)


def replied(model: Parrot | RecordingModel | ReplayedModel, messages: Sequence[Message] = ASKED) -> tuple[str, Completion]:
    pieces, stream = [], model.stream(messages, Deadline(10))
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as end:
            return "".join(pieces), end.value


def test_what_was_recorded_is_replayed_to_the_letter_without_the_model(tmp_path: Path) -> None:
    parrot = Parrot()
    before = replied(RecordingModel(parrot, tmp_path / "r.jsonl"))
    again = ReplayedModel(tmp_path / "r.jsonl")
    assert replied(again) == before == (ASKED[1][1], Completion(ASKED[1][1], 11, 5))
    assert (again.model, parrot.asked) == ("parrot", 1)


def test_an_interrupted_recording_goes_on_and_asks_nothing_twice(tmp_path: Path) -> None:
    parrot = Parrot()
    replied(RecordingModel(parrot, tmp_path / "r.jsonl"))
    resumed = RecordingModel(parrot, tmp_path / "r.jsonl")
    assert [replied(resumed), replied(resumed, REPAIR)] == [replied(Parrot()), replied(Parrot(), REPAIR)]
    assert parrot.asked == 2
    again = ReplayedModel(tmp_path / "r.jsonl")
    assert replied(again)[0] == ASKED[1][1]
    assert replied(again, REPAIR)[0] == "Mend it."


def test_a_question_that_was_not_recorded_asks_for_a_new_recording(tmp_path: Path) -> None:
    replied(RecordingModel(Parrot(), tmp_path / "r.jsonl"))
    with pytest.raises(InputError, match="--record"):
        replied(ReplayedModel(tmp_path / "r.jsonl"), [("system", "Be brief!"), ASKED[1]])


def test_a_repair_that_was_not_recorded_is_one_that_the_model_did_not_give(tmp_path: Path) -> None:
    replied(RecordingModel(Parrot(), tmp_path / "r.jsonl"))
    with pytest.raises(ModelError):
        replied(ReplayedModel(tmp_path / "r.jsonl"), REPAIR)


def test_a_recording_with_other_prompts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    replied(RecordingModel(Parrot(), path))
    header, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([json.dumps(json.loads(header) | {"prompts_sha256": "0"}), *rest]), encoding="utf-8")
    with pytest.raises(InputError, match="other prompts"):
        ReplayedModel(path)
    replied(RecordingModel(Parrot(), path))  # recording anew throws the old replies away
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize("content", ["", "not JSON", '{"model": "x"}', '{"model": "x", "prompts_sha256": "y"}\n{"key": 1}'])
def test_what_is_no_recording_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="no recording"):
        ReplayedModel(path)


def test_a_recording_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        ReplayedModel(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="cannot write"):
        RecordingModel(Parrot(), tmp_path / "no-folder" / "r.jsonl")
