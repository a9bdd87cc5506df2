"""The plots of docs/quality.md, as SVG that is the same whenever the results are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.lines import Line2D
from quality import GROUPS, unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.3  # inches: 700 pixels
INK, FAINT = "#333333", "#dddddd"
# Okabe and Ito's colours, which people with any kind of colour vision can tell apart.
COLOURS = {"product": "#0072B2", "tutorial": "#E69F00", "bm25": "#009E73", "dense": "#CC79A7"}
MARKERS = {"product": "o", "tutorial": "s", "bm25": "^", "dense": "D"}
NAMES = {
    "product": "this project",
    "tutorial": "tutorial pipeline",
    "bm25": "BM25 alone",
    "dense": "vectors alone",
}
GROUP_COLOURS = dict(zip(GROUPS, ("#D55E00", "#0072B2"), strict=True))
STYLE = {
    "svg.hashsalt": "quality",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "figure.facecolor": "white",
}


def draw(results: dict[str, Any], folder: Path, origin: str) -> None:
    """Write every plot into a folder; ``origin`` is noted in each."""
    made = {
        "retrieval": retrieval,
        "evidence": evidence,
        "abstention": abstention,
        "types": types,
    }
    with mpl.rc_context(STYLE):
        for name, plot in made.items():
            figure = plot(results["sets"])
            metadata = {"Date": None, "Creator": None, "Description": origin}
            figure.savefig(folder / f"quality-{name}.svg", metadata=metadata)
            plt.close(figure)


def retrieval(sets: dict[str, Any]) -> Figure:
    """How often a gold article comes first, for each set and system."""
    figure, axes = plt.subplots(figsize=(WIDTH, 0.9 + 0.72 * len(sets)), layout="constrained")
    _dots(axes, sets, "hit@1", tuple(NAMES))
    axes.set_xlabel("a gold article is found first, in percent of questions")
    _legend(figure, tuple(NAMES))
    return figure


def evidence(sets: dict[str, Any]) -> Figure:
    """How often the first sentence is right, and one of the first three."""
    systems = ("product", "tutorial")
    figure, (left, right) = plt.subplots(
        1, 2, sharex=True, sharey=True, figsize=(WIDTH, 1.1 + 0.5 * len(sets)), layout="constrained"
    )
    for axes, name, title in (
        (left, "evidence@1", "first sentence"),
        (right, "evidence@3", "first three sentences"),
    ):
        _dots(axes, sets, name, systems)
        axes.set_title(title)
    figure.supxlabel("hold the answer or are gold, in percent of questions", fontsize=9)
    _legend(figure, systems)
    return figure


def abstention(sets: dict[str, Any]) -> Figure:
    """What is kept of the answerable questions, and refused of the others."""
    rows = (len(sets) + 1) // 2
    figure, grid = plt.subplots(
        rows, 2, sharex=True, sharey=True, squeeze=False,
        figsize=(WIDTH, 0.9 + 2.9 * rows), layout="constrained",
    )  # fmt: skip
    for axes, (name, data) in zip(grid.flat, sets.items(), strict=False):
        _curves(axes, data["systems"])
        axes.set_title(name)
    for axes in grid.flat[len(sets) :]:
        axes.set_visible(False)
    figure.supxlabel("answered, of the questions that have an answer (%)", fontsize=9)
    figure.supylabel("refused, of those that have none (%)", fontsize=9)
    lines = [
        Line2D([], [], color=GROUP_COLOURS["near misses"], label="near misses"),
        Line2D([], [], color=GROUP_COLOURS["off-topic"], label="off-topic"),
        Line2D([], [], color=INK, ls=":", lw=1.2, label="tutorial pipeline"),
        Line2D([], [], color=INK, marker="o", ls="", label="the program as it comes"),
    ]
    figure.legend(handles=lines, loc="outside upper left", ncols=len(lines))
    return figure


def _curves(axes: Axes, systems: dict[str, Any]) -> None:
    axes.set(xlim=(0, 102), ylim=(0, 103), aspect="equal")
    axes.grid(visible=True)
    own, other = unpacked(systems["product"]), unpacked(systems["tutorial"])
    for group, colour in GROUP_COLOURS.items():
        for run, style in ((other, {"ls": ":", "lw": 1.2}), (own, {"lw": 2})):
            if curve := run.curve(group):
                kept, refused = curve.drawn()
                axes.plot(_percent(kept), _percent(refused), color=colour, **style)
        if group in systems["product"]["abstention"]:
            figures = systems["product"]["abstention"][group]
            point = [100 * figures[name]["value"] for name in ("answered", "refused")]
            axes.plot(*point, "o", ms=8, mec="white", mew=1.5, color=colour, zorder=5)


def types(sets: dict[str, Any]) -> Figure:
    """How often the first sentence is right, by the type that is asked for."""
    rows = (len(sets) + 1) // 2
    kinds = sorted(
        {kind for data in sets.values() for kind in data["systems"]["product"]["by type"]}
    )
    kinds.sort(key=lambda kind: kind == "something else")
    figure, grid = plt.subplots(
        rows, 2, sharex=True, sharey=True, squeeze=False,
        figsize=(WIDTH, 0.6 + (0.6 + 0.26 * len(kinds)) * rows), layout="constrained",
    )  # fmt: skip
    for axes, (name, data) in zip(grid.flat, sets.items(), strict=False):
        for row, kind in enumerate(reversed(kinds)):
            found = data["systems"]["product"]["by type"].get(kind, {}).get("evidence@1")
            if found:
                _dot(axes, found, row, "product")
                axes.annotate(
                    str(found["questions"]), (1.0, row), xycoords=("axes fraction", "data"),
                    xytext=(4, 0), textcoords="offset points", va="center", fontsize=7.5,
                )  # fmt: skip
        axes.set_title(name)
        axes.set(xlim=(0, 102), ylim=(-0.6, len(kinds) - 0.4), yticks=range(len(kinds)))
        axes.set_yticklabels(reversed(kinds))
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=True, axis="x")
    for axes in grid.flat[len(sets) :]:
        axes.set_visible(False)
    figure.supxlabel(
        "the first sentence is right, in percent of the questions (their number at the right)",
        fontsize=9,
    )
    return figure


def _dots(axes: Axes, sets: dict[str, Any], measure: str, systems: Sequence[str]) -> None:
    """A row for each set, and in it a dot for each system."""
    step = 0.72 / len(systems)
    for row, data in enumerate(reversed(sets.values())):
        for place, system in enumerate(systems):
            found = data["systems"][system]["figures"].get(measure)
            if found:
                _dot(axes, found, row + step * ((len(systems) - 1) / 2 - place), system)
    axes.set(ylim=(-0.55, len(sets) - 0.45), yticks=range(len(sets)))
    axes.set_yticklabels(reversed(sets))
    for edge in range(len(sets) - 1):
        axes.axhline(edge + 0.5, color=FAINT, lw=0.8)
    axes.set_xlim(right=102)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=True, axis="x")


def _dot(axes: Axes, found: dict[str, float], row: float, system: str) -> None:
    if found["low"] is not None:
        axes.plot(
            _percent([found["low"], found["high"]]), [row, row], color=COLOURS[system], lw=1.8
        )
    size = {"product": 7, "bm25": 7.5}.get(system, 6)  # a triangle looks smaller than it is
    axes.plot(
        100 * found["value"], row, MARKERS[system], color=COLOURS[system],
        ms=size, mec="white", mew=0.8, zorder=5,
    )  # fmt: skip


def _legend(figure: Figure, systems: Sequence[str]) -> None:
    lines = [
        Line2D([], [], color=COLOURS[system], marker=MARKERS[system], label=NAMES[system])
        for system in systems
    ]
    figure.legend(handles=lines, loc="outside upper left", ncols=len(lines))


def _percent(shares: Sequence[float]) -> list[float]:
    return [100 * share for share in shares]
