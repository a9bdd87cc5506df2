"""Vector indexes on a Chroma server: one collection each, told apart by name and stamp.

A server outlives a process and may be restored, restarted, or shared by copies of one library.
So a collection carries a stamp that changes with every change, and the catalogue notes which one
it expects. A collection with another stamp is nobody's business here: the index is made anew,
under a new name, from the vectors in the catalogue.
"""

from __future__ import annotations

import base64
import threading
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from rag.endpoint import LONGEST_DETAIL, without_credentials
from rag.errors import RagError, UsageError, VectorServerError
from rag.library.index import HNSW, Index, settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import httpx
    from chromadb.api.models.Collection import Collection
    from chromadb.config import System

    from rag.domain.articles import Filters
    from rag.library.catalogue import Meta
    from rag.library.index import Metadata
    from rag.ports import Vector

PREFIX = "rag-"
"""Of the names of our collections, for whoever looks after the server."""

STAMP, NEW = "stamp", "new"
"""Key of a collection's stamp, and the stamp of one that nothing was written to."""

PATIENCE = 30.0
"""Seconds for one answer; a thousand vectors are taken in less than one."""


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server, as a `rag.library.homes.Home`.

    Attributes:
        url: Without name and password; for messages, too.
        authorization: Header with the name and password that stood in the address.
    """

    url: str
    authorization: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, address: str) -> Server:
        """The server of an address, ``http://HOST:PORT``; it is not asked anything.

        Raises:
            UsageError: It is no address.
        """
        try:
            parts = urlsplit(address.strip())
            sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            sound = False
        if not sound:
            raise UsageError(
                "The address of the Chroma server is none",
                hint="Write it as http://HOST:PORT (--chroma-url, RAG_CHROMA_URL).",
            )
        secret = parts.netloc.rpartition("@")[0]
        header = base64.b64encode(unquote(secret).encode()).decode()
        url = without_credentials(address.strip()).rstrip("/")
        return cls(url, f"Basic {header}" if secret else None)

    def new_name(self) -> str:
        """A name that no collection has had."""
        return f"{PREFIX}{uuid4().hex}"

    def lease(self, meta: Meta) -> Connected:
        """A way to the collection that the catalogue names."""
        return Connected(self, meta.index)

    def create(self, name: str, _folder: Path) -> ServerIndex:
        """An empty collection."""
        connection = Connection(self)
        with connection.translated():
            model = connection.api.create_collection(
                name,
                metadata={STAMP: NEW},
                configuration={"hnsw": HNSW},
            )
        return ServerIndex(connection, model.name)

    def drop(self, meta: Meta) -> None:
        """Delete the collection that the catalogue names, if nobody else has changed it."""
        with closing(Connection(self)) as connection:
            stamp = connection.stamp(meta.index)
            if stamp is not None and _expects(meta.index_files, stamp):
                with connection.translated():
                    connection.api.delete_collection(meta.index)


class Connection:
    """A client of a server whose patience ends, and whose errors are ours."""

    def __init__(self, server: Server) -> None:
        import httpx
        from chromadb.api.fastapi import FastAPI
        from chromadb.config import System

        self.server = server
        chosen = settings()
        chosen.chroma_api_impl = "chromadb.api.fastapi.FastAPI"
        chosen.chroma_server_host = server.url
        chosen.chroma_server_http_port = 0  # stands in the address
        if server.url.startswith("http:"):  # or certificates are read that nobody needs
            chosen.chroma_server_ssl_verify = False
        if server.authorization:
            chosen.chroma_server_headers = {"Authorization": server.authorization}
        with self.translated():
            # Not chromadb.HttpClient: that one waits for ever, and asks four things at its start.
            self._system: System = System(chosen)
            self.api = self._system.instance(FastAPI)
            self.api._session.timeout = httpx.Timeout(PATIENCE)  # noqa: SLF001 - no setting has it
            self.api._session.event_hooks = {"response": [self._look]}  # noqa: SLF001 - nor this

    def collection(self, name: str) -> Collection | None:
        """The collection of this name; None if there is none."""
        from chromadb.api.models.Collection import Collection
        from chromadb.errors import NotFoundError

        with self.translated():
            try:
                model = self.api.get_collection(name)
            except NotFoundError:
                return None
            return Collection(client=self.api, model=model, embedding_function=None)

    def stamp(self, name: str) -> str | None:
        """The stamp of a collection; None if there is none."""
        collection = self.collection(name)
        return None if collection is None else _stamp_of(collection)

    def close(self) -> None:
        """Let go of the connections."""
        self.api._session.close()  # noqa: SLF001 - stopping the system leaves it open
        self._system.stop()

    def _look(self, response: httpx.Response) -> None:
        """Refuse what does not come from Chroma itself, whose errors are JSON."""
        status = response.status_code
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise VectorServerError(
                f"The Chroma server at {self.server.url} refused access (HTTP {status})",
                hint="Put name and password into its address: http://NAME:PASSWORD@HOST:PORT.",
            )
        if "json" not in response.headers.get("Content-Type", ""):
            raise self._no_chroma(f" (HTTP {status})")

    def _no_chroma(self, detail: str = "") -> VectorServerError:
        return VectorServerError(
            f"What answers at {self.server.url} is no Chroma server{detail}",
            hint="Check the address (--chroma-url, RAG_CHROMA_URL), and what stands before it.",
        )

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what the client raises into errors that name the server, never the password."""
        import httpx
        from chromadb.errors import ChromaError

        where = f"The Chroma server at {self.server.url}"
        start = f"Start it, with `chroma run` for one; {STILL_THERE}"

        def failed(words: str) -> VectorServerError:
            return VectorServerError(
                f"{where} failed: {' '.join(words.split())[:LONGEST_DETAIL]}",
                hint=f"Look at its log, then try again; {STILL_THERE}",
            )

        try:
            yield
        except RagError:
            raise
        except httpx.TimeoutException as error:
            raise VectorServerError(
                f"{where} did not answer within {PATIENCE:g} seconds",
                hint=f"See what keeps it busy, then try again; {STILL_THERE}",
            ) from error
        except httpx.ConnectError as error:
            raise VectorServerError(f"{where} cannot be reached", hint=start) from error
        except httpx.TransportError as error:
            raise VectorServerError(f"{where} broke off its answer", hint=start) from error
        except ChromaError as error:
            raise failed(str(error)) from error
        except Exception as error:  # its client raises whatever a reply makes it stumble over
            if type(error) is not Exception:
                raise self._no_chroma() from error
            raise failed(str(error)) from error  # what it has no name for


