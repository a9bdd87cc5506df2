"""The library: a catalogue in SQLite, which is the truth, and a vector index in Chroma."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Self

from rag.errors import (
    DamagedLibraryError,
    EmptyLibraryError,
    LibraryError,
    LibraryLockedError,
    LibraryMismatchError,
    VectorServerError,
)
from rag.library import cards, changes
from rag.library.catalogue import (
    bring_up_to_date,
    connect,
    create_tables,
    has_pending,
    is_old,
    no_library,
    read_meta,
    set_meta,
    transaction,
)
from rag.library.folders import INDEXES
from rag.library.graph import files_of
from rag.library.homes import home_of
from rag.library.locks import Locks
from rag.library.scan import Scan
from rag.library.settling import ready_index, repair, settle
from rag.library.view import View

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import TypeVar

    from rag.domain.articles import Article, Location
    from rag.library.entries import (
        Card,
        Counts,
        Entry,
        FileRead,
        Fingerprint,
        Removed,
        Status,
        Stored,
    )
    from rag.library.homes import Home, Lease
    from rag.library.index import Index

    T = TypeVar("T")

_log = logging.getLogger(__name__)

CATALOGUE = "library.sqlite"
"""Name of the catalogue's file in the library's folder."""

LOCKS = "locks"
"""Subfolder of the lock files; they stay in place whatever is replaced beside them."""

WAIT = 60.0
"""Seconds to wait for another process: longer than a commit, shorter than patience."""


def is_library(folder: Path) -> bool:
    """Whether there is a library in a folder, in order or not."""
    return (folder.expanduser() / CATALOGUE).is_file()


class Library:
    """Stored articles, searchable; safe to share between threads and processes.

    Opened with `open`. Each call takes the locks it needs. A crash at any moment
    leaves either the state before a call or the one after it: what the vector
    index lacks is made up from stored vectors by whoever reads or writes next.
    """

    def __init__(
        self, folder: Path, fingerprint: Fingerprint | None, wait: float, home: Home
    ) -> None:
        self._folder = folder
        self._wanted = fingerprint
        self._locks = Locks(folder / LOCKS, wait)
        self._home = home
        self._shared: Lease | None = None
        self._guard = threading.Lock()

    @classmethod
    def open(
        cls,
        folder: Path,
        fingerprint: Fingerprint | None,
        *,
        create: bool = False,
        wait: float = WAIT,
        chroma_url: str | None = None,
    ) -> Self:
        """Open the library in a folder.

        Args:
            folder: Its folder; made if ``create`` and missing.
            fingerprint: What new vectors are made with; None for calls that need none.
            create: Make an empty library where there is none; needs a fingerprint.
            wait: Seconds that each call waits for other processes.
            chroma_url: Address of the Chroma server that has, or is to have, its vector
                index; None for a folder of the library.

        Raises:
            UsageError: The address is none.
            EmptyLibraryError: There is none, and none is to be made.
            LibraryMismatchError: It was made with another fingerprint or version.
            LibraryLockedError: Another process held it for longer than ``wait``.
            LibraryError: The folder or the catalogue cannot be read.
        """
        folder = folder.expanduser().absolute()
        catalogue = folder / CATALOGUE
        if not catalogue.is_file() and not (create and fingerprint):
            raise no_library(folder)
        library = cls(folder, fingerprint, wait, home_of(folder, chroma_url))
        if create and fingerprint:
            with library._locks.exclusive(), connect(catalogue, create=True) as db:
                create_tables(db, fingerprint, library._home.new_name())
        library._bring_up_to_date()
        with library._reading():
            return library

    def close(self) -> None:
        """Let go of the vector index; a closed library may be used again."""
        with self._guard:
            if self._shared is not None:
                self._shared.release()
                self._shared = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """Where it is, as an absolute path."""
        return self._folder

    @property
    def fingerprint(self) -> Fingerprint:
        """What its vectors were made with."""
        with self._reading() as db:
            return read_meta(db, self._folder).fingerprint

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other writers out during a whole import; reading goes on meanwhile.

        `put`, `forget` and `remove` may be called inside, and by themselves too.
        """
        with self._locks.writing():
            yield

    def file_hashes(self) -> dict[str, str]:
        """Path and SHA-256 of every file that is stored completely."""
        with self._reading() as db:
            return dict(db.execute("SELECT path, sha256 FROM files").fetchall())

    def need_vectors(self, places: Sequence[tuple[Article, Location]]) -> list[bool]:
        """Which articles must bring passages and vectors when they are put.

        The others are known texts at a new place or in a changed file. The answer
        holds until the next change, for the places as one batch: the second of two
        equal texts needs none.
        """
        wanted: set[str] = set()
        needs = []
        with self._reading() as db:
            for article, location in places:
                need = article.id not in wanted
                needs.append(need and changes.needs_vectors(db, article, location))
                if needs[-1]:
                    wanted.add(article.id)
        return needs

    def put(self, entries: Sequence[Entry], finished: Sequence[FileRead] = ()) -> Counts:
        """Store articles at their locations, all or none of them.

        A location that had another text loses it, and that article goes with its
        last location. New metadata of a known text replaces the old if the text
        stands nowhere else.

        Args:
            entries: What to store, with passages where `need_vectors` says so.
            finished: Files whose last record is in this call or was in an earlier
                one. Only these are in `file_hashes`, so that an interrupted import
                goes on where it stopped; records that they lost are forgotten.
        """

        def change(db: sqlite3.Connection, dimension: int) -> Counts:
            return changes.put(db, entries, finished, dimension)

        return self._commit(change)

    def forget(self, locations: Iterable[Location]) -> Removed:
        """Drop locations, and every article that stands nowhere else."""
        return self._commit(lambda db, _: changes.forget(db, locations))

    def remove(self, reference: str) -> Removed:
        """Drop all that a path (file or folder) or the beginning of an id stands for.

        Raises:
            ArticleNotFoundError: Nothing, or several articles; the message lists those.
        """
        return self._commit(lambda db, _: changes.forget(db, cards.locations_for(db, reference)))

    def locations_under(self, path: str) -> list[Location]:
        """Locations of a file, or of all files below a folder; the path is absolute."""
        with self._reading() as db:
            return cards.locations_under(db, path)

    @contextmanager
    def reading(self) -> Iterator[View]:
        """A `rag.ports.Snapshot` that stands still; writers wait until it is left.

        Hold it for a search, not for as long as a language model takes. Where there is no
        vector index, and none can be made, the vectors of the catalogue serve.
        """
        for _ in range(3):  # a writer may be killed between our repair and our reading
            if not self._is_writable:
                break
            with self._reading() as db:
                index = ready_index(db, self._folder, self._shared_index(db))
                if index is not None:
                    yield View(db, index, read_meta(db, self._folder).fingerprint.dimension)
                    return
            if not self._repair():
                break
        with self._reading() as db:
            dimension = read_meta(db, self._folder).fingerprint.dimension
            yield View(db, Scan(db, dimension), dimension)

    @property
    def _is_writable(self) -> bool:
        return all(os.access(path, os.W_OK) for path in (self._folder, self._folder / CATALOGUE))

    def _repair(self) -> bool:
        """Bring the vector index in order; returns whether that was possible."""
        try:
            with self._locks.exclusive(), self._connected() as db:
                self._repaired(db)
        except (
            DamagedLibraryError,
            EmptyLibraryError,
            LibraryLockedError,
            LibraryMismatchError,
            VectorServerError,
        ):
            raise
        except LibraryError as error:  # its disk is full, for one
            _log.warning("the library is searched without its vector index: %s", error.message)
            return False
        return True

    def articles(self) -> list[Card]:
        """All articles without their texts, newest first."""
        with self._reading() as db:
            return cards.cards(db)

    def article(self, reference: str) -> Stored:
        """The one article that a path or the beginning of an id stands for.

        Raises:
            ArticleNotFoundError: None, or several; the message lists those.
        """
        with self._reading() as db:
            return cards.stored(db, reference)

    def status(self) -> Status:
        """The library in numbers."""
        with self._reading() as db:
            return cards.status(db, self._folder, read_meta(db, self._folder))

    def _commit(self, change: Callable[[sqlite3.Connection, int], T]) -> T:
        """Change the catalogue, then let the vector index follow."""
        with ExitStack() as held:
            held.enter_context(self._locks.writing())
            held.enter_context(self._locks.exclusive())
            db = held.enter_context(self._connected())
            shared, index = self._repaired(db)
            with transaction(db):
                result = change(db, read_meta(db, self._folder).fingerprint.dimension)
            if has_pending(db):
                settle(db, index)
                shared.keep(index, read_meta(db, self._folder))
            return result

    def _bring_up_to_date(self) -> None:
        """See to the tables of an older version, where we may."""
        if not self._is_writable:
            return
        with self._locks.shared(), connect(self._folder / CATALOGUE) as db:
            if not is_old(db):
                return
        with self._locks.exclusive(), connect(self._folder / CATALOGUE) as db:
            if is_old(db):
                bring_up_to_date(db)
                if not has_pending(db):
                    index = read_meta(db, self._folder).index  # version 1 knew no servers
                    set_meta(db, "index_files", files_of(self._folder / INDEXES / index))

    def _repaired(self, db: sqlite3.Connection) -> tuple[Lease, Index]:
        shared = self._shared_index(db)
        index = ready_index(db, self._folder, shared)
        if index is None:
            repair(db, self._folder, self._home, shared)
            shared = self._shared_index(db)
            index = ready_index(db, self._folder, shared)
        if index is None:
            raise LibraryError(
                f"The vector index of {self._folder} could not be repaired",
                hint="Check that its disk is not full, then try again.",
            )
        return shared, index

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._locks.shared(), self._connected() as db:
            yield db

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """The catalogue, after a look at whether it is still the one we want."""
        catalogue = self._folder / CATALOGUE
        if not catalogue.is_file():
            raise no_library(self._folder)
        with connect(catalogue) as db:
            found = read_meta(db, self._folder).fingerprint
            if self._wanted not in (None, found):
                raise LibraryMismatchError(
                    f"The library {self._folder} was made with {found}, not with {self._wanted}",
                    hint="Choose that embedder, or run `rag rebuild` to make the library anew.",
                )
            yield db

    def _shared_index(self, db: sqlite3.Connection) -> Lease:
        """Our share in the index that the catalogue names."""
        meta = read_meta(db, self._folder)
        with self._guard:
            if self._shared is None or self._shared.name != meta.index:
                if self._shared is not None:
                    self._shared.release()
                self._shared = self._home.lease(meta)
            return self._shared
