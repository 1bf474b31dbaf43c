"""Differences between editions as text for people: a table of what differs, then every passage word for word."""

from __future__ import annotations

from assistant.differences import Comparison, Difference
from assistant.render import quoted, visible
from index.corpus import Corpus

_LACKS = "–"
_HAS = "+"


def render_comparison(comparison: Comparison, corpus: Corpus) -> str:
    """A line with the count, the table, the quotes, and the notices."""
    count = len(comparison.differences)
    clauses = len(comparison.clauses)
    found = f"{count or 'No'} difference{'' if count == 1 else 's'} found in {clauses} clause{'' if clauses == 1 else 's'}"
    blocks = [f"{found}, between the editions {', '.join(comparison.languages)}."]
    if comparison.differences:
        blocks.append(_table(comparison))
        blocks += [_quotes(difference, corpus) for difference in comparison.differences]
    if comparison.notices:
        blocks.append("\n".join(comparison.notices))
    return "\n\n".join(blocks)


def _table(comparison: Comparison) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("clause", "differs in", *comparison.languages, box=None, padding=(0, 2, 0, 0), show_edge=False)
    for difference in comparison.differences:
        cells = {reading.language: _cell(difference, reading.only) for reading in difference.readings}
        row = [difference.clause, difference.kind, *(cells.get(language, "") for language in comparison.languages)]
        table.add_row(*(Text(cell, no_wrap=True) for cell in row))
    console = Console(width=10_000, color_system=None)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().rstrip().splitlines())


def _cell(difference: Difference, only: tuple[str, ...]) -> str:
    if not only:
        return _LACKS
    return _HAS if difference.kind == "sentence" else visible(", ".join(only))


def _quotes(difference: Difference, corpus: Corpus) -> str:
    lines = [f"[{difference.clause}] differs in a {difference.kind}:"]
    for reading in difference.readings:
        told = f" ({', '.join(reading.only)})" if reading.only and difference.kind != "sentence" else ""
        if difference.kind == "sentence" and not reading.only:
            told = " (no such sentence; nearest)"
        passage = visible(reading.quote.replace("\n", " "))
        lines.append(f"  {reading.language}{visible(told)}: {quoted(passage, reading.language)}")
    return "\n".join(lines)
