"""How an open library is asked: what each step is given."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from rag.errors import BadReplyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from langchain_core.runnables import Runnable

    from rag.answering.pipeline import Pipeline
    from rag.domain.articles import Filters, Hit
    from rag.domain.replies import Claim, Reply
    from rag.ports import Writer
    from rag.wiring.adapters import Adapters
    from rag.wiring.finder import Finder


class Answers:
    """Questions to answers or refusals; for several threads, as `News` is.

    Args:
        finder: Finds what a writer is given.
        adapters: Names the writer.
    """

    def __init__(self, finder: Finder, adapters: Adapters) -> None:
        self._finder, self._adapters = finder, adapters

    def chain(
        self, filters: Filters, hear: Callable[[Claim], None] | None = None
    ) -> Runnable[str, Reply]:
        """From question to reply, over those articles that pass the filters.

        Args:
            filters: Which articles may be looked at.
            hear: Is given each claim that stands, while a language model writes the next.
        """
        from rag.chain.answers import answering_chain

        steps = self._pipeline(filters, hear)
        return answering_chain(steps.retrieve, steps.draft, steps.check)

    def trace(
        self, question: str, filters: Filters
    ) -> tuple[list[Hit], Reply, BadReplyError | None]:
        """The hits, the reply, and why what the writer replied could not be read, if so."""
        steps = self._pipeline(filters)
        found = steps.retrieve(question)
        try:
            return found.hits, steps.check(steps.draft(found)), None
        except BadReplyError as error:
            return found.hits, steps.refuse(found, error.message), error

    def close(self) -> None:
        """Give up what still waits for a language model."""
        if "_writer" in self.__dict__:
            self._writer.close()

    def _pipeline(self, filters: Filters, hear: Callable[[Claim], None] | None = None) -> Pipeline:
        from rag.answering.pipeline import Pipeline

        finder, settings, writer = self._finder, self._adapters.settings, self._writer
        return Pipeline(
            understand=lambda question: finder.understand(question, filters),
            search=finder.search,
            writer=writer,
            filters=filters,
            notes=finder.notes(filters),
            embedder=self._adapters.embedder.fingerprint,
            library=str(settings.library),
            k=settings.k,
            substitute=None if writer is finder.extractive else finder.extractive,
            hear=hear,
        )

    @cached_property
    def _writer(self) -> Writer:
        adapters = self._adapters
        settings = adapters.settings
        if settings.model == "extractive":
            return self._finder.extractive
        from rag.drafting.writing import LlmWriter

        return LlmWriter(
            settings.model, adapters.calls, base_url=settings.base_url, tell=adapters.tell
        )
