"""The ``gsi eval`` commands: run, compare, accept, report. They only read options and print what the modules return.

Exit codes of ``compare``: 0 PASS, 1 REGRESSED, 2 ERROR or a bad input, 3 INCONCLUSIVE.
"""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli import CorpusOption, progress_bar, say
from index.errors import InputError

if TYPE_CHECKING:
    from assistant.model import Model
    from assistant.settings import Settings
    from evals.compare import Comparison
    from evals.record import Header

app = typer.Typer(
    no_args_is_help=True,
    help="Measure the answers over a question set, compare with the accepted baseline, and write a report.",
)

RunArgument = Annotated[Path, typer.Argument(help="A run: its folder or its run.jsonl.")]
BaselineOption = Annotated[
    Path | None, typer.Option(help="The run to compare with; by default the accepted one for this split and mode.")
]
DifferentOption = Annotated[bool, typer.Option(help="Compare what two runs over different corpora or questions share.")]
DropOption = Annotated[float, typer.Option(help="How much a rate may drop, for a model's answers only.", min=0, max=1)]


@app.command("run")
def run_command(
    split: Annotated[
        Literal["dev", "test", "all"] | None,
        typer.Option(help="Which questions; by default test, or all of the files given."),
    ] = None,
    lang: Annotated[list[str] | None, typer.Option(help="Only these editions; may be repeated.")] = None,
    questions: Annotated[list[Path] | None, typer.Option(help="Other question files; may be repeated.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for the run record.")] = Path("eval-run"),
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the interrupted run in that folder.")] = False,
    mode: Annotated[
        Literal["extractive", "llm"],
        typer.Option(help="llm: in the words of the model that OPENAI_BASE_URL, OPENAI_API_KEY and GSI_MODEL name."),
    ] = "extractive",
    repeats: Annotated[int, typer.Option(min=1, max=20, help="How often a model is asked each question.")] = 1,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Only so many questions, chosen by chance but always the same.")
    ] = None,
    record: Annotated[Path | None, typer.Option(help="Add the model's replies to this file.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Take the model's replies from this file; needs no model.")] = None,
    corpus: CorpusOption = None,
) -> None:
    """Ask all questions in all languages, of the text as it is and of changed ones, and record the answers."""
    from assistant.pipeline import Pipeline
    from assistant.settings import load_settings
    from evals.questions import load_questions, sampled
    from evals.record import RUN
    from evals.run import describe, run
    from evals.system import system_of
    from index.library import Library, question_file

    settings = load_settings(corpus)
    library = Library(settings.home)
    text, folder = library.load(settings.corpus), library.folder(settings.corpus)
    languages = tuple(language for language in text.question_languages if not lang or language in lang)
    for language in lang or []:
        text.require_edition(language)
    wanted = split or ("all" if questions else "test")
    sources = questions or [question_file(folder, name) for name in ("dev", "test") if wanted in (name, "all")]
    asked = [question for question in load_questions(sources, text) if wanted in (question.split, "all")]
    if not asked:
        raise InputError(f"there is no {wanted} question in {', '.join(path.name for path in sources)}; check --split")
    if mode == "extractive" and (repeats > 1 or record or replay):
        raise InputError("--repeats, --record and --replay are for --mode llm; quotes are the same every time")
    if sample is not None:
        asked = sampled(asked, sample)
    model = _chat_model(settings, record, replay) if mode == "llm" else None
    with progress_bar("Building the index") as progress:
        pipeline = Pipeline.start(settings, model=model, progress=progress, notify=say)
    header = describe(
        text,
        asked,
        sources,
        split=wanted,
        languages=languages,
        model=pipeline.index.embedder.model_name,
        parameters_sha256=pipeline.calibration.sha256,
        chat_model=model.model if model else "",
        repeats=repeats,
    )
    with system_of(pipeline) as system, progress_bar("Asking") as progress:
        done = run(system, text, asked, header, out, resume=resume, progress=progress)
    pipeline.close()
    print(f"{len(done.rows)} answers recorded in {out / RUN}")


