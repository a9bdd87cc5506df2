"""A file that is there whole or not at all."""

from __future__ import annotations

import os
import secrets
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


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
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.stem}.{secrets.token_hex(4)}.unfinished")
    opener = partial(os.open, mode=0o600 if private else 0o666)
    try:
        with open(unfinished, "xb", opener=opener) as file:
            file.write(data)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
