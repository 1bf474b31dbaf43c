"""The command that compares editions: ``gsi diff``."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from assistant.cli import REFUSED, CorpusOption, JsonOption, progress_bar, say
from index.corpus import Corpus
from index.errors import InputError


def diff(
    reference: Annotated[
        list[str] | None, typer.Argument(help="A clause or a part, as people write it; without it, the whole text.")
    ] = None,
    langs: Annotated[
        str | None, typer.Option(help="The editions to compare, two or more: zh,en,it. All by default.")
    ] = None,
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Show where editions say different things: numbers, dates, names, sentences, clauses. Needs no model."""
    from assistant.settings import load_settings
    from index.library import Library

    settings = load_settings(corpus)
    text = Library(settings.home).load(settings.corpus)
    languages = _languages(langs, text)
    ids = tuple(id_ for id_ in text.clause_ids if any(id_ in text.editions[name].clauses for name in languages))
    clauses = _clauses(" ".join(reference), ids, text) if reference else ids

    from assistant.differences import compare
    from assistant.render_differences import render_comparison
    from index.build import open_or_build

    embedder, server = settings.make_embedder(), settings.chroma_server
    with progress_bar("Building the index") as progress:
        index = open_or_build(text, embedder, settings.home, server, progress=progress, notify=say)
    try:
        comparison = compare(text, index.store, languages, clauses)
    finally:
        index.close()
    if as_json:
        print(json.dumps(comparison.to_json(), ensure_ascii=False, indent=2))
    else:
        print(render_comparison(comparison, text))
    raise typer.Exit(REFUSED if comparison.differences else 0)


def _clauses(written: str, ids: tuple[str, ...], corpus: Corpus) -> tuple[str, ...]:
    """Those of the clauses ``ids`` that the reference ``written`` names."""
    from index.references import existing_clauses, resolve

    found = resolve(written, ids, corpus.reference_words)
    if not found.candidates:
        raise InputError(f"there is no clause {written!r}; there is {', '.join(existing_clauses(ids))}")
    if found.names_clause and len(found.candidates) > 1:
        raise InputError(f"{written!r} can mean {' or '.join(found.candidates)}; name one of them")
    return found.candidates


def _languages(written: str | None, corpus: Corpus) -> tuple[str, ...]:
    """The editions to compare, in the corpus's order."""
    wanted = [name.strip() for name in written.split(",")] if written is not None else list(corpus.languages)
    for name in wanted:
        corpus.require_edition(name)
    if len(set(wanted)) < 2:
        raise InputError(f"a comparison takes two editions or more; there is {', '.join(corpus.languages)}")
    return tuple(name for name in corpus.languages if name in wanted)
