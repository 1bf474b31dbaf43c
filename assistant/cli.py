"""The ``gsi`` command: reads arguments, calls the pipeline, prints what it returns.

Exit codes: 0 answered, 1 refused or no such clause, 2 a bad input or a failure (one line on stderr, no traceback).
Modules that a command does not need are not imported: ``gsi clause`` touches neither the index nor a model.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from index.errors import GsiError, InputError

if TYPE_CHECKING:
    from assistant.model import Model
    from assistant.pipeline import ModeChoice, Pipeline
    from assistant.settings import Settings
    from assistant.types import Answer
    from index.corpus import Corpus

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Cited answers from official texts in several languages: clause numbers and verbatim quotes.",
)

REFUSED, FAILED, INTERRUPTED = 1, 2, 130

LogOption = Annotated[bool, typer.Option("--log-json", help="Print a JSON line about each question on stderr.")]
LogQuestionsOption = Annotated[bool, typer.Option("--log-questions", help="The same, with the question's text.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
CorpusOption = Annotated[
    str | None,
    typer.Option("--corpus", metavar="NAME", help="The text to use, of those that gsi corpus list names."),
]


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question; '-' reads it from standard input.")] = None,
    lang: Annotated[str | None, typer.Option(help="Answer from the edition in this language: zh, en, …")] = None,
    as_json: JsonOption = False,
    batch: Annotated[
        Path | None,
        typer.Option(help="Answer a file of JSON lines {id, question, language?, earlier?}; '-' is standard input."),
    ] = None,
    mode: Annotated[
        Literal["auto", "extractive", "llm"],
        typer.Option(help="llm: a model words the answer; extractive: quotes only; auto: a model if one is set."),
    ] = "auto",
    after: Annotated[
        list[str] | None,
        typer.Option(help="A question asked before, which this one follows; may be repeated, oldest first."),
    ] = None,
    log_json: LogOption = False,
    log_questions: LogQuestionsOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Answer a question with verbatim quotes, or refuse with a reason."""
    from assistant.log import log_line
    from assistant.render import render_answer
    from assistant.settings import load_settings

    if (question is None) == (batch is None):
        raise InputError("give a question or --batch FILE")
    if batch is not None and after:
        raise InputError('--after is for one question; in a batch each line has its own "earlier"')
    settings = load_settings(corpus)

    def log(answer: Answer, seconds: float) -> None:
        if log_json or log_questions:
            say(log_line(answer, seconds, with_question=log_questions))

    if batch is not None:
        from assistant.batch import answer_lines

        lines = sys.stdin.buffer if str(batch) == "-" else _open(batch)
        with open_pipeline(settings, mode) as pipeline, lines:
            for record in answer_lines(lines, pipeline, lang, log):
                print(json.dumps(record, ensure_ascii=False), flush=True)
        return
    text = _standard_input() if question == "-" else str(question)
    with open_pipeline(settings, mode) as pipeline:
        start = time.monotonic()
        answer = pipeline.ask(text, lang, earlier=after or ())
        log(answer, time.monotonic() - start)
        if as_json:
            print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
        else:
            print(render_answer(answer, pipeline.index.corpus))
    raise typer.Exit(0 if answer.status == "answered" else REFUSED)


