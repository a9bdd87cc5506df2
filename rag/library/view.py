"""A library that stands still: what a search reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from rag.domain.articles import ALL, Passage, Span
from rag.library.changes import find
from rag.library.damage import damaged
from rag.library.filtering import PASSES, PASSING, as_values
from rag.library.rows import VECTOR_BYTES, date_of, unpack
from rag.library.scan import Scan
from rag.library.schema import PASSAGE, PLACE, VECTORS
from rag.library.spelling import words_like
from rag.ports import PassageVectors

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import date

    from rag.domain.articles import Article, Filters
    from rag.ports import Vector

    class Nearest(Protocol):
        """Finds vectors: `rag.library.index.Index`, or `rag.library.scan.Scan`."""

        def nearest(self, vector: Vector, k: int) -> list[tuple[str, float]]:
            """Ids and cosines of the k nearest vectors, best first."""


WIDER = 10
"""How many times as many of all articles are looked at first as are wanted of some. A thousand for
the hundred that a search wants: Chroma's graph finds those as fast, and nearly as surely. Its own
filter takes a second and more for every 400,000 passages, whatever passes."""

_MATCHING, _MATCHING_OF_SOME = (
    f"""
    WITH found AS MATERIALIZED (
        SELECT rowid AS key, -bm25(words, 1.0, 1.0) AS score FROM words
        WHERE words MATCH :words {some}
    )
    SELECT p.id, score FROM found JOIN passages p USING (key)
    WHERE score >= ifnull((SELECT score FROM found ORDER BY score DESC LIMIT 1 OFFSET :k - 1), 0)
    ORDER BY score DESC, p.id LIMIT :k
    """
    for some in ("", f"AND +rowid IN (SELECT key FROM passages WHERE article IN ({PASSING}))")
)
"""Looks up the ids of the best alone: with those of all that match it took three times as long.
The plus keeps SQLite from looking up the words anew for each row that passes."""


class View:
    """Implements `rag.ports.Snapshot`; for one thread, while `Library.reading` lasts."""

    def __init__(self, db: sqlite3.Connection, index: Nearest, dimension: int) -> None:
        self._db = db
        self._index = index
        self._dimension = dimension

    @property
    def size(self) -> int:
        """Number of passages."""
        number: int = self._db.execute("SELECT count(*) FROM passages").fetchone()[0]
        return number

    def nearest(self, vector: Vector, k: int, filters: Filters) -> list[tuple[str, float]]:
        """Ids and cosines of the k passages nearest to a unit vector, best first.

        Where a filter leaves too few of the nearest, all that pass it are looked at.
        """
        size = self.size
        most = min(k if filters == ALL else WIDER * k, size)
        found = self._passing(self._index.nearest(vector, most), filters) if most > 0 else []
        if len(found) >= k or most == size:
            return found[:k]
        return Scan(self._db, self._dimension).nearest(vector, k, filters)

    def matching(self, words: Sequence[str], k: int, filters: Filters) -> list[tuple[str, float]]:
        """Ids and BM25 scores (higher is better) of passages with any of the words."""
        if not words or k < 1:
            return []
        values = {"words": " OR ".join(map(_quoted, words)), "k": k, **as_values(filters)}
        query = _MATCHING if filters == ALL else _MATCHING_OF_SOME
        return self._db.execute(query, values).fetchall()

    def _passing(
        self, ranked: list[tuple[str, float]], filters: Filters
    ) -> list[tuple[str, float]]:
        """Those that are in the catalogue, in articles that pass the filters."""
        of_some = f"AND EXISTS (SELECT 1 FROM articles a WHERE a.id = article AND {PASSES})"
        query = f"""
            SELECT id FROM passages WHERE id IN (SELECT value FROM json_each(:names))
            {"" if filters == ALL else of_some}
        """
        names = json.dumps([name for name, _ in ranked])
        rows = self._db.execute(query, {"names": names, **as_values(filters)})
        stored = {name for (name,) in rows}
        return [pair for pair in ranked if pair[0] in stored]

    def frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word stands, stemmed as `matching` does."""
        query = "SELECT count(*) FROM words WHERE words MATCH ?"
        return {word: self._db.execute(query, (_quoted(word),)).fetchone()[0] for word in words}

    def words_like(self, word: str) -> list[str]:
        """Words of the passages that are spelt nearly like one, as they are written there."""
        return words_like(self._db, word)

    def passages(self, ids: Sequence[str]) -> dict[str, tuple[Passage, Article, tuple[str, ...]]]:
        """Passage, its article and the article's paths; unknown ids are left out."""
        articles: dict[str, tuple[Article, tuple[str, ...]]] = {}
        found = {}
        query = f"""
            SELECT id, article, start, stop, sentences, seal IS seal({PASSAGE}) FROM passages
            WHERE id IN (SELECT value FROM json_each(?))
        """
        rows = self._db.execute(query, (json.dumps(list(ids)),)).fetchall()
        for name, key, start, stop, spans, sound in rows:
            if not sound:
                raise damaged(f"passage {name}")
            if key not in articles:
                if (article := find(self._db, key)) is None:
                    raise damaged(f"article {key}")
                articles[key] = article, self._paths(key)
            article, paths = articles[key]
            sentences = tuple(Span(*span) for span in json.loads(spans))
            passage = Passage(name, key, start, stop, article.text[start:stop], sentences)
            found[name] = passage, article, paths
        return found

    def cosines(self, ids: Sequence[str], vector: Vector) -> dict[str, float]:
        """Exact cosines of stored passages with a unit vector; unknown ids are left out."""
        query = "SELECT id, vector FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        rows = self._db.execute(query, (json.dumps(list(ids)),)).fetchall()
        stored = unpack(b"".join(blob for _, blob in rows), self._dimension)
        return {name: float(row @ vector) for (name, _), row in zip(rows, stored, strict=True)}

    def vectors(self, ids: Sequence[str]) -> dict[str, PassageVectors]:
        """Stored vectors of passages; unknown ids are left out."""
        query = f"""
            SELECT {VECTORS}, vector_seal IS seal({VECTORS}) FROM passages
            WHERE id IN (SELECT value FROM json_each(?))
        """
        rows = self._db.execute(query, (json.dumps(list(ids)),)).fetchall()
        if broken := next((name for name, _, _, sound in rows if not sound), None):
            raise damaged(f"passage {broken}")
        blobs = [blob for row in rows for blob in row[1:3]]
        stored = unpack(b"".join(blobs), self._dimension)  # one by one takes three times as long
        found = {}
        first = 0
        for name, _, sentences, _ in rows:
            last = first + 1 + len(sentences) // (VECTOR_BYTES * self._dimension)
            found[name] = PassageVectors(stored[first], stored[first + 1 : last])
            first = last
        return found

    def passages_of(self, article: str) -> list[str]:
        """Ids of an article's passages, in order; none if there is no such article."""
        query = "SELECT id FROM passages WHERE article = ? ORDER BY start"
        return [name for (name,) in self._db.execute(query, (article,))]

    def undated(self, filters: Filters) -> int:
        """How many articles of the chosen sources have no date."""
        query = """
            SELECT count(*) FROM articles WHERE published IS NULL
            AND (:sources IS NULL OR outlet IN (SELECT value FROM json_each(:sources)))
        """
        number: int = self._db.execute(query, as_values(filters)).fetchone()[0]
        return number

    def newest(self) -> date | None:
        """Day of the newest article; None if no article has one."""
        (day,) = self._db.execute("SELECT max(published) FROM articles").fetchone()
        return None if day is None else date_of(day)

    def _paths(self, article: str) -> tuple[str, ...]:
        query = f"SELECT path, seal IS seal({PLACE}) FROM locations WHERE article = ? ORDER BY path"
        places = self._db.execute(query, (article,)).fetchall()
        if not all(sound for _, sound in places):
            raise damaged(f"place of article {article}")
        return tuple(dict.fromkeys(path for path, _ in places))


def _quoted(word: str) -> str:
    """One FTS5 term: operators, quotes and what SQLite cannot carry mean nothing in it."""
    text = word.encode(errors="replace").decode().replace("\0", " ").replace('"', '""')
    return f'"{text}"'
