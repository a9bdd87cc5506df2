"""Invented articles on the same events: some say the same, some are reprints, some differ.

The first were written before the code that compares articles, and what they showed was worked
on (`TUNED`). The others were written when the code stood, and measured once (`FRESH`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator


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
