"""Searches in libraries of 100,000 and 1,000,000 passages, whose vectors are drawn.

A million passages take two hours and 15 GB of disk. The library is filled by ``filling.py``; then
`rag add` adds some STEP passages more, which tells what adding costs at that size. Results are kept
size by size; ``--sizes`` names others.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from data import HERE, passages, sample
from invented import real_articles, write
from plan import PER_ARTICLE, PYTHON
from racing import ASK, Contestant, race, run, spread
from starting import QUESTION
from synthetic import files, learn

RESULTS = HERE / "results" / "performance-large.json"
STEP = 5_000
QUESTIONS = 100
ROUNDS = 3


def main() -> None:
    """Grow one library, and measure it at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    results = {"questions": QUESTIONS, "sizes": {}}
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        write(real_articles()[:40], place / "real.jsonl")
        learn(place / "real.jsonl", place / "distribution.npz")
        questions = place / "questions.jsonl"
        asked = sample(passages("squad2").cases, QUESTIONS)
        rows = [json.dumps({"question": case.question}) + "\n" for case in asked]
        questions.write_text("".join(rows), encoding="utf-8")
        (place / "articles").mkdir()
        each = round(STEP / PER_ARTICLE)
        made = list(files(place / "articles", [each] * (max(chosen.sizes) // STEP)))
        done = 0
        for size in sorted(chosen.sizes):
            *most, last = made[done : size // STEP]
            done = size // STEP
            into = (place / "distribution.npz", place / "library")
            filled = run(Contestant([PYTHON, HERE / "filling.py", *into, *most]))
            added = run(Contestant([PYTHON, HERE / "growing.py", *into, last])).told["steps"][0]
            print(size, f"{filled.wall:.0f} s,", added, flush=True)
            found = run(Contestant([PYTHON, HERE / "searching.py", place / "library", questions]))
            cold = Contestant([ASK, QUESTION, "--library", place / "library"])
            costs = race({"ask": cold}, ROUNDS)["ask"]
            more = added["passages"] - filled.told["passages"]
            results["sizes"][f"{size}"] = {
                **found.told,
                "ask": {
                    "CPU seconds": spread([cost.cpu for cost in costs]),
                    "MiB": spread([cost.mib for cost in costs]),
                },
                "CPU ms for each more": round(1000 * added["CPU seconds"] / more, 2),
                "MiB while adding": added["MiB"],
            }
            chosen.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
            print(size, found.told["both, all articles"], f"{found.wall:.0f} s", flush=True)


if __name__ == "__main__":
    main()
