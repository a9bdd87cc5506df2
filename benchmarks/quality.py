"""How good the answers are, set by set, and how much better than what is simpler.

Every set of the data folder becomes a library, made and asked through the public
interface. The same questions are put to the pipeline of the tutorials, to BM25 alone and
to the vectors alone. Each figure has its 95 % interval; differences are paired, with what
is simpler and with the results that are committed. `report.py` makes docs/quality.md of
what is written here.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from data import HERE, library, sample, sets
from figures import Curve, ahead, gain, share
from outcomes import MEASURES, counted, key, pack, unpack
from systems import Bm25, Dense, Product, Tutorial

from rag.embedding.minilm import MiniLm
from rag.evidence.asking import questions
from rag.version import version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data import Case, Data
    from systems import System

ANSWERABLE, UNANSWERABLE, OFF_TOPIC = 600, 300, 60  # at most, a set; the last from each other set
FEWEST = 20  # questions of a group that has a curve; of fewer a resample could have none
GROUPS = ("near misses", "off-topic")
RESULTS = HERE / "results" / "quality.json"
BLOCK = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]")


@dataclass(frozen=True)
class Asked:
    """The questions that are put to one library."""

    answerable: list[Case]
    near_misses: list[Case]
    off_topic: list[Case]

    @classmethod
    def of(cls, data: Data, others: Sequence[Data], most: int | None) -> Asked:
        """The same few at each run."""

        def some(which: Data, limit: int, *, answerable: bool) -> list[Case]:
            cases = [case for case in which.cases if case.answerable is answerable]
            return sample(cases, limit if most is None else min(limit, most))

        return cls(
            some(data, ANSWERABLE, answerable=True),
            some(data, UNANSWERABLE, answerable=False),
            [case for other in others for case in some(other, OFF_TOPIC, answerable=True)],
        )

    def groups(self) -> dict[str, list[Case]]:
        """By name."""
        return {
            "answerable": self.answerable,
            "near misses": self.near_misses,
            "off-topic": self.off_topic,
        }


@dataclass(frozen=True)
class Run:
    """What one system made of the questions.

    Attributes:
        outcomes: By measure, for each answerable question.
        confidence: By group of questions.
        answered: The same; empty for a system that writes no answers.
    """

    outcomes: dict[str, list[float | None]]
    confidence: dict[str, list[float]]
    answered: dict[str, list[float]]

    def curve(self, group: str) -> Curve | None:
        """Answerable questions against those of a group; None where there are too few."""
        scores = self.confidence["answerable"], self.confidence[group]
        if min(map(len, scores)) < FEWEST:
            return None
        answered = self.answered and (self.answered["answerable"], self.answered[group])
        return Curve(*scores, answered or None)

    def packed(self) -> dict[str, Any]:
        """As it is written."""
        return {
            name: {inner: pack(values) for inner, values in getattr(self, name).items()}
            for name in ("outcomes", "confidence", "answered")
        }


def run(system: System, asked: Asked) -> Run:
    """Put all questions to a system."""
    replies = [system.reply(case.question) for case in asked.answerable]
    found = [counted(*pair) for pair in zip(asked.answerable, replies, strict=True)]
    measured = {name: [values.get(name) for values in found] for name in MEASURES}
    confidence = {"answerable": [reply.confidence for reply in replies]}
    answered = {"answerable": measured["answered"]}
    for group in GROUPS:
        judged = [system.judge(case.question) for case in asked.groups()[group]]
        confidence[group] = [one for one, _ in judged]
        answered[group] = [None if decided is None else float(decided) for _, decided in judged]
    decides = None not in answered["answerable"]
    return Run(
        {name: values for name, values in measured.items() if set(values) != {None}},
        {group: [round(one, 4) for one in values] for group, values in confidence.items()},
        answered if decides else {},
    )


def measure(data: Data, others: Sequence[Data], most: int | None) -> dict[str, Any]:
    """All systems over one set."""
    asked, embedder = Asked.of(data, others, most), MiniLm()
    kinds = [questions.read(case.question).kind.value for case in asked.answerable]
    runs: dict[str, Run] = {}
    with library(data) as (news, ids):
        own = {key: name for name, key in ids.items()}
        for system in (
            Product(news, own),
            Tutorial(data, embedder),
            Bm25(news, own),
            Dense(news, own, embedder),
        ):
            start = perf_counter()
            runs[system.name] = run(system, asked)
            print(f"{data.name}: {system.name} asked in {perf_counter() - start:.0f} s", flush=True)
    return {
        "articles": len(data.articles),
        "questions": {
            group: " ".join(key(case.question) for case in cases)
            for group, cases in asked.groups().items()
        },
        "systems": {name: figures(one, kinds) | one.packed() for name, one in runs.items()},
        "differences": {
            name: differences(other, runs["product"])
            for name, other in runs.items()
            if name != "product"
        },
    }


def figures(own: Run, kinds: Sequence[str]) -> dict[str, Any]:
    """Every measure over all questions and by type, and what follows from the confidence."""

    def of_kind(values: Sequence[float | None], kind: str) -> list[float | None]:
        return [value for value, its in zip(values, kinds, strict=True) if its == kind]

    return {
        "figures": {name: share(values) for name, values in own.outcomes.items()},
        "by type": {
            kind: {name: share(of_kind(values, kind)) for name, values in own.outcomes.items()}
            for kind in sorted(set(kinds))
        },
        "abstention": abstention(own),
    }


def abstention(own: Run) -> dict[str, Any]:
    """For each group of questions without an answer."""
    found: dict[str, Any] = {}
    for group in GROUPS:
        if curve := own.curve(group):
            found[group] = curve.figures()
            if own.answered:
                refused = [1 - value for value in own.answered[group]]
                found[group] |= {
                    "answered": share(own.answered["answerable"]),
                    "refused": share(refused),
                }
    return found


def differences(other: Run, own: Run) -> dict[str, Any]:
    """How far a run is ahead of another on the same questions."""
    found = {
        name: gain(values, own.outcomes[name])
        for name, values in other.outcomes.items()
        if name in own.outcomes
    }
    for group in GROUPS:
        if (mine := own.curve(group)) and (theirs := other.curve(group)):
            found[f"auroc, {group}"] = ahead(mine, theirs)
        if own.answered and other.answered and own.answered[group]:
            refused = ([1 - value for value in each.answered[group]] for each in (other, own))
            found[f"refused, {group}"] = gain(*refused)
    return found


def together(measured: dict[str, Any]) -> dict[str, Any]:
    """The product's confidence over all sets at once: one scale, one setting."""
    runs = [unpacked(data["systems"]["product"]) for data in measured.values()]

    def joined(name: str) -> dict[str, list[float]]:
        parts = [getattr(one, name) for one in runs]
        return {group: [value for part in parts for value in part[group]] for group in parts[0]}

    return abstention(Run({}, joined("confidence"), joined("answered")))


