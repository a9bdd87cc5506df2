"""Vector indexes in folders of the library, with Chroma's embedded client.

The client is not safe between processes, and one that stays open goes on serving what
another process has deleted. So a process has one client a folder, it is only touched under
the library's locks, and it is reopened when the catalogue says that the index has changed.
"""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast
from uuid import uuid4

from rag.errors import LibraryError
from rag.library.graph import files_of, scrub, stamps_of
from rag.library.index import COLLECTION, HNSW, Index, settings
from rag.library.privacy import close_to_others, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

    from rag.library.catalogue import Meta

INDEXES = "vectors"
"""Subfolder of a library that holds the folder of its vector index, and nothing else."""

PANIC = "PanicException"
"""What Chroma's Rust raises where it gave up, for want of open files say; no module has it."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Beside the catalogue, as a `rag.library.homes.Home`.

    Attributes:
        folder: Of the library.
    """

    folder: Path

    def new_name(self) -> str:
        """A name that no folder of a vector index has had."""
        return uuid4().hex[:12]

    def lease(self, meta: Meta) -> SharedIndex:
        """As `SharedIndex.lease`."""
        return SharedIndex.lease(self.folder / INDEXES / meta.index)

    def create(self, name: str, folder: Path) -> Index:
        """In a new folder."""
        make_folder(folder)
        return FolderIndex(folder / name, create=True)

    def drop(self, meta: Meta) -> None:
        """Leave it to `rag.library.settling.sweep`."""


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
        """See to the graph's files, if they have changed."""
        if (stamps := stamps_of(self.folder)) == self._scrubbed:
            return
        close_to_others(self.folder)
        scrub(self.folder)
        self._scrubbed = stamps if stamps == stamps_of(self.folder) else None

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
            stamps = stamps_of(self.folder)
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
            self._stamps, self._files = stamps_of(self.folder), meta.index_files

    def _close(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None
