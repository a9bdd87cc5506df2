"""What the user named, as files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from rag.reading.formats import format_of, not_supported
from rag.reading.opening import absolute, printable, refused
from rag.reading.results import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def find(paths: Sequence[Path]) -> Iterator[Path | Failure]:
    """Give every file that the paths name, absolute, sorted within a path, each once.

    A file that is named is always given, or is a failure if its suffix is none
    that can be read. In a folder, and in the folders inside it, only readable
    suffixes count; left out are hidden files and folders (``.name``), Word's lock
    files (``~$name``), and ``README.*``, which speaks of the folder and is no
    article. Links to files are given as they are; links to folders are not
    followed unless they are named, so no loop can trap the search.
    """
    seen: set[Path] = set()
    for path in map(absolute, paths):
        for found in _named(path):
            if isinstance(found, Failure):
                yield found
            elif found not in seen:
                seen.add(found)
                yield found


def _named(path: Path) -> Iterator[Path | Failure]:
    try:
        path.stat()
    except OSError as error:
        yield Failure(printable(path), "", refused(path, error))
        return
    if path.is_dir():
        yield from _inside(path)
    elif format_of(path):
        yield path
    else:
        yield Failure(printable(path), "", not_supported(path))


def _inside(folder: Path) -> Iterator[Path | Failure]:
    waiting = [folder]  # not os.walk: Python 3.11's calls itself, and thousands of folders end it
    while waiting:
        root = waiting.pop()
        try:
            with os.scandir(root) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
                folders = {entry.name for entry in found if _is_folder(entry)}
        except OSError as error:
            yield Failure(printable(root), "", refused(root, error))
            continue
        inside = []
        for entry in found:
            path = root / entry.name
            if entry.name not in folders:
                if format_of(path) and not _is_left_out(entry.name):
                    yield path
            elif not (entry.name.startswith(".") or entry.is_symlink()):
                inside.append(path)
        waiting += reversed(inside)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle, say
        return False


def _is_left_out(name: str) -> bool:
    return name.startswith((".", "~$")) or Path(name).stem.lower() == "readme"
