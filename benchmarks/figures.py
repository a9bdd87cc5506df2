"""From outcomes to figures with their intervals; the question is what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rag.evaluating import statistics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evaluating.statistics import Numbers, Statistic, Values

    Items = Sequence[float | None]
    Figure = dict[str, float | int | None]

KEPT = (0.9, 0.95)  # shares of the answerable questions that are kept


def share(values: Items) -> Figure | None:
    """The mean of those values that are there."""
    items = [[value] for value in values if value is not None]
    if not items:
        return None
    computed = statistics.mean_of(items)
    return _figure(computed, len(items), statistics.interval_of_share(computed, len(items)))


def gain(other: Items, own: Items) -> Figure | None:
    """What the mean gains over another's on the same questions, with the paired test's p."""
    pairs = [pair for pair in zip(other, own, strict=True) if None not in pair]
    if not pairs:
        return None
    computed = statistics.mean_of([[one] for pair in zip(*pairs, strict=True) for one in pair])
    difference = statistics.difference(computed, len(pairs))
    figure = _figure(difference, len(pairs), statistics.interval(difference, len(pairs)))
    return {**figure, "p": round(statistics.paired_test(computed, len(pairs)), 4)}


class Curve:
    """How many are refused as a threshold on the confidence rises, and what follows from it.

    Args:
        answerable: Confidence for each question that has an answer.
        others: For each that has none.
        answered: What was answered of the first, and of the others; where it is known.
    """

    def __init__(
        self,
        answerable: Sequence[float],
        others: Sequence[float],
        answered: tuple[Sequence[float], Sequence[float]] | None = None,
    ) -> None:
        self._has_answer = np.array([1] * len(answerable) + [0] * len(others))
        scores = np.array([*answerable, *others])
        self._order = np.argsort(-scores, kind="stable")
        falls = np.diff(scores[self._order]) < 0
        self._ends = np.append(np.flatnonzero(falls), len(scores) - 1)  # of each run of equals
        self._answered = None if answered is None else np.array([*answered[0], *answered[1]])
        self.size = len(scores)

    def points(self, drawn: Numbers) -> tuple[Values, Values]:
        """Shares of the answerable and of the others that are kept, at falling thresholds.

        Each has the shape of ``drawn`` but for the last axis, which holds the thresholds.
        """
        times = np.apply_along_axis(np.bincount, -1, drawn, minlength=self.size)
        return tuple(  # type: ignore[return-value]
            self._kept(times * group) for group in (self._has_answer, 1 - self._has_answer)
        )

    def _kept(self, times: Numbers) -> Values:
        kept = times[..., self._order].cumsum(-1)[..., self._ends]
        start = np.zeros((*kept.shape[:-1], 1))
        return np.concatenate([start, kept / kept[..., -1:]], axis=-1)

    def auroc(self, drawn: Numbers, axis: int = -1) -> Values:  # noqa: ARG002 - always the last
        """Area under the curve: how often an answerable question has the higher confidence."""
        kept, wrongly = self.points(drawn)
        return np.trapezoid(kept, wrongly, axis=-1)

    def best(self, drawn: Numbers, axis: int = -1) -> Values:  # noqa: ARG002
        """Balanced accuracy at the best threshold, chosen with hindsight."""
        kept, wrongly = self.points(drawn)
        return ((kept + 1 - wrongly) / 2).max(-1)

    def refused_at(self, least: float) -> Statistic:
        """Share of the others that are refused where this share of the answerable is kept."""

        def refused(drawn: Numbers, axis: int = -1) -> Values:  # noqa: ARG001
            kept, wrongly = self.points(drawn)
            return 1 - np.where(kept >= least - 1e-9, wrongly, 1.0).min(-1)

        return refused

    def balanced(self, drawn: Numbers, axis: int = -1) -> Values:  # noqa: ARG002
        """Balanced accuracy of what was answered and what was refused."""
        right = np.where(self._has_answer, self._answered, 1 - self._answered)[drawn]
        shares = (
            (right * group[drawn]).sum(-1) / group[drawn].sum(-1)
            for group in (self._has_answer, 1 - self._has_answer)
        )
        return sum(shares) / 2

    def figures(self) -> dict[str, Figure]:
        """All that follows from the curve."""
        computed: dict[str, Statistic] = {"auroc": self.auroc, "best balanced accuracy": self.best}
        computed |= {f"refused at {kept:.0%} kept": self.refused_at(kept) for kept in KEPT}
        if self._answered is not None:
            computed["balanced accuracy"] = self.balanced
        return {
            name: _figure(one, self.size, statistics.interval(one, self.size))
            for name, one in computed.items()
        }

    def drawn(self) -> tuple[list[float], list[float]]:
        """The curve itself: shares kept and shares refused, for a plot."""
        kept, wrongly = self.points(np.arange(self.size))
        return kept.tolist(), (1 - wrongly).tolist()


def ahead(own: Curve, other: Curve) -> Figure:
    """How far one AUROC is above another's on the same questions."""

    def difference(drawn: Numbers, axis: int = -1) -> Values:
        return own.auroc(drawn, axis) - other.auroc(drawn, axis)

    return _figure(difference, own.size, statistics.interval(difference, own.size))


def _figure(computed: Statistic, size: int, interval: tuple[float, float] | None) -> dict[str, Any]:
    value = statistics.value(computed, size)
    low, high = (round(end, 4) for end in interval) if interval else (None, None)
    return {"value": round(value, 4), "low": low, "high": high, "questions": size}
