"""Metadata as people write it, to the fields of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from rag.reading.dates import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_NAMES = {
    "title": ("title",),
    "source": ("source", "outlet", "publisher"),
    "author": ("author", "authors", "byline"),
    "url": ("url", "link"),
    "published": ("published", "date"),
}

_LARGEST = 10**300
"""Of a number that may stand where a name should."""


class Fields(TypedDict):
    """What metadata says of an article; None where it says nothing usable."""

    title: str | None
    source: str | None
    author: str | None
    url: str | None
    published: date | None


def fields_of(metadata: Mapping[str, object]) -> Fields:
    """Fields by the names that front matter and JSON lines share, in any case.

    A list of names becomes one line; a value that is neither text, number nor
    such a list counts as missing, like a date that cannot be read for certain.
    """
    by_name = {str(name).lower(): value for name, value in metadata.items()}
    values = {
        field: next((by_name[name] for name in names if by_name.get(name) is not None), None)
        for field, names in _NAMES.items()
    }
    return Fields(
        title=_line(values["title"]),
        source=_line(values["source"]),
        author=_line(values["author"]),
        url=_line(values["url"]),
        published=day_of(values["published"]),
    )


def _line(value: object) -> str | None:
    if isinstance(value, list):
        names = [name for name in value if isinstance(name, str)]
        return ", ".join(names) or None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if not isinstance(value, str) and not abs(value) < _LARGEST:
        return None  # it is infinite, not a number, or too long to be written out
    return str(value) or None
