"""Units and paragraphs of a text in their order, and the ids that they get.

Unnumbered paragraphs belong to the numbered unit above them in the same part, but for two: what follows the last of the
points of a list, that is of units inside a clause with text of its own or below a line that ends with a colon, and, where
the manifest declares *conclusions*, what follows the last unit of a part whose marker does not stand alone. These and those
above the first unit are clauses of their own, ``p1``, ``p2``, … counted within the part (``I.p1``), after the points of a
clause within that clause (``III.12.p1``), and within the text where there is no part (``p1``). A text without any level is
nothing but such paragraphs.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

_LEADS = tuple(":：—–")  # what a line ends with that leads into a list

Runs = list[tuple[int, int]]
"""Spans of the text without white space at their ends or odd white space inside, in order."""


Path = tuple[str, ...]
"""The numbers of a unit in its id."""


@dataclass(slots=True)
class Block:
    """A numbered unit, or a paragraph without a number, under construction.

    ``at`` is where it begins; ``path`` is that of the unit, or of the part that the paragraph stands in; ``paragraphs``
    holds runs. ``alone`` says that the marker is the whole line and the text follows.
    """

    at: int
    path: Path
    is_numbered: bool
    paragraphs: list[Runs]
    alone: bool = False


def identified(
    blocks: Sequence[Block], text: str, *, conclusions: bool, lacks: Container[str]
) -> tuple[list[tuple[str, Block]], list[Block]]:
    """The clauses that ``blocks`` of ``text`` come to, with their ids, and the numbered units that have no text in them.

    Paragraphs are added to the unit that they belong to. Ids in ``lacks`` are passed over.
    """
    last_beside = {
        block.path[:length]: index
        for index, block in enumerate(blocks)
        if block.is_numbered
        for length in range(len(block.path))
    }
    out: list[tuple[str, Block]] = []
    above: Block | None = None
    is_concluded: dict[Path, bool] = {}
    unnumbered: dict[Path, int] = {}
    for index, block in enumerate(blocks):
        if block.is_numbered:
            is_concluded.setdefault(block.path[:-1], conclusions or _is_led_into(blocks, index, text))
            above = block
            out.append((".".join(block.path), block))
            continue
        if above and above.path[: len(block.path)] != block.path:
            above = None
        if above and (above.alone or index < last_beside[above.path[:-1]] or not is_concluded[above.path[:-1]]):
            above.paragraphs += block.paragraphs
            continue
        parent = above.path[:-1] if above else block.path
        unnumbered[parent] = unnumbered.get(parent, 0) + 1
        while (id_ := ".".join((*parent, f"p{unnumbered[parent]}"))) in lacks:
            unnumbered[parent] += 1
        out.append((id_, block))
    without_text = [block for _, block in out if not block.paragraphs and block.path not in last_beside]
    return [(id_, block) for id_, block in out if block.paragraphs], without_text


def _is_led_into(blocks: Sequence[Block], index: int, text: str) -> bool:
    """Whether the numbered unit at ``index``, the first inside another, opens a list that the text above leads into."""
    inside = blocks[index].path[:-1]
    if not inside or not index:
        return False
    above = blocks[index - 1]
    if above.is_numbered:
        return above.path == inside and bool(above.paragraphs)
    return above.path == inside[:1] and text.endswith(_LEADS, 0, above.paragraphs[-1][-1][1])
