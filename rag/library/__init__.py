"""Articles, passages and vectors on disk: one `Library` before SQLite and Chroma."""

from rag.library.entries import (
    Card,
    Counts,
    Entry,
    FileRead,
    Fingerprint,
    Place,
    Removed,
    Status,
    Stored,
)
from rag.library.library import Library
from rag.library.rebuild import Rebuild, rebuilding

__all__ = [
    "Card",
    "Counts",
    "Entry",
    "FileRead",
    "Fingerprint",
    "Library",
    "Place",
    "Rebuild",
    "Removed",
    "Status",
    "Stored",
    "rebuilding",
]
