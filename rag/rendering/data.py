"""Everything that can be shown, as JSON with a version.

A field of a dataclass is a field of the JSON, under the same name, and dates are
ISO 8601. A claim has ``articles``, too: how many articles carry it, reprints counted once.
Fields may be added; a change that a reader of the old form could trip over raises `SCHEMA`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from rag.domain.replies import Answer, Refusal
from rag.rendering.visible import escaped_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.domain.articles import Hit
    from rag.domain.replies import Claim, Reply
    from rag.domain.summaries import Summary
    from rag.errors import RagError
    from rag.library.entries import Card, Removed, Status, Stored

SCHEMA = 1

Data = dict[str, object]


def reply_data(reply: Reply) -> Data:
    """A reply; a refusal has an empty list of claims, so that both can be read alike."""
    if isinstance(reply, Answer):
        fields = asdict(reply)
        return labelled("answer", {**fields, "claims": [*map(_claim, reply.claims)]})
    fields = asdict(reply)
    return labelled("refusal", {"question": fields.pop("question"), "claims": [], **fields})


def summary_data(reply: Summary | Refusal) -> Data:
    """A summary, or the refusal that stands in its place."""
    if isinstance(reply, Refusal):
        return reply_data(reply)
    return labelled("summary", {**asdict(reply), "claims": [*map(_claim, reply.claims)]})


def hits_data(query: str, hits: Sequence[Hit], notes: Sequence[str]) -> Data:
    """Passages of a search, best first."""
    return labelled("passages", {"query": query, "passages": [*map(_hit, hits)], "notes": notes})


def cards_data(cards: Sequence[Card]) -> Data:
    """The articles of a library without their texts."""
    return labelled("articles", {"articles": [asdict(card) for card in cards]})


def stored_data(stored: Stored) -> Data:
    """An article, whole, with every place it was read from."""
    locations = [{**asdict(place.location), "added": place.added} for place in stored.places]
    paths = [place.location.path for place in stored.places]
    return labelled("article", {**asdict(stored.article), "paths": paths, "locations": locations})


def status_data(status: Status) -> Data:
    """A library in numbers."""
    return labelled("status", asdict(status))


def removed_data(done: Sequence[Removed], failed: Sequence[RagError]) -> Data:
    """What was removed, and the errors of what could not be."""
    fields = {
        "locations": [asdict(place) for removed in done for place in removed.locations],
        "articles": [
            {"id": article, "title": title}
            for removed in done
            for article, title in removed.articles
        ],
        "failed": [_error(error) for error in failed],
    }
    return labelled("removed", fields)


def error_data(error: RagError) -> Data:
    """An error that was meant for the user."""
    return labelled("error", _error(error))


def labelled(kind: str, fields: Mapping[str, object]) -> Data:
    """``fields`` with the version of the form and the kind of thing it is, first."""
    return {"schema": SCHEMA, "kind": kind, **fields}


def dumps(data: Data, *, indent: int | None = 2, ascii_only: bool = False) -> str:
    """JSON text that is safe to print and decodes to exactly ``data``.

    Args:
        data: Plain values, dates and paths.
        indent: None for a single line.
        ascii_only: For a stream that cannot carry all of Unicode.
    """
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only, default=_as_text)
    return escaped_json(text)


def _error(error: RagError) -> Data:
    return {"code": error.code, "message": error.message, "hint": error.hint}


def _claim(claim: Claim) -> Data:
    return {**asdict(claim), "articles": claim.articles}


def _hit(hit: Hit) -> Data:
    article, passage = hit.article, hit.passage
    return {
        "id": passage.id,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "published": article.published,
        "url": article.url,
        "paths": hit.paths,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": hit.score,
        "similarity": hit.similarity,
    }


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
