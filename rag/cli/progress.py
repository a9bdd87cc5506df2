"""How far a long command has got: a bar on a terminal; elsewhere plain lines, or nothing."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

from rag.cli.output import shown, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console, RenderableType

    from rag.adding import AddEvent
    from rag.domain.replies import Claim

    Hearer = Callable[[Claim], None] | None
    Listener = Callable[[AddEvent], None]
    Counter = Callable[[int, int, str], None]

_NAME_WIDTH = 30  # columns for a name, so that the bar fits beside it
_BAR_WIDTH, _TIMED_WIDTH = 40, 20  # columns of a bar, and of one with its rate beside it


@contextmanager
def progress(*, lines: bool) -> Iterator[Listener]:
    """A listener for events of adding, writing to the error stream while the block runs.

    Args:
        lines: Whether to print a line for each event where no bar can be drawn.
    """
    console = _terminal()
    if console is None:
        yield _line if lines else _nothing
        return
    with _bar(console) as count:
        yield lambda event: count(event.done, event.total, PurePath(event.path).name)


@contextmanager
def counting() -> Iterator[Counter]:
    """A listener for (done, of how many, what was last); says nothing without a terminal."""
    console = _terminal()
    if console is None:
        yield _nothing
        return
    with _bar(console) as count:
        yield count


@contextmanager
def summarising(*, lines: bool) -> Iterator[Counter]:
    """The same with the rate and the time that is left.

    Args:
        lines: Whether to print a line for each where no bar can be drawn.
    """
    console = _terminal()
    if console is None:
        yield _numbered if lines else _nothing
        return
    with _bar(console, timed=True) as count:
        yield count


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Says what is done while the block runs; says nothing without a terminal."""
    console = _terminal()
    if console is None:
        yield
        return
    with console.status(what, spinner="line"):
        yield


@contextmanager
def writing() -> Iterator[Hearer]:
    """Shows each claim that is heard until the block ends; None without a terminal.

    What is shown goes away again: the whole reply, with its sources, takes its place.
    """
    console = _terminal()
    if console is None or not sys.stdout.isatty():
        yield None
        return
    from rich.console import Group
    from rich.live import Live
    from rich.spinner import Spinner

    from rag.rendering.terminal import render_claim

    heard: list[RenderableType] = []
    busy = Spinner("line", "looking for an answer …", style="dim")
    with Live(busy, console=console, transient=True, refresh_per_second=8) as live:

        def hear(claim: Claim) -> None:
            heard.append(render_claim(claim))
            busy.update(text="writing …")
            live.update(Group(*heard, busy))

        yield hear


def _terminal() -> Console | None:
    """The error stream, if a bar can be drawn on it."""
    if not sys.stderr.isatty():  # looking with rich takes a tenth of the time of adding nothing new
        return None
    from rich.console import Console

    console = Console(file=sys.stderr, markup=False, highlight=False, emoji=False)
    return console if console.is_terminal and not console.is_dumb_terminal else None


@contextmanager
def _bar(console: Console, *, timed: bool = False) -> Iterator[Counter]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from rag.rendering.visible import visible

    columns = (
        BarColumn(_TIMED_WIDTH if timed else _BAR_WIDTH),
        MofNCompleteColumn(),
        *((TextColumn("{task.fields[rate]}"), TimeRemainingColumn(compact=True)) if timed else ()),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, rate="")

        def count(done: int, total: int, name: str) -> None:
            bar.update(task, total=total, completed=done, description=visible(name)[:_NAME_WIDTH])
            bar.update(task, rate=_rate(bar.tasks[0].speed))

        yield count


def _rate(speed: float | None) -> str:
    """``2.5/s`` or ``12/min``, from things a second."""
    if not speed:
        return ""
    return f"{speed:.1f}/s" if speed >= 1 else f"{speed * 60:.1f}/min"


def _line(event: AddEvent) -> None:
    if event.state in ("added", "replaced", "removed"):
        tell(f"{event.state} {shown(event.path)}")


def _numbered(done: int, total: int, name: str) -> None:
    tell(f"{done}/{total} {name}")


def _nothing(*_: object) -> None:
    """Nobody is watching."""
