"""Where the vector indexes of a library are: in its own folder, or on a Chroma server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rag.library.folders import Folders

if TYPE_CHECKING:
    from pathlib import Path

    from rag.library.catalogue import Meta
    from rag.library.index import Index


class Lease(Protocol):
    """A share in an index, for one open library.

    Attributes:
        name: Of the index, as the catalogue has it.
    """

    name: str

    def at(self, meta: Meta) -> Index | None:
        """The index as it is in this generation; None if it is not as it was left."""

    def keep(self, index: Index, meta: Meta) -> None:
        """Go on with an index that has made this generation itself."""

    def release(self) -> None:
        """Give the share back."""


class Home(Protocol):
    """A place for indexes: `rag.library.folders.Folders`, or `rag.library.server.Server`."""

    def new_name(self) -> str:
        """A name that no index has had."""

    def lease(self, meta: Meta) -> Lease:
        """A share in the index that the catalogue names, be it there or not."""

    def create(self, name: str, folder: Path) -> Index:
        """An empty index; one that is in a folder has it below this one."""

    def drop(self, meta: Meta) -> None:
        """Delete the index that the catalogue names, where no sweep reaches it."""


def home_of(folder: Path, chroma_url: str | None) -> Home:
    """Where the indexes of a library are.

    Args:
        folder: Of the library.
        chroma_url: Address of the Chroma server; None for the folder itself.

    Raises:
        UsageError: That is no address.
    """
    if chroma_url is None:
        return Folders(folder)
    from rag.library.connection import Address
    from rag.library.server import Server

    return Server(Address.of(chroma_url))
