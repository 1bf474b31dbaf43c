"""``gsi corpus``: the texts at hand, and a look at a folder before an index is built of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import JsonOption

if TYPE_CHECKING:
    from index.check import CorpusReport

corpus_app = typer.Typer(
    no_args_is_help=True, help="Texts: list and remove them, check a folder of them, begin its manifest."
)

_FAILED = 2

FolderArgument = Annotated[Path, typer.Argument(help="The folder with the texts.")]


@corpus_app.command("list")
def list_command(as_json: JsonOption = False) -> None:
    """Name every text that --corpus takes, with its editions and whether its index is built."""
    from assistant.render import render_corpora
    from assistant.settings import load_settings
    from assistant.status import corpora

    found = corpora(load_settings())
    print(json.dumps(found, ensure_ascii=False, indent=2) if as_json else render_corpora(found))


@corpus_app.command()
def remove(name: Annotated[str, typer.Argument(help="The name of a text that was added.")]) -> None:
    """Remove a text that was added, with its index, its calibration and the feedback on it. Asks nothing."""
    from assistant.feedback import feedback_file
    from assistant.settings import load_settings
    from index.library import Library

    home = load_settings().home
    Library(home).remove(name)
    feedback_file(home, name).unlink(missing_ok=True)
    print(f"{name} is removed")


@corpus_app.command()
def check(folder: FolderArgument, as_json: JsonOption = False) -> None:
    """Say what a corpus folder comes to, without building: what is recognised, what is left out, what is wrong."""
    from index.check import check_corpus

    report = check_corpus(folder)
    print(json.dumps(report.to_json(), ensure_ascii=False, indent=2) if as_json else render_report(report))
    raise typer.Exit(_FAILED if report.problems else 0)


@corpus_app.command()
def init(folder: FolderArgument) -> None:
    """Write a first corpus.toml for a folder of texts, and say what it comes to. Never overwrites one."""
    from index.check import check_corpus
    from index.first_manifest import write_first_manifest

    path = write_first_manifest(folder)
    report = check_corpus(folder)
    print(f"{path} is written; complete what it says of title, status and source.\n\n{render_report(report)}")
    raise typer.Exit(_FAILED if report.problems else 0)


def render_report(report: CorpusReport) -> str:
    """``gsi corpus check`` for people: a table of the editions, then lines left out, doubts and problems."""
    from assistant.render import visible

    lines: list[str] = []
    if report.editions:
        rows = [
            [edition.language, edition.file, *map(str, edition.counts.values()), f"{edition.first} … {edition.last}"]
            for edition in report.editions
        ]
        lines += [f"corpus {report.name}", "", *_table([["", "file", *report.editions[0].counts, "ids"], *rows])]
    for edition in report.editions:
        for title, found in (("left out", edition.left_out), ("doubtful", edition.doubts)):
            if found:
                lines += ["", f"{title} in {edition.file}:"]
                lines += [f"  {f'line {line.line}: ' if line.line else ''}{visible(line.text)}" for line in found]
        if edition.lacks:
            lines += ["", f"{edition.file} lacks {', '.join(edition.lacks)}"]
    if report.problems:
        lines += ["", "problems:", *(f"  {visible(problem)}" for problem in report.problems)]
    else:
        lines += ["", "valid"]
    return "\n".join(lines).lstrip("\n")


def _table(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
