"""A report as one HTML page that needs nothing else: no network, no other file.

Everything is written out on the server's side and escaped by Jinja; only the texts of
articles and passages, each once, lie in a block of JSON, from which the page's script
shows them with the quote marked.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from rag.rendering.reports import figures, outcomes
from rag.rendering.reports.sheets import Texts, sheets
from rag.rendering.visible import visible

if TYPE_CHECKING:
    from jinja2 import Template

    from rag.domain.baselines import Baseline, GateResult
    from rag.domain.reports import Report


def report_page(report: Report, gate: GateResult | None, baseline: Baseline | None = None) -> str:
    """HTML to be opened from a file.

    Args:
        report: What was found.
        gate: What the gate made of it; None if none was asked.
        baseline: Its values are drawn beside the report's.
    """
    style, script = _part("page.css"), _part("page.js")
    texts = Texts()
    cases = sheets(report, texts)  # fills texts, which are written behind them
    return _template().render(
        report=report,
        gate=gate,
        baseline=baseline,
        before=figures.by_name(baseline.metrics) if baseline else {},
        cases=cases,
        ids={result.case.id for result in report.cases},
        made=_made(report),
        tags=sorted({tag for result in report.cases for tag in result.case.tags}),
        texts=Markup(texts.json()),  # noqa: S704 - every "<" in it is escaped
        style=Markup(style),  # noqa: S704 - a file of this package
        script=Markup(script),  # noqa: S704 - a file of this package
        style_hash=_csp_hash(style),
        script_hash=_csp_hash(script),
        created=f"{datetime.fromisoformat(report.created).astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        visible=visible,
        percent_of=lambda share: f"{share * 100:.2f}%",
        figures=figures,
        outcomes=outcomes,
    )


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


def _template() -> Template:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    return environment.from_string(_part("page.html.j2"))


def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _csp_hash(text: str) -> str:
    """The source expression that allows exactly this inline text (W3C, CSP level 3)."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
