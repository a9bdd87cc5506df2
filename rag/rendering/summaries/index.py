"""The index over a folder of summaries, as a page and as Markdown; both come piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from rag.rendering.markdown import escaped
from rag.rendering.pages.templates import pour

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

State = Literal["done", "unchanged", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the index.

    Attributes:
        title: Of the article, like the two fields that follow.
        source: Outlet.
        published: Day of publication.
        told: The headline fact; why there is none, of an article that was refused or failed.
        name: Of its files in the folder, without a suffix; None if there are none.
        summarised: Whether there is a summary.
    """

    title: str
    source: str | None
    published: date | None
    told: str
    name: str | None
    summarised: bool

    @property
    def outlet(self) -> str:
        """``The Example Post · 2024-11-02``, as far as it is known."""
        day = self.published.isoformat() if self.published else None
        return " · ".join(filter(None, (self.source, day)))

    def file(self, suffix: str) -> str:
        """Address of one of its files, as seen from the index."""
        return quote(f"{self.name}{suffix}")


def index_page(listed: Iterable[Listed], count: int, made: str) -> Iterator[str]:
    """HTML to be opened from a file.

    Args:
        listed: In the order to be read; gone through once.
        count: How many there are.
        made: With what the summaries were made, in words.
    """
    return pour(__package__, "index", {"listed": listed, "count": count, "made": made})


def index_markdown(listed: Iterable[Listed], count: int, made: str) -> Iterator[str]:
    """The same as Markdown, with links to the Markdown files."""
    yield f"# {_counted(count)}\n\n*{escaped(made)}*\n"
    for one in listed:
        title = f"**{escaped(one.title)}**"
        linked = f"[{title}](<{one.file('.md')}>)" if one.name else title
        outlet = f" · {escaped(one.outlet)}" if one.outlet else ""
        told = escaped(one.told) if one.summarised else f"*{escaped(one.told)}*"
        yield f"\n- {linked}{outlet}\n\n  {told}\n"


def _counted(count: int) -> str:
    return "1 article" if count == 1 else f"{count:,} articles"
