"""What `performance.py` measures with: a plan, two libraries, and the references beside us."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data import HERE
from invented import real_articles, write
from peers.environments import UnavailableError, python
from racing import Contestant, run
from synthetic import files, learn

Results = dict[str, Any]

PYTHON = Path(sys.executable)
PEERS = HERE / "peers"
FRAMEWORKS = {"with_txtai": "txtai", "with_llama_index": "llama-index", "with_haystack": "haystack"}
INVENTED = {"PEER_VECTORS": "invented"}
PER_ARTICLE = 4.6  # passages of an invented article


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes:
        rounds: Of each race.
        few: Rounds of what takes long and tells no more with more.
        real: Passages that are really embedded.
        step: Passages that a library grows by at once.
        steps: How often it grows.
        small: After how many steps it is also measured.
        questions: Asked of a warm library.
        cases: Of `rag eval`.
        texts: That are summarised.
    """

    rounds: int
    few: int
    real: int
    step: int
    steps: int
    small: int
    questions: int
    cases: int
    texts: int


@dataclass(frozen=True)
class Grown:
    """Two sizes of the same invented library.

    Attributes:
        articles: Files that were added, in order.
        small: The library when it had some of them.
        large: And all.
        steps: What adding each file took.
    """

    articles: list[Path]
    small: Path
    large: Path
    steps: list[dict[str, float]]


def peer(name: str, *arguments: object, **environment: str) -> Contestant:
    """A reference of `benchmarks/peers` that runs in this environment."""
    return Contestant([PYTHON, PEERS / f"{name}.py", *arguments], environment=environment)


def frameworks(
    *arguments: object, **environment: str
) -> tuple[dict[str, Contestant], dict[str, str]]:
    """Those that have environments of their own, by name, and why one cannot be had.

    ``{name}`` in an argument stands for the script's name.
    """
    there, missing = {}, {}
    for name, label in FRAMEWORKS.items():
        try:
            words = [str(word).format(name=name) for word in arguments]
            command = [python(name), PEERS / f"{name}.py", *words]
            there[label] = Contestant(command, environment=environment)
        except UnavailableError as error:
            missing[label] = str(error)
    return there, missing


def grown(plan: Plan, place: Path) -> Grown:
    """The libraries; made once in a folder."""
    articles, small, large = place / "articles", place / "small", place / "large"
    told = place / "grown.json"
    if not told.exists():
        for old in (articles, small, large):
            shutil.rmtree(old, ignore_errors=True)
        articles.mkdir()
        distribution = place / "distribution.npz"
        sample = place / "real.jsonl"
        write(real_articles()[:40], sample)
        learn(sample, distribution)
        made = list(files(articles, [round(plan.step / PER_ARTICLE)] * plan.steps))
        grow = [PYTHON, HERE / "growing.py", distribution, large]
        steps = run(Contestant([*grow, *made[: plan.small]])).told["steps"]
        shutil.copytree(large, small)
        steps += run(Contestant([*grow, *made[plan.small :]])).told["steps"]
        told.write_text(json.dumps(steps))
    return Grown(sorted(articles.iterdir()), small, large, json.loads(told.read_text()))


def one_file(articles: list[Path], target: Path) -> Path:
    """Several files of articles as one."""
    with target.open("wb") as joined:
        for file in articles:
            joined.write(file.read_bytes())
    return target


def gone(folder: Path) -> None:
    """Take a folder away that a run has made."""
    shutil.rmtree(folder, ignore_errors=True)
