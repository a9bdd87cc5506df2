"""Whether an evaluation may pass a build: each rule is a function of its own.

The quote rule always holds. The others need a baseline, a report that people accepted,
and one that was measured with the same instrument.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag.domain.baselines import Accepted, Baseline, BaselineCase, GateResult, Regression
from rag.domain.measures import MEASURES
from rag.errors import UsageError
from rag.evaluating.comparing import described, instrument_changes, subject_changes
from rag.rendering.reports.outcomes import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.domain.baselines import Change
    from rag.domain.measures import Measure, Metric
    from rag.domain.reports import Attempt, CaseResult, Report

_DIGITS = 6  # of a baseline's values
_ROUNDING = 10.0**-_DIGITS  # far less than one case, or one fact, of any set makes
_GATED = {measure.name: measure for measure in MEASURES if measure.gated}


def gate(report: Report, baseline: Baseline | None, accepting: str | None) -> GateResult:
    """All reasons to stop a build, and what is not as it was.

    Args:
        report: What was measured now.
        baseline: What was accepted; None if there is nothing in its place.
        accepting: The command that would accept this report as the baseline; None if
            no comparison is wanted, so that only the quote rule holds.
    """
    quotes = tuple(_unfaithful(report))
    if baseline is None:
        missing = () if accepting is None else (_no_baseline(accepting),)
        return GateResult((*missing, *quotes), ())
    instrument = instrument_changes(baseline.instrument, report.instrument)
    changes = instrument + subject_changes(baseline.subject, report.subject)
    if instrument:
        return GateResult((_not_comparable(instrument, accepting or ""), *quotes), changes)
    _check_whole(report, baseline)
    lost = (*_lost_cases(report, baseline), *_worse_means(report, baseline))
    return GateResult((*quotes, *lost), changes)


def baseline_of(report: Report, reason: str, at: str, previous: Baseline | None) -> Baseline:
    """The report as a baseline; reasons that were given before are kept.

    Values are rounded to 6 digits and cases are sorted, for the sake of those who read a
    diff. What is not gated is left out: latency would differ each time.

    Args:
        report: What was measured.
        reason: Why it is accepted, for those who come after.
        at: When, ISO 8601 with the zone.
        previous: The baseline that it replaces.

    Raises:
        UsageError: The reason is empty, or a quote of the report is not in its article.
    """
    if not reason.strip():
        raise UsageError(
            "A baseline cannot be accepted without a reason", hint='Say why: --reason "…"'
        )
    for regression in _unfaithful(report):
        raise UsageError(
            f"The report cannot be accepted. {regression.about}: {regression.message}",
            hint="No reason makes an invented quote right: correct what let it pass.",
        )
    accepted = previous.accepted if previous else ()
    return Baseline(
        accepted=(*accepted, Accepted(at, reason.strip())),
        instrument=report.instrument,
        subject=report.subject,
        runs=report.runs,
        metrics=tuple(_rounded(metric) for metric in report.metrics if metric.name in _GATED),
        cases=tuple(sorted(map(_kept, report.cases), key=lambda case: case.id)),
    )


def _no_baseline(accepting: str) -> Regression:
    message = f"There is no baseline yet; read the report, then accept it: {accepting}"
    return Regression("no-baseline", "", message)


def _not_comparable(changes: tuple[Change, ...], accepting: str) -> Regression:
    message = (
        f"The baseline is not comparable: {described(changes)}. If that was meant, read the "
        f"report, then accept it: {accepting}; if not, undo it"
    )
    return Regression("not-comparable", "", message)


def _check_whole(report: Report, baseline: Baseline) -> None:
    """A baseline that was edited by hand could switch rules off."""
    ids = {result.case.id for result in report.cases} == {case.id for case in baseline.cases}
    gated = {metric.name for metric in baseline.metrics} == _GATED.keys()
    ran = all(len(case.passed) == baseline.runs for case in baseline.cases)
    if not (ids and gated and ran and baseline.runs):
        raise UsageError(
            "The baseline was changed after it was accepted: it does not hold what it must",
            hint='Restore it, or accept a new one: rag eval accept --reason "…"',
        )


def _unfaithful(report: Report) -> Iterator[Regression]:
    """One for each case and quote that is not its article's own words."""
    for result in report.cases:
        shown = {
            (cited.citation.quote, cited.citation.title): checked.claim.text
            for attempt in result.attempts
            for checked in attempt.claims
            for cited in checked.citations
            if not cited.faithful
        }
        for (quote, title), claim in shown.items():
            message = (
                f"The quote “{quote}” does not stand in “{title}” where its citation says; "
                "nobody may be shown it, so find out how it passed the check of citations"
            )
            yield Regression("quote", result.case.id, message, now=claim)


