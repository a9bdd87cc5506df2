"""How an open library is summarised: what each step is given."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from rag.domain.articles import Hit, Sentence
from rag.errors import UsageError
from rag.summarising.pipeline import Pipeline, Task

if TYPE_CHECKING:
    from rag.domain.articles import Filters
    from rag.domain.replies import Refusal
    from rag.domain.summaries import Summary
    from rag.ports import Summariser
    from rag.wiring.adapters import Adapters
    from rag.wiring.finder import Finder
    from rag.wiring.shelf import Shelf

PASSAGES = 24
"""Passages in which a topic is looked for."""


class Summaries:
    """Articles and topics of a library to summaries; for several threads, as `News` is.

    Args:
        shelf: Has the articles.
        finder: Finds what they say on a topic.
        adapters: Names the writer.
    """

    def __init__(self, shelf: Shelf, finder: Finder, adapters: Adapters) -> None:
        self._shelf, self._finder, self._adapters = shelf, finder, adapters

    def article(self, target: str, words: int) -> Summary | Refusal:
        """Summarise the one article that a path or the beginning of an id stands for."""
        article = self._shelf.article(target).article
        with self._shelf.reading() as snapshot:
            names = snapshot.passages_of(article.id)
            found = snapshot.passages(names)
        hits = []
        for name in names:
            passage, whole, paths = found[name]
            spans = tuple(Sentence(span.start, span.end, 0.0) for span in passage.sentences)
            hits.append(Hit(passage, whole, paths, 0.0, 0.0, spans))
        return self._pipeline.summarise(Task("article", article.title, hits, words))

    def topic(self, topic: str, filters: Filters, words: int) -> Summary | Refusal:
        """Summarise what those articles say on a topic that pass the filters."""
        if not any(letter.isalnum() for letter in topic):
            raise UsageError("The topic is empty", hint='Name it: --topic "troops in Kursk"')
        meant = self._finder.understand(topic, filters)
        hits = self._finder.search(meant.text, filters, PASSAGES)
        notes = (*meant.notes, *self._finder.notes(filters))
        return self._pipeline.summarise(Task("topic", meant.text, hits, words, notes))

    def close(self) -> None:
        """Give up what still waits for a language model."""
        if "_pipeline" in self.__dict__:
            self._pipeline.writer.close()

    @property
    def writer(self) -> Summariser:
        """Who writes them."""
        return self._pipeline.writer

    @cached_property
    def _pipeline(self) -> Pipeline:
        extractive = self._extractive
        writer = self._writer
        return Pipeline(
            writer=writer,
            embedder=self._adapters.embedder.fingerprint,
            library=str(self._adapters.settings.library),
            substitute=None if writer is extractive else extractive,
        )

    @cached_property
    def _extractive(self) -> Summariser:
        from rag.summarising.extractive import ExtractiveSummariser

        shelf = self._shelf
        return ExtractiveSummariser(shelf.vectors, shelf.frequencies, self._finder.extractive.draft)

    @cached_property
    def _writer(self) -> Summariser:
        if self._adapters.settings.model == "extractive":
            return self._extractive
        from rag.drafting.condensing import LlmSummariser

        return LlmSummariser(self._adapters.language_model())
