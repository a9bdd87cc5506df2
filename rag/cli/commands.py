"""Every command with its examples, gathered into the two programs."""

import functools
import inspect
from collections.abc import Callable
from typing import Annotated

import typer

from rag.cli import (
    adding,
    asking,
    checking,
    comparing,
    evaluating,
    exits,
    listing,
    naming,
    options,
    summarising,
    verifying,
)

RAG_EPILOG = f"""\b
Begin with:
  rag add articles/
  ask who warned about Kursk

\b
Environment:
  RAG_LIBRARY      folder of the library (default: in your user data folder)
  RAG_EMBEDDER     which model finds the passages (default: minilm, built in)
  RAG_MODEL        who writes the answer (default: extractive, built in)
  OPENAI_API_KEY   key for openai: models
  OPENAI_BASE_URL  another server that speaks the same language
  RAG_PROMPTS      folder of your own prompts (default: those built in)
  RAG_CHROMA_URL   Chroma server that keeps the vectors (default: the library does)
  RAG_LOG          debug, info, warning or error (default: warning)
  NO_COLOR         if set, no colour

\b
Exit codes:
{exits.table()}
"""


def _app() -> typer.Typer:
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        from rag.cli.output import show_text
        from rag.version import version

        show_text(f"rag {version()}\n")
        raise typer.Exit


def _rag(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Ask a folder of news articles; every sentence of an answer carries its quote."""


def _logged(command: Callable[..., int]) -> Callable[..., int]:
    """A command that has the options for logging behind its own."""

    @functools.wraps(command)
    def logged(
        *values: object,
        log_level: options.LogLevel = "warning",
        log_json: options.LogJson = False,
        **named: object,
    ) -> int:
        from rag.cli import logs

        logs.start(log_level, as_json=log_json)
        return command(*values, **named)

    ours = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
        )
        for name, default, annotation in (
            ("log_level", "warning", options.LogLevel),
            ("log_json", False, options.LogJson),
        )
    ]
    signature = inspect.signature(command)
    parameters = [*signature.parameters.values(), *ours]
    logged.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    logged.__annotations__ = command.__annotations__ | {each.name: each.annotation for each in ours}
    return logged


def _with_ask(app: typer.Typer) -> typer.Typer:
    command = app.command("ask", short_help="answer a question", epilog=asking.ASK_EXAMPLES)
    command(_logged(asking.ask))
    return app


def _eval_group() -> typer.Typer:
    """``rag eval`` runs by itself, and has commands of its own."""
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
        subcommand_metavar="[COMMAND]",
    )
    app.callback(epilog=evaluating.EVAL_EXAMPLES)(_logged(evaluating.evaluate))
    app.command(
        "accept",
        short_help="make what is measured now the baseline",
        epilog=evaluating.ACCEPT_EXAMPLES,
    )(_logged(evaluating.accept))
    app.command(
        "compare", short_help="compare two saved reports", epilog=comparing.COMPARE_EXAMPLES
    )(_logged(comparing.compare))
    app.command(
        "schema", short_help="print the form of case files", epilog=comparing.SCHEMA_EXAMPLES
    )(_logged(comparing.schema))
    return app


ask_app = _with_ask(_app())

rag_app = _app()
rag_app.callback(epilog=RAG_EPILOG)(_rag)
_with_ask(rag_app)
for _command, _name, _short, _examples in (
    (asking.search, "search", "find passages, without an answer", asking.SEARCH_EXAMPLES),
    (
        summarising.summarise,
        "summarise",
        "summarise articles, or a topic",
        summarising.SUMMARISE_EXAMPLES,
    ),
    (adding.add, "add", "add files and folders", adding.ADD_EXAMPLES),
    (adding.remove, "remove", "remove articles", adding.REMOVE_EXAMPLES),
    (adding.rebuild, "rebuild", "embed every article again", adding.REBUILD_EXAMPLES),
    (listing.list_articles, "list", "list the articles", listing.LIST_EXAMPLES),
    (listing.show_article, "show", "show one article, whole", listing.SHOW_EXAMPLES),
    (verifying.verify, "verify", "check saved quotes again", verifying.VERIFY_EXAMPLES),
    (checking.check, "check", "verify the library itself", checking.CHECK_EXAMPLES),
    (listing.show_status, "status", "what the library is, and how large", listing.STATUS_EXAMPLES),
    (naming.list_models, "models", "list what can write answers", naming.MODELS_EXAMPLES),
    (naming.list_prompts, "prompts", "list the prompts", naming.PROMPTS_EXAMPLES),
):
    rag_app.command(_name, short_help=_short, epilog=_examples)(_logged(_command))
rag_app.add_typer(_eval_group(), name="eval", short_help="measure answers against known facts")
