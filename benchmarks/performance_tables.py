"""The tables and sentences of docs/performance.md, each made of a section of the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from report import table_of

Results = Mapping[str, Any]

NAMES = {
    "ask": "**this project**",
    "rag add": "**this project**",
    "ask --help": "**this project**",
    "floor": "floor",
    "tutorial": "tutorial",
    "tutorial, retrieval alone": "tutorial without its chat model",
}


def fields(results: Results) -> dict[str, str]:
    """The page's fields of every section that was measured."""
    filled: dict[str, str] = {}
    for section, fill in SECTIONS.items():
        if section in results:
            filled |= fill(results[section])
    return filled


def searched(sizes: Results) -> str:
    """What each kind of search costs and misses, by size."""
    kinds = [
        ("vectors", "vectors, all articles"),
        ("vectors, of half a year", "vectors, half a year"),
        ("vectors, of a week", "vectors, a week"),
        ("words", "words, all articles"),
        ("words, of half a year", "words, half a year"),
        ("words, of a week", "words, a week"),
        ("both", "both, all articles"),
        ("both, of half a year", "both, half a year"),
        ("both, of a week", "both, a week"),
        ("exact", "exact"),
        ("Chroma alone", "chroma alone"),
        ("tutorial, with the question's embedding", "tutorial"),
        *((name, name) for name in ("txtai", "llama-index", "haystack")),
    ]
    rows = [
        [label, *(_p(found.get(kind)) for found in sizes.values())]
        for label, kind in kinds
        if any(kind in found for found in sizes.values())
    ]
    for name, kind in (("the vectors", "vectors, all articles"), ("Chroma alone", "chroma alone")):
        shares = [_percent(found[kind]["recall@10"]) for found in sizes.values()]
        rows.append([f"recall@10 of {name}", *shares])
    return table_of(["p50 / p99, ms", *_sizes(sizes)], rows)


def costs(sizes: Results) -> str:
    """What a library of each size takes, beside its searches."""
    rows = [
        ["a question to a new process, CPU seconds",
         *(_range(found["ask"]["CPU seconds"]) for found in sizes.values())],
        ["its memory, MiB", *(f"{found['ask']['MiB']['median']:,.0f}" for found in sizes.values())],
        ["on the disk, GB",
         *(f"{found['bytes on disk a passage'] * found['passages'] / 1e9:.1f}"
           for found in sizes.values())],
        ["adding a passage more, CPU ms beside the model",
         *(f"{found['CPU ms for each more']:.1f}" for found in sizes.values())],
        ["its memory, MiB", *(f"{found['MiB while adding']:,}" for found in sizes.values())],
    ]  # fmt: skip
    return table_of(["", *_sizes(sizes)], rows)


def times(found: Mapping[str, float], digits: int = 2) -> str:
    """How many times: the median, and what it lies between if there was more than one round."""
    return _between(found, "×", digits)


def _start(start: Results) -> dict[str, str]:
    return {
        "asked_of": f"{start['passages']:,}",
        "asked": _compared(start["ask"]),
        "asked_frameworks": _compared(start["frameworks"]) + _missing(start),
        "helped": _compared(start["help"]),
    }


def _indexing(added: Results) -> dict[str, str]:
    fewer = added["frameworks"]
    return {
        "indexed_of": f"{added['passages']['rag add']:,}",
        "share": f"{_percent(added['share in the model'])} of our CPU time is spent in the model.",
        "indexed": _compared(added, added["passages"]),
        "fewer_of": f"{fewer['passages']['rag add']:,}",
        "indexed_fewer": _compared(fewer, fewer["passages"]) + _missing(fewer),
        "again": _again(added),
    }


def _growth(grown: Results) -> dict[str, str]:
    return {"grown": _grown(grown), "linear": _linear(grown)}


def _warm(warm: Results) -> dict[str, str]:
    sizes = warm["sizes"]
    return {
        "questions": str(warm["questions"]),
        "searched": searched(sizes) + _missing(warm),
        "kept": _kept(sizes),
    }


def _batch(batch: Results) -> dict[str, str]:
    return {"worked": _worked(batch)}


