"""The chart of how cost grows with the corpus. The only importer of matplotlib."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import EngFormatter, FuncFormatter, LogLocator, NullFormatter
from PIL import Image

from evals.bench.costs import Cost

_SIZE, _DPI = (10.0, 7.0), 100  # inches
_SHADES = 48  # enough for the lines' smooth edges, and a third of the file
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")  # Okabe & Ito's, which the colour-blind can tell apart
_GREY = "#777777"

Series = dict[str, list[Cost]]
Value = Callable[[Cost], float | None]
Styles = dict[str, Literal["-", "--", ":"]]


def draw_costs(costs: Sequence[Cost], file: Path) -> None:
    """Draw latency, build rate, memory and disk over clauses into the PNG ``file``, a colour for each text and store."""
    series: Series = {}
    for cost in sorted(costs, key=lambda cost: (cost.text.casefold(), cost.store, cost.clauses)):
        series.setdefault(f"{cost.text}, {'on a server' if cost.store == 'server' else 'embedded'}", []).append(cost)
    colours = dict(zip(series, itertools.cycle(_COLOURS), strict=False))
    figure = Figure(figsize=_SIZE, dpi=_DPI, layout="constrained")
    (latency, rate), (memory, disk) = figure.subplots(2, 2, sharex=True)
    for name, sized in series.items():
        colour = colours[name]
        _plot(latency, sized, lambda cost: cost.p50, colour, "-")
        _plot(latency, sized, lambda cost: cost.p95, colour, "--")
        _plot(latency, sized, lambda cost: cost.question_embedding, _GREY, ":")
        _plot(rate, sized, lambda cost: cost.nodes / cost.build, colour, "-")
        _plot(memory, sized, lambda cost: cost.memory, colour, "-")
        _plot(memory, sized, lambda cost: cost.server_memory, colour, "--")
        _plot(disk, sized, lambda cost: cost.disk, colour, "-")
        for axes in (memory, disk):
            _plot(axes, sized, lambda cost: cost.vectors, _GREY, ":")
    latency.set_ylim(bottom=0)
    _dress(latency, "A question, ms", {"median": "-", "95th percentile": "--", "embedding it alone": ":"})
    _dress(rate, "Built, nodes a second", {}, is_log=True)
    of_server: Styles = {"of the server": "--"} if any(cost.server_memory for cost in costs) else {}
    in_memory: Styles = {"of the process": "-", **of_server, "the vectors themselves": ":"}
    _dress(memory, "Memory while asking, MB", in_memory, is_log=True)
    _dress(disk, "On disk, MB", {"all that is kept": "-", "the vectors themselves": ":"}, is_log=True)
    for axes in (memory, disk):
        axes.set_xlabel("clauses")
    handles = [Line2D([], [], color=colour, marker="o", label=name) for name, colour in colours.items()]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), frameon=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    Image.open(drawn).convert("P", palette=Image.Palette.ADAPTIVE, colors=_SHADES).save(file, format="png", optimize=True)


def _plot(axes: Axes, sized: Sequence[Cost], value: Value, colour: str, style: str) -> None:
    points = [(cost.clauses, known) for cost in sized if (known := value(cost)) is not None]
    if points:
        marker = "" if colour == _GREY else "o"
        axes.plot(*zip(*points, strict=True), style, color=colour, marker=marker, markersize=4, linewidth=1.6)


def _dress(axes: Axes, title: str, styles: Styles, is_log: bool = False) -> None:
    axes.set_title(title, loc="left", fontsize=11)
    axes.set_xscale("log")
    if is_log:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0,) if _spans_decades(axes) else (1.0, 2.0, 5.0)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    if styles:
        handles = [Line2D([], [], color="#333333", linestyle=style, label=name) for name, style in styles.items()]
        axes.legend(handles=handles, fontsize=8, frameon=False, loc="best", handlelength=2.6)


def _spans_decades(axes: Axes) -> bool:
    """Whether a tick a power of ten is enough."""
    bottom, top = axes.get_ylim()
    return top > 1000 * bottom
