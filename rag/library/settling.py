"""Making the vector index follow the catalogue, from stored vectors alone.

A change writes the ids of its passages into ``pending`` in its own transaction.
What has to happen to each of them follows from the catalogue: a passage that is
there is written to Chroma, one that is not is dropped. So it can be done again
after any crash, and a whole index can be made anew in the same way.
"""

from __future__ import annotations

import json
import logging
import shutil
from time import perf_counter
from typing import TYPE_CHECKING

from rag.library.catalogue import count, has_pending, read_meta, set_meta, transaction
from rag.library.folders import INDEXES
from rag.library.index import BATCH
from rag.library.rows import unpack

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from rag.library.homes import Home, Lease
    from rag.library.index import Index

_log = logging.getLogger(__name__)


def ready_index(db: sqlite3.Connection, folder: Path, shared: Lease) -> Index | None:
    """The vector index, if it holds just what the catalogue says; else it needs `repair`."""
    if has_pending(db):
        return None
    meta = read_meta(db, folder)
    index = shared.at(meta)
    if index is None or index.complete == meta.generation:
        return index
    if index.count() != count(db, "passages"):
        return None
    index.complete = meta.generation
    return index


def repair(db: sqlite3.Connection, folder: Path, home: Home, shared: Lease) -> None:
    """Bring the vector index in order; to be called under the exclusive lock.

    Finishes what a killed writer left pending. If that is not enough, because the
    folder is gone, unreadable or not the one we left, makes it anew beside the old
    one, which may take seconds per thousand passages.
    """
    if index := shared.at(read_meta(db, folder)):
        settle(db, index)
    if ready_index(db, folder, shared) is None:
        _make_anew(db, folder, home)


def settle(db: sqlite3.Connection, index: Index) -> None:
    """Do what is pending, then note that it is done."""
    pending = [name for (name,) in db.execute("SELECT passage FROM pending ORDER BY passage")]
    if (noted := index.begin()) is not None:
        set_meta(db, "index_files", noted)
    try:
        for start in range(0, len(pending), BATCH):
            _copy(db, index, pending[start : start + BATCH])
        index.finish()
    except KeyboardInterrupt:
        # Chroma was let finish, so its files are sound and what is pending can go on with them.
        set_meta(db, "index_files", index.state())
        raise
    with transaction(db):
        db.execute("DELETE FROM pending")
        set_meta(db, "index_files", index.state())


def _copy(db: sqlite3.Connection, index: Index, names: list[str]) -> None:
    """Make the entries of these passages in the index what the catalogue says."""
    dimension = int(db.execute("SELECT value FROM meta WHERE key = 'dimension'").fetchone()[0])
    query = (
        "SELECT id, vector FROM passages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY key"
    )
    rows = db.execute(query, (json.dumps(names),)).fetchall()
    vectors = [unpack(vector, dimension)[0] for _, vector in rows]
    index.replace(names, [name for name, _ in rows], vectors)


def _make_anew(db: sqlite3.Connection, folder: Path, home: Home) -> None:
    started = perf_counter()
    home.drop(read_meta(db, folder))
    name = home.new_name()
    index = home.create(name, folder / INDEXES)
    try:
        with transaction(db):
            db.execute("INSERT OR IGNORE INTO pending SELECT id FROM passages")
            set_meta(db, "index", name)
        settle(db, index)
    except BaseException:
        index.discard()  # else each attempt would leave one
        raise
    index.close()
    sweep(folder, name)
    seconds = perf_counter() - started
    _log.info("made the index of %d vectors anew in %.1f s", count(db, "passages"), seconds)


def sweep(folder: Path, name: str) -> None:
    """Remove the folders of all vector indexes but one."""
    for other in (folder / INDEXES).glob("*"):
        if other.name != name:
            shutil.rmtree(other, ignore_errors=True)
