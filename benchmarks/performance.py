"""What this project costs beside what others cost: time, memory and disk, in one run.

Every process of a comparison is run in turns with the others, several times; what counts is how
many times the CPU time of another ours is, in the median of the rounds. Seconds are told too, but
they are those of the machine that it was run on, and of what else it did.

``performance.py`` takes half an hour on two cores; ``--quick`` some minutes, and writes nothing.
``--only`` measures some of it and leaves the other results as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from pathlib import Path

from data import HERE, folder
from indexing import growth, indexing
from plan import Plan
from starting import start
from warming import warm
from working import batch

SECTIONS = {"start": start, "indexing": indexing, "growth": growth, "warm": warm, "batch": batch}
RESULTS = HERE / "results" / "performance.json"
FULL = Plan(
    rounds=5, few=2, real=1000, step=5000, steps=10, small=2, questions=100, cases=100, texts=500
)
QUICK = Plan(rounds=2, few=1, real=60, step=500, steps=4, small=2, questions=30, cases=15, texts=40)


def main() -> None:
    """Measure the sections that are wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    parser.add_argument("--out", type=Path, help="where results are written")
    parser.add_argument("--folder", type=Path, help="keeps the libraries that are measured")
    chosen = parser.parse_args()
    folder()  # ends here where there is no data
    plan = QUICK if chosen.quick else FULL
    target = chosen.out or (None if chosen.quick else RESULTS)
    results = json.loads(target.read_text()) if target and target.exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        place = chosen.folder or Path(temporary)
        place.mkdir(parents=True, exist_ok=True)
        for name in chosen.only:
            print(name, flush=True)
            results[name] = SECTIONS[name](plan, place)
            results["machine"] = {"cores": os.cpu_count(), "python": platform.python_version()}
            if target:
                target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if not target:
        print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
