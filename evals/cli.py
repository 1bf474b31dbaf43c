"""The whole ``gsi`` command: the assistant's commands and those that learn and measure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import serving
from assistant.cli import CorpusOption, app, progress_bar, run, say
from assistant.comparing import diff
from assistant.corpus_commands import corpus_app
from evals.commands import app as eval_app
from index.errors import InputError

if TYPE_CHECKING:
    from assistant.settings import Settings
    from index.library import Library

app.command()(diff)
app.add_typer(serving.feedback_app, name="feedback")
app.add_typer(corpus_app, name="corpus")
app.add_typer(eval_app, name="eval")


@app.command()
def calibrate(
    questions: Annotated[
        list[Path] | None, typer.Option(help="Development questions; by default those in the corpus's folder.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write to; by default one in the data directory.")] = None,
    corpus: CorpusOption = None,
    general: Annotated[
        bool, typer.Option("--general", help="Fit the one for corpora without their own, on the questions of all that ship.")
    ] = False,
) -> None:
    """Fit ranking weights and the answerability classifier on the development questions."""
    from assistant.calibration import learned_folder
    from assistant.settings import load_settings
    from evals.calibrate import calibrate as fit
    from evals.questions import load_questions
    from index.build import open_or_build
    from index.library import Library, question_file

    settings = load_settings(corpus)
    library = Library(settings.home)
    if general:
        if questions or corpus:
            raise InputError("--general reads the development questions of every corpus that ships and no others")
        _print_figures(_fit_general(settings, library, out))
        return
    text, folder = library.load(settings.corpus), library.folder(settings.corpus)
    sources = questions or [question_file(folder, "dev")]
    asked = load_questions(sources, text)
    embedder, server = settings.make_embedder(), settings.chroma_server
    with progress_bar("Building the index") as progress:
        index = open_or_build(text, embedder, settings.home, server, progress=progress, notify=say)
    with progress_bar("Asking the development questions") as progress:
        to = out or learned_folder(settings.home, text.name, embedder.model_name)
        figures = fit(index, asked, to, ", ".join(path.name for path in sources), progress)
    _print_figures(figures)
    index.close()


def _fit_general(settings: Settings, library: Library, out: Path | None) -> dict[str, dict[str, float]]:
    from assistant.calibration import learned_folder
    from evals.general import Source, fit_general
    from evals.questions import load_questions
    from index.build import open_or_build
    from index.library import question_file

    embedder, server, sources = settings.make_embedder(), settings.chroma_server, {}
    for name in library.names():
        if not library.ships(name):
            continue
        text = library.load(name)
        asked = load_questions([question_file(library.folder(name), "dev")], text)
        with progress_bar(f"Building the index of {name}") as progress:
            index = open_or_build(text, embedder, settings.home, server, progress=progress, notify=say)
        with progress_bar(f"Asking the development questions of {name}") as progress:
            sources[name] = Source.gather(index, asked, progress)
    figures = fit_general(sources, out or learned_folder(settings.home, None, embedder.model_name))
    for source in sources.values():
        source.index.close()
    return figures


def _print_figures(figures: dict[str, dict[str, float]]) -> None:
    for group, values in figures.items():
        print(group, " ".join(f"{name}={value:.3f}" for name, value in values.items()))


def main() -> None:
    """Entry point of the ``gsi`` command."""
    run(app)