@app.command()
def clause(
    reference: Annotated[
        list[str], typer.Argument(help="12, III.12, 'Part III, clause 12', 三（十二）, 'parte III punto 12', …")
    ],
    lang: Annotated[
        str | None, typer.Option(help="zh, en, … or all; by default the language the reference is written in.")
    ] = None,
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Print a clause word for word. Needs no index and no model."""
    from assistant.records import clause_record
    from assistant.render import language_of_reference, render_clause, render_unresolved
    from index.references import resolve

    text = _load(corpus)
    written = " ".join(reference)
    language = lang or language_of_reference(written, text)
    languages = text.languages if language == "all" else (language,)
    if unknown := [name for name in languages if name not in text.languages]:
        raise InputError(f"there is no edition in {unknown[0]!r}; there is {', '.join(text.languages)} and all")
    ids = text.clause_ids if language == "all" else tuple(text.editions[language].clauses)
    found = resolve(written, ids, text.reference_words)
    if len(found.candidates) != 1:
        print(render_unresolved(found, text, languages[0]), file=sys.stderr)
        raise typer.Exit(REFUSED)
    editions = [edition for edition in text.editions_with(found.candidates[0]) if edition.language in languages]
    if as_json:
        records = [clause_record(edition, found.candidates[0]) for edition in editions]
        print(json.dumps(records if language == "all" else records[0], ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(render_clause(edition, found.candidates[0]) for edition in editions))


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A text file; '-' reads the text from standard input.")] = Path("-"),
    lang: Annotated[str | None, typer.Option(help="Compare with the edition in this language only: zh, en, …")] = None,
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Check the quotes and the clause references of any text against the clauses. Needs no model."""
    from assistant.render import render_findings
    from assistant.settings import load_settings
    from assistant.verification.claims import ClaimChecker

    longest = load_settings().max_text_length
    text = _standard_input() if str(file) == "-" else _decoded(file)
    if len(text) > longest:
        raise InputError(f"the text has {len(text):,} characters; at most {longest:,} are allowed")
    against = _load(corpus)
    if lang is not None:
        against.require_edition(lang)
    findings = ClaimChecker(against, lang).check(text)
    if not findings:
        raise InputError("the text has no words")
    if as_json:
        print(json.dumps([finding.to_json() for finding in findings], ensure_ascii=False, indent=2))
    else:
        print(render_findings(findings))
    raise typer.Exit(0 if all(finding.is_good for finding in findings) else REFUSED)


@app.command()
def build(
    force: Annotated[
        bool, typer.Option("--force", help="Embed all anew; with a folder, replace the text that was added under its name.")
    ] = False,
    corpus: Annotated[
        str | None,
        typer.Option(
            "--corpus",
            metavar="NAME|FOLDER",
            help="A text of gsi corpus list, or a folder with a corpus.toml, which is checked and added.",
        ),
    ] = None,
) -> None:
    """Build the index, if it does not fit the texts already."""
    from assistant.calibration import calibration_for
    from assistant.settings import load_settings
    from index.build import open_or_build
    from index.errors import CorpusError
    from index.library import Library

    settings = load_settings(corpus)
    library, name = Library(settings.home), settings.corpus
    embedder, server = settings.make_embedder(), settings.chroma_server
    if corpus is not None and name not in library.names() and Path(corpus).is_dir():
        name = library.add(Path(corpus), replace=force)
        force = False  # of another text only what differs has to be built
    text = library.load(name)
    with progress_bar("Building the index") as progress:
        index = open_or_build(text, embedder, settings.home, server, force=force, progress=progress, notify=say)
    print(f"The index is ready: {index.build}")
    index.close()
    try:
        if calibration_for(name, library.folder(name), settings.home, embedder.model_name).is_general:
            print(f"Answers use the general calibration; one of its own: gsi calibrate --corpus {name} --questions FILE")
    except CorpusError as error:
        print(f"It cannot answer yet: {error}")


@app.command()
def status(as_json: JsonOption = False, corpus: CorpusOption = None) -> None:
    """Say what the index holds, what it was built from, and whether its probe passes."""
    from assistant.render import render_status
    from assistant.settings import load_settings
    from assistant.status import index_status

    report = index_status(load_settings(corpus))
    print(json.dumps(report, ensure_ascii=False, indent=2) if as_json else render_status(report))
    raise typer.Exit(0 if report["probe"] == "passed" else REFUSED)


def run(application: Callable[..., Any]) -> None:
    """Run ``application``; turn errors for people into one line and exit code 2."""
    # A start imports thousands of modules and throws none away: looking for garbage takes a fifth of it.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = application(standalone_mode=False)
    except GsiError as error:
        print(f"gsi: {error}", file=sys.stderr)
        sys.exit(FAILED)
    except typer.TyperException as error:
        # Without a command the message is the help, which is printed by then.
        if problem := " ".join(error.format_message().split()):
            print(f"gsi: {problem.rstrip('.')}; see gsi --help", file=sys.stderr)
        sys.exit(FAILED)
    if code == INTERRUPTED:
        print("gsi: interrupted", file=sys.stderr)
    sys.exit(code)


@contextmanager
def open_pipeline(settings: Settings, mode: ModeChoice) -> Iterator[Pipeline]:
    """The pipeline for a command, with the model that ``mode`` asks for, and a progress bar while the index is built."""
    from assistant.pipeline import Pipeline

    model = _model(settings, mode)
    with progress_bar("Building the index") as progress:
        pipeline = Pipeline.start(settings, model=model, progress=progress, notify=say)
    gc.freeze()
    gc.enable()
    try:
        yield pipeline
    finally:
        pipeline.close()


def _load(corpus: str | None) -> Corpus:
    from assistant.settings import load_settings
    from index.library import Library

    settings = load_settings(corpus)
    return Library(settings.home).load(settings.corpus)


def _model(settings: Settings, mode: ModeChoice) -> Model | None:
    """The model for ``mode``; nothing of it is imported where none is set."""
    if mode == "extractive" or (mode == "auto" and not settings.has_model):
        return None
    from assistant.llm import ChatModel

    return ChatModel.connect(settings)


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr that appears with the first step."""
    bar: Any = None
    task: Any = None

    def step(done: int, total: int) -> None:
        nonlocal bar, task
        if bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            bar = Progress(
                TextColumn(title),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
            )
            bar.start()
            task = bar.add_task(title, total=total)
        bar.update(task, completed=done)

    try:
        yield step
    finally:
        if bar is not None:
            bar.stop()


def say(line: str) -> None:
    print(line, file=sys.stderr)


def _open(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from None


def _decoded(path: Path) -> str:
    with _open(path) as file:
        return _text(file.read(), str(path))


def _standard_input() -> str:
    return _text(sys.stdin.buffer.read(), "standard input").strip("\r\n")


def _text(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{source} is not UTF-8 text (byte {error.start})") from None
