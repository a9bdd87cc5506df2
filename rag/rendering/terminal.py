"""Replies and passages as a person reads them on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from rag.domain.replies import Answer
from rag.rendering.paragraphs import BLANK, Paragraph, paragraph
from rag.rendering.remarks import excerpt, moved, remarks
from rag.rendering.sources import (
    byline,
    carried,
    in_words,
    number_sources,
    printed_too,
)
from rag.rendering.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import PurePath

    from rag.domain.articles import Hit
    from rag.domain.replies import Claim, Nearest, Refusal, Reply
    from rag.rendering.sources import Source

MARKER = "cyan"
TITLE = "bold"
ASIDE = "dim"
INDENT = "    "


def render_reply(reply: Reply, here: PurePath) -> Group:
    """An answer with its numbered sources, or a refusal with what is nearest.

    Args:
        reply: What was answered.
        here: Absolute folder that paths are shown from, where they lie below it.
    """
    body = _answer(reply, here) if isinstance(reply, Answer) else _refusal(reply)
    asides = [paragraph(visible(line), ASIDE) for line in remarks(reply)]
    return Group(*body, *([BLANK, *asides] if asides else []))


def render_claim(claim: Claim) -> Group:
    """A claim with its quotes, without numbers: the others are not known yet."""
    quotes = (
        paragraph(f"“{excerpt(citation.quote)}” · {visible(citation.title)}", ASIDE, prefix=INDENT)
        for citation in claim.citations
        if citation.role == "evidence"
    )
    return Group(paragraph(visible(claim.text)), *quotes, BLANK)


def render_source(source: Source, here: PurePath) -> Iterable[Paragraph]:
    """An article under its number, with the quotes that no claim speaks."""
    cited = source.cited
    yield _source_line(
        source.number, byline(cited.title, cited.source, cited.published, cited.paths, here)
    )
    yield from _evidence(source)
    if also := printed_too(cited):
        yield paragraph(also, ASIDE, prefix=INDENT)


def render_hits(hits: Sequence[Hit], notes: Sequence[str], here: PurePath) -> Group:
    """Passages of a search, best first, each with its score and where it stands."""
    lines: list[Paragraph] = []
    for number, hit in enumerate(hits, start=1):
        article = hit.article
        parts = byline(article.title, article.source, article.published, hit.paths, here)
        lines += [_source_line(number, parts)]
        lines += [paragraph(visible(hit.passage.text), prefix=INDENT)]
        place = f"{article.id} characters {hit.passage.start}-{hit.passage.end}"
        lines += [paragraph(f"score {hit.score:.3f} · {place}", ASIDE, prefix=INDENT), BLANK]
    if not hits:
        lines += [paragraph("No passage was found."), BLANK]
    lines += [paragraph(f"Note: {visible(note)}", ASIDE) for note in notes]
    return Group(*(lines if notes else lines[:-1]))


def _answer(answer: Answer, here: PurePath) -> Iterable[Paragraph]:
    sources = number_sources(answer)
    for claim in answer.claims:
        yield Paragraph(Text.assemble(visible(claim.text), " ", (carried(claim, sources), MARKER)))
        yield BLANK
    for difference in answer.differences:
        yield paragraph(in_words(difference))
        yield BLANK
    for source in sources:
        yield from render_source(source, here)


def _evidence(source: Source) -> Iterable[Paragraph]:
    for one in source.evidence:
        if one.quote:
            yield paragraph(f"“{visible(one.quote)}”", prefix=INDENT)
        if one.moved_from:
            yield paragraph(visible(moved(one.moved_from)), ASIDE, prefix=INDENT)


def _source_line(number: int, parts: Sequence[str]) -> Paragraph:
    title, *rest = parts
    return Paragraph(
        Text.assemble((title, TITLE), *(f" · {part}" for part in rest)), f"[{number}] "
    )


def _refusal(refusal: Refusal) -> Iterable[Paragraph]:
    yield paragraph(f"Not in these articles: {visible(refusal.reason)}")
    if not refusal.nearest:
        return
    yield BLANK
    yield paragraph("The nearest passages (read on with: rag show ID):", ASIDE)
    for near in refusal.nearest:
        yield from _nearest(near)


def _nearest(near: Nearest) -> Iterable[Paragraph]:
    yield Paragraph(
        Text.assemble((visible(near.title), TITLE), " · ", (near.article_id, MARKER)), "  - "
    )
    yield paragraph(excerpt(near.text), prefix=INDENT)