STILL_THERE = "the library itself is whole, and the vectors are made up for."


class ServerIndex(Index):
    """A collection on a server.

    Raises:
        VectorServerError: The server does not serve, or the collection is gone.
    """

    def __init__(self, connection: Connection, name: str, noted: str = NEW) -> None:
        found = connection.collection(name)
        if found is None:
            raise _changed(connection.server)
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
        cards: Sequence[Metadata],
    ) -> None:
        """As `Index.replace`, behind a stamp which says that a change has begun."""
        self._mark(f">{self._coming}")
        super().replace(gone, ids, vectors, cards)

    def finish(self) -> None:
        """Stamp the collection, unless somebody else has done so meanwhile."""
        stamp = self._stamp()
        if stamp == f">{self._coming}":
            stamp = self._coming or stamp
            self._mark(stamp)
        elif not _expects(self._noted, stamp):
            raise _changed(self._connection.server)
        self._noted = stamp

    def state(self) -> str:
        """The stamp, or while a change lasts those before and behind it."""
        return self._noted

    def nearest(self, vector: Vector, k: int, filters: Filters) -> list[tuple[str, float]]:
        """As `Index.nearest`; raises VectorServerError if it changed meanwhile."""
        found = super().nearest(vector, k, filters)
        if not self.is_as(self._noted):
            raise _changed(self._connection.server)
        return found

    def is_as(self, noted: str) -> bool:
        """Whether the collection is what the catalogue has noted."""
        stamp = self._connection.stamp(self._collection.name)
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
        stamp = self._connection.stamp(self._collection.name)
        if stamp is None:
            raise _changed(self._connection.server)
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

    def __init__(self, server: Server, name: str) -> None:
        self.name = name
        self._server = server
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

    def keep(self, index: Index, generation: int) -> None:
        """Go on with the index of `at`, which has made this generation itself."""
        with self._guard:
            if self._index is index:
                self._generation = generation

    def release(self) -> None:
        """Let go of the connections."""
        with self._guard:
            self._close()

    def _is_sound(self, meta: Meta) -> bool:
        return self._index is not None and self._index.is_as(meta.index_files)

    def _opened(self, meta: Meta) -> ServerIndex | None:
        connection = Connection(self._server)
        try:
            stamp = connection.stamp(meta.index)
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


def _stamp_of(collection: Collection) -> str:
    return str((collection.metadata or {}).get(STAMP))


def _expects(noted: str, stamp: str) -> bool:
    """Whether a collection with this stamp is the one that the catalogue has noted.

    Noted is a stamp, or two with a space between them while a change lasts: a writer that is
    killed leaves the first, the second, or the second behind a sign that it has begun. One that
    is new holds nothing yet, which whoever counts will see.
    """
    before, _, coming = noted.partition(" ")
    return stamp == NEW or stamp in ({before, f">{coming}", coming} if coming else {before})


def _changed(server: Server) -> VectorServerError:
    return VectorServerError(
        f"The vectors on the Chroma server at {server.url} were changed by somebody else",
        hint="Try again: what is missing is made anew from the vectors in the catalogue.",
    )
