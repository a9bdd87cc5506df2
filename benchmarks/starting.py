"""What it takes to answer one question in a new process, and to show a help page."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from plan import INVENTED, frameworks, gone, grown, one_file, peer
from racing import ASK, Contestant, compared, race, run

if TYPE_CHECKING:
    from pathlib import Path

    from plan import Grown, Plan, Results

QUESTION = "Who led the Norman conquest of England?"


def start(plan: Plan, place: Path) -> Results:
    """All contestants have the same articles, as many as the smaller library."""
    found = grown(plan, place)
    missing = stores(plan, found, place)
    others, _ = frameworks("ask", place / "{name}", QUESTION)
    asked = {
        "ask": Contestant([ASK, QUESTION, "--library", found.small]),
        "floor": peer("floor", "ask", place / "floor", QUESTION),
        "tutorial": peer("tutorial", "ask", place / "tutorial", QUESTION),
        "tutorial, retrieval alone": peer("tutorial", "retrieve", place / "tutorial", QUESTION),
    }
    beside = {"ask": asked["ask"], **{name: others[name] for name in others if name not in missing}}
    helped = {"ask --help": Contestant([ASK, "--help"]), "floor": peer("typer_app", "--help")}
    return {
        "passages": found.steps[plan.small - 1]["passages"],
        "ask": compared(race(asked, plan.rounds), "ask"),
        "frameworks": compared(race(beside, plan.few), "ask"),
        "help": compared(race(helped, 2 * plan.rounds), "ask --help"),
        "missing": missing,
    }


def stores(plan: Plan, found: Grown, place: Path) -> dict[str, str]:
    """Fill the others' stores with vectors that cost nothing, once; tells which cannot be had."""
    told = place / "stores.json"
    if told.exists():
        missing: dict[str, str] = json.loads(told.read_text())
        return missing
    source = one_file(found.articles[: plan.small], place / "small.jsonl")
    others, missing = frameworks("index", source, place / "{name}", **INVENTED)
    filled = {
        "tutorial": peer("tutorial", "index", source, place / "tutorial", **INVENTED),
        **others,
    }
    for name, contestant in filled.items():
        store = contestant.command[-1]
        before = lambda store=store: gone(store)  # noqa: E731 - of each its own
        run(replace(contestant, before=before))
        print(f"  stored: {name}", flush=True)
    [index] = (found.small / "vectors").iterdir()
    gone(place / "floor")
    shutil.copytree(index, place / "floor")
    told.write_text(json.dumps(missing))
    return missing
