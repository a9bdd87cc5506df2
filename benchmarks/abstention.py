"""Fits the weights of `rag.evidence.choice.choosing.likelihood`, and tests them on sets left out.

Answerable questions of a set count as much as its near misses (asked of their own library,
and not answered there) and as the off-topic ones (answerable ones of the other sets). What
is printed as INTERCEPT and WEIGHTS belongs in the code; results/abstention.json keeps it,
and results/ablations.json what the same regression does on a set it has not seen.
"""

from __future__ import annotations

import json
from dataclasses import astuple, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from ablations import RESULTS
from data import library, sample, save, sets
from figures import Curve
from quality import ANSWERABLE, OFF_TOPIC, UNANSWERABLE, write
from sklearn.linear_model import LogisticRegression

from rag.evidence.choice.choosing import INTERCEPT, THRESHOLDS, WEIGHTS, Signs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data import Data

    from rag.wiring import News

OWN, MISSES, OFF = "answerable", "near misses", "off-topic"
Rows = np.ndarray[tuple[int, int], np.dtype[np.float64]]
NAMES = [field.name for field in fields(Signs)]


def rows(news: News, asked: Sequence[str]) -> Rows:
    """Signs of each question; one without a single candidate says nothing about the weights."""
    found = [news.evidence(question).signs for question in asked]
    return np.array([astuple(signs) for signs in found if signs], dtype=float)


def collect(everything: Sequence[Data]) -> dict[str, dict[str, Rows]]:
    """By set, then by group of questions."""
    found: dict[str, dict[str, Rows]] = {}
    for data in everything:
        own = sample([case for case in data.cases if case.answerable], ANSWERABLE)
        misses = sample([case for case in data.cases if not case.answerable], UNANSWERABLE)
        off = [
            case
            for other in everything
            if other is not data
            for case in sample([case for case in other.cases if case.answerable], OFF_TOPIC)
        ]
        with library(data) as (news, _):
            found[data.name] = {
                group: rows(news, [case.question for case in cases])
                for group, cases in ((OWN, own), (MISSES, misses), (OFF, off))
            }
        print(data.name, {group: len(signs) for group, signs in found[data.name].items()})
    return found


def fit(found: Mapping[str, Mapping[str, Rows]]) -> tuple[float, np.ndarray]:
    """Intercept and weights; each group of each set counts the same."""
    groups = [(name, rows) for each in found.values() for name, rows in each.items() if len(rows)]
    signs = np.vstack([rows for _, rows in groups])
    answers = np.concatenate([np.full(len(rows), name == OWN) for name, rows in groups])
    share = {OWN: 1.0, MISSES: 1.0, OFF: 0.5}
    counts = np.concatenate([np.full(len(rows), share[name] / len(rows)) for name, rows in groups])
    scale = signs.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(signs / scale, answers, sample_weight=counts / counts.mean())
    return float(model.intercept_[0]), model.coef_[0] / scale


def aurocs(
    found: Mapping[str, Rows], intercept: float, weights: Sequence[float] | np.ndarray
) -> dict[str, Any]:
    """AUROC of one set's answerable questions against each other group, with intervals."""
    score = {group: intercept + signs @ np.array(weights) for group, signs in found.items()}
    return {
        group: Curve(list(score[OWN]), list(score[group])).figures()["auroc"]
        for group in (MISSES, OFF)
        if len(score[group])
    }


def kept(found: Mapping[str, Rows]) -> dict[str, dict[str, float]]:
    """Share of each group above each threshold, by the weights in the code."""
    share = {}
    for group, signs in found.items():
        likely = 1 / (1 + np.exp(-(INTERCEPT + signs @ np.array(WEIGHTS))))
        share[group] = {
            caution: round(float(np.mean(likely >= threshold)), 4)
            for caution, threshold in THRESHOLDS.items()
        }
    return share


def main() -> None:
    """Fit, report, and leave one set out at a time."""
    # quotesum has no near misses; its questions are still off-topic ones of the other sets
    found = {name: each for name, each in collect(sets()).items() if len(each[MISSES])}
    intercept, weights = fit(found)
    rounded = tuple(round(float(weight), 2) for weight in weights)
    print("INTERCEPT, WEIGHTS =", (round(intercept, 2), rounded))
    left_out: dict[str, dict[str, Any]] = {}
    for name, own in found.items():
        fitted = aurocs(own, INTERCEPT, WEIGHTS)
        without = aurocs(own, *fit({key: each for key, each in found.items() if key != name}))
        left_out[name] = {
            group: {"fitted": fitted[group], "left out": without[group]} for group in fitted
        }
        print(name, json.dumps(left_out[name]))
    save(
        "abstention",
        {
            "in the code": {
                "intercept": INTERCEPT,
                "weights": dict(zip(NAMES, WEIGHTS, strict=True)),
            },
            "fitted now": {
                "intercept": round(intercept, 2),
                "weights": dict(zip(NAMES, rounded, strict=True)),
            },
            "above the threshold": {name: kept(each) for name, each in found.items()},
        },
    )
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    write({**before, "left out": left_out}, RESULTS)


if __name__ == "__main__":
    main()
