"""Which articles an answer stands on, numbered in the order in which a reader meets them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from rag.rendering.visible import visible

if TYPE_CHECKING:
    from datetime import date

    from rag.domain.replies import Answer, Citation, Claim, Difference
    from rag.domain.summaries import Summary

_SAFE_URL = re.compile(r"https?://[^\s<>()\[\]\\`\"']+", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is to be said about one quote under its source.

    Attributes:
        quote: The quote, unless the claim that it carries is the quote.
        moved_from: See `Citation`.
    """

    quote: str | None
    moved_from: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """An article that is cited, under one number.

    Attributes:
        number: Counted from 1.
        cited: The first citation of it; all have the article's title, paths and so on.
        evidence: In the order of the claims, each once; empty where the claims say it all.
    """

    number: int
    cited: Citation
    evidence: tuple[Evidence, ...]


def number_sources(answer: Answer | Summary) -> tuple[Source, ...]:
    """One source for each article cited, first cited first."""
    cited: dict[str, Citation] = {}
    evidence: dict[str, list[Evidence]] = {}
    for claim in answer.claims:
        spoken = spoken_places(claim)
        for place, citation in enumerate(claim.citations):
            cited.setdefault(citation.article_id, citation)
            listed = evidence.setdefault(citation.article_id, [])
            one = Evidence(None if place in spoken else citation.quote, citation.moved_from)
            if citation.role == "evidence" and any((one.quote, one.moved_from)):
                listed.append(one)
    return tuple(
        Source(number, first, tuple(dict.fromkeys(evidence[article])))
        for number, (article, first) in enumerate(cited.items(), start=1)
    )


def markers(claim: Claim, sources: tuple[Source, ...]) -> str:
    """``[1] [3]``: the numbers of the articles that a claim cites, in rising order."""
    ids = {citation.article_id for citation in claim.citations}
    return " ".join(f"[{source.number}]" for source in sources if source.cited.article_id in ids)


def spoken_places(claim: Claim) -> list[int]:
    """Places of the citations whose quotes are the claim, apart from ``[added words]``.

    Those behind them, of other articles that say the same, are not.
    """
    text, quotes = _bare(claim.text), ""
    places: list[int] = []
    for place, citation in enumerate(claim.citations):
        if citation.role == "evidence":
            quotes, places = f"{quotes} {citation.quote}", [*places, place]
            if _bare(quotes) == text:
                return places
    return []


def speaks_its_quotes(claim: Claim) -> bool:
    """Whether the claim is its evidence, word for word, apart from ``[added words]``."""
    return bool(spoken_places(claim))


def carried_by(claim: Claim) -> str:
    """``3 articles``, where more than one carries a claim; reprints count once."""
    return f"{claim.articles} articles" if claim.articles > 1 else ""


def carried(claim: Claim, sources: tuple[Source, ...]) -> str:
    """``[1] [3] · 2 articles``: what stands behind a claim."""
    return " · ".join(filter(None, [markers(claim, sources), carried_by(claim)]))


def printed_too(cited: Citation) -> str:
    """Where else the text of an article is printed; empty if nowhere."""
    also = [_outlet(one.source, one.title, one.published) for one in cited.reprints]
    return f"also printed in: {'; '.join(dict.fromkeys(also))}" if also else ""


def in_words(difference: Difference) -> str:
    """Who says what: ``The articles differ: “10,000” (A, 2024-10-24) but “12,000” (B)``."""
    return f"The articles differ: {' but '.join(map(_who_says, difference.answers))}"


def _who_says(answers: tuple[Citation, ...]) -> str:
    said: dict[str, list[str]] = {}
    for one in answers:
        who = said.setdefault(visible(one.quote), [])
        who.append(_outlet(one.source, one.title, one.published))
    return ", ".join(f"“{quote}” ({'; '.join(dict.fromkeys(who))})" for quote, who in said.items())


def _outlet(source: str | None, title: str, published: date | None) -> str:
    day = f", {published.isoformat()}" if published else ""
    return visible(source or title) + day


def byline(
    title: str, source: str | None, published: date | None, paths: tuple[str, ...], here: PurePath
) -> list[str]:
    """Title, outlet, date and path of an article, as far as they are known, made visible."""
    parts = [title, source, published and published.isoformat(), paths and _where(paths, here)]
    return [visible(part) for part in parts if part]


def safe_url(url: str | None) -> str | None:
    """The address of an article where it is a plain one of the web; else None."""
    return url if url and _SAFE_URL.fullmatch(url) and url == visible(url) else None


def from_here(path: str, here: PurePath) -> str:
    """``path`` as seen from the folder ``here``, if it lies below it."""
    whole = PurePath(path)
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else path


def _where(paths: tuple[str, ...], here: PurePath) -> str:
    others = len(paths) - 1
    return from_here(paths[0], here) + (f" (and {others} more)" if others else "")


def _bare(text: str) -> str:
    return " ".join(_BRACKETS.sub("", text).split())
