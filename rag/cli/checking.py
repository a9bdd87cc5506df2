"""``rag check``: whether the library still holds what was written into it."""

from itertools import groupby
from typing import TYPE_CHECKING

from rag.cli import exits, options
from rag.cli.output import show, show_json
from rag.cli.progress import counting

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rag.library import Checked

CHECK_EXAMPLES = """\b
Examples:
  rag check
  rag check --format json | jq -r ".problems[].subject"

Exit code 0: all is as it was stored, 5: something is not. The others: rag --help
"""

_SHOWN = 20  # problems with one remedy; JSON has them all


def check(
    library: options.Library = None,
    chroma_url: options.ChromaUrl = None,
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """Verify the library: every article, passage, offset, hash and vector.

    What a killed command left undone is done first. Nothing else is changed: each problem
    is named with what to do about it.
    """
    from rag.wiring import open_news

    with (
        open_news(options.settings(library, chroma_url=chroma_url)) as news,
        counting() as listener,
    ):
        checked = news.check(listener)
    if form == "json":
        from dataclasses import asdict

        from rag.rendering.data import labelled

        show_json(labelled("check", {"sound": not checked.problems, **asdict(checked)}))
    else:
        show(_rendered(checked))
    return exits.LIBRARY if checked.problems else exits.DONE


def _rendered(checked: "Checked") -> "RenderableType":
    from rich.console import Group

    from rag.rendering.paragraphs import BLANK, paragraph
    from rag.rendering.visible import visible

    lines: list[RenderableType] = []
    ordered = sorted(checked.problems, key=lambda problem: problem.hint)
    for hint, group in groupby(ordered, key=lambda problem: problem.hint):
        found = list(group)
        shown = found[:_SHOWN]
        lines += [paragraph(visible(f"{one.subject}: {one.message}")) for one in shown]
        if len(found) > _SHOWN:
            lines.append(paragraph(f"… and {len(found) - _SHOWN:,} more"))
        lines += [paragraph(visible(hint), prefix="  "), BLANK]
    return Group(*lines, paragraph(_counted(checked)))


def _counted(checked: "Checked") -> str:
    number = len(checked.problems)
    if number:
        return f"{number:,} problem{'s' if number > 1 else ''} found."
    return (
        f"All is as it was stored: {checked.articles:,} articles,"
        f" {checked.passages:,} passages, their offsets, hashes, words and vectors."
    )
