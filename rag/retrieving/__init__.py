"""Question to hits: dense and word search, fused."""

from rag.retrieving.search import search

__all__ = ["search"]
