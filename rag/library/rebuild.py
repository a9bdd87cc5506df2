"""Making a library anew, with another embedder or splitter, from its stored texts."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from rag.domain.articles import Location
from rag.errors import DamagedLibraryError, LibraryError
from rag.library.catalogue import (
    connect,
    count,
    create_tables,
    is_damage,
    no_library,
    read_meta,
    transaction,
)
from rag.library.changes import UNKNOWN, put
from rag.library.folders import INDEXES
from rag.library.homes import home_of
from rag.library.library import CATALOGUE, LOCKS, WAIT, Library
from rag.library.locks import Locks
from rag.library.privacy import make_folder
from rag.library.rows import article_of
from rag.library.schema import ARTICLE, PLACE
from rag.library.settling import settle, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rag.domain.articles import Article
    from rag.library.catalogue import Meta
    from rag.library.entries import Entry, Fingerprint
    from rag.library.homes import Home
    from rag.library.index import Index

WORKSHOP = "rebuilding"
"""Subfolder in which the new library grows; of no use to anybody if it is left over."""

AT_ONCE = 100
"""Articles read from the old library in one go."""


class Rebuild:
    """The old library to read from, and the new one to write to.

    The old one may be damaged: what is not as it was stored is left out, the rest is kept.

    Attributes:
        size: How many articles there are to put.
        lost: Where the articles stood that were left out; known once the rebuild is done.
        unreadable: How many articles were left out, so far.
    """

    def __init__(self, folder: Path, locks: Locks, new: sqlite3.Connection, index: Index) -> None:
        self._folder = folder
        self._locks = locks
        self._new = new
        self._index = index
        self.lost: list[Location] = []
        self.unreadable = 0
        with self._old() as db:
            # Not by the index on ids, which may be damaged where the table is not.
            rows, _ = _readable(db, "SELECT rowid FROM articles NOT INDEXED")
            query = f"SELECT {PLACE}, seal IS seal({PLACE}) FROM locations NOT INDEXED"
            places, complete = _readable(db, query)
            files, _ = _readable(db, "SELECT path, sha256 FROM files")
        self._rows = [row for (row,) in rows]
        self._places = [row[:-1] for row in places if row[-1]]
        # What is not known to stand in a file has to be looked for in all of them.
        self._files = files if complete and len(self._places) == len(places) else []
        self.size = len(self._rows)

    def articles(self) -> Iterator[tuple[Article, Location]]:
        """Every sound article with one of its locations, to be put again."""
        places = {place[2]: Location(place[0], place[1], place[3]) for place in self._places}
        query = f"SELECT {ARTICLE}, seal IS seal({ARTICLE}) FROM articles WHERE rowid = ?"
        for start in range(0, self.size, AT_ONCE):
            with self._old() as db:
                batch = self._rows[start : start + AT_ONCE]
                found = [_readable(db, query, row)[0] for row in batch]
            sound = [article_of(rows[0][:-1]) for rows in found if rows and rows[0][-1]]
            self.unreadable += len(found) - len(sound)
            for article in sound:
                yield article, places.get(article.id, Location(UNKNOWN, article.id, ""))

    def put(self, entries: Sequence[Entry]) -> None:
        """Store articles in the new library, with all their locations and dates."""
        dimension = read_meta(self._new, self._folder).fingerprint.dimension
        with transaction(self._new):
            put(self._new, entries, (), dimension)
        settle(self._new, self._index)

    def finish(self) -> None:
        """Carry over what the texts do not say, and see that nothing is missing."""
        missing = self.size - self.unreadable - count(self._new, "articles")
        if missing:
            raise LibraryError(
                f"{missing} articles are missing from the rebuilt library; the old one is kept",
                hint="Run `rag rebuild` again.",
            )
        known = {name for (name,) in self._new.execute("SELECT id FROM articles")}
        self.lost = [
            Location(place[0], place[1], place[3])
            for place in self._places
            if place[2] not in known
        ]
        again = {place.path for place in self.lost}
        with transaction(self._new):
            self._new.executemany(
                f"INSERT OR REPLACE INTO locations ({PLACE}) VALUES (?, ?, ?, ?, ?)",
                [place for place in self._places if place[2] in known],
            )
            self._new.execute(f"UPDATE locations SET seal = seal({PLACE})")
            self._new.executemany(
                "INSERT INTO files VALUES (?, ?)",
                [file for file in self._files if file[0] not in again],
            )

    @contextmanager
    def _old(self) -> Iterator[sqlite3.Connection]:
        with self._locks.shared(), connect(self._folder / CATALOGUE, rescue=True) as db:
            yield db


def _readable(
    db: sqlite3.Connection, query: str, *values: object
) -> tuple[list[tuple[Any, ...]], bool]:
    """The rows of a query, as far as they can be read, and whether that is to the end."""
    rows = []
    try:
        for row in db.execute(query, values):
            rows.append(row)  # noqa: PERF402 - what was read before an error counts
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        return rows, False
    return rows, True


@contextmanager
def rebuilding(
    folder: Path,
    fingerprint: Fingerprint,
    *,
    wait: float = WAIT,
    chroma_url: str | None = None,
) -> Iterator[Rebuild]:
    """Make a library anew beside itself, and take the old one's place at the end.

    Put every one of `Rebuild.articles` again in the body. Until it is left without
    an error the old library is what everybody reads, and it stays so after an error
    or a crash. Other writers wait. Of a damaged library all sound articles are kept.

    Raises:
        EmptyLibraryError: There is no library in the folder.
        LibraryMismatchError: Its tables are of another version.
        LibraryLockedError: Another process held it for longer than ``wait`` seconds.
        DamagedLibraryError: No article of it can be read any more.
        LibraryError: An article was not put, or the disk is full.
    """
    folder = folder.expanduser().absolute()
    with suppress(DamagedLibraryError):  # which is why it is rebuilt
        Library.open(folder, None, wait=wait).close()
    if not (folder / CATALOGUE).is_file():
        raise no_library(folder)
    locks = Locks(folder / LOCKS, wait)
    workshop = folder / WORKSHOP
    home = home_of(folder, chroma_url)
    name = home.new_name()
    with locks.writing():
        _clear(workshop, home)
        try:
            make_folder(workshop)
            with connect(workshop / CATALOGUE, create=True) as db:
                create_tables(db, fingerprint, name)
                with closing(home.create(name, workshop)) as index:
                    rebuild = _opened(folder, locks, db, index)
                    yield rebuild
                    rebuild.finish()
            with locks.exclusive():
                before = _meta_of(folder)
                _swap(folder, workshop, name)
            if before is not None:
                with suppress(LibraryError):  # it only takes up room
                    home.drop(before)
        finally:
            _clear(workshop, home)


def _clear(workshop: Path, home: Home) -> None:
    """Remove a new library that did not take its place, and its index wherever that is."""
    with suppress(LibraryError):
        if (made := _meta_of(workshop)) is not None:
            home.drop(made)
    shutil.rmtree(workshop, ignore_errors=True)


def _meta_of(folder: Path) -> Meta | None:
    if not (folder / CATALOGUE).is_file():
        return None
    with suppress(LibraryError), connect(folder / CATALOGUE) as db:
        return read_meta(db, folder)
    return None


def _opened(folder: Path, locks: Locks, new: sqlite3.Connection, index: Index) -> Rebuild:
    """Refuse to put an empty library in the place of one that cannot be read at all."""
    with suppress(DamagedLibraryError):
        rebuild = Rebuild(folder, locks, new, index)
        if rebuild.size:
            return rebuild
        with Library.open(folder, None) as old:
            if not old.status().articles:
                return rebuild
    raise DamagedLibraryError(
        f"No article of the library {folder} can be read any more",
        hint=f"Move the folder {folder} away and add the articles again with `rag add`.",
    )


def _swap(folder: Path, workshop: Path, name: str) -> None:
    """Put the new library in the old one's place, by one rename of the catalogue."""
    try:
        # `_meta_of` has rolled back what a killed writer left: its journal must not meet the new
        # file.
        (folder / f"{CATALOGUE}-journal").unlink(missing_ok=True)
        if (workshop / name).exists():  # it is on a server otherwise
            make_folder(folder / INDEXES)
            (workshop / name).replace(folder / INDEXES / name)
        (workshop / CATALOGUE).replace(folder / CATALOGUE)
    except OSError as error:
        raise LibraryError(
            f"The new library cannot take the place of {folder}: {error.strerror}",
            hint="The old one is kept: make room on its disk, then run `rag rebuild` again.",
        ) from error
    sweep(folder, name)
