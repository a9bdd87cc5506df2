"""Vector indexes on a Chroma server: one collection each, told apart by name and stamp.

A server outlives a process and may be restored, restarted, or shared by copies of one library.
So a collection carries a stamp that changes with every change, and the catalogue notes which one
it expects. A collection with another stamp is nobody's business here: the index is made anew,
under a new name, from the vectors in the catalogue.
"""

from __future__ import annotations

import threading
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from rag.errors import VectorServerError
from rag.library.connection import Address, Connection
from rag.library.index import HNSW, Index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rag.library.catalogue import Meta
    from rag.ports import Vector

PREFIX = "rag-"
"""Of the names of our collections, for whoever looks after the server."""

STAMP, NEW = "stamp", "new"
"""Key of a collection's stamp, and the stamp of one that nothing was written to."""


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server, as a `rag.library.homes.Home`; it is asked when an index is.

    Attributes:
        address: Where it is.
    """

    address: Address

    def new_name(self) -> str:
        """A name that no collection has had."""
        return f"{PREFIX}{uuid4().hex}"

    def lease(self, meta: Meta) -> Connected:
        """A way to the collection that the catalogue names."""
        return Connected(self.address, meta.index)

    def create(self, name: str, _folder: Path) -> ServerIndex:
        """An empty collection."""
        connection = Connection(self.address)
        try:
            with connection.translated():
                connection.api.create_collection(
                    name, metadata={STAMP: NEW}, configuration={"hnsw": HNSW}
                )
            return ServerIndex(connection, name)
        except BaseException:
            connection.close()
            raise

    def drop(self, meta: Meta) -> None:
        """Delete the collection that the catalogue names, if nobody else has changed it."""
        with closing(Connection(self.address)) as connection:
            stamp = _stamp_of(connection, meta.index)
            if stamp is not None and _expects(meta.index_files, stamp):
                with connection.translated():
                    connection.api.delete_collection(meta.index)


class ServerIndex(Index):
    """A collection on a server.

    Raises:
        VectorServerError: The server does not serve, or the collection is gone.
    """

    def __init__(self, connection: Connection, name: str, noted: str = NEW) -> None:
        found = connection.collection(name)
        if found is None:
            raise _changed(connection.address)
        self._connection = connection
        self._collection = found
        self._noted = noted
        self._coming: str | None = None

    def begin(self) -> str:
        """Choose the stamp that the change will have."""
        stamp = self._stamp()
        self._coming = uuid4().hex
        self._noted = f"{stamp} {self._coming}"
        return self._noted

    def replace(
        self,
        gone: Sequence[str],
        ids: Sequence[str],
        vectors: Sequence[Vector],
    ) -> None:
        """As `Index.replace`, behind a stamp which says that a change has begun."""
        self._mark(f">{self._coming}")
        super().replace(gone, ids, vectors)

    def finish(self) -> None:
        """Stamp the collection, unless somebody else has done so meanwhile."""
        stamp = self._stamp()
        if stamp == f">{self._coming}":
            stamp = self._coming or stamp
            self._mark(stamp)
        elif not _expects(self._noted, stamp):
            raise _changed(self._connection.address)
        self._noted = stamp

    def state(self) -> str:
        """The stamp, or while a change lasts those before and behind it."""
        return self._noted

    def nearest(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        """As `Index.nearest`; raises VectorServerError if it changed meanwhile."""
        found = super().nearest(vector, k)
        if not self.is_as(self._noted):
            raise _changed(self._connection.address)
        return found

    def is_as(self, noted: str) -> bool:
        """Whether the collection is what the catalogue has noted."""
        stamp = _stamp_of(self._connection, self._collection.name)
        return stamp is not None and _expects(noted, stamp)

    def close(self) -> None:
        """Let go of the connections."""
        self._connection.close()

    def discard(self) -> None:
        """Delete the collection, if the server is there to do it."""
        with suppress(VectorServerError), self._translated():
            self._connection.api.delete_collection(self._collection.name)
        self.close()

    def _stamp(self) -> str:
        stamp = _stamp_of(self._connection, self._collection.name)
        if stamp is None:
            raise _changed(self._connection.address)
        return stamp

    def _mark(self, stamp: str) -> None:
        with self._translated():
            self._collection.modify(metadata={STAMP: stamp})

    @contextmanager
    def _translated(self) -> Iterator[None]:
        with self._connection.translated():
            yield


class Connected:
    """The index of one library on a server, for one open `Library`; threads share it.

    Attributes:
        name: Of the collection.
    """

    def __init__(self, address: Address, name: str) -> None:
        self.name = name
        self._address = address
        self._guard = threading.Lock()
        self._index: ServerIndex | None = None
        self._generation = -1

    def at(self, meta: Meta) -> Index | None:
        """The index as it is in this generation; None if there is none, or not as it was left.

        Raises:
            VectorServerError: The server does not serve.
        """
        with self._guard:
            if self._generation != meta.generation or not self._is_sound(meta):
                self._close()
            if self._index is None:
                self._index = self._opened(meta)
                self._generation = meta.generation
            return self._index

    def keep(self, index: Index, meta: Meta) -> None:
        """Go on with the index of `at`, which has made this generation itself."""
        with self._guard:
            if self._index is index:
                self._generation = meta.generation

    def release(self) -> None:
        """Let go of the connections."""
        with self._guard:
            self._close()

    def _is_sound(self, meta: Meta) -> bool:
        return self._index is not None and self._index.is_as(meta.index_files)

    def _opened(self, meta: Meta) -> ServerIndex | None:
        connection = Connection(self._address)
        try:
            stamp = _stamp_of(connection, meta.index)
            if stamp is not None and _expects(meta.index_files, stamp):
                return ServerIndex(connection, meta.index, meta.index_files)
        except BaseException:
            connection.close()
            raise
        connection.close()
        return None

    def _close(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None


def _stamp_of(connection: Connection, name: str) -> str | None:
    """The stamp of a collection; None if there is none."""
    collection = connection.collection(name)
    return None if collection is None else str((collection.metadata or {}).get(STAMP))


def _expects(noted: str, stamp: str) -> bool:
    """Whether a collection with this stamp is the one that the catalogue has noted.

    Noted is a stamp, or two with a space between them while a change lasts: a writer that is
    killed leaves the first, the second, or the second behind a sign that it has begun. One that
    is new holds nothing yet, which whoever counts will see.
    """
    before, _, coming = noted.partition(" ")
    return stamp == NEW or stamp in ({before, f">{coming}", coming} if coming else {before})


def _changed(address: Address) -> VectorServerError:
    return VectorServerError(
        f"The vectors on the Chroma server at {address.url} were changed by somebody else",
        hint="Try again: what is missing is made anew from the vectors in the catalogue.",
    )
