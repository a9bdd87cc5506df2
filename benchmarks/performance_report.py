"""docs/performance.md with its plots, and README's table, made of the committed results."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from report import DOCS, HERE, README, loaded, origin
from report import _table as table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    Results = Mapping[str, Any]

RESULTS = HERE / "results" / "performance.json"
LARGE = HERE / "results" / "performance-large.json"
FIELD = re.compile(r"\{(\w+)\}")
NOT_YET = "Not measured yet."
FAST = re.compile(r"(<!-- performance -->\n\n)(?:\|.*\n)+")

NAMES = {
    "ask": "**this project**",
    "rag add": "**this project**",
    "ask --help": "**this project**",
    "floor": "floor",
    "tutorial": "tutorial",
    "tutorial, retrieval alone": "tutorial without its chat model",
}


def page(results: Results, large: Results) -> str:
    """The whole page, in Markdown."""
    filled = {
        "machine": f"{results['machine']['cores']} cores",
        "targets": _targets(results),
        "far": _far(large),
    }
    for section, fill in FILLED.items():
        if section in results:
            filled |= fill(results[section])
    text = (HERE / "performance.md").read_text(encoding="utf-8")
    return FIELD.sub(lambda field: filled.get(field[1], NOT_YET), text)


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
        "searched": _searched(sizes) + _missing(warm),
        "kept": _kept(sizes),
    }


def _missing(section: Results) -> str:
    """Who could not be had, and why."""
    reasons = [f"Without {name}: {why}." for name, why in section["missing"].items()]
    return "\n\n" + " ".join(reasons) if reasons else ""


TARGETS = (
    ("CPU time of a question to a new process, of the floor's", 1.2, "start", "ask", "floor"),
    ("… of the tutorial's", 0.5, "start", "ask", "tutorial"),
    ("CPU time of `ask --help`, of an empty typer app's", 1.5, "start", "help", "floor"),
)
OF_FLOOR = 1 / 0.9  # CPU time where nine tenths of the floor's speed are wanted
AGAIN = 200


def _targets(results: Results) -> str:
    """Each target beside what came out."""
    rows = []
    for name, most, section, race, other in TARGETS:
        if section in results:
            found = results[section][race]["ratio"][other]
            rows.append([name, f"at most {most:g}×", _times(found), _met(found["median"] <= most)])
    if added := results.get("indexing"):
        of_floor, again = added["ratio"]["floor"], added["again"]["ratio"]
        named = "CPU time of adding, of the floor's"
        met = _met(of_floor["median"] <= OF_FLOOR)
        rows.append([named, f"at most {OF_FLOOR:.2f}×", _times(of_floor), met])
        named = f"adding the same {added['passages']['rag add']:,} passages again is faster"
        rows.append([named, f"{AGAIN}×", _times(again, 0), _met(again["median"] >= AGAIN)])
    if grown := results.get("growth"):
        first, *_, last = grown["steps"]
        more = (last["MiB"] - first["MiB"]) * 1024 / (last["passages"] - first["passages"])
        named = "memory while adding, for each passage that is there"
        rows.append([named, "none", f"{more:.1f} KiB", _met(more < 1)])
    return table_of(["", "target", "measured", ""], rows)


def _met(met: bool) -> str:
    return "met" if met else "**missed**"


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
        rows.append([*row, _times(costs["ratio"][name]) if name in costs["ratio"] else "–"])
    head = ["", "CPU seconds", "seconds", "MiB"]
    if passages:
        head.append("pieces")
    return table_of([*head, "ours is"], rows)


def _range(found: Mapping[str, float]) -> str:
    return _between(found, "", 2)


def _times(found: Mapping[str, float], digits: int = 2) -> str:
    return _between(found, "×", digits)


def _between(found: Mapping[str, float], unit: str, digits: int) -> str:
    """The median, and what it lies between if there was more than one round."""
    middle, low, high = (f"{found[name]:.{digits}f}" for name in ("median", "low", "high"))
    if found["low"] == found["high"]:
        return f"{middle}{unit}"
    return f"{middle}{unit} ({low}–{high})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _again(added: Results) -> str:
    again, twice = added["again"], added["duplicates"]
    return (
        f"The same folder once more takes {again['CPU seconds']['median']:.2f} s of CPU time: it is"
        f" {_times(again['ratio'], 0)} faster. A folder in which every article stands twice has"
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


def _searched(sizes: Results) -> str:
    kinds = [
        ("vectors", "vectors, all articles"),
        ("vectors, of half a year", "vectors, half a year"),
        ("words", "words, all articles"),
        ("words, of half a year", "words, half a year"),
        ("both", "both, all articles"),
        ("both, of half a year", "both, half a year"),
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
    recall = "recall@10"
    rows.append(
        [
            "recall@10 of the vectors",
            *(_percent(found["vectors, all articles"][recall]) for found in sizes.values()),
        ]
    )
    rows.append(
        [
            "recall@10 of Chroma alone",
            *(_percent(found["chroma alone"][recall]) for found in sizes.values()),
        ]
    )
    return table_of(
        ["p50 / p99, ms", *(f"{int(f['passages']):,} passages" for f in sizes.values())], rows
    )


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


def _far(large: Results) -> str:
    if not large:
        return "Not measured yet: `make bench-large` adds 100,000 and 1,000,000 drawn vectors."
    return _searched(large["sizes"])


OTHERS = ("txtai", "llama-index", "haystack")


def table(results: Results) -> str:
    """The table of README; a row of what was measured."""
    names = ("floor", "tutorial", *OTHERS)
    rows = []
    if start := results.get("start"):
        took = start["frameworks"]["took"] | start["ask"]["took"]
        cells = [_seconds(took, name) for name in ("ask", *names)]
        rows.append(["a question to a new process", *cells])
    if added := results.get("indexing"):
        cells = [_rate(added, name) for name in ("rag add", *names[:2])]
        cells += [_rate(added["frameworks"], name) for name in OTHERS]
        rows.append(["words added in a second", *cells])
    if warm := results.get("warm"):
        kinds = ("both, all articles", "chroma alone", *names[1:])
        cells = [_p50(warm["sizes"]["small"], kind) for kind in kinds]
        rows.append(["a search in a warm process", *cells])
    return table_of(["CPU time", "this project", *names], rows)


def _seconds(took: Results, name: str) -> str:
    return f"{took[name]['CPU seconds']['median']:.1f} s" if name in took else "–"


def _rate(costs: Results, name: str) -> str:
    if name not in costs["took"]:
        return "–"
    return f"{costs['words'] / costs['took'][name]['CPU seconds']['median']:,.0f}"


def _p50(warm: Results, name: str) -> str:
    return f"{warm[name]['p50']:.0f} ms" if name in warm else "–"


FILLED = {
    "start": _start,
    "indexing": _indexing,
    "growth": _growth,
    "warm": _warm,
    "batch": lambda batch: {"worked": _worked(batch)},
}


def committed_page() -> str:
    """The page as the results have it."""
    return page(loaded(RESULTS), loaded(LARGE))


def main() -> None:
    """Write the page, draw the plots, and bring README's table up to date."""
    from performance_plots import draw

    results = loaded(RESULTS)
    draw(results, DOCS, origin(RESULTS))
    (DOCS / "performance.md").write_text(committed_page(), encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    text = FAST.sub(lambda found: found[1] + table(results) + "\n", text)
    README.write_text(text, encoding="utf-8")
    print("written: docs/performance.md, its plots, and the table of README.md")


if __name__ == "__main__":
    main()
