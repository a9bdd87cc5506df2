"""What reading gives: articles and failures, and the raw article in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.reading.normalising import cut, one_line

if TYPE_CHECKING:
    from datetime import date

    from rag.domain.articles import Article, Location
    from rag.errors import InputError

_LONGEST_REASON = 200
"""Characters of what a parser says of a broken file."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One article, read from one place."""

    article: Article
    location: Location


@dataclass(frozen=True, slots=True)
class Failure:
    r"""A file, or a record of a file, that could not become an article.

    Attributes:
        path: Absolute path as text; bytes that are not UTF-8 stand as ``\xNN``.
        record: Empty for a whole file, else the record's id or ``line N``.
        error: What happened and what to do; its message names the path.
    """

    path: str
    record: str
    error: InputError


@dataclass(frozen=True, slots=True)
class RawArticle:
    """What a format's reader found, before text and fields are made tidy.

    Attributes:
        text: The body.
        title: None where the format names none; so with the fields that follow.
        source: Outlet.
        author: Byline.
        url: Anything; only a web address survives.
        published: Day of publication.
        record: Which article of the file: empty where the file is one article,
            None where the record has no id and its text has to name it.
        line: Number of the record's line, counted from 1; 0 for a whole file.
    """

    text: str
    title: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    published: date | None = None
    record: str | None = ""
    line: int = 0


class Unreadable(Exception):  # noqa: N818 - reads as what it says of the file
    """Why a file or a record cannot become an article; the path is added later.

    Args:
        why: Completes "cannot read FILE: …"; no full stop.
        hint: What to do next; one sentence.
        record: The record's id or ``line N`` where a record is meant.
        line: Number of the record's line; 0 for a whole file.
    """

    def __init__(self, why: str, hint: str, *, record: str = "", line: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.hint = hint
        self.record = record
        self.line = line


def broken(error: Exception) -> Unreadable:
    """What to say of a file that its parser raised something of its own for."""
    says = cut(one_line(str(error)), _LONGEST_REASON)
    return Unreadable(
        f"it seems to be broken ({type(error).__name__}{': ' if says else ''}{says})",
        "Open it in its own program and save it again, or leave it out.",
    )
