"""`Filters` in SQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rag.library.rows import fold, number_of

if TYPE_CHECKING:
    from rag.domain.articles import Filters

PASSES = """
    (:since IS NULL OR a.published >= :since) AND (:until IS NULL OR a.published <= :until)
    AND (:sources IS NULL OR a.outlet IN (SELECT value FROM json_each(:sources)))
"""
"""Whether an article ``a`` passes, given `as_values`."""

PASSING = f"SELECT a.id FROM articles a WHERE {PASSES}"
"""Ids of the articles that pass."""


def as_values(filters: Filters) -> dict[str, str | int | None]:
    """Values of ``:since``, ``:until`` and ``:sources`` (JSON); NULL where all are wanted."""
    return {
        "since": number_of(filters.since) if filters.since else None,
        "until": number_of(filters.until) if filters.until else None,
        "sources": json.dumps([fold(name) for name in filters.sources])
        if filters.sources
        else None,
    }
