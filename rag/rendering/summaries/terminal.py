"""A summary as a person reads it on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from rag.domain.replies import Refusal
from rag.rendering.paragraphs import BLANK, Paragraph, paragraph
from rag.rendering.remarks import remarks
from rag.rendering.sources import carried, in_words, number_sources
from rag.rendering.summaries.parts import (
    FIGURES,
    SAID,
    claim_markers,
    introduced,
    read_for,
    told_figures,
)
from rag.rendering.terminal import ASIDE, MARKER, TITLE, render_reply, render_source
from rag.rendering.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import PurePath

    from rag.domain.summaries import Statement, Summary
    from rag.rendering.sources import Source

_POINT = "  - "
_INDENT = "  "


def render_summary(reply: Summary | Refusal, here: PurePath) -> Group:
    """The headline fact, the key points, who said what, figures, differences, sources.

    Args:
        reply: What came of summarising; a refusal reads as that of a question.
        here: Absolute folder that paths are shown from, where they lie below it.
    """
    if isinstance(reply, Refusal):
        about = paragraph(visible(reply.question), TITLE)
        return Group(about, BLANK, render_reply(reply, here))
    sources = number_sources(reply)
    lines = [
        *_heading(reply),
        *_points(reply, sources),
        *_said(reply, sources),
        *_figures(reply, sources),
    ]
    for difference in reply.differences:
        lines += [BLANK, paragraph(in_words(difference))]
    lines.append(BLANK)
    for source in sources:
        lines += render_source(source, here)
    asides = [paragraph(visible(line), ASIDE) for line in remarks(reply)]
    return Group(*lines, *([BLANK, *asides] if asides else []))


def _heading(summary: Summary) -> Iterable[Paragraph]:
    title = Text(visible(summary.subject), style=TITLE)
    if read := read_for(summary):
        title.append(f" · {read}", style=f"not {TITLE} {ASIDE}")
    yield Paragraph(title)
    yield BLANK


def _points(summary: Summary, sources: tuple[Source, ...]) -> Iterable[Paragraph]:
    first, *others = summary.claims
    shown = Text.assemble((visible(first.text), TITLE), " ", (carried(first, sources), MARKER))
    yield Paragraph(shown)
    if others:
        yield BLANK
    for claim in others:
        marks = (carried(claim, sources), MARKER)
        yield Paragraph(Text.assemble(visible(claim.text), " ", marks), _POINT)


def _said(summary: Summary, sources: tuple[Source, ...]) -> Iterable[Paragraph]:
    if summary.statements:
        yield BLANK
        yield paragraph(SAID, TITLE)
    for statement in summary.statements:
        marks = claim_markers(summary, (statement.claim,), sources)
        yield Paragraph(Text.assemble(*_statement(statement), " ", (marks, MARKER)), _POINT)


def _statement(statement: Statement) -> tuple[str | tuple[str, str], ...]:
    before, behind = introduced(statement)
    speaker, told = visible(statement.speaker), visible(statement.words)
    return (visible(before), (speaker, TITLE), visible(behind), told)


def _figures(summary: Summary, sources: tuple[Source, ...]) -> Iterable[Paragraph]:
    if not summary.figures:
        return
    yield BLANK
    yield paragraph(FIGURES, TITLE)
    line = Text()
    for text, claims in told_figures(summary):
        line.append(" · " if line else "").append(visible(text))
        line.append(f" {claim_markers(summary, claims, sources)}", style=MARKER)
    yield Paragraph(line, _INDENT)