def unpacked(system: dict[str, Any]) -> Run:
    """Back from `Run.packed`."""
    return Run(
        *(
            {inner: unpack(text) for inner, text in system[name].items()}
            for name in ("outcomes", "confidence", "answered")
        )
    )


def changes(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """What the product gained since, over the questions that both asked of a set."""
    groups = {group: text.split() for group, text in now["questions"].items()}
    earlier = {group: text.split() for group, text in before["questions"].items()}
    own, other = (unpacked(each["systems"]["product"]) for each in (now, before))

    def paired(group: str, old: Sequence[float | None], new: Sequence[float | None]) -> Any:  # noqa: ANN401
        was = dict(zip(earlier[group], old, strict=True))
        pairs = [
            (was[name], is_) for name, is_ in zip(groups[group], new, strict=True) if name in was
        ]
        return gain(*zip(*pairs, strict=True)) if pairs else None

    found = {
        name: paired("answerable", other.outcomes[name], values)
        for name, values in own.outcomes.items()
        if name in other.outcomes
    }
    for group in GROUPS:
        refused = [[1 - value for value in each.answered[group]] for each in (other, own)]
        found[f"refused, {group}"] = paired(group, *refused)
    return {name: figure for name, figure in found.items() if figure}


def committed() -> dict[str, Any]:
    """The results as the last commit has them; empty if it has none."""
    name = f"HEAD:./{RESULTS.relative_to(HERE)}"
    shown = subprocess.run(  # noqa: S603 - a fixed command
        ["git", "show", name],  # noqa: S607 - the user's own git
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(shown.stdout) if shown.returncode == 0 else {}


def write(results: dict[str, Any], target: Path) -> None:
    """As JSON with each figure on a line."""
    text = json.dumps(results, indent=1, ensure_ascii=False)
    text = BLOCK.sub(lambda block: " ".join(block[0].split()), text)
    target.write_text(text + "\n", encoding="utf-8")
    print(f"written to {target}")


def main() -> None:
    """Measure, compare with what is committed, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", metavar="SET", help="measure this set")
    parser.add_argument("--questions", type=int, metavar="N", help="at most N of each group")
    parser.add_argument("--out", type=Path, default=RESULTS, help="file for the results")
    given = parser.parse_args()
    everything = sets()
    chosen = [data for data in everything if not given.only or data.name in given.only]
    chosen.sort(key=lambda data: -len(data.cases))  # the longest first: two run at once
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        running = {
            data.name: pool.submit(
                measure, data, [each for each in everything if each is not data], given.questions
            )
            for data in chosen
        }
        measured = {name: running[name].result() for name in sorted(running)}
    before = committed().get("sets", {})
    for name, data in measured.items():
        data["changes"] = changes(before[name], data) if name in before else {}
    results = {
        "version": version(),
        "embedder": MiniLm.fingerprint,
        "together": together(measured),
        "sets": measured,
    }
    partial = given.only or given.questions
    if partial and given.out == RESULTS:
        print(json.dumps({name: summary(data) for name, data in measured.items()}, indent=1))
    else:
        write(results, given.out)


def summary(data: dict[str, Any]) -> dict[str, Any]:
    """The product's figures alone, for a quick look."""
    own = data["systems"]["product"]
    return {name: figure["value"] for name, figure in own["figures"].items()} | {
        f"{group}: {name}": figure["value"]
        for group, found in own["abstention"].items()
        for name, figure in found.items()
    }


if __name__ == "__main__":
    main()
