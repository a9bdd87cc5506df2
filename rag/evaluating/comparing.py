"""What is different between two evaluations, case by case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain.baselines import Change, Difference
from rag.domain.measures import MEASURES
from rag.errors import UsageError
from rag.evaluating import statistics
from rag.evaluating.measuring import graded, statistic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.domain.reports import CaseResult, Instrument, Report, Subject

INSTRUMENT = {
    "cases": "the cases",
    "articles": "the articles that the cases name",
    "scorer": "the code that grades",
    "judge": "the judge",
}
SUBJECT = {
    "model": "model",
    "prompt": "prompt",
    "embedder": "embedding model",
    "library": "library (the articles' texts, and how they were cut)",
    "k": "passages given to the writer (k)",
    "version": "version of rag",
}


def compare(before: Report, after: Report) -> tuple[Difference, ...]:
    """The difference of each of `MEASURES`, in their order.

    A measure is computed in both reports over the cases that have something to be graded
    in each, so it can differ a little from the reports' own values. The interval is a
    bootstrap over cases, p that of `statistics.paired_test`. Both take the measures one
    by one: of twenty measures that did not change, one is expected to have p below 0.05.

    Raises:
        UsageError: The two were not measured with the same instrument.
    """
    changed = instrument_changes(before.instrument, after.instrument)
    if changed:
        raise UsageError(
            f"These reports are not comparable: {described(changed)}",
            hint="Measure both again with the same cases, articles, judge and version of rag.",
        )
    later = {result.case.id: result for result in after.cases}
    pairs = [(own, later[own.case.id]) for own in before.cases if own.case.id in later]
    return tuple(_difference(measure.name, pairs) for measure in MEASURES)


def instrument_changes(before: Instrument, now: Instrument) -> tuple[Change, ...]:
    """What measures otherwise than before; empty if values can be compared."""
    return _changes(INSTRUMENT, before, now)


def subject_changes(before: Subject, now: Subject) -> tuple[Change, ...]:
    """What is measured now and was not before."""
    return _changes(SUBJECT, before, now)


def described(changes: Sequence[Change]) -> str:
    """``the judge changed from none to openai:m judge@…; …``."""
    return "; ".join(
        f"{each.what} changed from {each.before or 'none'} to {each.now or 'none'}"
        for each in changes
    )


def _changes(
    names: Mapping[str, str], before: Instrument | Subject, now: Instrument | Subject
) -> tuple[Change, ...]:
    pairs = ((what, getattr(before, name), getattr(now, name)) for name, what in names.items())
    return tuple(
        Change(what, _text(earlier), _text(later))
        for what, earlier, later in pairs
        if earlier != later
    )


def _text(value: str | int | None) -> str:
    return "" if value is None else str(value)


def _difference(name: str, pairs: Sequence[tuple[CaseResult, CaseResult]]) -> Difference:
    items = [(graded(name, earlier), graded(name, later)) for earlier, later in pairs]
    items = [pair for pair in items if all(pair)]
    cases = len(items)
    if not cases:
        return Difference(name, None, None, None, None, None, None, 0)
    outcomes = [earlier for earlier, _ in items] + [later for _, later in items]
    computed = statistic(name, outcomes)
    difference = statistics.difference(computed, cases)
    low, high = statistics.interval(difference, cases) or (None, None)
    return Difference(
        name,
        before=statistics.value(statistic(name, outcomes[:cases]), cases),
        after=statistics.value(statistic(name, outcomes[cases:]), cases),
        difference=statistics.value(difference, cases),
        low=low,
        high=high,
        p=statistics.paired_test(computed, cases),
        cases=cases,
    )
