"""The parts of a summary in words, as every form shows them; not yet made visible."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.domain.summaries import Figure, Statement, Summary
    from rag.rendering.sources import Source

SAID = "Who said what"
FIGURES = "Numbers and dates"
DIFFER = "Where the articles differ"

_ACCORDING = "according"


def introduced(statement: Statement) -> tuple[str, str]:
    """What stands before and behind the speaker of a statement, up to its words.

    ``("", " warned: ")`` of somebody who warned, ``("According to ", ": ")`` of a source.
    """
    if statement.verb.lower().startswith(_ACCORDING):
        return f"{statement.verb[0].upper()}{statement.verb[1:]} ", ": "
    described = "," if "," in statement.speaker else ""
    return "", f"{described} {statement.verb}: "


def told_figures(summary: Summary) -> list[tuple[str, tuple[int, ...]]]:
    """Each figure once, with the places of the claims that have it."""
    found: dict[str, list[int]] = {}
    for figure in summary.figures:
        found.setdefault(_figure(figure), []).append(figure.claim)
    return [(text, tuple(dict.fromkeys(claims))) for text, claims in found.items()]


def claim_markers(summary: Summary, claims: tuple[int, ...], sources: tuple[Source, ...]) -> str:
    """``[1] [3]``: the numbers of the articles that claims cite, in rising order."""
    cited = {one.article_id for place in claims for one in summary.claims[place].citations}
    return " ".join(f"[{one.number}]" for one in sources if one.cited.article_id in cited)


def read_for(summary: Summary) -> str:
    """How many articles a summary of a topic was made from; empty for one of an article."""
    if summary.scope == "article":
        return ""
    count = len(summary.article_ids)
    return "1 article read" if count == 1 else f"{count} articles read"


def _figure(figure: Figure) -> str:
    """A figure as its article has it, with the day that is meant where it does not say."""
    day = figure.day.isoformat() if figure.day else ""
    return figure.text if day in figure.text else f"{figure.text} ({day})"
