"""The adapters that the settings name, each made when it is first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from rag.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.calls import CallStore
    from rag.drafting.models import LanguageModel
    from rag.ports import Embedder, Relevance
    from rag.wiring.settings import Settings


class Given(Protocol):
    """What a user chose and brings along, looked at when it is needed; `rag.wiring.News` is one."""

    @property
    def settings(self) -> Settings:
        """What the user chose."""

    @property
    def calls(self) -> CallStore | None:
        """What calls of remote models go through; None leaves it to the settings."""

    @property
    def embedder(self) -> Embedder | None:
        """One that several libraries share; None leaves it to the settings."""

    @property
    def tell(self) -> Callable[[str], None]:
        """Is told what takes long, in words for the user."""


class Adapters:
    """What a library is embedded, searched and asked with."""

    def __init__(self, given: Given) -> None:
        self._given = given

    @property
    def settings(self) -> Settings:
        """What the user chose."""
        return self._given.settings

    @property
    def tell(self) -> Callable[[str], None]:
        """Is told what takes long, in words for the user."""
        return self._given.tell

    @cached_property
    def calls(self) -> CallStore | None:
        """What calls of remote models go through, if anything."""
        given, cache = self._given.calls, self.settings.cache
        if given is not None or cache is None:
            return given
        from rag.calls import CallStore

        return CallStore(cache, "cache")

    @cached_property
    def embedder(self) -> Embedder:
        """Text to vectors.

        Raises:
            UsageError: The settings name one that is unknown.
        """
        return self._given.embedder or open_embedder(self.settings.embedder, self.calls)

    @cached_property
    def relevance(self) -> Relevance:
        """The second opinion on what was found."""
        from rag.embedding.splade import SpladeTiny

        return SpladeTiny()

    def language_model(self) -> LanguageModel:
        """The language model of the settings.

        Raises:
            UsageError: Its name is none.
            MissingKeyError: It needs a key that is not set.
        """
        from rag.drafting.models import LanguageModel

        settings = self.settings
        return LanguageModel(settings.model, self.calls, base_url=settings.base_url, tell=self.tell)


def open_embedder(name: str, calls: CallStore | None = None) -> Embedder:
    """The embedder of this name; what it loads, it loads when it is first used.

    Raises:
        UsageError: There is none.
    """
    if name == "minilm":
        from rag.embedding.minilm import MiniLm

        return MiniLm()
    if name == "e5":
        from rag.embedding.e5 import MultilingualE5

        return MultilingualE5()
    if name.startswith("openai:"):
        from rag.embedding.compatible import CompatibleEmbedder

        return CompatibleEmbedder(name, calls)
    raise UsageError(
        f"There is no embedder {name!r}", hint="Choose minilm, e5 or openai:NAME (RAG_EMBEDDER)."
    )
