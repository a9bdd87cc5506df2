"""Chroma, which every search asks for the nearest vectors.

Chroma's client is not safe between processes, and one that stays open goes on
serving what another process has deleted. So a process has one client a folder,
it is only touched under the library's locks, and it is reopened when the
catalogue says that the index has changed.
"""

from __future__ import annotations

import json
import shutil
import threading
import zlib
from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, cast

from rag.errors import LibraryError
from rag.library.filtering import as_where
from rag.library.privacy import close_to_others, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

    from rag.domain.articles import Filters
    from rag.library.catalogue import Meta
    from rag.ports import Vector

    Metadata = dict[str, str | int]

COLLECTION = "passages"

PANIC = "PanicException"
"""What Chroma's Rust raises where it gave up, for want of open files say; no module has it."""

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

RAW = {"data_level0.bin", "length.bin"}
"""Files of a graph with room for vectors, and for their lengths."""

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
        cards: Sequence[Metadata],
    ) -> None:
        """Drop ``gone``, then write the rest; unknown ids in ``gone`` are fine.

        What is to be overwritten belongs into ``gone`` too: Chroma's upsert would
        keep metadata that the new card no longer has.
        """
        import numpy as np

        with self._translated():
            for start in range(0, len(gone), BATCH):
                batch = list(gone[start : start + BATCH])
                known = self._collection.get(ids=batch, include=[])["ids"]
                if known:
                    self._collection.delete(ids=known)
            for start in range(0, len(ids), BATCH):
                part = slice(start, start + BATCH)
                self._collection.add(
                    ids=list(ids[part]),
                    embeddings=np.stack(vectors[part]),
                    metadatas=list(cards[part]),
                )

    def nearest(self, vector: Vector, k: int, filters: Filters) -> list[tuple[str, float]]:
        """Ids and cosines of the k nearest vectors, best first; there must be as many."""
        with self._translated():
            found = self._collection.query(
                query_embeddings=vector[None, :],
                n_results=k,
                where=as_where(filters),
                include=["distances"],
            )
        distances = (found["distances"] or [[]])[0]
        pairs = zip(found["ids"][0], distances, strict=True)
        return sorted(
            ((name, 1 - far) for name, far in pairs), key=lambda pair: (-pair[1], pair[0])
        )

    def everything(self) -> Iterator[tuple[str, Vector, Metadata]]:
        """Every id with its vector and its card."""
        with self._translated():
            for start in range(0, self._collection.count(), BATCH):
                found = self._collection.get(
                    limit=BATCH, offset=start, include=["embeddings", "metadatas"]
                )
                vectors = cast("Iterable[Vector]", found["embeddings"])
                cards = cast("Iterable[Metadata]", found["metadatas"])
                yield from zip(found["ids"], vectors, cards, strict=True)


class FolderIndex(Index):
    """The embedded client's index, in a folder of its own.

    Attributes:
        folder: Chroma's own folder.

    Args:
        folder: As above.
        create: Make the folder and the collection; they must not be there yet.

    Raises:
        LibraryError: Chroma cannot read the folder.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        import chromadb

        self.folder = folder
        self._scrubbed: list[tuple[str, int, int]] | None = None
        self._client: Client | None = None
        with self._translated():
            if create:
                make_folder(folder)
            self._client = cast("Client", chromadb.PersistentClient(str(folder), settings()))
            self._collection = self._open(self._client, create=create)

    def _open(self, client: Client, *, create: bool) -> Collection:
        if not create:
            return client.get_collection(COLLECTION, embedding_function=None)
        return client.create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={"hnsw": HNSW},
        )

    def finish(self) -> None:
        """Nothing is left to do: the files tell of themselves."""

    def state(self) -> str:
        """As `files_of` has it."""
        return files_of(self.folder)

    def close(self) -> None:
        """Let go of the files."""
        if self._client is not None:
            self._client.close()

    def discard(self) -> None:
        """Let go of the files, and remove them."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _scrub(self) -> None:
        """Write zeros over what Chroma has put into a graph that holds nothing yet.

        It takes room for the first hundred vectors, and writes it to the disk as it finds it in
        memory: there were pieces of HTTP requests in it, with the key of a server.
        """
        if (stamps := _stamps(self.folder)) == self._scrubbed:
            return
        close_to_others(self.folder)
        for file in _graph(self.folder):
            if file.name in RAW and not _is_synchronised(file) and any(file.read_bytes()):
                with file.open("r+b") as opened:
                    opened.write(bytes(file.stat().st_size))
        self._scrubbed = stamps if stamps == _stamps(self.folder) else None

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
            self._scrub()
        # AttributeError: what Chroma raises when it fails to start, then stops itself
        except (ChromaError, OSError, ValueError, RuntimeError, AttributeError) as error:
            raise self._unusable(error) from error
        except BaseException as error:
            if type(error).__name__ != PANIC:
                raise
            raise self._unusable(error) from error

    def _unusable(self, error: BaseException) -> LibraryError:
        return LibraryError(
            f"The vector index {self.folder} cannot be used: {error}",
            hint="Check that its disk is not full; without this folder, the next search"
            " makes a new one from the vectors in the catalogue.",
        )


