"""Plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from rag.reading.encodings import decode
from rag.reading.results import RawArticle

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(file: BinaryIO) -> Iterator[RawArticle]:
    """One article; its title is found in the text later."""
    yield RawArticle(text=decode(file.read()))
