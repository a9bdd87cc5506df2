"""The plots of docs/performance.md, as SVG that is the same whenever the results are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from plots import INK, STYLE, WIDTH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

OURS, THEIRS, FLOOR = "#0072B2", "#E69F00", "#999999"
TICKS = (1, 2, 4, 8, 16, 32, 64)
KINDS = {
    "exact": ("exact", FLOOR, ":"),
    "chroma alone": ("Chroma alone", THEIRS, "-"),
    "vectors, all articles": ("vectors", OURS, "-"),
    "words, all articles": ("words", "#009E73", "-"),
    "both, all articles": ("both, with the question's embedding", "#CC79A7", "-"),
    "both, half a year": ("both, of half a year", "#CC79A7", "--"),
}


def draw(results: dict[str, Any], folder: Path, origin: str) -> None:
    """Write every plot into a folder; ``origin`` is noted in each."""
    made = {"start": start, "growth": growth, "warm": warm, "far": far}
    with mpl.rc_context({**STYLE, "svg.hashsalt": "performance"}):
        for name, plot in made.items():
            if name not in results:
                continue
            figure = plot(results)
            metadata = {"Date": None, "Creator": None, "Description": origin}
            figure.savefig(folder / f"performance-{name}.svg", metadata=metadata)
            plt.close(figure)


def start(results: Mapping[str, Any]) -> Figure:
    """CPU time of a question to a new process."""
    took = results["start"]["frameworks"]["took"] | results["start"]["ask"]["took"]
    names = sorted(took, key=lambda name: -took[name]["CPU seconds"]["median"])
    figure, axes = plt.subplots(figsize=(WIDTH, 0.8 + 0.32 * len(names)), layout="constrained")
    for row, name in enumerate(names):
        found = took[name]["CPU seconds"]
        colour = {"ask": OURS, "floor": FLOOR}.get(name, THEIRS)
        axes.plot([found["low"], found["high"]], [row, row], color=INK, lw=1)
        axes.plot(found["median"], row, "o", color=colour)
        axes.annotate(
            f"{found['median']:.1f}", (found["high"], row), (4, 0),
            textcoords="offset points", va="center",
        )  # fmt: skip
    axes.set_yticks(range(len(names)), ["this project" if n == "ask" else n for n in names])
    axes.set_xscale("log")
    axes.set_xticks(TICKS, [str(tick) for tick in TICKS])
    axes.minorticks_off()
    axes.grid(visible=True, axis="x")
    axes.set_xlabel("CPU seconds of a question to a new process; each line is twice the one before")
    return figure


def growth(results: Mapping[str, Any]) -> Figure:
    """CPU time of a passage more, and memory, by size."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.8), layout="constrained")
    for name, label, colour in (
        ("steps", "this project", OURS),
        ("chroma alone", "Chroma alone", THEIRS),
    ):
        steps = results["growth"][name]
        sizes = [step["passages"] for step in steps]
        before = [0, *sizes[:-1]]
        each = [
            1000 * step["CPU seconds"] / (size - old)
            for step, size, old in zip(steps, sizes, before, strict=True)
        ]
        left.plot([size / 1000 for size in sizes], each, "o-", ms=3, color=colour, label=label)
    steps = results["growth"]["steps"]
    right.plot(
        [step["passages"] / 1000 for step in steps], [step["MiB"] for step in steps],
        "o-", ms=3, color=OURS,
    )  # fmt: skip
    for axes, title in (
        (left, "CPU ms for each passage more, beside the model"),
        (right, "MiB of memory at the most"),
    ):
        axes.set(xlabel="thousand passages", ylim=(0, None))
        axes.set_title(title, fontsize=9)
        axes.grid(visible=True)
    left.legend()
    return figure


def warm(results: Mapping[str, Any]) -> Figure:
    """p50 of each kind of search, by size."""
    return _searches(list(results["warm"]["sizes"].values()), {"ylim": (0, None)})


def far(results: Mapping[str, Any]) -> Figure:
    """The same for all sizes that were measured, where each line is ten times the one before."""
    warm, large = (results[name]["sizes"].values() for name in ("warm", "far"))
    figure = _searches([*warm, *large], {"xscale": "log", "yscale": "log"})
    for axis in (figure.axes[0].xaxis, figure.axes[0].yaxis):
        axis.set_major_formatter("{x:g}")  # 100, not 10²
    return figure


def _searches(sizes: Sequence[Mapping[str, Any]], scales: Mapping[str, Any]) -> Figure:
    figure, axes = plt.subplots(figsize=(WIDTH, 2.8), layout="constrained")
    for kind, (label, colour, line) in KINDS.items():
        axes.plot(
            [size["passages"] / 1000 for size in sizes], [size[kind]["p50"] for size in sizes],
            f"o{line}", ms=3, color=colour, label=label,
        )  # fmt: skip
    axes.set(xlabel="thousand passages", ylabel="CPU ms, p50", **scales)
    axes.grid(visible=True)
    figure.legend(loc="outside right upper")
    return figure
