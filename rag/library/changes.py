"""What may change in the catalogue; every function here runs inside a transaction."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from rag.domain.articles import Location
from rag.errors import LibraryError
from rag.library.damage import damaged
from rag.library.entries import Counts, Entry, FileRead, Removed
from rag.library.rows import article_of, fold, number_of, pack
from rag.library.schema import ARTICLE, PASSAGE, PLACE, VECTORS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from rag.domain.articles import Article, Passage
    from rag.ports import PassageVectors

    Outcome = Literal["added", "replaced", "unchanged"]


UNKNOWN = "(file unknown)"
"""Path of an article whose location could not be read any more when its library was rebuilt."""


def needs_vectors(db: sqlite3.Connection, article: Article, location: Location) -> bool:
    """Whether an entry of this article at this location must bring its passages."""
    stored = find(db, article.id)
    if stored is None:
        return True
    return stored != article and not _stands_elsewhere(db, article.id, location)


def find(db: sqlite3.Connection, article_id: str) -> Article | None:
    """The article of this id, as it was stored.

    Raises:
        DamagedLibraryError: It is not what was stored.
    """
    query = f"SELECT {ARTICLE}, seal IS seal({ARTICLE}) FROM articles WHERE id = ?"
    row = db.execute(query, (article_id,)).fetchone()
    if row and not row[-1]:
        raise damaged(f"article {article_id}")
    return article_of(row[:-1]) if row else None


def put(
    db: sqlite3.Connection, entries: Sequence[Entry], finished: Sequence[FileRead], dimension: int
) -> Counts:
    """Store entries, then forget what finished files no longer have."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    left: set[str] = set()
    outcomes = [_put(db, entry, dimension, now, left) for entry in entries]
    gone: list[Location] = []
    for file in finished:
        gone += (place for place in locations_at(db, file.path) if place.record not in file.records)
    left |= _drop_locations(db, gone)
    db.executemany(
        "INSERT OR REPLACE INTO files VALUES (?, ?)",
        [(file.path, file.sha256) for file in finished],
    )
    _drop_homeless(db, left)
    return Counts(
        outcomes.count("added"), outcomes.count("replaced"), outcomes.count("unchanged"), len(gone)
    )


def forget(db: sqlite3.Connection, locations: Iterable[Location]) -> Removed:
    """Drop locations, and the articles that stand nowhere else."""
    known = [place for place in locations if _article_at(db, place)]
    return Removed(tuple(known), tuple(_drop_homeless(db, _drop_locations(db, known))))


def locations_at(db: sqlite3.Connection, path: str) -> list[Location]:
    """All records that were read from a file."""
    rows = db.execute("SELECT path, record, file_sha256 FROM locations WHERE path = ?", (path,))
    return [Location(*row) for row in rows]


def _put(db: sqlite3.Connection, entry: Entry, dimension: int, now: str, left: set[str]) -> Outcome:
    """Store one entry; ``left`` collects the articles that lost a location."""
    article, location = entry.article, entry.location
    stored = find(db, article.id)
    if stored is None and not entry.passages:
        raise LibraryError(
            f"The article {article.title!r} of {location.path} came without its passages",
            hint="Ask `need_vectors` right before `put`, with no other change between them.",
        )
    if stored is not None and stored.sha256 != article.sha256:
        raise LibraryError(
            f"{location.path} has the same id as the article {stored.title!r}: {article.id}",
            hint="Change a character of one of the two texts.",
        )
    fresh = bool(entry.passages) and stored != article
    fresh = fresh and not _stands_elsewhere(db, article.id, location)
    if fresh:
        _write_article(db, entry, dimension)
    before = _article_at(db, location)
    if before == article.id:
        db.execute(
            "UPDATE locations SET file_sha256 = ? WHERE path = ? AND record = ?",
            (location.file_sha256, location.path, location.record),
        )
        _seal_place(db, location)
        return "replaced" if fresh else "unchanged"
    db.execute(
        f"INSERT OR REPLACE INTO locations ({PLACE}) VALUES (?, ?, ?, ?, ?)",
        (location.path, location.record, article.id, location.file_sha256, now),
    )
    _seal_place(db, location)
    if location.path != UNKNOWN:  # its file was found again
        db.execute("DELETE FROM locations WHERE path = ? AND record = ?", (UNKNOWN, article.id))
    if before is None:
        return "added"
    left.add(before)
    return "replaced"


def _article_at(db: sqlite3.Connection, location: Location) -> str | None:
    row = db.execute(
        "SELECT article FROM locations WHERE path = ? AND record = ?",
        (location.path, location.record),
    ).fetchone()
    return row[0] if row else None


