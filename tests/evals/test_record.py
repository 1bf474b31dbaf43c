"""A run record reads back as it was written, resumes without asking twice, and is refused in one line if it is not sound."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.record import FORMAT, PART, RUN, Header, Key, Note, Row, Run, read_run, record, write_run
from index.errors import InputError
from tests.conftest import LANGUAGES
from tests.evals.builders import answered, citation, header, refused, row, run, statement

KEYS = [Key("original", id_, language, 0) for id_ in ("a-war", "a-peace") for language in LANGUAGES]


class Asked:
    """Answers every key, and remembers which it was asked for; may break down at one of them."""

    def __init__(self, breaks_at: Key | None = None) -> None:
        self.keys: list[Key] = []
        self.breaks_at = breaks_at

    def __call__(self, key: Key) -> Row:
        if key == self.breaks_at:
            raise KeyboardInterrupt
        self.keys.append(key)
        # A Chinese question in every row, so that a cut can fall into the middle of a character.
        return row(id=key.id, language=key.language, answer=answered(language=key.language, question="核战争打得赢吗？"))


def recorded(
    folder: Path, ask: Callable[[Key], Row], *, resume: bool = False, keys: list[Key] = KEYS, **header_changes: Any
) -> list[tuple[int, Row]]:
    return list(record(header(**{"rows": len(KEYS)} | header_changes), keys, ask, folder, resume=resume))


def interrupted(folder: Path, after: int) -> bytes:
    """Interrupt a run in ``folder`` after so many rows; what a whole one would have written."""
    recorded(folder / "whole", Asked())
    with pytest.raises(KeyboardInterrupt):
        recorded(folder, Asked(breaks_at=KEYS[after]))
    return (folder / "whole" / RUN).read_bytes()


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_run(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


NOTED = Note(who="Ada", what="new weights", why="better recall", date="2026-11-22")
RUNS = {
    "without rows": run(),
    "with a note": run(row(), note=NOTED),
    "in all languages": run(*(row(language=language, answer=answered(language=language)) for language in LANGUAGES)),
    "with all kinds of rows": run(
        row(),
        row(variant="deleted", answer=refused()),
        row(id="a-cup", kind="off_topic", gold=(), facts=(), expected_reason="out_of_scope", answer=refused()),
        row(id="b", answer=None, error="RuntimeError: line one\nline two", confidence=None),
        row(language="fr", answer=answered(language="fr")),
    ),
}


@pytest.mark.parametrize("written", RUNS.values(), ids=RUNS)
def test_a_run_is_read_as_it_was_written(written: Run, tmp_path: Path) -> None:
    write_run(written, tmp_path / "deep" / "down" / RUN)
    assert read_run(tmp_path / "deep" / "down" / RUN) == written
    assert read_run(tmp_path / "deep" / "down") == written, "the folder will do"


SCORES = st.dictionaries(st.text(max_size=5), st.none() | st.floats(allow_nan=False, allow_infinity=False), max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), st.none() | st.text(max_size=30), SCORES, st.floats(0, 1e7))
def test_any_text_and_any_number_survives(
    tmp_path_factory: pytest.TempPathFactory, text: str, error: str | None, scores: dict[str, float | None], latency: float
) -> None:
    odd = answered(statement(citation(), text=text), question=text, notices=[text, "a\u2028b\r\nc"])
    written = run(row(answer=odd, error=error, scores=scores, checks={text: True}, latency=latency), model=text)
    path = tmp_path_factory.mktemp("odd") / RUN
    write_run(written, path)
    assert read_run(path) == written


def test_writing_replaces_what_was_there_and_leaves_nothing_else(tmp_path: Path) -> None:
    write_run(run(row(), row(language="it")), tmp_path / RUN)
    write_run(run(row()), tmp_path / RUN)
    assert len(read_run(tmp_path).rows) == 1
    assert [path.name for path in tmp_path.iterdir()] == [RUN]


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match=r"cannot write the run to .*file"):
        write_run(run(), tmp_path / "file" / RUN)
    with pytest.raises(InputError, match=r"cannot write the run to .*file"):
        recorded(tmp_path / "file", Asked())


def test_identity_is_all_but_when_it_ran_and_who_accepted_it() -> None:
    assert header(started="2030-01-01T00:00:00+00:00", note=NOTED).identity == header().identity
    assert header().identity.keys() == Header.model_fields.keys() - {"started", "note"}


def test_rows_are_asked_for_and_yielded_in_order(tmp_path: Path) -> None:
    asked = Asked()
    done = recorded(tmp_path, asked)
    assert asked.keys == KEYS
    assert [(number, got.key) for number, got in done] == list(enumerate(KEYS, start=1))
    assert read_run(tmp_path).rows == tuple(got for _, got in done)


def test_the_record_has_its_name_only_when_it_is_complete(tmp_path: Path) -> None:
    for number, _ in record(header(rows=len(KEYS)), KEYS, Asked(), tmp_path, resume=False):
        assert not (tmp_path / RUN).exists()
        assert (tmp_path / PART).read_bytes().count(b"\n") == 1 + number, "what is yielded is on disk"
        assert "--resume" in refusal(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [RUN]


def test_an_older_record_is_not_taken_for_a_run_that_was_interrupted(tmp_path: Path) -> None:
    recorded(tmp_path, Asked())
    with pytest.raises(KeyboardInterrupt):
        recorded(tmp_path, Asked(breaks_at=KEYS[2]))
    assert "interrupted" in refusal(tmp_path)
    assert "interrupted" in refusal(tmp_path / RUN)


@pytest.mark.parametrize("after", range(len(KEYS)))
def test_resuming_keeps_the_rows_and_asks_only_for_the_rest(tmp_path: Path, after: int) -> None:
    whole = interrupted(tmp_path, after)
    asked = Asked()
    done = recorded(tmp_path, asked, resume=True)
    assert asked.keys == KEYS[after:]
    assert [(number, got.key) for number, got in done] == list(enumerate(KEYS, start=1))
    assert (tmp_path / RUN).read_bytes() == whole
    assert not (tmp_path / PART).exists()


def test_kept_rows_are_those_that_were_recorded(tmp_path: Path) -> None:
    kept = row(latency=99.0, confidence=-7.0)
    write_run(run(kept, rows=len(KEYS)), tmp_path / PART)
    done = recorded(tmp_path, Asked(), resume=True, keys=[kept.key, *KEYS[:1]])
    assert done[0] == (1, kept)
    assert done[1][1].key == KEYS[0]


def test_a_run_may_be_interrupted_and_resumed_again_and_again(tmp_path: Path) -> None:
    whole = interrupted(tmp_path, 1)
    for after in (1, 3, 3):
        with pytest.raises(KeyboardInterrupt):
            recorded(tmp_path, Asked(breaks_at=KEYS[after]), resume=True)
    asked = Asked()
    recorded(tmp_path, asked, resume=True)
    assert asked.keys == KEYS[3:]
    assert (tmp_path / RUN).read_bytes() == whole


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_line_cut_short_anywhere_is_asked_for_again(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("cut")
    whole = interrupted(folder, len(KEYS) - 1)
    first = whole.index(b"\n") + 1
    cut = whole[: data.draw(st.integers(first, len(whole) - 1), label="bytes left")]
    (folder / PART).write_bytes(cut)
    asked = Asked()
    recorded(folder, asked, resume=True)
    assert asked.keys == KEYS[cut.count(b"\n") - 1 :]
    assert (folder / RUN).read_bytes() == whole


@pytest.mark.parametrize("left", [0, 1, 20, -1])
def test_a_run_cut_short_in_its_header_cannot_be_resumed(tmp_path: Path, left: int) -> None:
    whole = interrupted(tmp_path, 1)
    (tmp_path / PART).write_bytes(whole[: whole.index(b"\n")][:left])
    with pytest.raises(InputError, match=r"run\.jsonl\.part is no run record"):
        recorded(tmp_path, Asked(), resume=True)


OTHER: dict[str, Any] = {
    "corpus": "other",
    "corpus_fingerprint": "0" * 64,
    "questions": ("mine.jsonl",),
    "questions_sha256": "0" * 64,
    "split": "dev",
    "languages": ("en",),
    "mode": "llm",
    "repeats": 2,
    "chat_model": "other",
    "prompts_sha256": "0" * 64,
    "parameters_sha256": "0" * 64,
    "code_sha256": "0" * 64,
    "model": "other",
    "packages": {"numpy": "2.1.0"},
    "rows": 7,
}


def test_every_part_of_the_identity_is_tried() -> None:
    assert OTHER.keys() == header().identity.keys() - {"format"}


@pytest.mark.parametrize("name", OTHER)
def test_a_run_of_another_system_or_other_questions_is_not_resumed(tmp_path: Path, name: str) -> None:
    interrupted(tmp_path, 2)
    before = (tmp_path / PART).read_bytes()
    asked = Asked()
    with pytest.raises(InputError) as caught:
        recorded(tmp_path, asked, resume=True, **{name: OTHER[name]})
    assert f"differs in: {name};" in str(caught.value)
    assert asked.keys == []
    assert (tmp_path / PART).read_bytes() == before, "it can still be resumed by what began it"


def test_a_run_is_resumed_on_another_day(tmp_path: Path) -> None:
    interrupted(tmp_path, 2)
    asked = Asked()
    recorded(tmp_path, asked, resume=True, started="2030-01-01T00:00:00+00:00")
    assert asked.keys == KEYS[2:]


def test_without_an_interrupted_run_there_is_nothing_to_resume(tmp_path: Path) -> None:
    recorded(tmp_path, Asked())
    with pytest.raises(InputError, match="no interrupted run"):
        recorded(tmp_path, Asked(), resume=True)
    assert len(read_run(tmp_path).rows) == len(KEYS), "and what is complete stays"


def test_starting_afresh_keeps_nothing_of_an_interrupted_run(tmp_path: Path) -> None:
    whole = interrupted(tmp_path, 3)
    asked = Asked()
    recorded(tmp_path, asked)
    assert asked.keys == KEYS
    assert (tmp_path / RUN).read_bytes() == whole


def test_a_record_that_does_not_exist_is_told_by_name(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / RUN, tmp_path / "mine.jsonl"):
        assert str(path) in refusal(path)
        assert "cannot read" in refusal(path)


def lines(*changed: dict[str, Any] | bytes, rows: int | None = None) -> bytes:
    """A record of a header and then ``changed``: bytes as they are, or a sound row with those fields."""
    rows = len(changed) if rows is None else rows
    sound = row().model_dump(mode="json")
    body = [one if isinstance(one, bytes) else json.dumps(sound | one).encode() for one in changed]
    return b"".join(one + b"\n" for one in (json.dumps(header(rows=rows).model_dump(mode="json")).encode(), *body))


def head(**changes: Any) -> bytes:
    return json.dumps(header().model_dump(mode="json") | changes).encode() + b"\n"


BAD: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "", "is no run record"),
    "prose": (b"Dear reader,\n", "", "is no run record"),
    "a list": (b"[1]\n", "", "is no run record"),
    "null": (b"null\n", "", "is no run record"),
    "a question file": (b'{"id": "a-war"}\n', "", "is no run record"),
    "wrong encoding": ('{"format": 1, "model": "caffè"}\n'.encode("latin-1"), "", "is no run record"),
    "an older version": (head(format=FORMAT - 1), "", f"another version (format {FORMAT - 1}, now {FORMAT})"),
    "a later version with other fields": (head(format=FORMAT + 1, more=1), "", f"another version (format {FORMAT + 1}"),
    "an unknown field in the header": (head(more=1), ":1", "more"),
    "a header without its model": (head(model=None), ":1", "model"),
    "an unknown split": (head(split="train"), ":1", "split"),
    "broken JSON": (lines({}, b'{"variant": '), ":3", "line: Invalid JSON"),
    "a blank line": (lines({}, b"", {}), ":3", "line: Invalid JSON"),
    "a row in another encoding": (lines({}, '{"id": "caffè"}'.encode("latin-1")), ":3", "line: Invalid JSON"),
    "a row that is a list": (lines({}, b"[]"), ":3", "object"),
    "an unknown field in a row": (lines({}, {"more": 1}), ":3", "more"),
    "an unknown variant": (lines({}, {"variant": "burned"}), ":3", "variant"),
    "a score that is no number": (lines({}, {"scores": {"mrr": float("nan")}}), ":3", "scores.mrr"),
    "a score without end": (lines({}, {"scores": {"mrr": float("inf")}}), ":3", "scores.mrr"),
    "too few rows": (lines({}, {}, rows=3), "", "is incomplete: it has 2 of 3 rows"),
    "no rows at all": (head(rows=3), "", "is incomplete: it has 0 of 3 rows"),
    "too many rows": (lines({}, {}, rows=1), "", "it has 2 of 1 rows"),
    "a row twice": (lines({}, {}), "", "two rows for the same question"),
    "a last line cut short": (lines({}, {})[:-9], ":3", "line: Invalid JSON"),
}


@pytest.mark.parametrize(("content", "where", "why"), BAD.values(), ids=BAD)
def test_a_record_that_is_not_sound_is_refused_with_its_file_and_line(
    tmp_path: Path, content: bytes, where: str, why: str
) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_bytes(content)
    told = refusal(file)
    assert f"{file}{where}" in told
    assert why in told
    assert bool(where) == any(f"{file}:{number}: " in told for number in range(1, 5))


def test_the_sound_lines_that_bad_ones_stand_among_are_sound(tmp_path: Path) -> None:
    (tmp_path / RUN).write_bytes(lines({}, {"id": "b"}))
    assert len(read_run(tmp_path).rows) == 2


@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf")])
def test_a_row_cannot_hold_a_score_that_is_no_number(score: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        row(scores={"mrr": score})


CHECKS = ("sound", "language", "decision", "first_clause", "all_clauses", "facts")


@pytest.mark.parametrize("name", CHECKS)
def test_an_answer_that_fails_what_helps_a_reader_is_not_right(name: str) -> None:
    failed = row(checks=row().checks | {name: False})
    assert failed.failed == [name]
    assert not failed.is_right


@pytest.mark.parametrize("name", ["no_other_clause", "reason"])
def test_an_answer_may_cite_a_further_clause_or_refuse_for_another_reason(name: str) -> None:
    failed = row(checks=row().checks | {name: False})
    assert failed.failed == [name]
    assert failed.is_right


def test_no_answer_is_not_right_although_no_check_fails() -> None:
    failed = row(answer=None, error="OSError: disk")
    assert (failed.failed, failed.is_right, failed.cited) == ([], False, frozenset())


def test_a_row_knows_the_clauses_it_cites() -> None:
    twice = answered(statement(citation("III.12"), citation("III.3")), statement(citation("III.3")))
    assert row(answer=twice).cited == {"III.3", "III.12"}
    assert row(answer=refused()).cited == frozenset()


def test_the_original_rows_are_those_asked_of_the_corpus_as_it_is() -> None:
    mixed = run(row(), row(variant="swapped"), row(language="it"), row(variant="deleted"))
    assert [got.key for got in mixed.original] == [Key("original", "a-war", "en", 0), Key("original", "a-war", "it", 0)]


def test_rows_differ_in_their_keys_by_variant_question_language_and_repeat() -> None:
    rows = [row(), row(variant="swapped"), row(id="a-peace"), row(language="it"), row(repeat=1)]
    assert all(one.key != other.key for one, other in itertools.combinations(rows, 2))
