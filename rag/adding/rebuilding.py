"""Every stored article once more, for another embedder or after damage."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from rag.adding.batches import Batch
from rag.adding.embedding import embedded
from rag.adding.reports import AddEvent, AddReport, Failed
from rag.library import UNKNOWN, Entry
from rag.library import rebuilding as rebuilt
from rag.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from rag.domain.articles import Article, Location
    from rag.library import Fingerprint
    from rag.ports import Embedder


def rebuild(
    folder: Path,
    fingerprint: Fingerprint,
    embedder: Embedder,
    progress: Callable[[AddEvent], None],
    *,
    chroma_url: str | None = None,
) -> AddReport:
    """Cut and embed every stored article anew; the old library serves until the end.

    Args:
        folder: Of the library, whatever it was made with.
        fingerprint: What the new one is made with.
        embedder: The one that the fingerprint names.
        progress: Called after each article.
        chroma_url: As `rag.library.Library.open` has it.
    """
    done = 0
    with rebuilt(folder, fingerprint, chroma_url=chroma_url) as new:
        total = new.size
        for batch in _parted(new.articles()):
            parts = embedded([article for article, _ in batch], embedder)
            new.put([Entry(*place, *part) for place, part in zip(batch, parts, strict=True)])
            for _, location in batch:
                done += 1
                progress(AddEvent(location.path, "replaced", done, total))
    failed = [_lost(place.path, place.record) for place in new.lost]
    failed += [_lost(UNKNOWN, "")] * (new.unreadable - len(failed))
    return AddReport(added=0, replaced=done, unchanged=0, removed=0, failed=tuple(failed))


def _parted(
    places: Iterable[tuple[Article, Location]],
) -> Iterator[list[tuple[Article, Location]]]:
    batch = Batch()
    for article, location in places:
        batch.take(Reading(article, location))
        if batch.is_full:
            yield batch.articles
            batch = Batch()
    if batch.articles:
        yield batch.articles


def _lost(path: str, record: str) -> Failed:
    return Failed(
        path,
        record,
        "an article was damaged in the library, and is left out",
        hint=f"Add it again: rag add {shlex.quote(path)}"
        if path != UNKNOWN
        else "Add your folders again.",
    )
