"""A report as GitHub flavoured Markdown, for the summary of a CI step."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from rag.rendering.markdown import escaped
from rag.rendering.reports.figures import (
    NONE,
    by_name,
    figure,
    interval,
    left_out,
    measured,
    telling,
)
from rag.rendering.reports.outcomes import (
    UNCHANGED,
    about,
    baseline_line,
    counted,
    gate_line,
    headline,
    runs_note,
    said,
    shown_attempt,
    subline,
    those,
)
from rag.rendering.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.domain.baselines import Baseline, GateResult, Regression
    from rag.domain.reports import CaseResult, Report


def report_markdown(
    report: Report, gate: GateResult | None, baseline: Baseline | None = None
) -> str:
    """What the gate says, every measure, the tags, and the cases that need a look.

    Args:
        report: What was found.
        gate: What the gate made of it; None if none was asked.
        baseline: Its values are shown beside the report's.
    """
    rest = subline(report)
    blocks = [
        f"## {headline(report)}",
        *([f"{rest[0].upper()}{rest[1:]}."] if rest else []),
        *_gate(gate, baseline),
        _measures(report, baseline),
        *([_tags(report)] if report.tags else []),
        *_cases("Failed", those(report, "failed")),
        *_cases("Could not be graded", those(report, "ungraded")),
        *_flaky([result for result in report.cases if result.flaky]),
        *_agreement(report),
        *_calls(report),
        f"*{escaped(_subject(report))}*",
    ]
    return "\n\n".join(blocks) + "\n"


def _gate(gate: GateResult | None, baseline: Baseline | None) -> Iterable[str]:
    yield f"**{gate_line(gate)}**"
    if line := baseline_line(baseline):
        yield escaped(line)
    if gate is None:
        return
    if gate.regressions:
        yield "\n".join(map(_regression, gate.regressions))
    if gate.changes:
        yield "What changed since the baseline:"
        yield "\n".join(
            f"- {escaped(each.what)}: {escaped(each.before) or NONE} → {escaped(each.now) or NONE}"
            for each in gate.changes
        )
    elif gate.regressions and baseline:
        yield UNCHANGED


def _regression(regression: Regression) -> str:
    whose = f"**{escaped(about(regression))}**: " if regression.about else ""
    lines = [f"- {whose}{escaped(regression.message)}"]
    for word, text in (("before", regression.before), ("now", regression.now)):
        if text:
            lines += [f"  - {word}: {escaped(text)}"]
    return "\n".join(lines)


def _measures(report: Report, baseline: Baseline | None) -> str:
    before = by_name(baseline.metrics) if baseline else {}
    rows = []
    for measure, metric in measured(report.metrics):
        was = before.get(measure.name)
        rows.append(
            (
                measure.label,
                f"**{figure(metric.value, measure.unit)}**",
                left_out(metric) if metric.value is None else interval(metric, measure.unit),
                f"{metric.count:,}",
                f"{metric.unmeasured:,}" if metric.unmeasured else "",
                *([figure(was.value if was else None, measure.unit)] if baseline else []),
            )
        )
    names = ("measure", "value", "95 % interval", "n", "unmeasured")
    return _table((*names, *(["baseline"] if baseline else [])), rows)


def _tags(report: Report) -> str:
    labels = [measure.label for measure, _ in telling(report.tags[0].metrics)]
    rows = [
        (
            escaped(tag.tag),
            f"{tag.cases:,}",
            *(figure(metric.value, measure.unit) for measure, metric in telling(tag.metrics)),
        )
        for tag in report.tags
    ]
    return _table(("tag", "cases", *labels), rows)


def _cases(title: str, results: Sequence[CaseResult]) -> Iterable[str]:
    if results:
        yield f"### {title}: {len(results)}"
    for result in results:
        attempt = shown_attempt(result)
        name, question = _plain(result.case.id), _plain(result.case.asked)
        yield f"<details><summary><b>{name}</b> {question}</summary>"
        if attempt.reasons:
            yield "\n".join(f"- {escaped(reason)}" for reason in attempt.reasons)
        yield f"> {escaped(said(attempt.reply))}"
        yield "</details>"


def _flaky(results: Sequence[CaseResult]) -> Iterable[str]:
    if results:
        yield f"### Flaky: {len(results)}"
        yield "\n".join(f"- **{escaped(each.case.id)}**: {runs_note(each)}" for each in results)


def _agreement(report: Report) -> Iterable[str]:
    agreement = report.agreement
    if agreement:
        ends = f"{figure(agreement.low, 'share')} – {figure(agreement.high, 'share')}"
        yield (
            f"The judge {escaped(agreement.judge)} agreed with people on {agreement.agreed} of "
            f"{agreement.pairs} pairs (95 % interval {ends})."
        )


def _calls(report: Report) -> Iterable[str]:
    calls = report.calls
    unused = f"; {counted(len(calls.unused), 'recording')} not used:" if calls.unused else "."
    yield f"Calls of models: {calls.sent:,} sent, {calls.replayed:,} replayed{unused}"
    if calls.unused:
        yield "\n".join(f"- {escaped(name)}" for name in calls.unused)


def _subject(report: Report) -> str:
    subject = report.subject
    parts = [subject.model, subject.prompt, subject.embedder, f"k = {subject.k}"]
    parts += [f"version {subject.version}", f"{counted(report.runs, 'run')} each", report.created]
    return " · ".join(filter(None, parts))


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows whose cells are escaped already; the first column is text, the others figures."""
    marks = ["---", *["---:"] * (len(names) - 1)]
    lines = [" | ".join(cells) for cells in (names, marks, *rows)]
    return "\n".join(f"| {line} |" for line in lines)


def _plain(text: str) -> str:
    """Text inside an HTML tag, where Markdown's own marks mean nothing."""
    return html.escape(visible(text))
