"""From a question, or a topic, to the passages and sentences of an open library."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from rag.errors import EmptyLibraryError
from rag.wiring.settings import check_k

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.answering.extractive import ExtractiveWriter
    from rag.domain.articles import Filters, Hit
    from rag.evidence.asking.understanding import Understood
    from rag.evidence.choice.choosing import Choice
    from rag.wiring.adapters import Adapters
    from rag.wiring.shelf import Shelf


class Finder:
    """Understands what is asked, and finds what the articles have of it; for several threads.

    Args:
        shelf: What is searched.
        adapters: What it is searched with.
        today: What "yesterday" is counted from, where the newest article is no older.
    """

    def __init__(self, shelf: Shelf, adapters: Adapters, today: Callable[[], date]) -> None:
        self._shelf, self._adapters, self._today = shelf, adapters, today

    def understand(self, question: str, filters: Filters) -> Understood:
        """A question as it is read before it is searched for."""
        from rag.evidence.asking.understanding import understand

        today = min(self._today(), filters.until or date.max)
        return understand(question, today, self._newest, self._unknown, self._words_like)

    def search(self, query: str, filters: Filters, k: int | None = None) -> list[Hit]:
        """The passages that fit a query best; as many as the settings have it, or ``k``.

        Raises:
            EmptyLibraryError: There is nothing to search.
        """
        from rag.retrieving import search

        settings = self._adapters.settings
        with self._shelf.reading() as snapshot:
            if not snapshot.size:
                raise EmptyLibraryError(
                    f"The library {settings.library} is empty",
                    hint="Add articles first: rag add FOLDER",
                )
            return search(
                query,
                filters,
                settings.k if k is None else check_k(k),
                library=snapshot,
                embedder=self._adapters.embedder,
                relevance=self._adapters.relevance,
            )

    def evidence(self, question: str, filters: Filters) -> Choice:
        """The sentences that answer a question, and all that were looked at, best first.

        Raises:
            EmptyLibraryError: There is nothing to search.
        """
        meant = self.understand(question, filters)
        asked = meant.parts[0] if len(meant.parts) == 1 else meant.text
        return self.extractive.choose(asked, self.search(asked, filters))

    def notes(self, filters: Filters) -> tuple[str, ...]:
        """What a reader has to know about a search with these filters."""
        if filters.since is None and filters.until is None:
            return ()
        with self._shelf.reading() as snapshot:
            left_out = snapshot.undated(filters)
        if not left_out:
            return ()
        return (f"{left_out} undated article{'s' if left_out > 1 else ''} left out",)

    @cached_property
    def extractive(self) -> ExtractiveWriter:
        """The writer that needs no language model."""
        from rag.answering.extractive import ExtractiveWriter

        return ExtractiveWriter(
            self._shelf.frequencies,
            self._adapters.embedder.nearest_words,
            self._shelf.vectors,
            self._adapters.settings.caution,
        )

    def _newest(self) -> date | None:
        with self._shelf.reading() as snapshot:
            return snapshot.newest()

    def _unknown(self, words: Sequence[str]) -> list[str]:
        """Words that neither the library nor the language has."""
        from rag.embedding.vocabulary import is_word

        strange = [word for word in words if not is_word(word)]
        known = self._shelf.frequencies(strange)[1] if strange else {}
        return [word for word in strange if not known[word]]

    def _words_like(self, word: str) -> Sequence[str]:
        with self._shelf.reading() as snapshot:
            return snapshot.words_like(word)
