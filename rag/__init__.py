"""Ask a folder of news articles, and get an answer whose every sentence carries a quote.

From Python::

    import rag

    with rag.open("my-library") as news:
        news.add(["articles/"])
        reply = news.ask("Who warned about Kursk?")

`open` is the only name of its own here; nothing heavy is loaded before it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from rag.wiring import News

__all__ = ["open"]


def open(  # noqa: A001 - read as rag.open
    library: str | PathLike[str] | None = None,
    *,
    embedder: str = "minilm",
    model: str = "extractive",
    k: int = 8,
) -> News:
    """Open a library of articles, or make an empty one.

    Args:
        library: Its folder; the one that the ``rag`` command uses if None.
        embedder: ``minilm`` or ``openai:NAME``.
        model: ``extractive`` or ``openai:NAME``.
        k: Passages that a writer is given.

    Raises:
        LibraryMismatchError: The library was made with another embedder.
    """
    from pathlib import Path

    from rag.wiring import News, Settings, default_library

    folder = Path(library) if library is not None else default_library()
    return News(Settings(folder, embedder, model, k), create=True)
