"""The SQLite file: opening it, its meta data, and the outbox for the vector index."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import (
    DamagedLibraryError,
    EmptyLibraryError,
    LibraryError,
    LibraryMismatchError,
)
from rag.library.damage import ADVICE, damaged
from rag.library.entries import Fingerprint
from rag.library.privacy import make_file
from rag.library.rows import seal
from rag.library.schema import SCHEMA, SEALS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Meta:
    """What a library knows about itself.

    Attributes:
        schema: Version of the tables.
        fingerprint: What the vectors were made with.
        generation: Grows whenever the vector index changes.
        index: Name of the folder of the vector index.
        index_files: Names and sizes of its files when they were last in order.
    """

    schema: int
    fingerprint: Fingerprint
    generation: int
    index: str
    index_files: str


_SURROUNDINGS = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
"""Results of SQLite that speak of the disk and its rights, and not of what is in the file."""


@contextmanager
def connect(
    path: Path, *, create: bool = False, rescue: bool = False
) -> Iterator[sqlite3.Connection]:
    """Open the catalogue for one hold of a lock, and translate what SQLite raises.

    A connection lives no longer than a hold: it is never shared by threads, and
    never looks at a file that a rebuild has replaced. The journal stays SQLite's
    default: our own locks keep readers away from a commit, so that a write-ahead
    log would only add files. A file that may only be read is opened for reading.

    Args:
        path: The file.
        create: Make it if it is missing.
        rescue: Read it even if the definition of a table is damaged; to be left unchanged.

    Raises:
        DamagedLibraryError: What is in the file is no catalogue, or is none any more.
        LibraryError: The disk, or its rights, do not permit it.
    """
    try:
        mode = "rwc" if create else "rw" if os.access(path, os.W_OK) else "ro"
        if create:
            make_file(path)
        uri = f"{path.as_uri()}?mode={mode}"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as db:
            db.create_function("seal", -1, seal, deterministic=True)
            if rescue:
                db.execute("PRAGMA writable_schema = ON")  # hides what it cannot understand
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA synchronous = FULL")
            yield db
    except sqlite3.Error as error:
        if not is_damage(error):
            raise LibraryError(
                f"The library's catalogue {path} cannot be used: {error}",
                hint="Check that you may read and write this file and that its disk is not full.",
            ) from error
        raise DamagedLibraryError(
            f"The library's catalogue {path} is damaged: {error}", hint=ADVICE
        ) from error


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error of SQLite speaks of what is in the file."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF not in _SURROUNDINGS  # the rest of the number says it more precisely


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of the body or nothing; a new generation if the vector index has to follow."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        if has_pending(db):
            db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def create_tables(db: sqlite3.Connection, fingerprint: Fingerprint, index: str) -> None:
    """Turn an empty file into an empty library; leaves one with tables alone."""
    db.execute("BEGIN EXCLUSIVE")
    if db.execute("SELECT 1 FROM sqlite_master").fetchone():
        db.execute("ROLLBACK")
        return
    for statement in TABLES.split(";\n"):
        db.execute(statement)
    values = {
        "schema": SCHEMA,
        "embedder": fingerprint.embedder,
        "dimension": fingerprint.dimension,
        "splitter": fingerprint.splitter,
        "generation": 0,
        "index": index,
        "index_files": "",
    }
    db.executemany("INSERT INTO meta VALUES (?, ?)", values.items())
    db.execute("COMMIT")


def read_meta(db: sqlite3.Connection, folder: Path) -> Meta:
    """What the library in ``folder`` knows about itself.

    Raises:
        EmptyLibraryError: There are no tables yet.
        LibraryMismatchError: The tables are of another version.
        DamagedLibraryError: It does not say what it is.
    """
    if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise no_library(folder)
    values = dict(db.execute("SELECT key, value FROM meta"))
    try:
        if int(values["schema"]) != SCHEMA:
            raise _another_version(folder, values["schema"])
        fingerprint = Fingerprint(values["embedder"], int(values["dimension"]), values["splitter"])
        generation = int(values["generation"])
        return Meta(SCHEMA, fingerprint, generation, values["index"], values["index_files"])
    except (KeyError, TypeError, ValueError) as error:
        raise damaged("what it says about itself") from error


def _another_version(folder: Path, version: str) -> LibraryMismatchError:
    return LibraryMismatchError(
        f"The library {folder} has tables of version {version},"
        f" and this program knows version {SCHEMA}",
        hint="Use the version of rag-news that made it, or add the articles to a new library.",
    )


def is_old(db: sqlite3.Connection) -> bool:
    """Whether the tables are of version 1, which had no seals."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return False
    row = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    return row is not None and row[0] == "1"


def bring_up_to_date(db: sqlite3.Connection) -> None:
    """Give tables of version 1 the columns of this one; to be called under the exclusive lock."""
    db.execute("BEGIN EXCLUSIVE")
    for table, seals in SEALS.items():
        for column, columns in seals.items():
            db.execute(f"ALTER TABLE {table} ADD COLUMN {column} BLOB")
            db.execute(f"UPDATE {table} SET {column} = seal({columns})")
    set_meta(db, "schema", SCHEMA)
    db.execute("COMMIT")


def no_library(folder: Path) -> EmptyLibraryError:
    """Error for a folder without a library."""
    return EmptyLibraryError(
        f"There is no library in {folder}", hint="Add articles to it with `rag add FOLDER`."
    )


def set_meta(db: sqlite3.Connection, key: str, value: str | int) -> None:
    """Change one value of `Meta`."""
    db.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))


def has_pending(db: sqlite3.Connection) -> bool:
    """Whether the vector index has yet to follow the catalogue."""
    return db.execute("SELECT 1 FROM pending LIMIT 1").fetchone() is not None


def count(db: sqlite3.Connection, table: str) -> int:
    """Number of rows of one of our tables."""
    number: int = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return number
