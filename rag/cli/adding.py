"""``rag add``, ``rag remove`` and ``rag rebuild``: what changes the library."""

from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli import exits, options
from rag.cli.output import show_json, show_text, shown, tell
from rag.cli.progress import progress
from rag.errors import ArticleNotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.adding import AddReport, Failed
    from rag.library.entries import Removed

ADD_EXAMPLES = """\b
Examples:
  rag add articles/
  rag add monday.html interview.pdf wire.jsonl
  rag add articles/ --prune

\b
Formats: .txt .md .html .pdf .docx, and .jsonl with one article a line:
  {"text": "...", "title": "...", "source": "...", "published": "2024-11-02"}
Only text is required; id, author and url are read, too.

A file that cannot be read is named with its reason, the others go in, and the exit
code is 4.
"""
REMOVE_EXAMPLES = """\b
Examples:
  rag remove articles/monday.html
  rag remove 3f2a9c41d07e
"""
REBUILD_EXAMPLES = """\b
Examples:
  rag rebuild
  rag rebuild --embedder openai:text-embedding-3-small
"""


def add(  # noqa: PLR0913 - each is an option of the command
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH", hidden=True)] = None,
    *,
    prune: Annotated[
        bool, typer.Option("--prune", help="Also remove what has vanished from these folders.")
    ] = False,
    embedder: options.Embedder = "minilm",
    library: options.Library = None,
    chroma_url: options.ChromaUrl = None,
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """Add articles to the library: each PATH is a file, or a folder with all in it.

    Adding again what has not changed does nothing; a changed file replaces its article.
    """
    from rag.wiring import open_news

    if not paths:
        raise UsageError("There is nothing to add", hint="Name a file or folder: rag add FOLDER")
    with (
        open_news(options.settings(library, embedder, chroma_url=chroma_url), create=True) as news,
        progress(lines=form == "text") as listener,
    ):
        report = news.add(paths, prune=prune, progress=listener)
    return _show(report, form)


def remove(
    targets: Annotated[list[str] | None, typer.Argument(metavar="ID|PATH", hidden=True)] = None,
    library: options.Library = None,
    chroma_url: options.ChromaUrl = None,
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """Remove articles by ID, or whatever was added from a PATH.

    An article that was read from several files stays until the last one is removed.
    """
    from rag.wiring import open_news

    if not targets:
        raise UsageError("There is nothing to remove", hint="Name an id or path: see rag list")
    done: list[Removed] = []
    failed: list[ArticleNotFoundError] = []
    with open_news(options.settings(library, chroma_url=chroma_url)) as news:
        for target in targets:
            try:
                done.append(news.remove(target))
            except ArticleNotFoundError as error:
                failed.append(error)
    if not done:
        raise failed[0]
    _show_removed(done, failed, form)
    return exits.SOME_FAILED if failed else exits.DONE


def rebuild(
    embedder: options.Embedder = "minilm",
    library: options.Library = None,
    chroma_url: options.ChromaUrl = None,
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """Embed every article of the library again, with the embedder that is named."""
    from rag.wiring import open_news

    with (
        open_news(options.settings(library, embedder, chroma_url=chroma_url)) as news,
        progress(lines=form == "text") as listener,
    ):
        report = news.rebuild(listener)
    return _show(report, form)


def _show_removed(
    done: "Sequence[Removed]", failed: "Sequence[ArticleNotFoundError]", form: str
) -> None:
    from rag.rendering.data import removed_data
    from rag.rendering.visible import visible

    if form == "json":
        show_json(removed_data(done, failed))
        return
    for error in failed:
        tell(f"error: {error.message}")
        tell(f"hint: {error.hint}")
    for removed in done:
        for location in removed.locations:
            show_text(visible(f"removed {shown(location.path, location.record)}") + "\n")
        for article, title in removed.articles:
            show_text(visible(f"removed article {article}: {title}") + "\n")


def _show(report: "AddReport", form: str) -> int:
    """Name what failed, count the rest; returns the exit code."""
    from dataclasses import asdict

    from rag.rendering.data import labelled

    if form == "json":
        show_json(labelled("added", asdict(report)))
    else:
        for failure in report.failed:
            tell(f"failed: {_named(failure)}")
            tell(f"  hint: {failure.hint}")
        show_text(_counted(report) + "\n")
    return exits.SOME_FAILED if report.failed else exits.DONE


def _named(failure: "Failed") -> str:
    """The message, behind the place that it is about unless it names that itself."""
    if failure.path in failure.message:
        return failure.message.replace(failure.path, shown(failure.path))
    return f"{shown(failure.path, failure.record)}: {failure.message}"


def _counted(report: "AddReport") -> str:
    removed = f"removed {report.removed}, " if report.removed else ""
    return (
        f"added {report.added}, replaced {report.replaced}, unchanged {report.unchanged}, "
        f"{removed}failed {len(report.failed)}"
    )
