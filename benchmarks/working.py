"""What it takes to evaluate cases and to summarise articles, in the articles' own words."""

from __future__ import annotations

import json
import shutil
from functools import partial
from typing import TYPE_CHECKING

from data import HERE, passages, wikinews
from invented import write
from plan import PYTHON, gone
from racing import RAG, Contestant, compared, race, run, spread

if TYPE_CHECKING:
    from pathlib import Path

    from plan import Plan, Results


def batch(plan: Plan, place: Path) -> Results:
    """Both, with what share of it the models took."""
    rows = [row for name in ("squad2", "clapnq") for row in passages(name).articles.values()]
    rows = [*wikinews().articles.values(), *rows]
    chosen = [{key: row[key] for key in ("id", "title", "text")} for row in rows[: plan.texts]]
    library = place / "to-summarise"
    gone(library)
    write(chosen, place / "summarised.jsonl")
    run(Contestant([RAG, "add", place / "summarised.jsonl", "--library", library]))
    out = place / "summaries"
    every = ["summarise", "--all", "--out", out, "--library", library]
    inside = [PYTHON, HERE / "inside.py"]
    cases = some_cases(plan.cases, place / "cases")
    contestants = {
        f"{len(chosen)} summaries": Contestant([*inside, *every], partial(gone, out)),
        f"{plan.cases} cases": Contestant(
            [*inside, "eval", "--cases", cases, "--model", "extractive"]
        ),
    }
    found = race(contestants, plan.few)
    return {
        name: {
            **compared({name: costs}, name)["took"][name],
            "share in models": spread(
                [cost.told["CPU seconds in models"] / cost.cpu for cost in costs]
            ),
        }
        for name, costs in found.items()
    }


def some_cases(number: int, target: Path) -> Path:
    """Cases of `evals/` over the articles of `seeds/`, as one file."""
    import yaml

    evals = HERE.parent / "evals"
    cases = [
        case
        for name in ("fresh", "later", "near-names")
        for case in yaml.safe_load((evals / f"{name}.yaml").read_text(encoding="utf-8"))["cases"]
    ]
    content = {"articles": ["../seeds"], "cases": cases[:number]}
    gone(target)
    shutil.copytree(HERE.parent / "seeds", target / "seeds")
    file = target / "evals" / "cases.yaml"
    file.parent.mkdir()
    file.write_text(json.dumps(content), encoding="utf-8")  # which is YAML, too
    return file.parent
