"""A summary as portable Markdown (CommonMark)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain.replies import Refusal
from rag.rendering.markdown import escaped, reply_markdown, source_markdown
from rag.rendering.remarks import remarks
from rag.rendering.sources import carried, in_words, number_sources
from rag.rendering.summaries.parts import (
    DIFFER,
    FIGURES,
    SAID,
    claim_markers,
    introduced,
    read_for,
    told_figures,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import PurePath

    from rag.domain.summaries import Statement, Summary


def summary_markdown(reply: Summary | Refusal, here: PurePath) -> str:
    """The headline fact in bold, points as a list, sources numbered, quotes as block quotes.

    Args:
        reply: What came of summarising; a refusal reads as that of a question.
        here: Absolute folder that paths are shown from, where they lie below it.
    """
    if isinstance(reply, Refusal):
        return f"# {escaped(reply.question)}\n\n{reply_markdown(reply, here)}"
    return "\n\n".join(_blocks(reply, here)) + "\n"


def _blocks(summary: Summary, here: PurePath) -> Iterable[str]:
    sources = number_sources(summary)
    yield f"# {escaped(summary.subject)}"
    if read := read_for(summary):
        yield f"*{escaped(read)}*"
    first, *others = summary.claims
    yield f"**{escaped(first.text)}** {escaped(carried(first, sources))}"
    if others:
        yield _listed(f"{escaped(one.text)} {escaped(carried(one, sources))}" for one in others)
    if summary.statements:
        yield f"## {SAID}"
        yield _listed(
            f"{_statement(one)} {escaped(claim_markers(summary, (one.claim,), sources))}"
            for one in summary.statements
        )
    if summary.figures:
        yield f"## {FIGURES}"
        yield _listed(
            f"{escaped(text)} {escaped(claim_markers(summary, claims, sources))}"
            for text, claims in told_figures(summary)
        )
    if summary.differences:
        yield f"## {DIFFER}"
        yield _listed(escaped(in_words(one)) for one in summary.differences)
    yield "## Sources"
    for source in sources:
        yield from source_markdown(source, here)
    for line in remarks(summary):
        yield f"*{escaped(line)}*"


def _listed(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _statement(statement: Statement) -> str:
    before, behind = introduced(statement)
    speaker, told = escaped(statement.speaker), escaped(statement.words)
    return f"{_kept(before)}**{speaker}**{_kept(behind)}{told}"


def _kept(text: str) -> str:
    """Escaped, with the blanks at its ends."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return text[:start] + escaped(text) + text[end:] if text.strip() else ""
