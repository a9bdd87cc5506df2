"""An open library and a folder, brought together: a summary of every article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.summarising.batch import Order, Report, run
from rag.summarising.planning import BatchPlan, plan
from rag.summarising.records import Made
from rag.version import version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rag.domain.articles import Filters
    from rag.wiring.news import News


def summarise_all(  # noqa: PLR0913 - each is a choice of the user
    news: News,
    folder: Path,
    filters: Filters,
    words: int,
    *,
    resume: bool = False,
    progress: Callable[[int, int, str], None] = lambda *_: None,
) -> Report:
    """Write a summary of each article into a folder, with an index and a manifest.

    Args:
        news: The library.
        folder: Made if it is missing; what is unchanged in it is left as it is.
        filters: Which articles.
        words: Most words of each.
        resume: Whether an unfinished run with the same settings must be there.
        progress: Is told articles done, articles to do, and the title of the last one.

    Raises:
        UsageError: No article is chosen, or the folder cannot be used for it.
    """
    return run(news, _order(news, folder, filters, words, resume=resume), progress)


def plan_all(
    news: News, folder: Path, filters: Filters, words: int, *, resume: bool = False
) -> BatchPlan:
    """What `summarise_all` would do, and what it would cost; nothing is sent or written."""
    return plan(news, _order(news, folder, filters, words, resume=resume), news.summariser)


def _order(news: News, folder: Path, filters: Filters, words: int, *, resume: bool) -> Order:
    from rag.drafting.sending import AT_ONCE

    settings, writer = news.settings, news.summariser
    remote = writer.prompt is not None and not settings.model.startswith("local:")
    made = Made(
        model=writer.model,
        prompt=writer.prompt,
        embedder=str(news.status().fingerprint),
        words=words,
        version=version(),
    )
    return Order(
        folder=folder,
        made=made,
        filters=filters,
        library=str(settings.library.absolute()),
        workers=AT_ONCE if remote else 1,
        resume=resume,
    )
