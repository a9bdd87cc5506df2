"""What stands in the library, for a person: a list, one article, the state of it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from rag.rendering.paragraphs import BLANK, Paragraph, paragraph
from rag.rendering.sources import from_here
from rag.rendering.visible import visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import PurePath

    from rag.library.entries import Card, Status, Stored

TITLE = "bold"
_DAY = len("2024-11-02")
_MEGABYTE = 1_000_000


def render_cards(cards: Sequence[Card]) -> Group:
    """One article a line: id, day, title, outlet."""
    return Group(*map(_card, cards)) if cards else Group(paragraph("There is no article yet."))


def render_stored(stored: Stored, here: PurePath) -> Group:
    """An article, whole: what is known about it, where it was read from, its text.

    Args:
        stored: The article.
        here: Absolute folder that paths are shown from, where they lie below it.
    """
    article = stored.article
    known = {
        "id": article.id,
        "source": article.source,
        "author": article.author,
        "published": article.published and article.published.isoformat(),
        "url": article.url,
        "sha256": article.sha256,
    }
    lines = [paragraph(visible(article.title), TITLE)]
    lines += _fields({name: value for name, value in known.items() if value})
    for place in stored.places:
        location = place.location
        record = f" (record {location.record})" if location.record else ""
        fields = {
            "path": from_here(location.path, here) + record,
            "  added": _minute(place.added),
            "  sha256": location.file_sha256,
        }
        lines += _fields(fields)
    return Group(*lines, BLANK, *map(paragraph, visible_lines(article.text)))


def render_status(status: Status) -> Group:
    """Where a library is, how much is in it, and what it was built with."""
    fields = {
        "library": str(status.folder),
        "articles": f"{status.articles}, {status.undated} of them undated",
        "locations": str(status.locations),
        "passages": str(status.passages),
        "size": f"{status.bytes / _MEGABYTE:.1f} MB",
        "built with": str(status.fingerprint),
        "schema": str(status.schema),
    }
    return Group(*_fields(fields))


def _card(card: Card) -> Paragraph:
    source = f" · {visible(card.source)}" if card.source else ""
    text = Text.assemble((visible(card.title), TITLE), source)
    day = card.published.isoformat() if card.published else "undated"
    return Paragraph(text, prefix=f"{card.id}  {day:<{_DAY}}  ")


def _fields(fields: Mapping[str, str]) -> Iterable[Paragraph]:
    """Names and values, one pair a line, the values below each other."""
    width = max(map(len, fields)) + 2
    return [Paragraph(Text(visible(value)), f"{name:<{width}}") for name, value in fields.items()]


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
