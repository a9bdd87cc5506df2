"""Searches in libraries of 100,000 and 1,000,000 passages, whose vectors are drawn.

A million passages take hours to add and 12 GB of disk. Results are kept size by size;
``--sizes`` names others.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from data import HERE, passages, sample
from invented import real_articles, write
from plan import PER_ARTICLE, PYTHON
from racing import Contestant, run
from synthetic import files, learn

RESULTS = HERE / "results" / "performance-large.json"
STEP = 10_000
QUESTIONS = 100


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
            grow = [PYTHON, HERE / "growing.py", place / "distribution.npz", place / "library"]
            steps = run(Contestant([*grow, *made[done : size // STEP]])).told["steps"]
            done = size // STEP
            found = run(Contestant([PYTHON, HERE / "searching.py", place / "library", questions]))
            results["sizes"][f"{size}"] = {**found.told, "steps": steps}
            chosen.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
            print(size, found.told["both, all articles"], flush=True)


if __name__ == "__main__":
    main()
