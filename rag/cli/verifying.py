"""``rag verify``: whether the quotes of a saved answer still stand in their articles."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli import exits, options
from rag.cli.output import show, show_json
from rag.cli.taking import taken
from rag.errors import ArticleNotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import RenderableType

    from rag.verifying import Checked
    from rag.wiring import News

VERIFY_EXAMPLES = """\b
Examples:
  rag verify answer.json
  rag verify replies.jsonl --library ~/news-2024
  rag verify report.json --format json | jq '.quotes[] | select(.holds | not)'

\b
FILE is what one of these saved; - reads it from the standard input:
  ask who warned about Kursk --format json > answer.json
  ask --file questions.txt > replies.jsonl
  rag eval --out report.json

Exit code 0: every quote holds, 4: some do not. The others: rag --help
"""

STANDARD_INPUT = "-"
_ID = re.compile(r"[0-9a-f]{12}")
_EXCERPT = 160  # characters of a quote that are shown; JSON has it whole


def verify(
    file: Annotated[str | None, typer.Argument(metavar="FILE", hidden=True)] = None,
    library: options.Library = None,
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """Compare every quote of a saved answer or report with the library, to the letter.

    Quotes that no longer hold are listed, each with the reason.
    """
    from rag.verifying import verify as verify_quotes
    from rag.wiring import open_news

    if not file:
        raise UsageError("There is nothing to verify", hint="Name a file: rag verify answer.json")
    data = _saved(file)
    with open_news(options.settings(library)) as news:
        checked = verify_quotes(data, _reader(news))
    if not checked:
        raise UsageError(
            f"There is no quote in {_named(file)}",
            hint="A refusal has none. Save an answer with: ask QUESTION --format json > FILE",
        )
    if form == "json":
        show_json(_data(checked))
    else:
        show(_rendered(checked))
    return exits.DONE if all(one.holds for one in checked) else exits.SOME_FAILED


def _saved(file: str) -> object:
    from rag.verifying import parse

    try:
        if file == STANDARD_INPUT:
            return parse(taken(sys.stdin.buffer))
        with Path(file).open("rb") as opened:
            return parse(taken(opened))
    except OSError as error:
        raise UsageError(
            f"Cannot read {_named(file)}: {error.strerror or error}",
            hint="Name a file that was saved with --format json, or - for the standard input.",
        ) from error
    except ValueError as error:
        raise UsageError(
            f"Cannot read {_named(file)}: {error}",
            hint="Save the answer as JSON: ask QUESTION --format json > FILE",
        ) from error


def _named(file: str) -> str:
    return "the standard input" if file == STANDARD_INPUT else file


def _reader(news: "News") -> "Callable[[str], str | None]":
    """Looks up the text of an article by its whole id, once."""
    from functools import cache

    @cache
    def text(article_id: str) -> str | None:
        if not _ID.fullmatch(article_id):  # a path or the beginning of an id would be found, too
            return None
        try:
            article = news.article(article_id).article
        except ArticleNotFoundError:
            return None
        return article.text if article.id == article_id else None

    return text


def _rendered(checked: "Sequence[Checked]") -> "RenderableType":
    from rich.console import Group

    from rag.rendering.paragraphs import BLANK, paragraph

    broken = [one for one in checked if not one.holds]
    lines = [line for one in broken for line in (*_explained(one), BLANK)]
    return Group(*lines, paragraph(_counted(len(checked), len(broken))))


def _explained(one: "Checked") -> "Sequence[RenderableType]":
    from rag.rendering.paragraphs import paragraph
    from rag.rendering.visible import visible

    where = f"article {one.article_id or '?'}, {_offset(one.start)}–{_offset(one.end)}"
    return (
        paragraph(f"“{visible(_excerpt(one.quote))}”", "bold"),
        paragraph(visible(" · ".join(filter(None, (one.title, where)))), prefix="  "),
        paragraph(visible(f"does not hold: {_excerpt(one.problem or '')}"), prefix="  "),
    )


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


def _offset(value: int | None) -> str:
    return "?" if value is None else _excerpt(str(value))


def _counted(quotes: int, broken: int) -> str:
    held = quotes - broken
    if not broken:
        return "The quote holds." if quotes == 1 else f"All {quotes} quotes hold."
    return f"{held} of {quotes} quotes hold, {broken} {'does' if broken == 1 else 'do'} not."


def _data(checked: "Sequence[Checked]") -> "dict[str, object]":
    from dataclasses import asdict

    from rag.rendering.data import labelled

    held = sum(one.holds for one in checked)
    quotes = [{**asdict(one), "holds": one.holds} for one in checked]
    return labelled("verification", {"held": held, "broken": len(checked) - held, "quotes": quotes})
