"""Making a library anew, with another embedder or splitter, from its stored texts."""

from __future__ import annotations

import shutil
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from rag.domain.articles import Location
from rag.errors import LibraryError
from rag.library.catalogue import connect, count, create_tables, read_meta, transaction
from rag.library.changes import put
from rag.library.index import Index
from rag.library.library import CATALOGUE, LOCKS, WAIT, Library
from rag.library.locks import Locks
from rag.library.rows import article_of
from rag.library.settling import INDEXES, new_name, settle, sweep

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rag.domain.articles import Article
    from rag.library.entries import Entry, Fingerprint

WORKSHOP = "rebuilding"
"""Subfolder in which the new library grows; of no use to anybody if it is left over."""

AT_ONCE = 100
"""Articles read from the old library in one go."""


class Rebuild:
    """The old library to read from, and the new one to write to."""

    def __init__(self, folder: Path, locks: Locks, new: sqlite3.Connection, index: Index) -> None:
        self._folder = folder
        self._locks = locks
        self._new = new
        self._index = index

    @property
    def size(self) -> int:
        """How many articles there are to put."""
        with self._old() as db:
            return count(db, "articles")

    def articles(self) -> Iterator[tuple[Article, Location]]:
        """Every stored article with one of its locations, to be put again."""
        last = ""
        while True:
            with self._old() as db:
                rows = db.execute(
                    "SELECT l.path, l.record, l.file_sha256, a.* FROM articles a"
                    " JOIN locations l ON (l.path, l.record) ="
                    " (SELECT path, record FROM locations WHERE article = a.id LIMIT 1)"
                    " WHERE a.id > ? ORDER BY a.id LIMIT ?",
                    (last, AT_ONCE),
                ).fetchall()
            if not rows:
                return
            for row in rows:
                yield article_of(row[3:]), Location(*row[:3])
            last = rows[-1][3]

    def put(self, entries: Sequence[Entry]) -> None:
        """Store articles in the new library, with all their locations and dates."""
        dimension = read_meta(self._new, self._folder).fingerprint.dimension
        with transaction(self._new):
            put(self._new, entries, (), dimension)
        settle(self._new, self._index)

    def finish(self) -> None:
        """Carry over what the texts do not say, and see that nothing is missing."""
        with self._old() as db:
            locations = db.execute("SELECT * FROM locations").fetchall()
            files = db.execute("SELECT * FROM files").fetchall()
            missing = count(db, "articles") - count(self._new, "articles")
        if missing:
            raise LibraryError(
                f"{missing} articles are missing from the rebuilt library; the old one is kept",
                hint="Run `rag rebuild` again.",
            )
        with transaction(self._new):
            self._new.executemany(
                "INSERT OR REPLACE INTO locations VALUES (?, ?, ?, ?, ?)", locations
            )
            self._new.executemany("INSERT INTO files VALUES (?, ?)", files)

    @contextmanager
    def _old(self) -> Iterator[sqlite3.Connection]:
        with self._locks.shared(), connect(self._folder / CATALOGUE) as db:
            yield db


@contextmanager
def rebuilding(folder: Path, fingerprint: Fingerprint, *, wait: float = WAIT) -> Iterator[Rebuild]:
    """Make a library anew beside itself, and take the old one's place at the end.

    Put every one of `Rebuild.articles` again in the body. Until it is left without
    an error the old library is what everybody reads, and it stays so after an error
    or a crash. Other writers wait.

    Raises:
        EmptyLibraryError: There is no library in the folder.
        LibraryMismatchError: Its tables are of another version.
        LibraryLockedError: Another process held it for longer than ``wait`` seconds.
        LibraryError: It is damaged, or an article was not put.
    """
    with Library.open(folder, None, wait=wait) as old:
        folder = old.folder
    locks = Locks(folder / LOCKS, wait)
    workshop = folder / WORKSHOP
    name = new_name()
    with locks.writing():
        shutil.rmtree(workshop, ignore_errors=True)
        try:
            workshop.mkdir()
            with connect(workshop / CATALOGUE, create=True) as db:
                create_tables(db, fingerprint, name)
                with closing(Index(workshop / name, create=True)) as index:
                    rebuild = Rebuild(folder, locks, db, index)
                    yield rebuild
                    rebuild.finish()
            with locks.exclusive():
                _swap(folder, workshop, name)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)


def _swap(folder: Path, workshop: Path, name: str) -> None:
    """Put the new library in the old one's place, by one rename of the catalogue."""
    with connect(folder / CATALOGUE) as db:
        # Reading rolls back what a killed writer left: its journal must not meet the new file.
        read_meta(db, folder)
    (folder / INDEXES).mkdir(exist_ok=True)
    (workshop / name).replace(folder / INDEXES / name)
    (workshop / CATALOGUE).replace(folder / CATALOGUE)
    sweep(folder, name)
