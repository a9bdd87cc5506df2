"""Adds files to a library one by one, with vectors that cost nothing, and tells what each took.

``growing.py DISTRIBUTION LIBRARY FILE …`` prints a line of JSON for each file.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from synthetic import Drawn

from rag.wiring import News, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.ports import PassageText, PassageVectors


class Timed(Drawn):
    """Tells how long drawing took, which is not what is measured."""

    cpu = wall = 0.0

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        """As before."""
        passages = list(batch)  # cutting them is measured
        began, started = perf_counter(), process_time()
        found = super().embed_passages(passages)
        self.cpu += process_time() - started
        self.wall += perf_counter() - began
        return found


def main(distribution: str, library: str, *files: str) -> None:
    """Add the files."""
    embedder = Timed(Path(distribution))
    steps = []
    with News(Settings(Path(library)), create=True) as news:
        news.embedder = embedder
        with news.reading():  # imports Chroma, and reads the graph that is there
            pass
        for file in files:
            cpu, wall = embedder.cpu, embedder.wall
            began, started = perf_counter(), process_time()
            news.add([file])
            spent, took = process_time() - started, perf_counter() - began
            steps.append(
                {
                    "passages": news.status().passages,
                    "CPU seconds": round(spent - (embedder.cpu - cpu), 3),
                    "seconds": round(took - (embedder.wall - wall), 3),
                    "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                }
            )
            print(json.dumps(steps[-1]), file=sys.stderr, flush=True)
    print(json.dumps({"steps": steps}))


if __name__ == "__main__":
    main(*sys.argv[1:])
