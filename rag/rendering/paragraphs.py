"""Running text for a terminal of any width, and for a pipe of none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions

WIDEST = 100  # columns; longer lines are hard to follow back to their beginning
_NARROWEST = 10  # columns of text, however little room the prefix leaves


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that hangs behind its prefix; a console that does not wrap gets one line.

    Attributes:
        text: Already made `visible`; rich markup in it is not interpreted.
        prefix: Stands before the first line; the others are indented by its width.
    """

    text: Text
    prefix: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Rich's protocol: one `Text` for each line."""
        if options.no_wrap:
            yield Text(self.prefix) + self.text
            return
        indent = cell_len(self.prefix)
        width = max(min(options.max_width, WIDEST) - indent, _NARROWEST)
        for number, line in enumerate(self.text.wrap(console, width)):
            line.rstrip()
            yield Text(" " * indent if number else self.prefix) + line


def paragraph(text: str, style: str = "", prefix: str = "") -> Paragraph:
    """A paragraph in one style."""
    return Paragraph(Text(text, style=style), prefix)


BLANK = paragraph("")
