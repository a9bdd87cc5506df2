"""Fills a library with files of articles and drawn vectors, a whole file at once.

``filling.py DISTRIBUTION LIBRARY FILE …`` prints a line of JSON for each file. `rag add` stores
some hundred passages at once and sums its files after each time, for the sake of whoever
interrupts it, which takes hours for a million. Files are read and cut in a process of their own.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from synthetic import Drawn

from rag.adding import embedded
from rag.library import Entry, FileRead, Fingerprint, Library
from rag.reading import file_sha256, read
from rag.splitting import SPLITTER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

AHEAD = 2
"""Files that are cut before they are needed; with its vectors, a passage takes 12 KiB."""


def cut(distribution: Path, file: Path) -> tuple[list[Entry], FileRead]:
    """All of a file's articles, with drawn vectors."""
    digest = file_sha256(file)
    found = list(read(file, digest))
    parts = embedded([each.article for each in found], Drawn(distribution))
    entries = [
        Entry(each.article, each.location, *part) for each, part in zip(found, parts, strict=True)
    ]
    return entries, FileRead(str(file), digest, frozenset(each.location.record for each in found))


def ahead(distribution: Path, files: Sequence[Path]) -> Iterator[tuple[list[Entry], FileRead]]:
    """The files in order, each cut while those before it are stored."""
    waiting: deque[Future[tuple[list[Entry], FileRead]]] = deque()
    with ProcessPoolExecutor(1) as cutter:
        for file in files:
            waiting.append(cutter.submit(cut, distribution, file))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def main(distribution: str, folder: str, *files: str) -> None:
    """Fill the library."""
    drawn = Drawn(Path(distribution))
    made_with = Fingerprint(drawn.fingerprint, drawn.dimension, SPLITTER)
    started = perf_counter()
    with Library.open(Path(folder), made_with, create=True) as library, library.writing():
        for entries, file in ahead(Path(distribution), [Path(file) for file in files]):
            library.put(entries, [file])
            told = {"passages": library.status().passages, "seconds": perf_counter() - started}
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
