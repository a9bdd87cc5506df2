"""Invented articles on the same events: some say the same, some are reprints, some differ.

The first were written before the code that compares articles, and what they showed was worked
on (`TUNED`). The others were written when the code stood, and measured once (`FRESH`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from rag.domain.replies import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rag.domain.replies import Citation, Reply


@dataclass(frozen=True)
class Written:
    """An article of a group.

    Attributes:
        id: Its own.
        point: A letter; those of a group with the same letter say the same about its
            question. ``=`` marks a reprint of the group's first article, and ``-`` what speaks of
            something else.
        source: Outlet.
        published: Day, or empty.
        title: Headline.
        text: Body.
    """

    id: str
    point: str
    source: str
    published: str
    title: str
    text: str


@dataclass(frozen=True)
class Group:
    """Articles and a question that more than one of them is about.

    Attributes:
        name: Of the group.
        question: What is asked.
        articles: At least two.
        differ: Whether points of different letters contradict each other.
        fresh: Whether it was written after the code.
    """

    name: str
    question: str
    articles: tuple[Written, ...]
    differ: bool
    fresh: bool


def _groups() -> Iterator[Group]:
    rows = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    for place, row in enumerate(rows):
        articles = tuple(
            Written(id=f"{place}-{number}", **{"published": "", **article})
            for number, article in enumerate(row["articles"])
        )
        yield Group(
            row["name"],
            row["question"],
            articles,
            row.get("differ", False),
            row.get("fresh", False),
        )


GROUPS = tuple(_groups())
"""In any order; each event stands in one group only."""

TUNED = tuple(group for group in GROUPS if not group.fresh)
FRESH = tuple(group for group in GROUPS if group.fresh)

Pairs = set[frozenset[str]]
"""Pairs of articles, by their ids here. A reprint agrees with nobody."""


def gold(group: Group) -> tuple[Pairs, Pairs, Pairs]:
    """Pairs that agree, that differ, and that are one text."""
    agree, differ, same = set(), set(), set()
    for one, other in combinations(group.articles, 2):
        pair = frozenset((one.id, other.id))
        points = {one.point.rstrip("="), other.point.rstrip("=")}
        if "-" in points:
            continue
        reprint = "=" in other.point and (one is group.articles[0] or "=" in one.point)
        if reprint:
            same.add(pair)
        if len(points) > 1:
            differ |= {pair} if group.differ else set()
        elif not reprint:
            agree.add(pair)
    return agree, differ, same


def said(reply: Reply, ids: dict[str, str]) -> tuple[Pairs, Pairs, Pairs]:
    """The same, as a reply has it."""
    agree, differ, same = set(), set(), set()
    if isinstance(reply, Answer):
        for claim in reply.claims:
            cited = [one for one in claim.citations if one.role == "evidence"]
            agree |= _pairs(cited, cited, ids)
            for one in cited:
                prints = [ids[name] for name in (one.article_id, *_reprints(one))]
                same |= set(map(frozenset, combinations(prints, 2)))
        for difference in reply.differences:
            for one, other in combinations(difference.answers, 2):
                differ |= _pairs(one, other, ids)
    return agree, differ, same


def _reprints(citation: Citation) -> Iterator[str]:
    return (reprint.article_id for reprint in citation.reprints)


def _pairs(ones: Iterable[Citation], others: Iterable[Citation], ids: dict[str, str]) -> Pairs:
    return {
        frozenset((ids[one.article_id], ids[other.article_id]))
        for one in ones
        for other in others
        if one.article_id != other.article_id
    }