SECTIONS = {
    "start": _start,
    "indexing": _indexing,
    "growth": _growth,
    "warm": _warm,
    "batch": _batch,
}


def _missing(section: Results) -> str:
    """Who could not be had, and why."""
    reasons = [f"Without {name}: {why}." for name, why in section["missing"].items()]
    return "\n\n" + " ".join(reasons) if reasons else ""


def _compared(costs: Results, passages: Mapping[str, int] | None = None) -> str:
    """A row for each contestant."""
    rows = []
    for name, took in costs["took"].items():
        cpu = took["CPU seconds"]
        row = [
            NAMES.get(name, name),
            _range(cpu),
            f"{took['seconds']['median']:.1f}",
            f"{took['MiB']['median']:.0f}",
        ]
        if passages:
            row.append(f"{passages[name]:,}")
        rows.append([*row, times(costs["ratio"][name]) if name in costs["ratio"] else "–"])
    head = ["", "CPU seconds", "seconds", "MiB"]
    if passages:
        head.append("pieces")
    return table_of([*head, "ours is"], rows)


def _again(added: Results) -> str:
    again, twice = added["again"], added["duplicates"]
    return (
        f"The same folder once more takes {again['CPU seconds']['median']:.2f} s of CPU time: it is"
        f" {times(again['ratio'], 0)} faster. A folder in which every article stands twice has"
        f" {twice['twice']:,} passages embedded, of {twice['once']:,} in one of the two files."
    )


def _grown(grown: Results) -> str:
    rows = []
    before = 0
    for own, bare in zip(grown["steps"], grown["chroma alone"], strict=True):
        ours = 1000 * own["CPU seconds"] / (own["passages"] - before)
        before = own["passages"]
        rows.append(
            [f"{own['passages']:,}", f"{ours:.2f}", f"{own['MiB']:.0f}",
             f"{own['CPU seconds'] / bare['CPU seconds']:.1f}×"]
        )  # fmt: skip
    return table_of(["passages", "CPU ms for each more", "MiB", "of Chroma alone"], rows)


def _linear(grown: Results) -> str:
    own, bare = grown["steps"], grown["chroma alone"]
    share = own[-1]["CPU seconds"] / own[0]["CPU seconds"]
    alone = bare[-1]["CPU seconds"] / bare[0]["CPU seconds"]
    return (
        f"From the first step to the last, a passage costs {share:.1f} times as much; for Chroma"
        f" alone it is {alone:.1f} times: a graph is searched for each vector that it is given,"
        " and that takes the longer the more it has."
    )


def _sizes(sizes: Results) -> list[str]:
    return [f"{int(found['passages']):,} passages" for found in sizes.values()]


def _p(found: Mapping[str, float] | None) -> str:
    return f"{found['p50']:.1f} / {found['p99']:.1f}" if found else "–"


def _kept(sizes: Results) -> str:
    small, large = sizes["small"], sizes["large"]
    more = large["passages"] - small["passages"]
    memory = (large["MiB to open"] - small["MiB to open"]) * 2**20 / more
    return (
        f"Each passage more takes {memory / 1024:.1f} KiB of memory in a process that searches, and"
        f" {large['bytes on disk a passage'] / 1024:.1f} KiB on the disk, its text and its"
        " sentences' vectors included."
    )


def _worked(batch: Results) -> str:
    rows = [
        [name, _range(took["CPU seconds"]), f"{took['seconds']['median']:.1f}",
         f"{took['MiB']['median']:.0f}", _percent(1 - took["share in models"]["median"])]
        for name, took in batch.items()
    ]  # fmt: skip
    return table_of(["", "CPU seconds", "seconds", "MiB", "outside the models"], rows)


def _range(found: Mapping[str, float]) -> str:
    return _between(found, "", 2)


def _between(found: Mapping[str, float], unit: str, digits: int) -> str:
    """The median, and what it lies between if there was more than one round."""
    middle, low, high = (f"{found[name]:.{digits}f}" for name in ("median", "low", "high"))
    if found["low"] == found["high"]:
        return f"{middle}{unit}"
    return f"{middle}{unit} ({low}–{high})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
