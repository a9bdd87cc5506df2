"""What stands beside a report on a terminal: a plan of calls, a comparison of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group

from rag.domain.measures import MEASURES
from rag.rendering.paragraphs import BLANK, paragraph
from rag.rendering.reports.figures import NONE, figure
from rag.rendering.reports.outcomes import counted
from rag.rendering.reports.terminal import ASIDE, TITLE, table
from rag.rendering.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.baselines import Difference
    from rag.domain.measures import Unit
    from rag.domain.reports import Plan


def render_plan(plan: Plan) -> Group:
    """How many calls a run would send, and what is not known before it."""
    runs = f" in {plan.runs} runs" if plan.runs > 1 else ""
    calls = f"{counted(plan.missing, 'call')} would be sent"
    holding = f", about {plan.input_tokens:,} tokens in all" if plan.missing else ""
    recorded = f"{counted(plan.replayed, 'call')} would be replayed"
    lines = [
        paragraph(f"{counted(plan.cases, 'case')}{runs}: {calls}{holding}; {recorded}.", TITLE)
    ]
    lines += [paragraph(visible(end), ASIDE, prefix="  - ") for end in plan.open_ends]
    return Group(*lines)


def render_differences(differences: Sequence[Difference]) -> Group:
    """Each measure in both reports, and how sure the difference is."""
    units = {measure.name: measure for measure in MEASURES}
    rows = table("measure", "before", "after", "difference", "95 % interval", "p", "cases")
    for one in differences:
        measure = units[one.name]
        rows.add_row(
            measure.label,
            figure(one.before, measure.unit),
            figure(one.after, measure.unit),
            _signed(one.difference, measure.unit),
            f"{_signed(one.low, measure.unit)} – {_signed(one.high, measure.unit)}"
            if one.low is not None
            else "",
            NONE if one.p is None else f"{one.p:.3f}",
            f"{one.cases:,}",
        )
    told = "Pairs of the same case; p by exchanging before and after within pairs at random."
    return Group(rows, BLANK, paragraph(told, ASIDE))


def _signed(value: float | None, unit: Unit) -> str:
    """A difference with its sign; one of shares in percentage points."""
    if value is None:
        return NONE
    if unit == "share":
        return f"{100 * value:+.1f}"
    sign = "-" if value < 0 else "+"
    return sign + figure(abs(value), unit)
