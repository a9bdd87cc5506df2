"""A cache of calls that does not grow without end."""

from __future__ import annotations

import contextlib
import os
import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Bytes: 200 MiB, room for some 15,000 answers with the passages that they were asked with.
LIMIT = 200 * 2**20

#: Of a full cache so much is left, so that the next few writes find room.
KEPT = 0.9

#: The cache is measured once for each such part of the limit that is written, on average.
#: Measuring 20,000 calls takes a quarter of a second.
MEASURED_AFTER = 0.01

#: Seconds. A file is written in far less; one still unfinished has lost its writer.
ABANDONED = 3600.0

_CALL = re.compile(r"[0-9a-f]{64}(-\d+)?\.json")
_UNFINISHED = re.compile(r"[0-9a-f]{64}(-\d+)?\.[0-9a-f]{8}\.unfinished")


def is_measured_after(written: Path, size: int, limit: int) -> bool:
    """Whether now, that a call of this size was written, the cache is to be measured.

    The call's own hash decides, as a die that needs no memory: so many short
    processes measure as rarely as one long one, a large call is likelier to be
    followed by a measurement than a small one, and a cache outgrows its limit
    by a tenth once in e¹⁰ times.
    """
    chance = size / (MEASURED_AFTER * limit)
    return int(written.name[:8], 16) < chance * 2**32


def refresh(call: Path) -> None:
    """Remember that a call was used now."""
    with contextlib.suppress(OSError):  # pruned meanwhile, or on a disk that is only read
        os.utime(call)


def prune(folder: Path, limit: int) -> None:
    """Remove the calls that were not used for longest, if all together exceed the limit.

    Also removes what writers that died left unfinished, and nothing that is not
    named like a call. Does nothing if another thread or process is at it. Never
    fails: a cache that cannot be pruned costs no answer.

    Args:
        folder: Of the cache, with calls in ``<kind>/<model>/``.
        limit: Bytes.
    """
    from filelock import FileLock, Timeout

    with (
        contextlib.suppress(Timeout, OSError),
        FileLock(folder / "pruning.lock", blocking=False),
    ):
        _remove_unfinished(folder)
        _remove_calls(folder, limit)


def _remove_unfinished(folder: Path) -> None:
    for path in folder.glob("*/*/*.unfinished"):
        if _UNFINISHED.fullmatch(path.name) and _used(path)[0] < time.time() - ABANDONED:
            _remove(path)


def _remove_calls(folder: Path, limit: int) -> None:
    paths = (path for path in folder.glob("*/*/*.json") if _CALL.fullmatch(path.name))
    calls = sorted((*_used(path), path) for path in paths)
    total = sum(size for _, size, _ in calls)
    if total <= limit:
        return
    for _, size, path in calls:
        if total <= KEPT * limit:
            return
        if _remove(path):
            total -= size


def _used(path: Path) -> tuple[float, int]:
    """When it was last used, and its size in bytes; of what is gone meanwhile now and none."""
    try:
        found = path.lstat()
    except OSError:
        return time.time(), 0
    return found.st_mtime, found.st_size


def _remove(path: Path) -> bool:
    """Whether it takes no more room; some systems keep what is being read."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
