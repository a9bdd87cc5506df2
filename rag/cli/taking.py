"""Text that the user hands in, from a file or a pipe, within a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

LARGEST = 100_000_000
"""Bytes: a device has no end, and memory has one."""


def taken(file: BinaryIO) -> str:
    """All of it, as text in UTF-8, with or without a byte order mark.

    Raises:
        ValueError: It is too large, or no such text; says which, as the end of a sentence.
    """
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"it has more than {LARGEST:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8 text") from error
