"""``rag summarise``: articles or a topic to summaries whose every sentence is cited."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rag.cli import batching, exits, options
from rag.cli.output import show, show_json, show_text, shown, tell
from rag.cli.running import as_rag_error
from rag.domain.summaries import LENGTHS
from rag.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.domain.replies import Refusal
    from rag.domain.summaries import Summary
    from rag.wiring import News

    Reply = Summary | Refusal

SUMMARISE_EXAMPLES = """\b
Examples:
  rag summarise articles/monday.html
  rag summarise 3f2a9c41d07e --length short --format md
  rag summarise --topic "troops in Kursk" --since 2024-11-01
  rag summarise --topic "troops in Kursk" --out kursk.html
  rag summarise --all --out summaries/
  rag summarise --all --out summaries/ --resume
  rag summarise --all --out summaries/ --model openai:gpt-5-mini --dry-run

\b
With --all each article gets a page, Markdown and JSON in DIR, beside an index
and manifest.json. What is unchanged there is not made again; an article that
fails is named at the end, and the others are not affected (exit code 4).

\b
Exit code 0: done, 3: nothing could be said. The others: rag --help
"""

Form = Literal["text", "md", "json", "html"]

_FORMS: dict[str, Form] = {".txt": "text", ".md": "md", ".json": "json", ".html": "html"}


def parse_length(text: str | int) -> int:
    """Most words: a name of `LENGTHS`, or a number; anything else is a usage error."""
    if isinstance(text, int):
        return text
    words = LENGTHS.get(text) or (int(text) if text.isascii() and text.isdecimal() else 0)
    if not words:
        raise typer.BadParameter(
            f"'{text}' is none of {', '.join(LENGTHS)}, and no number of words."
        )
    return words


Length = Annotated[
    int,
    typer.Option(
        "--length",
        metavar="LENGTH",
        parser=parse_length,
        help="short, medium, long (60, 120, 250 words), or a number of words.",
        show_default="medium",
    ),
]


def summarise(  # noqa: PLR0913 - each is an option of the command
    articles: Annotated[list[str] | None, typer.Argument(metavar="ARTICLE", hidden=True)] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Every article, each into files of its own.")
    ] = False,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="WORDS", help="What all articles say on this.")
    ] = None,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Source = None,
    length: Length = LENGTHS["medium"],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="PATH",
            help="With --all the folder; else a file: .txt .md .json .html.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a run of --all that was interrupted.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what --all would do and cost.")
    ] = False,
    model: options.Model = "extractive",
    base_url: options.BaseUrl = None,
    embedder: options.Embedder = "minilm",
    library: options.Library = None,
    no_cache: options.NoCache = False,
    form: Annotated[
        Form | None,
        typer.Option("--format", help="How to print the result.", show_default="text"),
    ] = None,
    _debug: options.Debug = False,
) -> int:
    """Summarise each ARTICLE (an id or path), all of them, or a topic across them.

    Every sentence carries quotes that were compared with their article. A page (html)
    shows each quote in its article; it goes to a file, or into a pipe.
    """
    from rag.wiring import open_news

    _check_one_subject(articles, topic, everything=everything)
    filters = options.filters(since, until, source)
    chosen = options.settings(library, embedder, model, no_cache=no_cache, base_url=base_url)
    if everything:
        task = batching.task(out, form, filters, length, resume=resume, dry_run=dry_run)
        with open_news(chosen) as news:
            news.tell = tell
            return batching.summarise_all(news, task)
    if resume or dry_run:
        raise UsageError(
            f"{'--resume' if resume else '--dry-run'} goes with --all", hint="Leave it out."
        )
    if articles and (since or until or source):
        raise UsageError(
            "--since, --until and --source choose among articles, and here they are named",
            hint="Leave them out, or name --all or --topic in place of the articles.",
        )
    written = _form(out, form, len(articles or [""]))
    with open_news(chosen) as news:
        news.tell = tell
        subjects: list[Callable[[], Reply]] = (
            [partial(news.summarise_topic, topic, filters, length)]
            if topic is not None
            else [partial(news.summarise, name, length) for name in articles or ()]
        )
        return _each(news, subjects, written, out)


def _check_one_subject(
    articles: "Sequence[str] | None", topic: str | None, *, everything: bool
) -> None:
    named = [
        name
        for name, given in (
            ("ARTICLE", bool(articles)),
            ("--all", everything),
            ("--topic", topic is not None),
        )
        if given
    ]
    if not named:
        raise UsageError(
            "There is nothing to summarise",
            hint='Name an id or path (see rag list), --all, or --topic "WORDS".',
        )
    if len(named) > 1:
        raise UsageError(
            f"{' and '.join(named)} do not go together", hint="Choose one of them; see --help."
        )


def _form(out: Path | None, form: Form | None, count: int) -> Form:
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


def _each(
    news: "News", subjects: "Sequence[Callable[[], Reply]]", form: Form, out: Path | None
) -> int:
    """Summarise one after the other; where there are several, one's error is its own."""
    from rag.domain.replies import Refusal

    refused, failed = 0, []
    pages: list[str] = []
    for number, subject in enumerate(subjects):
        try:
            reply = subject()
        except Exception as error:
            if len(subjects) == 1:
                raise
            told = as_rag_error(error)
            failed.append(told.exit_code)
            tell(f"error: {told.message}")
            tell(f"hint: {told.hint}")
            continue
        refused += isinstance(reply, Refusal)
        if out is not None:
            pages.append(_written(news, reply, form, one=len(subjects) == 1))
        else:
            _show(news, reply, form, one=len(subjects) == 1, first=number == 0)
    if out is not None and pages:
        _save(out, ("" if form == "json" else "\n\n").join(pages))
    if failed:
        return exits.SOME_FAILED if len(failed) < len(subjects) else failed[-1]
    return exits.REFUSED if refused == len(subjects) else exits.DONE


def _show(news: "News", reply: "Reply", form: Form, *, one: bool, first: bool) -> None:
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
        show_text(_written(news, reply, form, one=one))


def _written(news: "News", reply: "Reply", form: Form, *, one: bool) -> str:
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
    from rag.cli.output import plain
    from rag.rendering.summaries.terminal import render_summary

    return plain(render_summary(reply, Path.cwd()))


def _texts(news: "News", reply: "Reply") -> dict[str, str]:
    """The texts of the articles that a summary cites, by id."""
    from rag.domain.replies import Refusal

    claims = () if isinstance(reply, Refusal) else reply.claims
    cited = {citation.article_id for claim in claims for citation in claim.citations}
    return {name: news.article(name).article.text for name in cited}


def _save(out: Path, text: str) -> None:
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
