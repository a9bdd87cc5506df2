"""Ask a folder of news articles, and get an answer whose every sentence carries a quote.

From Python::

    import rag

    with rag.open("my-library") as news:
        news.add(["articles/"])
        reply = news.ask("Who warned about Kursk?")

`open` and `Filters` are all that is needed; nothing heavy is loaded before `open` is called.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rag.domain.articles import Filters

if TYPE_CHECKING:
    from os import PathLike

    from rag.wiring import News

__all__ = ["Filters", "open"]

# onnxruntime reports to its maker unless it is told not to before it is loaded.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")


def open(  # noqa: A001, PLR0913 - read as rag.open; each is a choice of the user
    library: str | PathLike[str] | None = None,
    *,
    embedder: str = "minilm",
    model: str = "extractive",
    k: int = 8,
    base_url: str | None = None,
    chroma_url: str | None = None,
) -> News:
    """Open a library of articles, or make an empty one.

    Args:
        library: Its folder; the one that the ``rag`` command uses if None.
        embedder: ``minilm``, ``e5`` or ``openai:NAME``.
        model: ``extractive``, ``openai:NAME``, ``local:FILE``, or another that LangChain knows.
        k: Passages that a writer is given.
        base_url: Of the OpenAI-compatible server that has the model.
        chroma_url: Of a Chroma server that keeps the vectors; ``RAG_CHROMA_URL`` if None, and
            the library's own folder if that is not set.

    Raises:
        UsageError: ``k`` is not a number of passages.
        LibraryMismatchError: The library was made with another embedder.
    """
    from pathlib import Path

    from rag.wiring import News, Settings, default_chroma_url, default_library

    folder = Path(library) if library is not None else default_library()
    chroma_url = chroma_url or default_chroma_url()
    settings = Settings(folder, embedder, model, k, base_url=base_url, chroma_url=chroma_url)
    return News(settings, create=True)