def _lost_cases(report: Report, baseline: Baseline) -> Iterator[Regression]:
    """Cases that passed in all runs of the baseline, and now pass in none."""
    kept = {case.id: case for case in baseline.cases}
    for result in report.cases:
        before = kept.get(result.case.id)
        if before is None or not all(before.passed):
            continue
        if any(attempt.passed for attempt in result.attempts):
            continue
        first = result.attempts[0]
        outcome = (
            "now it can no longer be graded as passed"
            if all(attempt.passed is None for attempt in result.attempts)
            else "now it never does"
        )
        message = (
            f"It always passed, and {outcome}: {'; '.join(first.reasons) or 'no reason given'}"
        )
        yield Regression(
            "case",
            result.case.id,
            message,
            before=_with_verdicts(before.said, before.verdicts),
            now=_with_verdicts(said(first.reply), _verdicts(first)),
        )


def _worse_means(report: Report, baseline: Baseline) -> Iterator[Regression]:
    """Gated measures that got worse by more than two runs of the same thing differ."""
    now = {metric.name: metric for metric in report.metrics}
    for before in baseline.metrics:
        measure, after = _GATED.get(before.name), now.get(before.name)
        message = _worse(measure, before, after) if measure and after else ""
        if message:
            yield Regression("mean", before.name, message)


def _worse(measure: Measure, before: Metric, after: Metric) -> str:
    """What to say of a measure that got worse; empty if it did not, or within the noise."""
    if before.value is None:
        return ""
    if after.value is None:
        return f"was {_percent(before.value)} and cannot be measured now"
    noise = _spread(before)
    sign = 1 if measure.better == "higher" else -1
    if sign * (before.value - after.value) > noise + _ROUNDING:
        verb = "fell" if measure.better == "higher" else "rose"
        moved = f"{verb} from {_percent(before.value)} to {_percent(after.value)}"
        return f"{moved}; {_noise(noise, before)}"
    was, now = _certain(measure, before), _certain(measure, after)
    if was - now > noise + _ROUNDING:
        return (
            f"what is certainly right fell from {_percent(was)} to {_percent(now)}, since "
            f"{after.unmeasured} could not be graded now ({before.unmeasured} before)"
        )
    return ""


def _certain(measure: Measure, metric: Metric) -> float:
    """The share that is known to be right, if all that could not be graded were wrong."""
    right = metric.value if measure.better == "higher" else 1 - (metric.value or 0)
    return (right or 0) * metric.count / (metric.count + metric.unmeasured)


def _spread(metric: Metric) -> float:
    """The largest difference between two runs of the same thing; 0 for a single run.

    Only the baseline's counts: a change that makes answers flaky must not excuse itself.
    """
    values = [value for value in metric.runs if value is not None]
    return max(values, default=0.0) - min(values, default=0.0)


def _noise(noise: float, before: Metric) -> str:
    if noise > 0:
        return f"runs of the baseline differ by no more than {_percent(noise)}"
    if len(before.runs) > 1:
        return "runs of the baseline do not differ, so every step counts"
    return "no noise was measured, as the baseline ran once, so every step counts (see --runs)"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _rounded(metric: Metric) -> Metric:
    return replace(
        metric,
        value=_digits(metric.value),
        low=_digits(metric.low),
        high=_digits(metric.high),
        runs=tuple(_digits(value) for value in metric.runs),
    )


def _digits(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _kept(result: CaseResult) -> BaselineCase:
    first = result.attempts[0]
    passed = tuple(attempt.passed for attempt in result.attempts)
    return BaselineCase(result.case.id, passed, said(first.reply), _verdicts(first))


def _verdicts(attempt: Attempt) -> tuple[str, ...]:
    """The verdict of each fact, and the forbidden claims that were made."""
    facts = (f"{fact.verdict.kind}: {fact.statement}" for fact in attempt.facts)
    made = (fact for fact in attempt.forbidden if fact.verdict.kind == "stated")
    return (*facts, *(f"forbidden: {fact.statement}" for fact in made))


def _with_verdicts(text: str, verdicts: tuple[str, ...]) -> str:
    return f"{text} [{'; '.join(verdicts)}]" if verdicts else text
