"""Opening files: only regular ones, and every refusal says why."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import InputError

if TYPE_CHECKING:
    from io import BufferedReader

_AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening a pipe that way does not wait for a writer."""


def absolute(path: Path) -> Path:
    """The path from the root, without ``..``; symbolic links stay as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.resolve() would follow links


def printable(path: Path) -> str:
    """The path as text that can be encoded, whatever bytes the name has."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def cannot_read(path: Path, why: str, hint: str) -> InputError:
    """The one shape of message that reading gives."""
    return InputError(f"Cannot read {printable(path)}: {why}", hint=hint)


def refused(path: Path, error: OSError) -> InputError:
    """What the operating system said of a path, with what to do about it."""
    if isinstance(error, FileNotFoundError):
        return cannot_read(path, "there is no such file or folder", "Check the path.")
    if isinstance(error, PermissionError):
        return cannot_read(
            path, "permission denied", "Give yourself the right to read it, or leave it out."
        )
    why = (error.strerror or str(error) or "the system refused").lower()
    return cannot_read(path, why, "Check the path and the disk.")


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file for reading; a pipe or a device could block for ever.

    Raises:
        InputError: It is missing, forbidden, a folder, or not a regular file.
    """
    try:
        _check_regular(path, path.stat().st_mode)
        file = os.fdopen(os.open(path, _AT_ONCE), "rb")
    except OSError as error:
        raise refused(path, error) from error
    try:  # it may have become something else since it was looked at
        _check_regular(path, os.fstat(file.fileno()).st_mode)
    except InputError:
        file.close()
        raise
    return file


def _check_regular(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise cannot_read(path, "it is a folder", "Name a file.")
    if not stat.S_ISREG(mode):
        raise cannot_read(
            path, "it is not a regular file", "Copy what it gives into a file, and add that."
        )


def file_sha256(path: Path) -> str:
    """Hex digest of a file's bytes, streamed: tells a changed file without parsing it.

    Raises:
        InputError: The file cannot be opened or read.
    """
    with open_regular(path) as file:
        try:
            return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise refused(path, error) from error
