"""The formats: one table from a file's suffix to its reader and its size limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from rag.reading import from_docx, from_html, from_jsonl, from_markdown, from_pdf, from_text
from rag.reading.limits import MAX_FILE_BYTES, MAX_HTML_BYTES
from rag.reading.opening import cannot_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rag.errors import InputError
    from rag.reading.results import RawArticle, Unreadable


class Format(NamedTuple):
    """How files of one suffix are read.

    Attributes:
        read: Yields articles, and what is wrong with records that are not;
            raises `Unreadable`, or whatever its library raises, for the file.
        max_bytes: Size above which a file is refused; None where it is streamed.
    """

    read: Callable[[BinaryIO], Iterator[RawArticle | Unreadable]]
    max_bytes: int | None


FORMATS = {
    ".txt": Format(from_text.read, MAX_FILE_BYTES),
    ".md": Format(from_markdown.read, MAX_FILE_BYTES),
    ".markdown": Format(from_markdown.read, MAX_FILE_BYTES),
    ".html": Format(from_html.read, MAX_HTML_BYTES),
    ".htm": Format(from_html.read, MAX_HTML_BYTES),
    ".pdf": Format(from_pdf.read, MAX_FILE_BYTES),
    ".docx": Format(from_docx.read, MAX_FILE_BYTES),
    ".jsonl": Format(from_jsonl.read, None),
}


def format_of(path: Path) -> Format | None:
    """The format that a file's suffix names, in any case; None for any other."""
    return FORMATS.get(path.suffix.lower())


def not_supported(path: Path) -> InputError:
    """What to say of a file whose suffix is in no row of the table."""
    return cannot_read(
        path,
        f"{path.suffix or 'a file without a suffix'} is none of the formats that can be read",
        f"Convert it to one of {' '.join(FORMATS)}.",
    )
