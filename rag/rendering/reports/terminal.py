"""A report as a person reads it on a terminal of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from rag.rendering.paragraphs import BLANK, Paragraph, paragraph
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

    from rich.console import RenderableType

    from rag.domain.baselines import Baseline, GateResult, Regression
    from rag.domain.reports import Agreement, Calls, CaseResult, Report

TITLE = "bold"
ASIDE = "dim"
GOOD = "green"
BAD = "red"
UNSURE = "yellow"
INDENT = "    "


def render_report(
    report: Report, gate: GateResult | None, baseline: Baseline | None = None
) -> Group:
    """Every measure, the cases that need a look, and last what the gate says.

    Args:
        report: What was found.
        gate: What the gate made of it; None if none was asked.
        baseline: Its values are shown beside the report's.
    """
    sections: list[list[RenderableType]] = [
        [_headline(report)],
        [_measures(report, gate, baseline)],
        [_tags(report)] if report.tags else [],
        [*_cases("Failed", those(report, "failed"), BAD, baseline)],
        [*_cases("Could not be graded", those(report, "ungraded"), UNSURE, baseline)],
        [*_flaky([result for result in report.cases if result.flaky])],
        [*_agreement(report.agreement)] if report.agreement else [],
        [*_calls(report.calls)],
        [*_gate(gate, baseline)],
    ]
    lines: list[RenderableType] = []
    for section in filter(None, sections):
        lines += [BLANK, *section] if lines else section
    return Group(*lines)


def _headline(report: Report) -> Paragraph:
    rest = subline(report)
    subject = report.subject
    made = f"{subject.model}, {counted(report.runs, 'run')} each, version {subject.version}"
    return Paragraph(
        Text.assemble((headline(report), TITLE), f"; {rest}" if rest else "", f" ({visible(made)})")
    )


def table(*columns: str) -> Table:
    """A table whose first column is text and whose other columns are figures."""
    first, *others = columns
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=ASIDE)
    table.add_column(first, overflow="fold", vertical="bottom")
    for name in others:
        table.add_column(name, justify="right", no_wrap=True, vertical="bottom")
    return table


def _measures(report: Report, gate: GateResult | None, baseline: Baseline | None) -> Table:
    worse = {regression.about for regression in gate.regressions} if gate else set()
    before = by_name(baseline.metrics) if baseline else {}
    rows = table(
        *("measure", "value", "95 % interval", "n", "unmeasured"),
        *(["baseline"] if baseline else []),
    )
    for measure, metric in measured(report.metrics):
        missing = metric.value is None
        was = before.get(measure.name)
        rows.add_row(
            Text(measure.label, BAD if measure.name in worse else ""),
            Text(figure(metric.value, measure.unit), BAD if measure.name in worse else TITLE),
            left_out(metric) if missing else interval(metric, measure.unit),
            f"{metric.count:,}",
            f"{metric.unmeasured:,}" if metric.unmeasured else "",
            *([figure(was.value if was else None, measure.unit)] if baseline else []),
        )
    return rows


def _tags(report: Report) -> Table:
    labels = [measure.label for measure, _ in telling(report.tags[0].metrics)]
    rows = table("tag", "cases", *(label.replace(" ", "\n") for label in labels))
    for tag in report.tags:
        values = [figure(metric.value, measure.unit) for measure, metric in telling(tag.metrics)]
        rows.add_row(visible(tag.tag), f"{tag.cases:,}", *values)
    return rows


def _cases(
    title: str, results: Sequence[CaseResult], style: str, baseline: Baseline | None
) -> Iterable[Paragraph]:
    """Each with its reasons; those that did not pass in the baseline either by name only."""
    known = {case.id for case in baseline.cases if not all(case.passed)} if baseline else set()
    if results:
        yield paragraph(f"{title}: {len(results)}", f"{TITLE} {style}")
    for number, result in enumerate(one for one in results if one.case.id not in known):
        if number:
            yield BLANK
        yield from _case(result, style)
    if old := [visible(one.case.id) for one in results if one.case.id in known]:
        yield paragraph(f"not passed in the baseline either: {', '.join(old)}", ASIDE, prefix="  ")


def _case(result: CaseResult, style: str) -> Iterable[Paragraph]:
    attempt = shown_attempt(result)
    yield Paragraph(
        Text.assemble((visible(result.case.id), TITLE), f"  {visible(result.case.asked)}"), "  "
    )
    for reason in attempt.reasons:
        yield paragraph(visible(reason), style, prefix=f"{INDENT}- ")
    yield paragraph(visible(said(attempt.reply)), ASIDE, prefix=f"{INDENT}said: ")


def _flaky(results: Sequence[CaseResult]) -> Iterable[Paragraph]:
    if results:
        yield paragraph(f"Flaky: {len(results)}", f"{TITLE} {UNSURE}")
    for result in results:
        yield paragraph(f"{visible(result.case.id)}: {runs_note(result)}", prefix="  ")


def _agreement(agreement: Agreement) -> Iterable[Paragraph]:
    share = figure(agreement.agreed / agreement.pairs if agreement.pairs else None, "share")
    ends = f"{figure(agreement.low, 'share')} to {figure(agreement.high, 'share')}"
    yield paragraph(
        f"The judge {visible(agreement.judge)} agreed with people on {agreement.agreed} of "
        f"{agreement.pairs} pairs: {share}, 95 % interval {ends}."
    )
    for line in agreement.disagreements:
        yield paragraph(visible(line), ASIDE, prefix="  - ")


def _calls(calls: Calls) -> Iterable[Paragraph]:
    unused = f"; {counted(len(calls.unused), 'recording')} not used:" if calls.unused else "."
    yield paragraph(f"Calls of models: {calls.sent:,} sent, {calls.replayed:,} replayed{unused}")
    for name in calls.unused:
        yield paragraph(visible(name), ASIDE, prefix="  - ")


def _gate(gate: GateResult | None, baseline: Baseline | None) -> Iterable[Paragraph]:
    style = ASIDE if gate is None else BAD if gate.regressions else GOOD
    yield paragraph(gate_line(gate), f"{TITLE} {style}")
    if line := baseline_line(baseline):
        yield paragraph(visible(line), ASIDE)
    if gate is None:
        return
    for regression in gate.regressions:
        yield from _regression(regression)
    if gate.changes:
        yield paragraph("What changed since the baseline:")
    elif gate.regressions and baseline:
        yield paragraph(UNCHANGED)
    for change in gate.changes:
        before, now = visible(change.before), visible(change.now)
        yield paragraph(f"{visible(change.what)}: {before or NONE} → {now or NONE}", prefix="  ")


def _regression(regression: Regression) -> Iterable[Paragraph]:
    whose = f"{visible(about(regression))}: " if regression.about else ""
    yield Paragraph(Text.assemble((whose, TITLE), visible(regression.message)), "  - ")
    for word, text in (("before", regression.before), ("now", regression.now)):
        if text:
            yield paragraph(visible(text), ASIDE, prefix=f"{INDENT}{word + ':':<8}")
