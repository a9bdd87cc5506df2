"""`make faults`: kill, spoil and crowd a library, print the figures, fail on any loss.

Some fifteen minutes on two cores. ``--seed`` repeats a run; without a C compiler, kills fall on
random moments only, and the disk cannot be made to fail.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from children import Children
from chroma_server import ChromaServer, Gate
from load import under_load
from restarting import restarts
from scenes import Scene
from spoiling import spoilt
from surviving import Tally, failures, kills

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> int:
    """Run all parts; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=210)
    parser.add_argument("--failures", type=int, default=40, help="on a full or failing disk")
    parser.add_argument("--served", type=int, default=30, help="kills, vectors on a server")
    parser.add_argument("--restarts", type=int, default=12, help="of that server")
    parser.add_argument("--spoilt", type=int, default=48, help="libraries with turned bits")
    parser.add_argument("--seconds", type=float, default=60, help="under load")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rag-faults-") as room:
        (Path(room) / "scratch").mkdir()
        children = Children(Path(room) / "scratch")
        scene = Scene(Path(room) / "scene", children)
        losses = shown("kills survived", lambda: kills(scene, asked.kills, asked.seed, say))
        if children.can_fail:
            losses += shown(
                "failing disks survived", lambda: failures(scene, asked.failures, asked.seed, say)
            )
        else:
            say("no C compiler here: the disk cannot be made to fail, and is not tried")
        losses += shown("damages seen", lambda: spoilt(scene, asked.spoilt, asked.seed, say))
        losses += on_a_server(Path(room), children, asked)
        load = under_load(Path(room) / "load", asked.seconds)
        done = ", ".join(f"{name} {count}" for name, count in sorted(load.done.items()))
        say(
            f"operations under load: {sum(load.done.values())} in {load.seconds:.0f} s ({done}),"
            f" slowest {load.slowest:.1f} s, failures: {len(load.failures)}"
        )
        for failure in load.failures[:20]:
            say(f"  {failure}")
    losses += len(load.failures)
    say(f"failures in all: {losses}")
    return 1 if losses else 0


def on_a_server(room: Path, children: Children, asked: argparse.Namespace) -> int:
    """The parts whose vectors are on a real Chroma server; returns how much was lost."""
    with ChromaServer(room / "chroma") as server, Gate(server) as gate:
        scene = Scene(room / "served", children, gate.url)
        losses = shown(
            "kills survived, vectors on a server",
            lambda: kills(scene, asked.served, asked.seed, say),
        )
        return losses + shown(
            "deaths of that server survived",
            lambda: restarts(scene, gate, server, asked.restarts, asked.seed),
        )


def shown(name: str, part: Callable[[], Tally]) -> int:
    """Run a part and print its figures; returns how much was lost."""
    began = time.monotonic()
    tally = part()
    parts = ", ".join(f"{what} {count}" for what, count in sorted(tally.tried.items()))
    seconds = time.monotonic() - began
    say(f"{name}: {tally.total - len(tally.losses)} of {tally.total} ({parts}) in {seconds:.0f} s")
    return len(tally.losses)


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - that is what it is for


if __name__ == "__main__":
    sys.exit(main())
