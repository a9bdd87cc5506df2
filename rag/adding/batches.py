"""Files to batches of articles, each read while the one before it is embedded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from rag import reading
from rag.adding.reports import Failed
from rag.errors import InputError
from rag.library import FileRead
from rag.reading.opening import printable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from rag.adding.reports import State
    from rag.domain.articles import Article, Location

MOST_CHARACTERS = 256_000
"""Of articles that are embedded and stored together: some 250 passages."""

MOST_FILES = 200
"""That are told of at once, where nothing is embedded."""


class Told(NamedTuple):
    """What became of a file, if all that was read of it is stored."""

    path: str
    state: State


@dataclass
class Batch:
    """What is stored together, and told of thereafter.

    Attributes:
        articles: With the places where they were read.
        finished: Files whose last article is in this batch or was in an earlier one.
        failed: Files and records that are no articles.
        told: In the order of reading.
        characters: Of all articles.
    """

    articles: list[tuple[Article, Location]] = field(default_factory=list)
    finished: list[FileRead] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    characters: int = 0

    def take(self, found: reading.Reading | reading.Failure | FileRead | Told) -> None:
        """Put it where it belongs."""
        match found:
            case reading.Reading():
                self.articles.append((found.article, found.location))
                self.characters += len(found.article.text)
            case reading.Failure():
                self.failed.append(Failed.of(found))
            case FileRead():
                self.finished.append(found)
            case Told():
                self.told.append(found)

    @property
    def is_full(self) -> bool:
        """Whether what comes next goes into another."""
        return self.characters >= MOST_CHARACTERS or len(self.told) >= MOST_FILES


class Batches:
    """Files, read unless they are stored as they are.

    Args:
        files: As `rag.reading.find` gives them.
        stored: SHA-256 of each file that is stored completely, by path.
    """

    def __init__(self, files: Sequence[Path | reading.Failure], stored: Mapping[str, str]) -> None:
        self._files = files
        self._stored = stored
        self._stopped = Event()

    @contextmanager
    def ahead(self) -> Iterator[Iterator[Batch]]:
        """All batches; each is read, in a thread of its own, while the one before is in use."""
        with (
            reading.Apart() as apart,
            closing(self._filled(apart)) as batches,
            ThreadPoolExecutor(1) as reader,
        ):
            try:
                yield _one_ahead(batches, reader)
            except BaseException:  # Ctrl-C does not wait for what nobody will use
                self._stopped.set()
                apart.interrupt()
                raise

    def _filled(self, apart: reading.Apart) -> Generator[Batch]:
        batch = Batch()
        for file in self._files:
            if self._stopped.is_set():
                return
            for found in self._read(file, apart):
                batch.take(found)
                if batch.is_full:
                    yield batch
                    batch = Batch()
        yield batch

    def _read(
        self, file: Path | reading.Failure, apart: reading.Apart
    ) -> Iterator[reading.Reading | reading.Failure | FileRead | Told]:
        if isinstance(file, reading.Failure):
            yield from (file, Told(file.path, "failed"))
            return
        path, known = printable(file), self._stored.get(str(file))
        try:
            digest = reading.file_sha256(file)
        except InputError as error:
            yield from (reading.Failure(path, "", error), Told(path, "failed"))
            return
        if digest == known:
            yield Told(path, "unchanged")
            return
        records: set[str] = set()
        failures = 0
        for found in reading.read(file, digest, apart.parse):
            yield found
            if isinstance(found, reading.Failure):
                failures += 1
            else:
                records.add(found.location.record)
        if not failures:  # a file with failures is read again by the next run
            yield FileRead(path, digest, frozenset(records))
        if failures and not records:
            yield Told(path, "failed")
        else:
            yield Told(path, "replaced" if known else "added")


def _one_ahead(batches: Iterator[Batch], reader: ThreadPoolExecutor) -> Iterator[Batch]:
    following = reader.submit(next, batches, None)
    while batch := following.result():
        following = reader.submit(next, batches, None)
        yield batch
