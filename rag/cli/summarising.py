"""``rag summarise``: articles or a topic to summaries whose every sentence is cited."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli import batching, exits, forms, options
from rag.cli.output import show_json, tell
from rag.cli.progress import busy
from rag.cli.running import as_rag_error
from rag.domain.summaries import LENGTHS
from rag.errors import RagError, UsageError

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
    chroma_url: options.ChromaUrl = None,
    no_cache: options.NoCache = False,
    form: Annotated[
        forms.Form | None,
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
    chosen = options.settings(
        library,
        embedder,
        model,
        no_cache=no_cache,
        base_url=base_url,
        chroma_url=chroma_url,
    )
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
    written = forms.chosen(out, form, len(articles or [""]))
    with open_news(chosen) as news:
        news.tell = tell
        subjects: list[tuple[str, Callable[[], Reply]]] = (
            [(topic, partial(news.summarise_topic, topic, filters, length))]
            if topic is not None
            else [(name, partial(news.summarise, name, length)) for name in articles or ()]
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


def _each(
    news: "News",
    subjects: "Sequence[tuple[str, Callable[[], Reply]]]",
    form: forms.Form,
    out: Path | None,
) -> int:
    """Summarise one after the other; where there are several, one's error is its own."""
    from rag.domain.replies import Refusal

    one = len(subjects) == 1
    refused, failed = 0, []
    contents: list[str] = []
    for number, (name, subject) in enumerate(subjects):
        try:
            with busy("summarising …"):
                reply = subject()
        except Exception as error:
            if one:
                raise
            told = as_rag_error(error)
            failed.append(told.exit_code)
            _tell(name, told, as_json=form == "json" and out is None)
            continue
        refused += isinstance(reply, Refusal)
        if out is None:
            forms.print_one(news, reply, form, one=one, first=number == len(failed))
        else:
            contents.append(forms.written(news, reply, form, one=one))
    if contents and out is not None:
        forms.save(out, ("" if form == "json" else "\n\n").join(contents))
    if failed:
        return exits.SOME_FAILED if len(failed) < len(subjects) else failed[-1]
    return exits.REFUSED if refused == len(subjects) else exits.DONE


def _tell(name: str, error: RagError, *, as_json: bool) -> None:
    """Say what went wrong with one of several; in JSON it has a line of its own."""
    if as_json:
        from rag.rendering.data import error_data

        show_json({**error_data(error), "article": name}, line=True)
    else:
        tell(f"error: {error.message}")
        tell(f"hint: {error.hint}")
