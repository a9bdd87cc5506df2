"""Run a command: whatever goes wrong in it becomes one message and an exit code."""

from __future__ import annotations

import contextlib
import errno
import io
import itertools
import os
import re
import sys
import traceback
from typing import TYPE_CHECKING

import typer.main

from rag.cli import exits
from rag.cli.output import show_json, tell
from rag.errors import RagError, UsageError
from rag.redacting import redacted

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(app: typer.Typer, name: str, arguments: Sequence[str]) -> int:
    """Run ``app`` as the command ``name`` and return its exit code; raises nothing."""
    _open_what_is_closed()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a narrow encoding is no reason to fail
    try:
        return _guarded(app, name, arguments)
    except KeyboardInterrupt:
        tell("interrupted")
        return exits.INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return exits.DONE


def as_rag_error(error: Exception) -> RagError:
    """An exception that nobody foresaw, put into words for the user."""
    if isinstance(error, RagError):
        return error
    if isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        command = f"{context.command_path} --help" if context else "rag --help"
        return UsageError(_in_our_words(error.format_message()), hint=f"See: {command}")
    if isinstance(error, OSError) and (error.filename or error.errno in _NAMELESS):
        what = error.filename or _NAMELESS[error.errno or 0]
        return RagError(
            f"{what} cannot be used: {error.strerror}",
            hint="Check the path, your rights to it, and that its disk has room.",
        )
    return RagError(
        redacted(f"A mistake of ours: {type(error).__name__}: {error}"),
        hint="Run it again with --debug, and report what that prints.",
    )


def show_traceback(error: Exception) -> None:
    """All that is known of an error, on the error stream, without secrets."""
    from rag.rendering.visible import visible_lines

    text = redacted("".join(traceback.format_exception(error)).rstrip())
    for line in visible_lines(text):
        sys.stderr.write(line + "\n")


def _in_our_words(message: str) -> str:
    """A parser's message without the phrases of its validator."""
    for theirs, ours in _PHRASES:
        message = theirs.sub(ours, message)
    return message.rstrip(".")


_NAMELESS = {
    errno.ENOSPC: "The output",
    errno.EDQUOT: "The output",
    errno.ENOENT: "The folder that you are in",
}
"""What an error is about in which the system names no path."""

_PHRASES = (
    (re.compile(r"Value error, "), ""),
    (re.compile(r"Input should be a valid integer.*"), "it is not a whole number"),
    (re.compile(r"Input should be greater than or equal to (\S+)"), r"it must be \1 or more"),
)


def _guarded(app: typer.Typer, name: str, arguments: Sequence[str]) -> int:
    command = typer.main.get_command(app)
    try:
        with command.make_context(name, list(arguments)) as context:
            code = command.invoke(context)
        return int(code or exits.DONE)
    except typer.Exit as finished:
        return finished.exit_code
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence; --debug shows it all
        return _report(error, arguments)


def _report(error: Exception, arguments: Sequence[str]) -> int:
    if "--debug" in arguments:
        show_traceback(error)
    told = as_rag_error(error)
    if _wants_json(arguments):
        from rag.rendering.data import error_data

        with contextlib.suppress(RagError):  # where that cannot be written, it is told in words
            show_json(error_data(told), line=_asks_a_file(arguments))
            return told.exit_code
    for line in f"error: {told.message}".split("\n"):
        tell(line)
    tell(f"hint: {told.hint}")
    return told.exit_code


def _wants_json(arguments: Sequence[str]) -> bool:
    """Whether the user asked for JSON, judged without the parser, which may have failed."""
    pairs = itertools.pairwise(arguments)
    asked = "--format=json" in arguments or ("--format", "json") in pairs
    return asked or _asks_a_file(arguments)


def _asks_a_file(arguments: Sequence[str]) -> bool:
    return any(word.partition("=")[0] == "--file" for word in arguments)


def _open_what_is_closed() -> None:
    """Give the caller nothing of what goes to a stream that it closed (``>&-``): it is None."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, io.StringIO())


def _forget_output() -> None:
    """The reader of our output went away: send the rest nowhere, so that exit is quiet."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
