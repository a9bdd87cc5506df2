"""What a user may choose, and where things are kept if nothing is said."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.evidence.choice.choosing import Caution

#: Hold the evidence for 97 of 100 questions of squad2 and 98 of 100 of clapnq
#: (``benchmarks/quality.py``).
PASSAGES = 8


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose.

    Attributes:
        library: Folder of the library.
        embedder: ``minilm``, ``e5`` or ``openai:NAME``.
        model: ``extractive`` or ``openai:NAME``, or another name that LangChain knows.
        k: Passages that a writer is given.
        cache: Folder that keeps what remote models replied, so that the same call is
            not paid for twice; None keeps nothing.
        caution: How strong the evidence must be, for a language model, too: ``strict``,
            ``balanced``, ``eager``.
        base_url: Of the OpenAI-compatible server that has the language model; by default
            ``OPENAI_BASE_URL``, which embedding models use in any case.
        chroma_url: Address of the Chroma server that keeps the library's vector index; None
            keeps it in the library's folder.
    """

    library: Path
    embedder: str = "minilm"
    model: str = "extractive"
    k: int = PASSAGES
    cache: Path | None = None
    caution: Caution = "balanced"
    base_url: str | None = field(default=None, repr=False)  # a password may stand in it
    chroma_url: str | None = field(default=None, repr=False)  # the same

    def __post_init__(self) -> None:
        """Refuse a number of passages that is none."""
        check_k(self.k)


def check_k(k: int) -> int:
    """A number of passages to look at; raises UsageError if it is none."""
    if k < 1:
        raise UsageError(f"{k} passages cannot be looked at", hint="Choose 1 or more (-k).")
    return k


def default_library() -> Path:
    """``RAG_LIBRARY``, or a folder among the user's data."""
    if chosen := os.environ.get("RAG_LIBRARY"):
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("rag-news", appauthor=False) / "library"


def default_chroma_url() -> str | None:
    """``RAG_CHROMA_URL``, unless it is empty."""
    return os.environ.get("RAG_CHROMA_URL", "").strip() or None


def default_cache() -> Path:
    """A folder among the user's caches."""
    from platformdirs import user_cache_path

    return user_cache_path("rag-news", appauthor=False) / "calls"
