"""The files of Chroma's graph: known by their sums, and cleared of what was never theirs."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RAW = {"data_level0.bin", "length.bin"}
"""Files of a graph with room for vectors, and for their lengths."""


def files_of(folder: Path) -> str:
    """Names, sizes and checksums of the graph's files, as text; empty where there is no index.

    Chroma writes these files in place and crashes the process when it opens one
    that was cut short, so they are compared with what the catalogue last saw.
    30 MB, the graph of 20,000 passages, take some 20 ms.
    """
    if not (folder / "chroma.sqlite3").is_file():
        return ""
    return json.dumps(
        sorted(
            [str(file.relative_to(folder)), file.stat().st_size, _checksum(file)]
            for file in _graph(folder)
        )
    )


def stamps_of(folder: Path) -> list[tuple[str, int, int]]:
    """Size and time of each file of the graph: whoever writes to one changes them.

    None where there is no graph, or no index that it belongs to.
    """
    if not (folder / "chroma.sqlite3").is_file():
        return []
    found = sorted((str(file), file.stat()) for file in _graph(folder))
    return [(name, stat.st_size, stat.st_mtime_ns) for name, stat in found]


def scrub(folder: Path) -> None:
    """Write zeros over what Chroma has put into a graph that holds nothing yet.

    It takes room for the first hundred vectors, and writes it to the disk as it finds it in
    memory: there were pieces of HTTP requests in it, with the key of a server.
    """
    for file in _graph(folder):
        if file.name in RAW and not _is_synchronised(file) and any(file.read_bytes()):
            with file.open("r+b") as opened:
                opened.write(bytes(file.stat().st_size))


def _graph(folder: Path) -> Iterator[Path]:
    return (file for file in folder.glob("*/*") if file.is_file())


def _is_synchronised(file: Path) -> bool:
    """Whether Chroma has written vectors to the graph that a file belongs to."""
    return file.with_name("index_metadata.pickle").is_file()


def _checksum(file: Path) -> int:
    """Of what is in a file of a graph; 0 before Chroma has first written that to the disk.

    Until then it makes the files anew, with whatever was in memory, at each opening.
    """
    checksum = 0
    if _is_synchronised(file):
        with file.open("rb") as opened:
            while part := opened.read(1 << 20):
                checksum = zlib.crc32(part, checksum)
    return checksum
