"""The whole ``gsi`` command: the assistant's commands and those that learn and measure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant import serving
from assistant.cli import app, progress_bar, run, say
from assistant.corpus_commands import corpus_app
from evals.commands import app as eval_app

app.add_typer(serving.feedback_app, name="feedback")
app.add_typer(corpus_app, name="corpus")
app.add_typer(eval_app, name="eval")


@app.command()
def calibrate(
    questions: Annotated[
        list[Path] | None, typer.Option(help="Development questions; by default the set that ships.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write to; by default the corpus's own.")] = None,
) -> None:
    """Fit ranking weights and the answerability classifier on the development questions."""
    from assistant.settings import load_settings
    from evals.calibrate import calibrate as fit
    from evals.questions import QUESTIONS, load_questions
    from index.build import open_or_build
    from index.corpus import CORPORA, load_corpus
    from index.embeddings import E5Embedding

    corpus = load_corpus()
    asked = load_questions(questions or [QUESTIONS / "dev.jsonl"], corpus)
    with progress_bar("Building the index") as progress:
        index = open_or_build(corpus, E5Embedding(), load_settings().home, progress=progress, notify=say)
    with progress_bar("Asking the development questions") as progress:
        source = ", ".join(path.name for path in questions) if questions else "dev.jsonl"
        figures = fit(index, asked, out or CORPORA / corpus.name, source, progress)
    for language, values in figures.items():
        print(language, " ".join(f"{name}={value:.3f}" for name, value in values.items()))
    index.close()


def main() -> None:
    """Entry point of the ``gsi`` command."""
    run(app)
