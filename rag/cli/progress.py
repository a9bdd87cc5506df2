"""How far adding has got: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

from rag.cli.output import shown, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from rag.adding import AddEvent

    Listener = Callable[[AddEvent], None]

_NAME_WIDTH = 30  # columns for a file's name, so that the bar fits beside it


@contextmanager
def progress(*, lines: bool) -> Iterator[Listener]:
    """A listener for events, writing to the error stream while the block runs.

    Args:
        lines: Whether to print a line for each event where no bar can be drawn.
    """
    from rich.console import Console

    console = Console(file=sys.stderr, markup=False, highlight=False, emoji=False)
    if console.is_terminal and not console.is_dumb_terminal:
        with _bar(console) as listener:
            yield listener
    else:
        yield _line if lines else _nothing


@contextmanager
def _bar(console: Console) -> Iterator[Listener]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from rag.rendering.visible import visible

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def listener(event: AddEvent) -> None:
            name = visible(PurePath(event.path).name)[:_NAME_WIDTH]
            bar.update(task, total=event.total, completed=event.done, description=name)

        yield listener


def _line(event: AddEvent) -> None:
    if event.state in ("added", "replaced", "removed"):
        tell(f"{event.state} {shown(event.path)}")


def _nothing(event: AddEvent) -> None:
    del event
