"""`Filters` in the two languages that a search speaks: SQL and Chroma's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rag.library.rows import fold, number_of

if TYPE_CHECKING:
    from chromadb.api.types import Where

    from rag.domain.articles import Filters

PASSES = """
    (:since IS NULL OR a.published >= :since) AND (:until IS NULL OR a.published <= :until)
    AND (:sources IS NULL OR a.outlet IN (SELECT value FROM json_each(:sources)))
"""
"""Whether an article ``a`` passes, given `as_values`."""


def as_values(filters: Filters) -> dict[str, str | int | None]:
    """Values of ``:since``, ``:until`` and ``:sources`` (JSON); NULL where all are wanted."""
    return {
        "since": number_of(filters.since) if filters.since else None,
        "until": number_of(filters.until) if filters.until else None,
        "sources": json.dumps([fold(name) for name in filters.sources])
        if filters.sources
        else None,
    }


def as_where(filters: Filters) -> Where | None:
    """The same for Chroma, where undated articles carry no ``published`` at all."""
    parts: list[Where] = []
    if filters.since:
        parts.append({"published": {"$gte": number_of(filters.since)}})  # type: ignore[dict-item]
    if filters.until:
        parts.append({"published": {"$lte": number_of(filters.until)}})  # type: ignore[dict-item]
    if filters.sources:
        names = [fold(name) for name in filters.sources]
        parts.append({"source": {"$in": names}})  # type: ignore[dict-item]
    if len(parts) > 1:
        return {"$and": parts}
    return parts[0] if parts else None
