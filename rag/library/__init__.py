"""Articles, passages and vectors on disk: one `Library` before SQLite and Chroma."""

from rag.library.changes import UNKNOWN
from rag.library.checking import Checked, Problem, check
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
from rag.library.library import Library, is_library
from rag.library.rebuild import Rebuild, rebuilding

__all__ = [
    "UNKNOWN",
    "Card",
    "Checked",
    "Counts",
    "Entry",
    "FileRead",
    "Fingerprint",
    "Library",
    "Place",
    "Problem",
    "Rebuild",
    "Removed",
    "Status",
    "Stored",
    "check",
    "is_library",
    "rebuilding",
]
