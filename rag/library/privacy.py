"""Libraries are for their owner alone, whatever the umask says; who opens one up may."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from rag.errors import LibraryError

if TYPE_CHECKING:
    from pathlib import Path

FOLDER, FILE = 0o700, 0o600
"""Rights of what is made here: to read and write, and to enter, for the owner."""

OTHERS = 0o077


def make_folder(folder: Path) -> None:
    """Make a private folder; one that is there already keeps its rights.

    Raises:
        LibraryError: The disk is full, it may not be made, or something else is there.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not folder.is_dir():
            folder.mkdir(FOLDER)
            folder.chmod(FOLDER)  # the umask may have taken more
    except OSError as error:
        if folder.is_dir():  # another process was faster
            return
        raise LibraryError(
            f"The folder {folder} cannot be made: {error.strerror}",
            hint="Check that you may write there, that nothing else is there, and that its disk"
            " is not full.",
        ) from error


def make_file(file: Path) -> None:
    """Make an empty private file; one that is there already keeps its rights."""
    try:
        opened = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE)
    except FileExistsError:
        return
    os.close(opened)
    file.chmod(FILE)


def close_to_others(folder: Path) -> None:
    """Give a private folder's contents, which somebody else made, the same rights."""
    if folder.stat().st_mode & OTHERS:
        return
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # a journal that is done
            if path.stat().st_mode & OTHERS:
                path.chmod(FOLDER if path.is_dir() else FILE)
