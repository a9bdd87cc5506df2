"""The forms of a summary: which one is meant, and where it goes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rag.cli.output import plain, show, show_json, show_text, shown, tell
from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.domain.replies import Refusal
    from rag.domain.summaries import Summary
    from rag.wiring import News

    Reply = Summary | Refusal

Form = Literal["text", "md", "json", "html"]

_FORMS: dict[str, Form] = {".txt": "text", ".md": "md", ".json": "json", ".html": "html"}


def chosen(out: Path | None, form: Form | None, count: int) -> Form:
    """How the result is to be written; raises UsageError where that makes no sense."""
    if out is not None:
        if out.is_dir():
            raise UsageError(
                f"{out} is a folder, and the result is one file",
                hint="Name a file, or give a folder every article with --all --out DIR.",
            )
        form = form or _FORMS.get(out.suffix.lower())
        if form is None:
            raise UsageError(
                f"{out} does not say what to save",
                hint="End the file's name in .txt, .md, .json or .html, or add --format.",
            )
    if form == "html" and count > 1:
        raise UsageError(
            "A page is of one article", hint="Name one, or let --all --out DIR write all pages."
        )
    if form == "html" and out is None and sys.stdout.isatty():
        raise UsageError("A page is not for a terminal", hint="Name a file for it: --out FILE.html")
    return form or "text"


def print_one(news: "News", reply: "Reply", form: Form, *, one: bool, first: bool) -> None:
    """Print a summary; as JSON one of several takes a line.

    Args:
        news: Where it comes from.
        reply: What came of it.
        form: How.
        one: Whether it is the only one.
        first: Whether none was printed before it.
    """
    if form == "json":
        from rag.rendering.data import summary_data

        show_json(summary_data(reply), line=not one)
        return
    if not first:
        show_text("\n\n")
    if form == "text":
        from rag.rendering.summaries.terminal import render_summary

        show(render_summary(reply, Path.cwd()))
    else:
        show_text(written(news, reply, form, one=one))


def written(news: "News", reply: "Reply", form: Form, *, one: bool) -> str:
    """A summary as the contents of a file."""
    if form == "json":
        from rag.rendering.data import dumps, summary_data

        return dumps(summary_data(reply), indent=2 if one else None) + "\n"
    if form == "html":
        from rag.rendering.summaries.page import summary_page

        return summary_page(reply, _texts(news, reply))
    if form == "md":
        from rag.rendering.summaries.markdown import summary_markdown

        return summary_markdown(reply, Path.cwd())
    from rag.rendering.summaries.terminal import render_summary

    return plain(render_summary(reply, Path.cwd()))


def _texts(news: "News", reply: "Reply") -> dict[str, str]:
    """The texts of the articles that a summary cites, by id."""
    from rag.domain.replies import Refusal

    claims = () if isinstance(reply, Refusal) else reply.claims
    cited = {citation.article_id for claim in claims for citation in claim.citations}
    return {name: news.article(name).article.text for name in cited}


def save(out: Path, text: str) -> None:
    """Write a file whole, and say so; raises UsageError where it cannot be written."""
    from rag.calls.files import whole_file

    try:
        with whole_file(out) as file:
            file.write(text.encode())
    except OSError as error:
        raise UsageError(
            f"The summary cannot be written to {out}: {error.strerror}",
            hint="Name another place for --out.",
        ) from error
    tell(f"saved {shown(str(out))}")
