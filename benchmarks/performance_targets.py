"""The targets of docs/performance.md, each beside what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from performance_tables import times
from report import table_of

if TYPE_CHECKING:
    from performance_tables import Results

TARGETS = (
    ("CPU time of a question to a new process, of the floor's", 1.2, "start", "ask", "floor"),
    ("… of the tutorial's", 0.5, "start", "ask", "tutorial"),
    ("CPU time of `ask --help`, of an empty typer app's", 1.5, "start", "help", "floor"),
)
OF_FLOOR = 1 / 0.9  # CPU time where nine tenths of the floor's speed are wanted
AGAIN = 200


def targets(results: Results) -> str:
    """Each target beside what came out."""
    rows = []
    for name, most, section, race, other in TARGETS:
        if section in results:
            found = results[section][race]["ratio"][other]
            rows.append([name, f"at most {most:g}×", times(found), _met(found["median"] <= most)])
    if added := results.get("indexing"):
        of_floor, again = added["ratio"]["floor"], added["again"]["ratio"]
        named = "CPU time of adding, of the floor's"
        met = _met(of_floor["median"] <= OF_FLOOR)
        rows.append([named, f"at most {OF_FLOOR:.2f}×", times(of_floor), met])
        named = f"adding the same {added['passages']['rag add']:,} passages again is faster"
        rows.append([named, f"{AGAIN}×", times(again, 0), _met(again["median"] >= AGAIN)])
    if grown := results.get("growth"):
        first, *_, last = grown["steps"]
        more = (last["MiB"] - first["MiB"]) * 1024 / (last["passages"] - first["passages"])
        named = "memory while adding, for each passage that is there"
        rows.append([named, "none", f"{more:.1f} KiB", _met(more < 1)])
    return table_of(["", "target", "measured", ""], rows)


def _met(met: bool) -> str:
    return "met" if met else "**missed**"
