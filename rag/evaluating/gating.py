"""Whether an evaluation may pass a build: each rule is a function of its own.

The quote rule always holds. The others need a baseline, a report that people accepted,
and one that was measured with the same instrument.
"""

from __future__ import annotations

import shlex
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


def gate(report: Report, baseline: Baseline | None, baseline_path: str | None) -> GateResult:
    """All reasons to stop a build, and what is not as it was.

    Args:
        report: What was measured now.
        baseline: What was accepted; None if there is nothing in its place.
        baseline_path: Its place, as the user names it; None if no comparison is wanted,
            so that only the quote rule holds.
    """
    quotes = tuple(_unfaithful(report))
    if baseline is None:
        missing = () if baseline_path is None else (_no_baseline(baseline_path),)
        return GateResult((*missing, *quotes), ())
    instrument = instrument_changes(baseline.instrument, report.instrument)
    changes = instrument + subject_changes(baseline.subject, report.subject)
    if instrument:
        return GateResult((_not_comparable(instrument, baseline_path), *quotes), changes)
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


def _accepting(path: str | None) -> str:
    where = f" --baseline {shlex.quote(path)}" if path else ""
    return f'rag eval accept{where} --reason "…"'


def _no_baseline(path: str) -> Regression:
    message = f"There is no baseline {path}; read the report, then accept it: {_accepting(path)}"
    return Regression("no-baseline", "", message)


def _not_comparable(changes: tuple[Change, ...], path: str | None) -> Regression:
    message = (
        f"The baseline is not comparable: {described(changes)}. If that was meant, read the "
        f"report, then accept it: {_accepting(path)}; if not, undo it"
    )
    return Regression("not-comparable", "", message)


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
        return (
            f"{measure.label} was {_percent(before.value)} and cannot be measured now "
            f"({after.unmeasured} ungraded)"
        )
    drop = before.value - after.value
    if measure.better == "lower":
        drop = -drop
    noise = max(_spread(before), _spread(after))
    if drop <= noise + _ROUNDING:
        return ""
    verb = "fell" if measure.better == "higher" else "rose"
    moved = f"{measure.label} {verb} from {_percent(before.value)} to {_percent(after.value)}"
    return f"{moved}; {_noise(noise, before, after)}"


def _spread(metric: Metric) -> float:
    """The largest difference between two runs of the same thing; 0 for a single run."""
    values = [value for value in metric.runs if value is not None]
    return max(values) - min(values)


def _noise(noise: float, before: Metric, after: Metric) -> str:
    if noise > 0:
        return f"two runs of the same thing differ by no more than {_percent(noise)}"
    if max(len(before.runs), len(after.runs)) > 1:
        return "runs of the same thing do not differ, so every step counts"
    return "no noise was measured, as each case ran once, so every step counts (see --runs)"


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
