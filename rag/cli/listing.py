"""``rag list``, ``rag show`` and ``rag status``: what is in the library."""

from pathlib import Path
from typing import Annotated

import typer

from rag.cli import exits, options
from rag.cli.output import show, show_json
from rag.errors import UsageError

LIST_EXAMPLES = """\b
Examples:
  rag list
  rag list --format json | jq -r ".articles[].title"
"""
SHOW_EXAMPLES = """\b
Examples:
  rag show 3f2a9c41d07e
  rag show articles/monday.html
  rag show 3f2a9c41d07e --format json | jq -r .text
"""
STATUS_EXAMPLES = """\b
Examples:
  rag status
  rag status --library ~/news-2024 --format json
"""


def list_articles(
    library: options.Library = None,
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """List the articles of the library: id, day, title and outlet."""
    from rag.rendering.data import cards_data
    from rag.wiring import open_news

    with open_news(options.settings(library)) as news:
        cards = news.articles()
    if form == "json":
        show_json(cards_data(cards))
    else:
        from rag.rendering.catalogue import render_cards

        show(render_cards(cards))
    return exits.DONE


def show_article(
    target: Annotated[str | None, typer.Argument(metavar="ID|PATH", hidden=True)] = None,
    library: options.Library = None,
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """Show one article, whole: by its ID (or how it begins), or the PATH it came from.

    With it stand its files, their hashes, and the day it was added.
    """
    from rag.rendering.data import stored_data
    from rag.wiring import open_news

    if not target:
        raise UsageError("There is nothing to show", hint="Name an id or path: see rag list")
    with open_news(options.settings(library)) as news:
        stored = news.article(target)
    if form == "json":
        show_json(stored_data(stored))
    else:
        from rag.rendering.catalogue import render_stored

        show(render_stored(stored, Path.cwd()))
    return exits.DONE


def show_status(
    library: options.Library = None,
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """Say where the library is, how large it is, and what it was built with."""
    from rag.rendering.data import status_data
    from rag.wiring import open_news

    with open_news(options.settings(library)) as news:
        status = news.status()
    if form == "json":
        show_json(status_data(status))
    else:
        from rag.rendering.catalogue import render_status

        show(render_status(status))
    return exits.DONE