def _seal_place(db: sqlite3.Connection, location: Location) -> None:
    db.execute(
        f"UPDATE locations SET seal = seal({PLACE}) WHERE path = ? AND record = ?",
        (location.path, location.record),
    )


def _stands_elsewhere(db: sqlite3.Connection, article_id: str, location: Location) -> bool:
    query = "SELECT 1 FROM locations WHERE article = ? AND (path, record) <> (?, ?) LIMIT 1"
    return bool(db.execute(query, (article_id, location.path, location.record)).fetchone())


def _write_article(db: sqlite3.Connection, entry: Entry, dimension: int) -> None:
    article = entry.article
    _drop_passages(db, article.id)
    day = number_of(article.published) if article.published else None
    outlet = fold(article.source) if article.source else None
    # Not INSERT OR REPLACE: that would delete the row which locations refer to.
    db.execute(
        f"INSERT INTO articles ({ARTICLE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET"
        " title = excluded.title, source = excluded.source, outlet = excluded.outlet,"
        " author = excluded.author, url = excluded.url, published = excluded.published",
        (article.id, article.sha256, article.title, article.source, outlet, article.author,
         article.url, day, len(article.text), article.text),
    )  # fmt: skip
    db.execute(f"UPDATE articles SET seal = seal({ARTICLE}) WHERE id = ?", (article.id,))
    _write_passages(db, entry, dimension)


def _write_passages(db: sqlite3.Connection, entry: Entry, dimension: int) -> None:
    first = 1 + (db.execute("SELECT max(key) FROM passages").fetchone()[0] or 0)
    rows, words = [], []
    pairs = zip(entry.passages, entry.vectors, strict=True)
    for key, (passage, vectors) in enumerate(pairs, first):
        _check(passage, vectors, dimension)
        spans = json.dumps([(span.start, span.end) for span in passage.sentences])
        packed = pack(vectors.passage), pack(vectors.sentences)
        rows.append(
            (key, passage.id, passage.article_id, passage.start, passage.end, spans, *packed)
        )
        words.append((key, entry.article.title, passage.text))
    db.executemany(
        f"INSERT INTO passages ({PASSAGE}, vector, sentence_vectors)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    db.execute(
        f"UPDATE passages SET seal = seal({PASSAGE}), vector_seal = seal({VECTORS})"
        " WHERE article = ?",
        (entry.article.id,),
    )
    db.executemany("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", words)
    db.executemany("INSERT OR IGNORE INTO pending VALUES (?)", [(row[1],) for row in rows])


def _check(passage: Passage, vectors: PassageVectors, dimension: int) -> None:
    """Refuse what the vector index could not take after the catalogue had."""
    import numpy as np

    shapes = (vectors.passage.shape, vectors.sentences.shape)
    if shapes != ((dimension,), (len(passage.sentences), dimension)):
        raise LibraryError(
            f"The vectors of passage {passage.id} have the shapes {shapes},"
            f" and this library holds vectors of {dimension} numbers",
            hint="Use the embedder that the library was made with, or run `rag rebuild`.",
        )
    if not (np.isfinite(vectors.passage).all() and np.isfinite(vectors.sentences).all()):
        raise LibraryError(
            f"The vectors of passage {passage.id} hold numbers that are not finite",
            hint="Look at what the embedding model answers, or choose another with `--embedder`.",
        )


def _drop_passages(db: sqlite3.Connection, article_id: str) -> None:
    db.execute(
        "INSERT OR IGNORE INTO pending SELECT id FROM passages WHERE article = ?", (article_id,)
    )
    db.execute(
        "DELETE FROM words WHERE rowid IN (SELECT key FROM passages WHERE article = ?)",
        (article_id,),
    )
    db.execute("DELETE FROM passages WHERE article = ?", (article_id,))


def _drop_locations(db: sqlite3.Connection, locations: Sequence[Location]) -> set[str]:
    """Drop locations and return their articles; their files count as unread again."""
    places = [(place.path, place.record) for place in locations]
    articles = {article for place in locations if (article := _article_at(db, place))}
    db.executemany("DELETE FROM locations WHERE path = ? AND record = ?", places)
    db.executemany("DELETE FROM files WHERE path = ?", {(path,) for path, _ in places})
    return articles


def _drop_homeless(db: sqlite3.Connection, articles: Iterable[str]) -> list[tuple[str, str]]:
    """Drop those of the articles that stand nowhere; returns their ids and titles."""
    dropped = []
    for article in sorted(articles):
        if db.execute("SELECT 1 FROM locations WHERE article = ?", (article,)).fetchone():
            continue
        title = db.execute("SELECT title FROM articles WHERE id = ?", (article,)).fetchone()[0]
        _drop_passages(db, article)
        db.execute("DELETE FROM articles WHERE id = ?", (article,))
        dropped.append((article, title))
    return dropped
