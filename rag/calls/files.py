"""A file that is there whole or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

UNFINISHED = ".unfinished"
"""Suffix of a file that is still written; where its writer is dead it can go."""


def write_whole(path: Path, data: bytes, *, private: Path | None) -> None:
    """Write a file so that nobody ever reads half of it; folders are made.

    Args:
        path: May be there already, and is replaced.
        data: All of it.
        private: A folder around it that only the owner may enter, if it has to be
            made; nor may anybody else read the file. None for a public file.

    Raises:
        OSError: Nothing was written; what was there before is there still.
    """
    if private:
        for folder in (private, *reversed(path.relative_to(private).parents[:-1])):
            (private / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path, mode=0o600 if private else 0o666) as file:
        file.write(data)


@contextmanager
def whole_file(path: Path, *, mode: int = 0o666, durable: bool = False) -> Iterator[BinaryIO]:
    """A file to be written piece by piece, which takes its name when the block ends well.

    Args:
        path: In a folder that is there; what stood there before is replaced.
        mode: Who may read and write it.
        durable: Whether it must be on the disk itself before it takes its name, so that
            a power failure leaves no empty file.

    Raises:
        OSError: What was there before is there still.
    """
    unfinished = path.with_name(f"{path.stem}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        with open(unfinished, "xb", opener=partial(os.open, mode=mode)) as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
