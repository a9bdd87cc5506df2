"""What every Chroma index has in common, in a folder or on a server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

    from rag.ports import Vector

COLLECTION = "passages"

HNSW: CreateHNSWConfiguration = {
    "space": "cosine",
    "ef_search": 2000,
    "max_neighbors": 32,
    "ef_construction": 200,
    "sync_threshold": 100,
    "batch_size": 100,
}
"""Chroma's graph, set so that the search of a small library is exact.

Measured on random vectors, the hardest there are, as misses among the true nearest hundred
of 20 questions. Chroma's own settings missed a third of 2,000 vectors. ``ef_search`` 2,000
alone missed none of 6,000, but 1 in 100 of 20,000; and 150 equal vectors (a line that many
articles share) of 1,650 cut the graph in pieces and spoiled 7 of 20 questions. With all of
these settings 1 in 2,000 was missed of 20,000, none with 200 equal ones of 1,700; with 400 equal
ones every second graph lost a single vector. They work only as the collection is made.

Vectors that Chroma has not yet synchronised are inserted again by whoever opens the index:
with its own threshold of 1,000, opening one of 20,000 vectors took 2.5 s, with 100, 0.1 s."""

BATCH = 1000
"""Vectors written to Chroma at once; below its limit of 5,461."""


class Index(ABC):
    """A collection of unit vectors, each under its passage's id.

    The catalogue notes what the index was like when it was last in order (`state`), so that
    one that somebody else has changed, or that was left half-way, is not taken for it.

    Attributes:
        complete: The generation in which it was seen to hold every passage; counting takes
            Chroma as long as searching does.
    """

    _collection: Collection
    complete: int | None = None

    def begin(self) -> str | None:
        """Announce a change; returns what the catalogue has to note before it, if anything."""
        return None

    @abstractmethod
    def finish(self) -> None:
        """Mark the change as done."""

    @abstractmethod
    def state(self) -> str:
        """What the catalogue has to note, so that the index is known again as it is now."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""

    @abstractmethod
    def discard(self) -> None:
        """Close it, and delete it as far as that is possible."""

    @abstractmethod
    def _translated(self) -> AbstractContextManager[None]:
        """Turns what Chroma raises into a LibraryError."""

    def count(self) -> int:
        """Number of vectors."""
        with self._translated():
            return self._collection.count()

    def replace(
        self,
        gone: Sequence[str],
        ids: Sequence[str],
        vectors: Sequence[Vector],
    ) -> None:
        """Drop ``gone``, then write the rest; unknown ids in ``gone`` are fine."""
        import numpy as np

        with self._translated():
            for start in range(0, len(gone), BATCH):
                batch = list(gone[start : start + BATCH])
                known = self._collection.get(ids=batch, include=[])["ids"]
                if known:
                    self._collection.delete(ids=known)
            for start in range(0, len(ids), BATCH):
                part = slice(start, start + BATCH)
                self._collection.add(ids=list(ids[part]), embeddings=np.stack(vectors[part]))

    def nearest(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        """Ids and cosines of the k nearest vectors, best first; there must be as many."""
        with self._translated():
            found = self._collection.query(
                query_embeddings=vector[None, :], n_results=k, include=["distances"]
            )
        distances = (found["distances"] or [[]])[0]
        pairs = zip(found["ids"][0], distances, strict=True)
        return sorted(
            ((name, 1 - far) for name, far in pairs), key=lambda pair: (-pair[1], pair[0])
        )

    def everything(self) -> Iterator[tuple[str, Vector]]:
        """Every id with its vector."""
        with self._translated():
            for start in range(0, self._collection.count(), BATCH):
                found = self._collection.get(limit=BATCH, offset=start, include=["embeddings"])
                vectors = cast("Iterable[Vector]", found["embeddings"])
                yield from zip(found["ids"], vectors, strict=True)


def settings() -> Settings:
    """Chroma's settings: nothing is reported, and no ``.env`` of the working folder is read."""
    from chromadb.config import Settings

    return Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg] # pydantic's
