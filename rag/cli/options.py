"""Options that several commands share, and what is made of them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.domain.articles import Filters
    from rag.evidence.choice.choosing import Caution
    from rag.wiring import Settings

PASSAGES = 8  # as `rag.wiring.settings.PASSAGES`, where the number is explained


def parse_day(text: str | date) -> date:
    """A day as ``YYYY-MM-DD``; anything else is a usage error."""
    if isinstance(text, date):
        return text
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise typer.BadParameter(f"'{text}' is not a day written as YYYY-MM-DD.")
    return day


def parse_folder(text: str) -> Path:
    """A folder; an empty name would be the one that we are in."""
    if not text:
        raise typer.BadParameter("it is empty.")
    return Path(text)


Library = Annotated[
    Path | None,
    typer.Option(
        "--library",
        parser=parse_folder,
        envvar="RAG_LIBRARY",
        metavar="DIR",
        help="Folder of the library.",
        show_default="in your user data folder",
    ),
]
Embedder = Annotated[
    str,
    typer.Option(
        "--embedder",
        envvar="RAG_EMBEDDER",
        metavar="NAME",
        help="minilm (built in), e5 (extra, multilingual), or openai:NAME.",
    ),
]
Model = Annotated[
    str,
    typer.Option(
        "--model",
        "-m",
        envvar="RAG_MODEL",
        metavar="NAME",
        help="extractive (built in, no language model), openai:NAME, local:FILE; see rag models.",
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        help="Server that has the openai: models.",
        show_default="OPENAI_BASE_URL",
    ),
]
ChromaUrl = Annotated[
    str | None,
    typer.Option(
        "--chroma-url",
        envvar="RAG_CHROMA_URL",
        metavar="URL",
        help="Chroma server that keeps the vectors.",
        show_default="kept in the library",
    ),
]
Since = Annotated[
    date | None,
    typer.Option(
        "--since", metavar="DAY", parser=parse_day, help="Only articles of this day or later."
    ),
]
Until = Annotated[
    date | None,
    typer.Option(
        "--until", metavar="DAY", parser=parse_day, help="Only articles of this day or earlier."
    ),
]
Source = Annotated[
    list[str] | None,
    typer.Option(
        "--source", metavar="OUTLET", help="Only articles of this outlet; may be repeated."
    ),
]
Passages = Annotated[
    int, typer.Option("-k", min=1, metavar="N", help="How many passages to look at.")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse sooner: answer only on strong evidence.")
]
Eager = Annotated[bool, typer.Option("--eager", help="Refuse later: answer on thin evidence, too.")]
TextOrJson = Annotated[
    Literal["text", "json"], typer.Option("--format", help="How to print the result.")
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Ask a remote model even what it was asked before.")
]
Debug = Annotated[
    bool, typer.Option("--debug", help="On an error, print the whole traceback, too.")
]

LogLevel = Annotated[
    Literal["debug", "info", "warning", "error"],
    typer.Option(
        "--log-level",
        envvar="RAG_LOG",
        case_sensitive=False,
        help="Log this and worse on the error stream.",
    ),
]
LogJson = Annotated[bool, typer.Option("--log-json", help="Log one JSON object a line.")]


def settings(  # noqa: PLR0913 - each is an option of a command
    library: Path | None,
    embedder: str = "minilm",
    model: str = "extractive",
    k: int = PASSAGES,
    *,
    caution: "Caution" = "balanced",
    no_cache: bool = False,
    base_url: str | None = None,
    chroma_url: str | None = None,
) -> "Settings":
    """What the options of a command amount to."""
    from rag.wiring import Settings, default_cache, default_library

    folder = library.expanduser() if library else default_library()
    cache = None if no_cache else default_cache()
    return Settings(
        library=folder,
        embedder=embedder,
        model=model,
        k=k,
        cache=cache,
        caution=caution,
        base_url=base_url,
        chroma_url=chroma_url or None,
    )


def caution(*, strict: bool, eager: bool) -> "Caution":
    """How strong the evidence must be; raises UsageError where that cannot be chosen."""
    if strict and eager:
        raise UsageError(
            "--strict and --eager contradict each other", hint="Choose one of them, or neither."
        )
    return "strict" if strict else "eager" if eager else "balanced"


def filters(since: date | None, until: date | None, sources: Sequence[str] | None) -> "Filters":
    """Which articles to look at; raises UsageError where no day can be meant."""
    from rag.domain.articles import Filters

    if since and until and since > until:
        raise UsageError(
            f"--since {since} is later than --until {until}, so no article can match",
            hint="Swap the two days; both are inclusive.",
        )
    return Filters(since=since, until=until, sources=tuple(sources or ()))


def joined(words: Sequence[str] | None) -> str:
    """Words of the command line as one line of text; bytes that are not text become ``?``."""
    line = " ".join(" ".join(words or ()).split())
    return line.encode(errors="replace").decode()
