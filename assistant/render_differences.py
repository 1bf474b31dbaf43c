"""Differences between editions as text for people: a table of what differs, then every passage word for word.

The clauses that partial editions lack, which may be most of a text, are one row and one line instead of a quote each.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.differences import Comparison, Difference
from assistant.render import quoted, visible
from index.corpus import Corpus
from index.references import existing_clauses

_LACKS = "–"
_HAS = "+"


def render_comparison(comparison: Comparison, corpus: Corpus) -> str:
    """A line with the count, the table, the quotes, and the notices."""
    rows = _rows(comparison, corpus)
    count = len(rows)
    clauses = len(comparison.clauses)
    found = f"{count or 'No'} difference{'' if count == 1 else 's'} found in {clauses} clause{'' if clauses == 1 else 's'}"
    blocks = [f"{found}, between the editions {', '.join(comparison.languages)}."]
    if rows:
        blocks.append(_table(rows, comparison.languages))
        blocks += [_quotes(row[0]) if len(row) == 1 else _lacked(row) for row in rows]
    if comparison.notices:
        blocks.append("\n".join(comparison.notices))
    return "\n\n".join(blocks)


def _rows(comparison: Comparison, corpus: Corpus) -> list[list[Difference]]:
    """Every difference by itself, but together all clauses that the same partial editions, and no others, lack."""
    rows: dict[int | tuple[str, ...], list[Difference]] = {}
    for number, difference in enumerate(comparison.differences):
        lacking = _lacking(difference)
        is_expected = lacking and all(corpus.editions[name].manifest.partial for name in lacking)
        rows.setdefault(lacking if is_expected else number, []).append(difference)
    return list(rows.values())


def _lacking(difference: Difference) -> tuple[str, ...]:
    """The editions that lack the clause."""
    return tuple(reading.language for reading in difference.readings if difference.kind == "clause" and not reading.only)


def _table(rows: Sequence[Sequence[Difference]], languages: Sequence[str]) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("clause", "differs in", *languages, box=None, padding=(0, 2, 0, 0), show_edge=False)
    for row in rows:
        difference = row[0]
        cells = {reading.language: _cell(difference, reading.only) for reading in difference.readings}
        texts = [_ids(row), difference.kind, *(cells.get(language, "") for language in languages)]
        table.add_row(*(Text(text, no_wrap=True) for text in texts))
    console = Console(width=10_000, color_system=None)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().rstrip().splitlines())


def _cell(difference: Difference, only: tuple[str, ...]) -> str:
    if not only:
        return _LACKS
    return _HAS if difference.kind in ("sentence", "clause") else visible(", ".join(only))


def _quotes(difference: Difference) -> str:
    kind = difference.kind
    lines = [f"[{difference.clause}] " + ("is not in every edition:" if kind == "clause" else f"differs in a {kind}:")]
    for reading in difference.readings:
        if kind == "clause" and not reading.only:
            lines.append(f"  {reading.language}: no such clause")
            continue
        told = f" ({', '.join(reading.only)})" if reading.only and kind not in ("sentence", "clause") else ""
        if kind == "sentence" and not reading.only:
            told = " (no such sentence; nearest)"
        passage = visible(reading.quote.replace("\n", " "))
        lines.append(f"  {reading.language}{visible(told)}: {quoted(passage, reading.language)}")
    return "\n".join(lines)


def _lacked(row: Sequence[Difference]) -> str:
    lacking = _lacking(row[0])
    partial = "a partial edition" if len(lacking) == 1 else "partial editions"
    return f"[{_ids(row)}] are not in {' and '.join(lacking)}, {partial}."


def _ids(row: Sequence[Difference]) -> str:
    return ", ".join(existing_clauses([difference.clause for difference in row]))
