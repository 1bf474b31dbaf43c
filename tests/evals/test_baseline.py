"""The accepted baseline: where it is kept, what it says of who accepted it, and what may not become one."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from evals import baseline
from evals.baseline import accept, baseline_path, note, read_baseline
from evals.compare import compare
from evals.record import Note, Row, read_run, write_run
from index.errors import InputError
from tests.conftest import LANGUAGES
from tests.evals.builders import answered, header, row, run

NOTE = Note(who="Ada", what="a new ranking", why="recall went up", date="2026-11-22")
FAILED = row(id="late", answer=None, error="TimeoutError: too late", scores={}, checks={})
UNSOUND = row(id="loose", checks=row().checks | {"sound": False})


@pytest.fixture
def baselines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of baselines that a test may write to."""
    monkeypatch.setattr(baseline, "BASELINES", tmp_path / "baselines")
    return tmp_path / "baselines"


def test_there_is_one_baseline_for_each_corpus_split_and_mode() -> None:
    heads = [header(corpus=c, split=s, mode=m) for c in ("gsi", "x") for s in ("dev", "test") for m in ("extractive", "llm")]
    assert len({baseline_path(head) for head in heads}) == len(heads)
    assert baseline_path(header(split="test")).name == "gsi-test-extractive.jsonl"


def test_a_baseline_is_for_all_versions_of_a_system() -> None:
    changed = header(model="other", packages={}, parameters_sha256="9" * 64, started="2027-01-01T00:00:00+00:00")
    assert baseline_path(changed) == baseline_path(header())


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_accepted_run_is_read_back_with_who_what_and_why(baselines: Path, language: str) -> None:
    done = run(row(language=language, answer=answered(language=language)))
    path = accept(done, NOTE, None)
    assert path == baselines / "gsi-all-extractive.jsonl"
    kept = read_baseline(done.header, None)
    assert kept.header.note == NOTE
    assert kept.header.identity == done.header.identity
    assert [one.answer for one in kept.rows] == [answered(language=language)]
    assert answered(language=language)["question"] in path.read_text(encoding="utf-8")


def test_an_accepted_run_passes_against_itself(baselines: Path) -> None:
    done = run(row(id="a"), row(id="b", checks=row().checks | {"facts": False}))
    accept(done, NOTE, None)
    found = compare(done, read_baseline(done.header, None))
    assert (found.verdict, found.flips, found.reworded, found.unpaired) == ("PASS", (), 0, 0)


def test_times_are_not_kept_so_that_only_changed_answers_change_the_file(baselines: Path) -> None:
    accept(run(row(latency=10.0)), NOTE, baselines / "a.jsonl")
    accept(run(row(latency=99.0)), NOTE, baselines / "b.jsonl")
    assert (baselines / "a.jsonl").read_bytes() == (baselines / "b.jsonl").read_bytes()
    assert [one.latency for one in read_run(baselines / "a.jsonl").rows] == [0.0]


def test_all_but_the_times_is_kept(baselines: Path) -> None:
    done = run(
        row(id="a", latency=0.0), row(id="b", latency=0.0, variant="deleted", checks={"sound": True, "follows": True})
    )
    accept(done, NOTE, None)
    assert read_baseline(done.header, None).rows == done.rows


def test_a_run_that_leaves_out_answers_does_not_replace_the_baseline_that_watches_them(baselines: Path) -> None:
    accept(run(row(id="a"), row(id="b")), NOTE, None)
    with pytest.raises(InputError, match="leaves out 1 answers that the baseline watches, the first: b"):
        accept(run(row(id="a"), row(id="c")), NOTE, None)
    assert len(read_baseline(header(), None).rows) == 2
    accept(run(row(id="a")), NOTE, baselines / "other.jsonl")


def test_accepting_replaces_the_baseline_before(baselines: Path) -> None:
    accept(run(row(id="old")), NOTE, None)
    accept(run(row(id="old"), row(id="new")), NOTE.model_copy(update={"why": "better"}), None)
    kept = read_baseline(header(), None)
    assert [one.id for one in kept.rows] == ["old", "new"]
    assert kept.header.note is not None
    assert kept.header.note.why == "better"
    assert [path.name for path in baselines.iterdir()] == ["gsi-all-extractive.jsonl"]


def test_a_baseline_elsewhere_is_one_too(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "mine.jsonl"
    assert accept(run(row()), NOTE, path) == path
    assert read_baseline(header(corpus="another"), path).header.note == NOTE


@pytest.mark.parametrize("bad", [FAILED, UNSOUND], ids=["machinery", "invariant"])
def test_a_broken_run_is_not_accepted_and_the_baseline_stays(baselines: Path, bad: Row) -> None:
    accept(run(row()), NOTE, None)
    before = (baselines / "gsi-all-extractive.jsonl").read_bytes()
    with pytest.raises(InputError, match=f"1 answers failed or break an invariant, the first: {bad.id}"):
        accept(run(row(), bad), NOTE, None)
    assert (baselines / "gsi-all-extractive.jsonl").read_bytes() == before


def test_a_run_with_wrong_answers_is_accepted(baselines: Path) -> None:
    wrong = row(checks=row().checks | {"decision": False})
    assert accept(run(wrong), NOTE, None).exists()


def test_a_baseline_that_cannot_be_written_is_an_error_for_people(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for path in (tmp_path, tmp_path / "file" / "b.jsonl"):
        with pytest.raises(InputError, match="cannot write"):
            accept(run(row()), NOTE, path)


def test_no_baseline_says_how_to_record_one(baselines: Path) -> None:
    for path in (None, baselines / "none.jsonl"):
        with pytest.raises(InputError, match=r"there is no baseline .*\.jsonl; record one with gsi eval accept"):
            read_baseline(header(), path)


def test_a_baseline_of_another_version_says_so(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    write_run(run(row(), format=99), path)
    with pytest.raises(InputError, match=r"another version \(format 99, now 1\)"):
        read_baseline(header(), path)


def test_a_baseline_with_rows_missing_is_incomplete(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    write_run(run(row(), rows=3), path)
    with pytest.raises(InputError, match="has 1 of 3 rows"):
        read_baseline(header(), path)


def test_a_note_is_trimmed_and_dated() -> None:
    made = note(" Ada ", "\ta new ranking\n", "recall went up ")
    assert (made.who, made.what, made.why) == (NOTE.who, NOTE.what, NOTE.why)
    assert datetime.date.fromisoformat(made.date)


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_note_says_who_what_and_why(place: int, blank: str) -> None:
    said = ["Ada", "a new ranking", "recall went up"]
    said[place] = blank
    with pytest.raises(InputError, match="--who, --what, --why"):
        note(*said)


def test_the_note_stands_in_the_first_line_for_people_who_read_the_file(tmp_path: Path) -> None:
    path = accept(run(row()), NOTE, tmp_path / "b.jsonl")
    first = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    assert first["note"] == {"who": "Ada", "what": "a new ranking", "why": "recall went up", "date": "2026-11-22"}
