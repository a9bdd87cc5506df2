"""Measures and their values, as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.domain.measures import Measure, Metric, Unit

NONE = "–"

# What tells most about a group of cases; the others are read over all of them.
TELLING = ("correctness", "fact_recall", "right_refusals", "wrong_refusals", "hit_k")


def measured(metrics: Iterable[Metric]) -> list[tuple[Measure, Metric]]:
    """Each measure with its value, in the order of `MEASURES`; without those not in ``metrics``."""
    named = by_name(metrics)
    return [(measure, named[measure.name]) for measure in MEASURES if measure.name in named]


def telling(metrics: Iterable[Metric]) -> list[tuple[Measure, Metric]]:
    """The `TELLING` measures among them."""
    return [pair for pair in measured(metrics) if pair[0].name in TELLING]


def by_name(metrics: Iterable[Metric]) -> dict[str, Metric]:
    """Values by the name of their measure."""
    return {metric.name: metric for metric in metrics}


def figure(value: float | None, unit: Unit) -> str:
    """A value with its unit, or a dash; a share reads 100 % only if it is the whole."""
    if value is None:
        return NONE
    if unit == "share":
        return f"{_percent(value)} %"
    if unit == "seconds":
        return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"
    if unit == "dollars":
        return f"${value:.4f}" if value else "$0"
    return f"{value:,.0f}"


def interval(metric: Metric, unit: Unit) -> str:
    """The 95 % interval; empty where there is none."""
    if metric.low is None or metric.high is None:
        return ""
    low = _percent(metric.low) if unit == "share" else figure(metric.low, unit)
    return f"{low} – {figure(metric.high, unit)}"


def left_out(metric: Metric) -> str:
    """How much could not be measured; empty where everything could."""
    if metric.unmeasured:
        return f"unmeasured: {metric.unmeasured:,}"
    return "" if metric.value is not None else "nothing to measure"


def _percent(share: float) -> str:
    """With one decimal, and never rounded to a whole or a nothing that it is not."""
    text = f"{share * 100:.1f}"
    if text == "100.0" and share < 1:
        return "> 99.9"
    return "< 0.1" if text == "0.0" and share > 0 else text
