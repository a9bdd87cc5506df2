"""What is measured of answers and summaries, and a measure's value.

``None`` always means that something could not be measured; it counts neither as right
nor as wrong, and the report says how often and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["share", "seconds", "tokens", "dollars"]
Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured.

    Attributes:
        name: In JSON.
        label: For people.
        unit: ``share`` lies in [0, 1].
        better: Which way is better.
        gated: Whether getting worse stops a build; what depends on the machine does not.
        explained: One sentence for people: a mean of what, over what.
    """

    name: str
    label: str
    unit: Unit
    better: Better
    gated: bool
    explained: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure's value.

    Attributes:
        name: Of the `Measure`.
        value: Mean (or quantile) over all runs; None if nothing could be measured.
        low: Lower end of the 95 % interval.
        high: Upper end of it.
        count: How many things went into it, over all runs.
        unmeasured: How many were left out because they could not be graded.
        runs: The value of each run by itself.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    count: int
    unmeasured: int
    runs: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class TagMetrics:
    """The measures over the cases with one tag."""

    tag: str
    cases: int
    metrics: tuple[Metric, ...]


def _shares(*rows: tuple[str, str, Better, str]) -> tuple[Measure, ...]:
    return tuple(
        Measure(name, label, "share", better, gated=True, explained=explained)
        for name, label, better, explained in rows
    )


MEASURES: tuple[Measure, ...] = (
    *_shares(
        ("correctness", "answer correctness", "higher", "cases that passed, of all cases"),
        ("fact_recall", "fact recall", "higher", "facts stated, of all facts of answerable cases"),
        (
            "forbidden_rate",
            "forbidden claims",
            "lower",
            "cases in which a forbidden claim was made, of those that name one",
        ),
        (
            "length_respected",
            "length respected",
            "higher",
            "summaries no longer than was asked for, of all that were written",
        ),
        (
            "citation_precision",
            "citation precision",
            "higher",
            "evidence citations whose quote supports its claim, of all that were shown",
        ),
        (
            "citation_recall",
            "citation recall",
            "higher",
            "claims that their quotes support, of all that were shown",
        ),
        (
            "quote_fidelity",
            "quote fidelity",
            "higher",
            "quotes that stand in their article to the letter, of all that were shown",
        ),
        ("right_refusals", "right refusals", "higher", "unanswerable cases that were refused"),
        ("wrong_refusals", "wrong refusals", "lower", "answerable cases that were refused"),
        ("hit_1", "hit@1", "higher", "cases whose first passage holds a gold quote"),
        ("hit_3", "hit@3", "higher", "cases with a gold quote among the first 3 passages"),
        ("hit_k", "hit@k", "higher", "cases with a gold quote among all passages given"),
        ("mrr", "MRR", "higher", "one over the rank of the first passage with a gold quote"),
        ("ndcg", "nDCG@k", "higher", "discounted gain of the gold quotes, each counted once"),
    ),
    Measure("latency_p50", "latency p50", "seconds", "lower", gated=False, explained="median"),
    Measure("latency_p95", "latency p95", "seconds", "lower", gated=False, explained="95th of 100"),
    Measure("input_tokens", "tokens read", "tokens", "lower", gated=False, explained="a reply"),
    Measure("output_tokens", "tokens written", "tokens", "lower", gated=False, explained="a reply"),
    Measure("cost", "cost", "dollars", "lower", gated=False, explained="a reply"),
)
