"""What a person asks a library: what is in it, and where from."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rag.domain.articles import Location
from rag.errors import ArticleNotFoundError
from rag.library.catalogue import count
from rag.library.changes import find
from rag.library.damage import damaged
from rag.library.entries import Card, Place, Status, Stored
from rag.library.rows import date_of
from rag.library.schema import PLACE

if TYPE_CHECKING:
    import sqlite3

    from rag.library.catalogue import Meta

SHOWN = 5
"""Candidates that are named when a reference is ambiguous."""


def cards(db: sqlite3.Connection) -> list[Card]:
    """All articles, newest first, undated ones last."""
    paths: dict[str, dict[str, None]] = {}
    added: dict[str, str] = {}
    for article, path, day in db.execute(
        "SELECT article, path, added FROM locations ORDER BY path"
    ):
        paths.setdefault(article, {})[path] = None
        added[article] = min(day, added.get(article, day))
    rows = db.execute(
        "SELECT id, title, source, author, url, published, characters,"
        " (SELECT count(*) FROM passages WHERE article = articles.id) FROM articles"
        " ORDER BY published IS NULL, published DESC, title, id"
    )
    try:
        return [
            Card(
                id=row[0],
                title=row[1],
                source=row[2],
                author=row[3],
                url=row[4],
                published=None if row[5] is None else date_of(row[5]),
                paths=tuple(paths[row[0]]),
                added=datetime.fromisoformat(added[row[0]]),
                passages=row[7],
                characters=row[6],
            )
            for row in rows
        ]
    except (KeyError, TypeError, ValueError) as error:  # no place, or no moment
        raise damaged("the list of articles") from error


def status(db: sqlite3.Connection, folder: Path, meta: Meta) -> Status:
    """The library in numbers."""
    undated = "SELECT count(*) FROM articles WHERE published IS NULL"
    return Status(
        folder=folder,
        schema=meta.schema,
        fingerprint=meta.fingerprint,
        articles=count(db, "articles"),
        undated=db.execute(undated).fetchone()[0],
        locations=count(db, "locations"),
        passages=count(db, "passages"),
        bytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
    )


def stored(db: sqlite3.Connection, reference: str) -> Stored:
    """The one article that an id, the beginning of an id, or a path stands for.

    Raises:
        ArticleNotFoundError: None, or several; the message lists those.
    """
    article = find(db, _one(db, reference))
    if article is None:
        raise unknown(reference)
    rows = db.execute(
        f"SELECT path, record, file_sha256, added, seal IS seal({PLACE}) FROM locations"
        " WHERE article = ? ORDER BY path, record",
        (article.id,),
    ).fetchall()
    if not all(row[-1] for row in rows):
        raise damaged(f"place of article {article.id}")
    places = tuple(Place(Location(*row[:3]), datetime.fromisoformat(row[3])) for row in rows)
    return Stored(article, places)


def locations_for(db: sqlite3.Connection, reference: str) -> list[Location]:
    """What `rag remove` takes away: a path's records, or all locations of one article.

    Raises:
        ArticleNotFoundError: Neither a known path, nor the beginning of one article's id.
    """
    for path in _absolute(reference):
        if under := locations_under(db, path):
            return under
    rows = db.execute(
        "SELECT path, record, file_sha256 FROM locations WHERE article = ?",
        (_one(db, reference),),
    )
    return [Location(*row) for row in rows]  # a damaged article can be removed, too


def locations_under(db: sqlite3.Connection, path: str) -> list[Location]:
    """Locations of a file, or of all files below a folder, in order."""
    below = path.rstrip(os.sep) + os.sep
    rows = db.execute(
        "SELECT path, record, file_sha256 FROM locations"
        " WHERE path = ? OR substr(path, 1, ?) = ? ORDER BY path, record",
        (path, len(below), below),
    )
    return [Location(*row) for row in rows]


def unknown(reference: str) -> ArticleNotFoundError:
    """Error for a reference that stands for nothing."""
    return ArticleNotFoundError(
        f"No article in the library has the id or path {reference}",
        hint="`rag list` shows what is in it.",
    )


def _one(db: sqlite3.Connection, reference: str) -> str:
    """The id of the one article that is meant."""
    found = sorted({*_by_path(db, reference)} or {*_by_id(db, reference)})
    if not found:
        raise unknown(reference)
    if len(found) > 1:
        raise ArticleNotFoundError(
            f"{reference} stands for {len(found)} articles: {_named(db, found)}",
            hint="Use one of these ids.",
        )
    return found[0]


def _absolute(reference: str) -> list[str]:
    """How a file that the user names may be written in the catalogue."""
    if not reference:  # or it would be the folder that we are in, with all that is in it
        raise ArticleNotFoundError(
            "An empty name stands for no article",
            hint="Name an id or path; `rag list` shows what is in the library.",
        )
    path = Path(os.path.abspath(reference))  # noqa: PTH100 - resolve() would follow links as well
    return list(dict.fromkeys([str(path), str(path.resolve())]))


def _by_path(db: sqlite3.Connection, reference: str) -> list[str]:
    query = "SELECT article FROM locations WHERE path = ? OR path = ?"
    paths = _absolute(reference)
    return [article for (article,) in db.execute(query, (paths[0], paths[-1]))]


def _by_id(db: sqlite3.Connection, reference: str) -> list[str]:
    prefix = reference.strip().lower()
    if not re.fullmatch("[0-9a-f]{1,12}", prefix):
        return []
    query = "SELECT id FROM articles WHERE id BETWEEN ? AND ?"
    return [article for (article,) in db.execute(query, (prefix, prefix + "g"))]


def _named(db: sqlite3.Connection, articles: list[str]) -> str:
    found = (find(db, article) for article in articles[:SHOWN])
    names = [f"{article.id} ({article.title})" for article in found if article]
    return ", ".join([*names, "…"] if len(articles) > SHOWN else names)
