"""What a search costs in a warm process, at two sizes of a library."""

from __future__ import annotations

import json
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from data import HERE, passages, sample
from plan import PYTHON, frameworks, grown, peer
from racing import Contestant, run, spread
from starting import stores

if TYPE_CHECKING:
    from pathlib import Path

    from plan import Plan, Results


def warm(plan: Plan, place: Path) -> Results:
    """Each kind of search several times; at the smaller size the others beside it."""
    found = grown(plan, place)
    missing = stores(plan, found, place)
    questions = place / "questions.jsonl"
    asked = sample(passages("squad2").cases, plan.questions)
    rows = [json.dumps({"question": case.question}) + "\n" for case in asked]
    questions.write_text("".join(rows), encoding="utf-8")
    others, _ = frameworks("warm", place / "{name}", questions)
    beside = {"tutorial": peer("tutorial", "warm", place / "tutorial", questions), **others}
    results: Results = {"questions": len(asked), "missing": missing, "sizes": {}}
    for size, library in (("small", found.small), ("large", found.large)):
        own = Contestant([PYTHON, HERE / "searching.py", library, questions])
        rounds = []
        for number in range(plan.few):
            rounds.append(run(own).told)
            print(f"  {number + 1} {size}: {rounds[-1]['both, all articles']}", flush=True)
            for name, contestant in beside.items() if size == "small" else ():
                rounds[-1][name] = quantiles(run(contestant).told["cpu ms"])
                print(f"  {number + 1} {size}, {name}: {rounds[-1][name]}", flush=True)
        results["sizes"][size] = summed(rounds)
    return results


def quantiles(times: list[float]) -> dict[str, float]:
    """The half and the last hundredth."""
    return {"p50": float(np.quantile(times, 0.5)), "p99": float(np.quantile(times, 0.99))}


def summed(rounds: list[Results]) -> Results:
    """Median of each figure, and the spread of the ratios of the halves to exact search."""
    first = rounds[0]
    results: Results = {}
    for name, figures in first.items():
        if not isinstance(figures, dict):
            results[name] = median(one[name] for one in rounds)
            continue
        results[name] = {
            each: round(median(one[name][each] for one in rounds), 4) for each in figures
        }
        results[name]["ratio to exact search"] = spread(
            [one[name]["p50"] / one["exact"]["p50"] for one in rounds]
        )
    return results
