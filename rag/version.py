"""The version of the installed package; reading it costs nothing until asked."""

from __future__ import annotations


def version() -> str:
    """Version of the installed distribution, as ``pyproject.toml`` states it."""
    from importlib import metadata

    return metadata.version("rag-news")
