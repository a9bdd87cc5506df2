"""The formats: one table from a file's suffix to its reader and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from rag.reading import from_docx, from_html, from_jsonl, from_markdown, from_pdf, from_text
from rag.reading.limits import (
    MAX_FILE_BYTES,
    MAX_HTML_BYTES,
    MAX_TEXT_BYTES,
    MAX_TEXT_CHARACTERS,
)
from rag.reading.opening import cannot_read
from rag.reading.results import RawArticle, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rag.errors import InputError


class Format(NamedTuple):
    """How files of one suffix are read.

    Attributes:
        read: Yields articles, and what is wrong with records that are not;
            raises `Unreadable`, or whatever its library raises, for the file.
        max_bytes: Size above which a file is refused; None where it is streamed.
        apart: Whether its library can be made to run for hours, to fill the memory or
            to crash, so that it has to work in a process of its own.
    """

    read: Callable[[BinaryIO], Iterator[RawArticle | Unreadable]]
    max_bytes: int | None
    apart: bool = False


FORMATS = {
    ".txt": Format(from_text.read, MAX_TEXT_BYTES),
    ".md": Format(from_markdown.read, MAX_TEXT_BYTES, apart=True),
    ".markdown": Format(from_markdown.read, MAX_TEXT_BYTES, apart=True),
    ".html": Format(from_html.read, MAX_HTML_BYTES, apart=True),
    ".htm": Format(from_html.read, MAX_HTML_BYTES, apart=True),
    ".pdf": Format(from_pdf.read, MAX_FILE_BYTES, apart=True),
    ".docx": Format(from_docx.read, MAX_FILE_BYTES, apart=True),
    ".jsonl": Format(from_jsonl.read, None),
}


def format_of(path: Path) -> Format | None:
    """The format that a file's suffix names, in any case; None for any other."""
    return FORMATS.get(path.suffix.lower())


def parse(suffix: str, file: BinaryIO) -> Iterator[RawArticle | Unreadable]:
    """What a file of a suffix holds; an article that is too long says so.

    Raises:
        Unreadable: And whatever else a parser raises for a broken file.
    """
    for found in FORMATS[suffix].read(file):
        if isinstance(found, RawArticle) and len(found.text) > MAX_TEXT_CHARACTERS:
            yield Unreadable(
                f"its text has {len(found.text) / 1e6:.1f} million characters; the limit for one"
                f" article is {MAX_TEXT_CHARACTERS / 1e6:g} million",
                "Split it into its articles.",
                record=found.record or (f"line {found.line}" if found.line else ""),
                line=found.line,
            )
        else:
            yield found


def not_supported(path: Path) -> InputError:
    """What to say of a file whose suffix is in no row of the table."""
    return cannot_read(
        path,
        f"{path.suffix or 'a file without a suffix'} is none of the formats that can be read",
        f"Convert it to one of {' '.join(FORMATS)}.",
    )
