"""The one place that writes to the standard streams."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import RagError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rag.rendering.data import Data


def show(what: RenderableType) -> None:
    """Print for a reader: wrapped and in colour on a terminal, as it is in a pipe."""
    from rich.console import Console

    console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
    with console.capture() as captured:  # so that a broken pipe is ours to handle, not rich's
        console.print(what, soft_wrap=not sys.stdout.isatty())
    show_text(captured.get())


def plain(what: RenderableType) -> str:
    """The same text as for a pipe: neither wrapped nor in colour."""
    from io import StringIO

    from rich.console import Console

    console = Console(file=StringIO(), markup=False, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(what, soft_wrap=True)
    return captured.get()


def show_json(data: Data, *, line: bool = False) -> None:
    """Print JSON, indented or as one ``line``."""
    from rag.rendering.data import dumps

    unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    show_text(dumps(data, indent=None if line else 2, ascii_only=not unicode) + "\n")


def show_text(text: str) -> None:
    """Print text that is already safe, at once."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise RagError(
            f"The output cannot be written: {error.strerror}",
            hint="Make room, or send it somewhere else.",
        ) from error


def shown(path: str, record: str = "") -> str:
    """A place as a person reads it: seen from the working folder, with the record in it."""
    from rag.rendering.sources import from_here

    return from_here(path, Path.cwd()) + (f" (record {record})" if record else "")


def tell(line: str) -> None:
    """Say something beside the result, on the error stream; control characters are shown."""
    from rag.rendering.visible import visible

    sys.stderr.write(visible(line) + "\n")
    sys.stderr.flush()
