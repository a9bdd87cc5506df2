"""Processes that are measured from outside, in turns, and what one costs of another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Figure = dict[str, float]

LAUNCHER = str(Path(__file__).with_name("launching.py"))
RAG = Path(sys.executable).parent / "rag"
ASK = Path(sys.executable).parent / "ask"
REFUSED = 3  # exit code of `ask`; a question that is refused was answered as far as we care


@dataclass(frozen=True)
class Contestant:
    """What is run.

    Attributes:
        command: The program and its arguments.
        before: Called before each run, unmeasured.
        environment: On top of this process's own.
    """

    command: Sequence[object]
    before: Callable[[], None] = lambda: None
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Cost:
    """What a process took until it ended.

    Attributes:
        cpu: Seconds of all of its threads, in user and system mode.
        wall: Seconds on the clock, which other programs make longer.
        mib: The largest that it ever was.
        told: The JSON of its last line, if that is any.
    """

    cpu: float
    wall: float
    mib: float
    told: dict[str, Any]


def run(contestant: Contestant) -> Cost:
    """Run a process to its end; ends this one if it fails."""
    contestant.before()
    command = [str(word) for word in contestant.command]
    environment = {**os.environ, "NO_COLOR": "1", **(contestant.environment or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # pip compiles what it installs
    # Linux counts the memory of whoever starts a process as the process's own: a small one has to.
    with subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-S", LAUNCHER, *command],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as started:  # fmt: skip
        lines, errors = started.communicate()
    *out, used = filter(None, lines.splitlines())
    taken = json.loads(used)
    if taken["code"] not in (0, REFUSED):
        sys.stderr.write(errors)
        sys.exit(f"{' '.join(command)} ended with {taken['code']}")
    return Cost(taken["cpu"], taken["wall"], taken["mib"], _told(out))


def race(contestants: Mapping[str, Contestant], rounds: int) -> dict[str, list[Cost]]:
    """Run each once a round, so that what else the machine does meets all alike."""
    costs: dict[str, list[Cost]] = {name: [] for name in contestants}
    for number in range(rounds):
        for name, contestant in contestants.items():
            costs[name].append(run(contestant))
            last = costs[name][-1]
            print(f"  {number + 1}/{rounds} {name}: {last.cpu:.2f} s CPU", flush=True)
    return costs


def compared(costs: Mapping[str, Sequence[Cost]], own: str) -> dict[str, Any]:
    """What each took, and how many times that of each other our own took, by rounds."""
    return {
        "runs": len(costs[own]),
        "took": {
            name: {
                "CPU seconds": spread([cost.cpu for cost in found]),
                "seconds": spread([cost.wall for cost in found]),
                "MiB": spread([cost.mib for cost in found]),
            }
            for name, found in costs.items()
        },
        "ratio": {
            name: ratio([cost.cpu for cost in costs[own]], [cost.cpu for cost in found])
            for name, found in costs.items()
            if name != own
        },
    }


def ratio(own: Sequence[float], others: Sequence[float]) -> Figure:
    """How many times theirs ours is; one of each is taken together."""
    return spread([ours / theirs for ours, theirs in zip(own, others, strict=True)])


def spread(values: Sequence[float]) -> Figure:
    """Median, least and most."""
    return {
        "median": _short(median(values)),
        "low": _short(min(values)),
        "high": _short(max(values)),
    }


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _told(lines: Sequence[str]) -> dict[str, Any]:
    try:
        found = json.loads(lines[-1])
    except (IndexError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
