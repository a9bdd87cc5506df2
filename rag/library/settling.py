"""Making the vector index follow the catalogue, from stored vectors alone.

A change writes the ids of its passages into ``pending`` in its own transaction.
What has to happen to each of them follows from the catalogue: a passage that is
there is written to Chroma, one that is not is dropped. So it can be done again
after any crash, and a whole index can be made anew in the same way.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

from rag.library.catalogue import count, has_pending, read_meta, set_meta, transaction
from rag.library.index import BATCH, Index, SharedIndex, files_of
from rag.library.rows import unpack

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from rag.library.catalogue import Meta

INDEXES = "vectors"
"""Subfolder of a library that holds the folder of its vector index, and nothing else."""


def index_folder(folder: Path, meta: Meta) -> Path:
    """Where the vector index of a library is."""
    return folder / INDEXES / meta.index


def new_name() -> str:
    """A name that no folder of a vector index has had."""
    return uuid4().hex[:12]


def ready_index(db: sqlite3.Connection, folder: Path, shared: SharedIndex) -> Index | None:
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


def repair(db: sqlite3.Connection, folder: Path, shared: SharedIndex) -> None:
    """Bring the vector index in order; to be called under the exclusive lock.

    Finishes what a killed writer left pending. If that is not enough, because the
    folder is gone, unreadable or not the one we left, makes it anew beside the old
    one, which may take seconds per thousand passages.
    """
    if index := shared.at(read_meta(db, folder)):
        settle(db, index)
    if ready_index(db, folder, shared) is None:
        _make_anew(db, folder)


def settle(db: sqlite3.Connection, index: Index) -> None:
    """Do what is pending, then note that it is done."""
    pending = [name for (name,) in db.execute("SELECT passage FROM pending ORDER BY passage")]
    try:
        for start in range(0, len(pending), BATCH):
            _copy(db, index, pending[start : start + BATCH])
    except KeyboardInterrupt:
        # Chroma was let finish, so its files are sound and what is pending can go on with them.
        set_meta(db, "index_files", files_of(index.folder))
        raise
    with transaction(db):
        db.execute("DELETE FROM pending")
        set_meta(db, "index_files", files_of(index.folder))


def _copy(db: sqlite3.Connection, index: Index, names: list[str]) -> None:
    """Make the entries of these passages in the index what the catalogue says."""
    dimension = int(db.execute("SELECT value FROM meta WHERE key = 'dimension'").fetchone()[0])
    rows = db.execute(
        "SELECT p.id, p.vector, a.id, a.published, a.outlet FROM passages p"
        " JOIN articles a ON a.id = p.article"
        " WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.key",
        (json.dumps(names),),
    ).fetchall()
    cards = [card_of(*row[2:]) for row in rows]
    vectors = [unpack(row[1], dimension)[0] for row in rows]
    index.replace(names, [row[0] for row in rows], vectors, cards)


def card_of(article: str, published: int | None, outlet: str | None) -> dict[str, str | int]:
    """What stands beside a vector, for searches that filter."""
    card = {"article": article, "published": published, "source": outlet}
    return {key: value for key, value in card.items() if value is not None}


def _make_anew(db: sqlite3.Connection, folder: Path) -> None:
    name = new_name()
    index = Index(folder / INDEXES / name, create=True)
    try:
        with transaction(db):
            db.execute("INSERT OR IGNORE INTO pending SELECT id FROM passages")
            set_meta(db, "index", name)
        settle(db, index)
    finally:
        index.close()
    sweep(folder, name)


def sweep(folder: Path, name: str) -> None:
    """Remove all vector indexes but one."""
    for other in (folder / INDEXES).iterdir():
        if other.name != name:
            shutil.rmtree(other, ignore_errors=True)
