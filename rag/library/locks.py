"""Who may touch a library when, across threads and processes."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from rag.errors import LibraryError, LibraryLockedError
from rag.library.privacy import FILE, make_file, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from filelock import FileLock

FILES = "files.db"
"""Name of the file that readers and writers hold."""


class Locks:
    """Three ways to hold a library; the system lets go of all when a process dies.

    `writing` keeps other writers out for as long as a whole import takes, while
    reading goes on. `shared` and `exclusive` are for the moments in which the
    files themselves are read or changed: many share, one excludes. Nothing is
    kept between two holds, so that threads wait for each other as processes do.

    Args:
        folder: Where the lock files lie; made if missing.
        wait: Seconds to wait for a lock before `LibraryLockedError`.
    """

    def __init__(self, folder: Path, wait: float) -> None:
        self._folder = folder
        self._wait = wait
        self._held = threading.local()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other writers out; may be nested by one thread."""
        if getattr(self._held, "writing", False):
            yield
            return
        lock = self._writer()
        with self._translated():
            lock.acquire()
        self._held.writing = True
        try:
            yield
        finally:
            self._held.writing = False
            lock.release()

    def _writer(self) -> FileLock:
        from filelock import FileLock

        self._make_folder()
        return FileLock(self._folder / "writer.lock", timeout=self._wait, mode=FILE)

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Keep the files from changing; may be nested by one thread.

        Whoever may not write to the lock's file shares it all the same; where there is none
        and none can be made, nobody can write, and there is nothing to wait for.
        """
        if getattr(self._held, "mode", None):
            yield
        elif self._is_read_only():
            with self._hold_reading():
                yield
        else:
            with self._hold("shared"):
                yield

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep everybody else from reading; a thread that shares cannot ask for it."""
        mode = getattr(self._held, "mode", None)
        if mode == "shared":
            raise LibraryLockedError(
                f"The thread that wants to write to {self._folder.parent} is reading it",
                hint="Leave `reading()` before writing.",
            )
        if mode:
            yield
        else:
            with self._hold("exclusive"):
                yield

    @contextmanager
    def _hold(self, mode: str) -> Iterator[None]:
        from filelock import ReadWriteLock

        self._make_folder()
        # A fresh instance a hold: one instance does not make threads wait for each other.
        with self._translated():
            lock = ReadWriteLock(self._folder / FILES, is_singleton=False)
            acquire = lock.acquire_write if mode == "exclusive" else lock.acquire_read
            try:
                acquire(self._wait)
            except BaseException:
                lock.close()
                raise
        self._held.mode = mode
        try:
            yield
        finally:
            self._held.mode = None
            lock.close()

    def _is_read_only(self) -> bool:
        file = self._folder / FILES
        nearest = file if file.exists() else self._folder
        while not nearest.exists():
            nearest = nearest.parent
        return not os.access(nearest, os.W_OK)

    @contextmanager
    def _hold_reading(self) -> Iterator[None]:
        """The same hold as a reader's of `filelock.ReadWriteLock`, with a right less."""
        file = self._folder / FILES
        if not file.exists():
            yield
            return
        uri = f"{file.absolute().as_uri()}?mode=ro"
        with closing(
            sqlite3.connect(uri, uri=True, timeout=self._wait, isolation_level=None)
        ) as db:
            with self._translated():
                db.execute("BEGIN")
                db.execute("SELECT * FROM sqlite_master").fetchall()
            self._held.mode = "shared"
            try:
                yield
            finally:
                self._held.mode = None

    def _make_folder(self) -> None:
        with self._translated():
            make_folder(self._folder.parent)
            make_folder(self._folder)
            make_file(self._folder / FILES)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from filelock import Timeout

        try:
            yield
        except Timeout as error:
            raise self._taken() from error
        except (OSError, sqlite3.Error) as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                raise self._taken() from error
            raise LibraryError(
                f"The library {self._folder.parent} cannot be locked: {error}",
                hint="Check that you may write to this folder and that its disk is not full.",
            ) from error

    def _taken(self) -> LibraryLockedError:
        return LibraryLockedError(
            f"The library {self._folder.parent} has been in use by another process"
            f" for more than {self._wait:g} seconds",
            hint="Wait until the other command is done, then run this one again.",
        )
