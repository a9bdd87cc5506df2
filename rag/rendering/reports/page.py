"""A report as one HTML page that needs nothing else; see `rag.rendering.pages`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rag.rendering.pages.templates import fill
from rag.rendering.pages.texts import Texts
from rag.rendering.reports import figures, outcomes
from rag.rendering.reports.sheets import sheets
from rag.rendering.visible import visible

if TYPE_CHECKING:
    from rag.domain.baselines import Baseline, GateResult
    from rag.domain.reports import Report


def report_page(report: Report, gate: GateResult | None, baseline: Baseline | None = None) -> str:
    """HTML to be opened from a file.

    Args:
        report: What was found.
        gate: What the gate made of it; None if none was asked.
        baseline: Its values are drawn beside the report's.
    """
    texts = Texts()
    values = {
        "report": report,
        "gate": gate,
        "baseline": baseline,
        "before": figures.by_name(baseline.metrics) if baseline else {},
        "cases": sheets(report, texts),
        "ids": {result.case.id for result in report.cases},
        "made": _made(report),
        "tags": sorted({tag for result in report.cases for tag in result.case.tags}),
        "created": f"{datetime.fromisoformat(report.created).astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        "visible": visible,
        "percent_of": lambda share: f"{share * 100:.2f}%",
        "figures": figures,
        "outcomes": outcomes,
    }
    return fill(__package__, "page", values, texts)


def _made(report: Report) -> list[tuple[str, str]]:
    """What was measured and with what, by name, as far as there is something to say."""
    subject, instrument = report.subject, report.instrument
    named = {
        "model": subject.model,
        "prompt": subject.prompt,
        "embedder": subject.embedder,
        "library": subject.library,
        "passages": str(subject.k),
        "version": subject.version,
        "cases": instrument.cases,
        "articles": instrument.articles,
        "scorer": instrument.scorer,
        "judge": instrument.judge,
    }
    return [(name, value) for name, value in named.items() if value]