def settings() -> Settings:
    """Chroma's settings: nothing is reported, and no ``.env`` of the working folder is read."""
    from chromadb.config import Settings

    return Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg] # pydantic's


def files_of(folder: Path) -> str:
    """Names, sizes and checksums of the graph's files, as text; empty where there is no index.

    Chroma writes these files in place and crashes the process when it opens one
    that was cut short, so they are compared with what the catalogue last saw.
    30 MB, the graph of 20,000 passages, take some 20 ms.
    """
    if not (folder / "chroma.sqlite3").is_file():
        return ""
    return json.dumps(
        sorted(
            [str(file.relative_to(folder)), file.stat().st_size, _checksum(file)]
            for file in _graph(folder)
        )
    )


def _graph(folder: Path) -> Iterator[Path]:
    return (file for file in folder.glob("*/*") if file.is_file())


def _stamps(folder: Path) -> list[tuple[str, int, int]]:
    """Size and time of each file of the graph: whoever writes to one changes them.

    None where there is no graph, or no index that it belongs to.
    """
    if not (folder / "chroma.sqlite3").is_file():
        return []
    found = sorted((str(file), file.stat()) for file in _graph(folder))
    return [(name, stat.st_size, stat.st_mtime_ns) for name, stat in found]


def _is_synchronised(file: Path) -> bool:
    """Whether Chroma has written vectors to the graph that a file belongs to."""
    return file.with_name("index_metadata.pickle").is_file()


def _checksum(file: Path) -> int:
    """Of what is in a file of a graph; 0 before Chroma has first written that to the disk.

    Until then it makes the files anew, with whatever was in memory, at each opening.
    """
    checksum = 0
    if _is_synchronised(file):
        with file.open("rb") as opened:
            while part := opened.read(1 << 20):
                checksum = zlib.crc32(part, checksum)
    return checksum


class SharedIndex:
    """The one Chroma client that this process has on a folder, counted by its users.

    Two clients on one folder would share Chroma's state behind our back: closing
    one of them would not make the other read the files anew.
    """

    _all: ClassVar[dict[Path, SharedIndex]] = {}
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        self.users = 0
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._generation = -1
        self._stamps: list[tuple[str, int, int]] = []
        self._files = ""

    @classmethod
    def lease(cls, folder: Path) -> SharedIndex:
        """Take part in the folder's client; to be followed by one `release`."""
        with cls._guard:
            shared = cls._all.setdefault(folder, cls(folder))
            shared.users += 1
            return shared

    def release(self) -> None:
        """Close the client with its last user."""
        with self._guard:
            self.users -= 1
            if not self.users:
                del self._all[self.folder]
                self._close()

    def at(self, meta: Meta) -> Index | None:
        """The index as it is in this generation; None if its files are not in order."""
        with self._lock:
            stamps = _stamps(self.folder)
            if not stamps or stamps != self._stamps:  # summing takes long; a question looks thrice
                self._stamps, self._files = stamps, files_of(self.folder)
            sound = bool(self._files) and self._files == meta.index_files
            if not sound or self._generation != meta.generation:
                self._close()
            if sound and self._index is None:
                try:
                    self._index = FolderIndex(self.folder)
                except LibraryError:
                    return None
                self._generation = meta.generation
            return self._index

    def keep(self, index: Index, meta: Meta) -> None:
        """Go on with a client that has made this generation itself, and has just noted its files.

        They are not summed again: of a large graph that takes longer than adding a few passages.
        """
        with self._lock:
            if self._index is not index:
                self._close()
            self._index, self._generation = index, meta.generation
            self._stamps, self._files = _stamps(self.folder), meta.index_files

    def _close(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None