@app.command("compare")
def compare_command(
    run: RunArgument,
    baseline: BaselineOption = None,
    allow_different: DifferentOption = False,
    most_drop: DropOption = 0.02,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Say whether a run is worse than the baseline, and list every answer that changed sides."""
    from evals.baseline import read_baseline
    from evals.compare import EXIT_CODES, compare
    from evals.record import read_run

    done = read_run(run)
    before = read_baseline(done.header, baseline, _baselines(done.header))
    found = compare(done, before, allow_different=allow_different, most_drop=most_drop)
    print(json.dumps(_as_json(found), ensure_ascii=False, indent=2) if as_json else _as_text(found))
    raise typer.Exit(EXIT_CODES[found.verdict])


@app.command("accept")
def accept_command(
    run: RunArgument,
    what: Annotated[str, typer.Option(help="What changed in the system.")],
    why: Annotated[str, typer.Option(help="Why these answers are the ones to keep.")],
    who: Annotated[str | None, typer.Option(help="Who accepts it; by default your user name.")] = None,
    baseline: BaselineOption = None,
) -> None:
    """Make a run the baseline that later runs are compared with."""
    from evals.baseline import accept, note
    from evals.record import read_run

    done = read_run(run)
    path = accept(done, note(_user() if who is None else who, what, why), baseline, _baselines(done.header))
    print(f"The baseline is now {path}")


@app.command("judge")
def judge_command(run: RunArgument) -> None:
    """Have a chat model judge the citations of a run (OPENAI_BASE_URL, OPENAI_API_KEY, GSI_MODEL); report only."""
    from assistant.llm import ChatModel
    from assistant.settings import load_settings
    from evals.judge import JUDGED, as_text, judge
    from evals.record import read_run

    done = read_run(run)
    model = ChatModel.connect(load_settings())
    with progress_bar("Judging") as progress:
        judged = judge(done, model, progress)
    path = (run if run.is_dir() else run.parent) / JUDGED
    try:
        path.write_text(judged.model_dump_json(indent=1), encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write {path} ({error.strerror or error})") from None
    print(as_text(judged, done))


@app.command("report")
def report_command(
    run: RunArgument,
    baseline: BaselineOption = None,
    allow_different: DifferentOption = False,
    most_drop: DropOption = 0.02,
    out: Annotated[Path | None, typer.Option(help="Folder to write to; by default the run's own.")] = None,
) -> None:
    """Write report.html, summary.md and junit.xml, and print the table of figures."""
    from evals.baseline import baseline_path, read_baseline
    from evals.compare import compare
    from evals.judge import read_judged
    from evals.junit import render_junit
    from evals.record import read_run
    from evals.report import render_html, render_markdown

    done = read_run(run)
    before = None
    kept = _baselines(done.header)
    if baseline or baseline_path(done.header, kept).exists():
        before = read_baseline(done.header, baseline, kept)
    found = None
    if before is not None:
        try:
            found = compare(done, before, allow_different=allow_different, most_drop=most_drop)
        except InputError as error:
            if baseline is not None:
                raise
            say(f"Without a comparison: {error}")
    here = run if run.is_dir() else run.parent
    folder = out or here
    summary = render_markdown(done, found)
    pages = {
        "report.html": render_html(done, before.header if before and found else None, found, read_judged(here, done)),
        "summary.md": summary + "\n",
        "junit.xml": render_junit(done, found),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write the report to {folder} ({error.strerror or error})") from None
    print(summary)
    say(f"The report is {folder / 'report.html'}")


def _chat_model(settings: Settings, record: Path | None, replay: Path | None) -> Model:
    """The model to evaluate: a server's, recorded or not, or a recording."""
    from evals.recording import RecordingModel, ReplayedModel

    if record and replay:
        raise InputError("give --record or --replay, not both")
    if replay:
        return ReplayedModel(replay)
    from assistant.llm import ChatModel

    model = ChatModel.connect(settings)
    return RecordingModel(model, record) if record else model


def _baselines(header: Header) -> Path | None:
    """Where the baselines of an added corpus are; those of what ships are versioned with the code that gave the answers."""
    from assistant.settings import load_settings
    from index.library import Library

    library = Library(load_settings().home)
    is_added = header.corpus in library.names() and not library.ships(header.corpus)
    return library.folder(header.corpus) / "baselines" if is_added else None


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return ""


def _as_text(found: Comparison) -> str:
    lines = []
    for flip in found.flips:
        lines.append(
            f"{'WORSE ' if flip.is_worse else 'better'} {flip.after.id} [{flip.after.variant}, {flip.after.language}]: "
            f"{', '.join(flip.checks)}"
        )
        asked = next((row.answer["question"] for row in (flip.after, flip.before) if row.answer), "")
        lines += [f"    asked    {asked}", f"    before   {_answer_line(flip.before.answer)}"]
        lines.append(f"    now      {_answer_line(flip.after.answer)}")
    accuracy = found.accuracy
    lines.append(
        f"{found.pairs} pairs, {found.reworded} answers differ in anything; right answers {accuracy.mean or 0:+.3f} "
        f"[{accuracy.low or 0:+.3f}, {accuracy.high or 0:+.3f}], exact McNemar p = {found.mcnemar:.3g}"
    )
    if found.changed:
        lines.append(f"not as in the baseline: {', '.join(found.changed)}")
    if found.unpaired:
        lines.append(f"{found.unpaired} rows of the baseline were not run")
    if found.unwatched:
        lines.append(f"{found.unwatched} answers are not in the baseline: nothing watches them")
    lines += [f"{found.verdict}{': ' + '; '.join(found.reasons) if found.reasons else ''}"]
    if found.is_better_unrecorded:
        lines.append("Some answers are better than the baseline's and none is worse; record that: gsi eval accept")
    # Questions and errors are foreign text: none may begin a line of its own or steer the terminal.
    return "\n".join("".join(char if char.isprintable() else " " for char in line) for line in lines)


def _answer_line(answer: dict | None) -> str:
    if answer is None:
        return "no answer: the machinery failed"
    if answer["refusal"]:
        return f"refused ({answer['refusal']['reason']})"
    quotes = (
        f"{citation['quote']} [{citation['clause']}]"
        for statement in answer["statements"]
        for citation in statement["citations"]
    )
    return " ".join(quotes)


def _as_json(found: Comparison) -> dict:
    return {
        "verdict": found.verdict,
        "reasons": list(found.reasons),
        "pairs": found.pairs,
        "unpaired": found.unpaired,
        "unwatched": found.unwatched,
        "reworded": found.reworded,
        "mcnemar": found.mcnemar,
        "accuracy": {"mean": found.accuracy.mean, "low": found.accuracy.low, "high": found.accuracy.high},
        "flips": [
            {
                "variant": flip.after.variant,
                "id": flip.after.id,
                "language": flip.after.language,
                "is_worse": flip.is_worse,
                "checks": list(flip.checks),
                "before": flip.before.answer,
                "after": flip.after.answer,
            }
            for flip in found.flips
        ],
    }
