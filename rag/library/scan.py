"""The nearest vectors without Chroma: every vector of the catalogue is looked at.

For a filter that few articles pass, for a library that may only be read, where Chroma cannot open
its folder, and for one whose index cannot be made anew because the disk is full. It is exact, and
needs no file but the catalogue; 10,000 passages take some 65 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain.articles import ALL
from rag.library.filtering import PASSING, as_values
from rag.library.rows import VECTOR_BYTES, unpack

if TYPE_CHECKING:
    import sqlite3

    from rag.domain.articles import Filters
    from rag.ports import Vector

AT_ONCE = 5000
"""Vectors held in memory together."""


class Scan:
    """Answers as `rag.library.index.Index` does; for one thread, while a hold lasts."""

    def __init__(self, db: sqlite3.Connection, dimension: int) -> None:
        self._db = db
        self._dimension = dimension

    def nearest(self, vector: Vector, k: int, filters: Filters = ALL) -> list[tuple[str, float]]:
        """Ids and cosines of the k nearest vectors, best first; fewer if there are no more."""
        some = "" if filters == ALL else f"AND article IN ({PASSING})"
        query = f"""
            SELECT id, vector FROM passages
            WHERE length(vector) = :bytes AND typeof(vector) = 'blob' {some}
        """
        size = {"bytes": VECTOR_BYTES * self._dimension}
        rows = self._db.execute(query, {**as_values(filters), **size})
        best: list[tuple[str, float]] = []
        while batch := rows.fetchmany(AT_ONCE):
            cosines = unpack(b"".join(blob for _, blob in batch), self._dimension) @ vector
            best += [(row[0], float(cosine)) for row, cosine in zip(batch, cosines, strict=True)]
            best = sorted(best, key=lambda pair: (-pair[1], pair[0]))[:k]
        return best
