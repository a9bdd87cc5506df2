"""One run of adding: what is new in some files and folders goes into the library."""

from __future__ import annotations

import logging
import os
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag import reading
from rag.adding.batches import Batches
from rag.adding.embedding import embedded
from rag.adding.reports import AddEvent, AddReport, Failed
from rag.library import Entry
from rag.reading.opening import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from rag.adding.batches import Batch
    from rag.adding.embedding import Parts
    from rag.domain.articles import Article
    from rag.library import Library
    from rag.ports import Embedder

_log = logging.getLogger(__name__)


def add(
    paths: Sequence[Path],
    library: Library,
    embedder: Embedder,
    *,
    prune: bool,
    progress: Callable[[AddEvent], None],
) -> AddReport:
    """Read files and folders into the library.

    A file whose bytes are those that were stored is not even parsed. One that
    cannot be read is reported, and what the library has of it stays.

    Args:
        paths: Files and folders, these with all that is below them.
        library: Open for writing.
        embedder: The one that the library was made with.
        prune: Drop what the library has from the folders and is there no longer.
        progress: Called after each file, once what came of it is on the disk.
    """
    files = list(reading.find(paths))
    run = _Run(library, embedder, progress, total=len(files))
    with Batches(files, library.file_hashes()).ahead() as batches:
        for batch in batches:
            run.store(batch)
    run.count_unchanged()
    if prune:
        there = {str(file) for file in files if not isinstance(file, reading.Failure)}
        unread = tuple(file.path + os.sep for file in files if isinstance(file, reading.Failure))
        run.prune([path for path in paths if path.is_dir()], there, unread)
    return run.report()


def nothing_to_add(paths: Sequence[Path]) -> AddReport | None:
    """What a run reports that finds no file, for which no library need be made; else None."""
    failed = []
    for found in reading.find(paths):
        if not isinstance(found, reading.Failure):
            return None
        failed.append(Failed.of(found))
    return AddReport(added=0, replaced=0, unchanged=0, removed=0, failed=tuple(failed))


@dataclass
class _Run:
    """The counts so far, and whom to tell."""

    library: Library
    embedder: Embedder
    progress: Callable[[AddEvent], None]
    total: int
    done: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    failed: list[Failed] = field(default_factory=list)
    unchanged: set[str] = field(default_factory=set)

    def store(self, batch: Batch) -> None:
        """Embed what is new, store all, then tell of it."""
        parts: dict[Article, Parts] = {}
        while (missing := self._stored_with(batch, parts)) is not None:
            _log.debug("embedding %d articles", len(missing))
            parts |= zip(missing, embedded(missing, self.embedder), strict=True)
        self.failed += batch.failed
        for path, state in batch.told:
            self.done += 1
            if state == "unchanged":
                self.unchanged.add(path)
            _log.info("%s: %s", path, state)
            self.progress(AddEvent(path, state, self.done, self.total))

    def count_unchanged(self) -> None:
        """Count the articles of files that are stored as they are, in one look at all places."""
        if self.unchanged:
            places = self.library.locations_under("/")
            self.counts["unchanged"] += sum(place.path in self.unchanged for place in places)

    def prune(self, folders: Sequence[Path], there: set[str], unread: tuple[str, ...]) -> None:
        """Forget what was read from these folders and is not there any more.

        Args:
            folders: That the user named.
            there: Paths of the files that were found in them.
            unread: How the paths begin of what may be there or not, for nobody could look.
        """
        for folder in folders:
            below = self.library.locations_under(str(absolute(folder)))
            gone = [
                place
                for place in below
                if place.path not in there and not place.path.startswith(unread)
            ]
            self.counts["removed"] += len(self.library.forget(gone).locations) if gone else 0

    def report(self) -> AddReport:
        """The counts so far."""
        names = ("added", "replaced", "unchanged", "removed")
        return AddReport(**{name: self.counts[name] for name in names}, failed=tuple(self.failed))

    def _stored_with(self, batch: Batch, parts: Mapping[Article, Parts]) -> list[Article] | None:
        """Store a batch; if that takes passages which are not there, name their articles.

        Others may write while we embed, so what is needed is asked anew each time.
        """
        if not (batch.articles or batch.finished):
            return None
        with self.library.writing():
            need = self.library.need_vectors(batch.articles)
            pairs = list(zip(batch.articles, need, strict=True))
            missing = [article for (article, _), fresh in pairs if fresh and article not in parts]
            if missing:
                return missing
            entries = [
                Entry(article, location, *(parts[article] if fresh else ((), ())))
                for (article, location), fresh in pairs
            ]
            counts = self.library.put(entries, batch.finished)
        for name in ("added", "replaced", "unchanged", "removed"):
            self.counts[name] += getattr(counts, name)
        return None
