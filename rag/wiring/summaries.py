"""How an open library is summarised: what each step is given."""

from __future__ import annotations

from dataclasses import dataclass
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
    from rag.wiring.news import News

PASSAGES = 24
"""Passages in which a topic is looked for."""


@dataclass
class Summaries:
    """Articles and topics of a library to summaries; for several threads, as `News` is."""

    news: News

    def article(self, target: str, words: int) -> Summary | Refusal:
        """Summarise the one article that a path or the beginning of an id stands for."""
        article = self.news.article(target).article
        with self.news.reading() as snapshot:
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
            raise UsageError("the topic is empty", hint='Name it: --topic "troops in Kursk"')
        meant = self.news.understand(topic, filters)
        hits = self.news.search(meant.text, filters, PASSAGES)
        notes = (*meant.notes, *self.news.notes(filters))
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
        settings = self.news.settings
        return Pipeline(
            writer=writer,
            embedder=self.news.fingerprint,
            library=str(settings.library),
            substitute=None if writer is extractive else extractive,
        )

    @cached_property
    def _extractive(self) -> Summariser:
        from rag.summarising.extractive import ExtractiveSummariser

        news = self.news
        return ExtractiveSummariser(news.vectors, news.frequencies, news.extractive.draft)

    @cached_property
    def _writer(self) -> Summariser:
        if self.news.settings.model == "extractive":
            return self._extractive
        from rag.drafting.condensing import LlmSummariser

        return LlmSummariser(self.news.language_model())
