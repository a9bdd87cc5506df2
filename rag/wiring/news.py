"""A library with all that is needed to add to it, search it and ask it."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rag.domain.articles import Filters
from rag.domain.summaries import LENGTHS
from rag.errors import BadReplyError, EmptyLibraryError, UsageError
from rag.wiring.settings import Settings, check_k

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from os import PathLike
    from types import TracebackType

    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    from rag.adding import AddEvent, AddReport
    from rag.answering.extractive import ExtractiveWriter
    from rag.answering.pipeline import Pipeline
    from rag.calls import CallStore
    from rag.domain.articles import Hit
    from rag.domain.replies import Claim, Refusal, Reply
    from rag.domain.summaries import Summary
    from rag.drafting.models import LanguageModel
    from rag.evidence.choosing import Choice
    from rag.evidence.understanding import Understood
    from rag.library import Card, Checked, Fingerprint, Library, Removed, Status, Stored
    from rag.ports import Embedder, PassageVectors, Relevance, Snapshot, Summariser, Writer
    from rag.wiring.summaries import Summaries

ALL = Filters()
MEDIUM = LENGTHS["medium"]


def open_news(settings: Settings, *, create: bool = False) -> News:
    """The library of these settings, ready to be asked.

    Raises:
        LibraryError: There is none and ``create`` is false, or it cannot be used.
        UsageError: The embedder is unknown.
    """
    return News(settings, create=create)


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
        f"there is no embedder {name!r}", hint="Choose minilm, e5 or openai:NAME (RAG_EMBEDDER)."
    )


@dataclass
class News:
    """A library of articles that can be added to, searched and asked.

    A context manager; it may be used from several threads.

    Attributes:
        settings: What the user chose.
        create: Whether an empty library is made where there is none.
        calls: What calls of remote models go through; by default the cache of the
            settings, if they name one.
        embedder: One that several libraries share; by default that of the settings.
        today: What "yesterday" is counted from, where the newest article is no older.
        tell: Is told what takes long, in words for the user.
    """

    settings: Settings
    create: bool = False
    calls: CallStore | None = None
    embedder: Embedder | None = None
    today: Callable[[], date] = lambda: datetime.now().astimezone().date()
    tell: Callable[[str], None] = lambda _: None
    _library: Library | None = field(default=None, init=False, repr=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the library's files, and of what still waits for a language model."""
        if "_writer" in self.__dict__:
            self._writer.close()
        if "_summaries" in self.__dict__:
            self._summaries.close()
        self._let_go()

    def _let_go(self) -> None:
        if self._library is not None:
            self._library.close()

    def ask(
        self, question: str, filters: Filters = ALL, hear: Callable[[Claim], None] | None = None
    ) -> Reply:
        """Answer a question, or refuse.

        Args:
            question: In words.
            filters: Which articles may be looked at.
            hear: Is given each claim that stands, while a language model writes the next.
        """
        return self.runnable_for(filters, hear).invoke(question)

    async def aask(self, question: str, filters: Filters = ALL) -> Reply:
        """The same, without blocking the event loop."""
        return await self.runnable_for(filters).ainvoke(question)

    def batch(self, questions: Sequence[str], filters: Filters = ALL) -> list[Reply]:
        """Answer several questions, in their order."""
        return self.runnable_for(filters).batch(list(questions))

    @cached_property
    def runnable(self) -> Runnable[str, Reply]:
        """The whole chain as a LangChain `Runnable`."""
        return self.runnable_for(ALL)

    def trace(self, question: str) -> tuple[list[Hit], Reply, BadReplyError | None]:
        """Answer a question, for those who measure answers.

        Returns:
            The passages that the writer was given, best first; the reply; and why the
            writer's own reply could not be read, in which case ours is a refusal.
        """
        steps = self._pipeline(ALL)
        found = steps.retrieve(question)
        try:
            return found.hits, steps.check(steps.draft(found)), None
        except BadReplyError as error:
            return found.hits, steps.refuse(found, error.message), error

    def runnable_for(
        self, filters: Filters, hear: Callable[[Claim], None] | None = None
    ) -> Runnable[str, Reply]:
        """The chain over those articles that pass the filters; `ask` tells what is heard."""
        from rag.chain.answers import answering_chain

        steps = self._pipeline(filters, hear)
        return answering_chain(steps.retrieve, steps.draft, steps.check)

    def retriever(self, filters: Filters = ALL) -> BaseRetriever:
        """The search alone as a LangChain retriever."""
        from rag.chain.retriever import PassageRetriever

        return PassageRetriever(search=lambda query: self.search(query, filters))

    def search(self, query: str, filters: Filters = ALL, k: int | None = None) -> list[Hit]:
        """The passages that fit a query best.

        Raises:
            EmptyLibraryError: There is nothing to search.
        """
        from rag.retrieving import search

        with self._open().reading() as snapshot:
            if not snapshot.size:
                raise EmptyLibraryError(
                    f"the library {self.settings.library} is empty",
                    hint="Add articles first: rag add FOLDER",
                )
            return search(
                query,
                filters,
                self.settings.k if k is None else check_k(k),
                library=snapshot,
                embedder=self._embedder,
                relevance=self._relevance,
            )

    def evidence(self, question: str, filters: Filters = ALL) -> Choice:
        """The sentences that answer a question, and all that were looked at, best first.

        Raises:
            EmptyLibraryError: There is nothing to search.
        """
        meant = self.understand(question, filters)
        asked = meant.parts[0] if len(meant.parts) == 1 else meant.text
        return self.extractive.choose(asked, self.search(asked, filters))

    def summarise(self, target: str, words: int = MEDIUM) -> Summary | Refusal:
        """Summarise one article, named by its path or the beginning of its id, or refuse.

        Args:
            target: The article.
            words: Most words of the summary.

        Raises:
            ArticleNotFoundError: There is none, or several.
        """
        return self._summaries.article(target, words)

    def summarise_topic(
        self, topic: str, filters: Filters = ALL, words: int = MEDIUM
    ) -> Summary | Refusal:
        """Summarise what the articles say on a topic, or refuse.

        Raises:
            EmptyLibraryError: There is nothing to search.
            UsageError: The topic has no word in it.
        """
        return self._summaries.topic(topic, filters, words)

    def understand(self, question: str, filters: Filters = ALL) -> Understood:
        """A question as it is read before it is searched for; `ask` does so by itself."""
        from rag.evidence.understanding import understand

        today = min(self.today(), filters.until or date.max)
        return understand(question, today, self._newest, self._unknown, self._words_like)

    def notes(self, filters: Filters) -> tuple[str, ...]:
        """What a reader has to know about a search with these filters."""
        if filters.since is None and filters.until is None:
            return ()
        with self._open().reading() as snapshot:
            left_out = snapshot.undated(filters)
        if not left_out:
            return ()
        return (f"{left_out} undated article{'s' if left_out > 1 else ''} left out",)

    def add(
        self,
        paths: str | PathLike[str] | Sequence[str | PathLike[str]],
        *,
        prune: bool = False,
        progress: Callable[[AddEvent], None] = lambda _: None,
    ) -> AddReport:
        """Read a file or folder, or several, into the library."""
        from rag.adding import add, nothing_to_add
        from rag.library import is_library

        named = [paths] if isinstance(paths, str | os.PathLike) else paths
        files = [Path(path) for path in named]
        if not is_library(self.settings.library) and (report := nothing_to_add(files)):
            return report
        return add(
            files,
            self._open(),
            self._embedder,
            prune=prune,
            progress=progress,
        )

    def rebuild(self, progress: Callable[[AddEvent], None] = lambda _: None) -> AddReport:
        """Cut and embed every stored article anew, without the original files."""
        from rag.adding import rebuild

        self._let_go()
        settings = self.settings
        return rebuild(
            settings.library,
            self._fingerprint(),
            self._embedder,
            progress,
            chroma_url=settings.chroma_url,
        )

    def remove(self, target: str) -> Removed:
        """Drop an article by its id, or what was read from a path."""
        return self._catalogue().remove(target)

    def articles(self) -> list[Card]:
        """All articles, without their texts."""
        return self._catalogue().articles()

    def article(self, target: str) -> Stored:
        """One article by the beginning of its id, or by its path."""
        return self._catalogue().article(target)

    def check(self, progress: Callable[[int, int, str], None] = lambda *_: None) -> Checked:
        """Verify that the library holds what was written into it."""
        from rag.library import check

        self._let_go()
        return check(self.settings.library, progress, chroma_url=self.settings.chroma_url)

    def status(self) -> Status:
        """The library in numbers."""
        return self._catalogue().status()

    def _pipeline(self, filters: Filters, hear: Callable[[Claim], None] | None = None) -> Pipeline:
        from rag.answering.pipeline import Pipeline

        return Pipeline(
            understand=lambda question: self.understand(question, filters),
            search=self.search,
            writer=self._writer,
            filters=filters,
            notes=self.notes(filters),
            embedder=self._embedder.fingerprint,
            library=str(self.settings.library),
            k=self.settings.k,
            substitute=None if self._writer is self.extractive else self.extractive,
            hear=hear,
        )

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """The library as it stands now; writers wait until it is left."""
        with self._open().reading() as snapshot:
            yield snapshot

    @property
    def fingerprint(self) -> str:
        """Of the embedder."""
        return self._embedder.fingerprint

    def language_model(self) -> LanguageModel:
        """The language model of the settings.

        Raises:
            UsageError: Its name is none.
        """
        from rag.drafting.models import LanguageModel

        settings = self.settings
        return LanguageModel(
            settings.model, self._calls, base_url=settings.base_url, tell=self.tell
        )

    def _open(self) -> Library:
        """The library, checked against the embedder."""
        from rag.library import Library

        with self._guard:  # two libraries would be opened by two threads, and one never closed
            if self._library is None:
                self._library = Library.open(
                    self.settings.library,
                    self._fingerprint(),
                    create=self.create,
                    chroma_url=self.settings.chroma_url,
                )
            return self._library

    def _catalogue(self) -> Library:
        """The library for calls that need no embedder."""
        from rag.library import Library

        return Library.open(self.settings.library, None, chroma_url=self.settings.chroma_url)

    def _fingerprint(self) -> Fingerprint:
        from rag.library import Fingerprint
        from rag.splitting import SPLITTER

        embedder = self._embedder
        return Fingerprint(embedder.fingerprint, embedder.dimension, SPLITTER)

    @property
    def summariser(self) -> Summariser:
        """Who writes summaries."""
        return self._summaries.writer

    @cached_property
    def _summaries(self) -> Summaries:
        from rag.wiring.summaries import Summaries

        return Summaries(self)

    @cached_property
    def _embedder(self) -> Embedder:
        return self.embedder or open_embedder(self.settings.embedder, self._calls)

    @cached_property
    def _relevance(self) -> Relevance:
        from rag.embedding.splade import SpladeTiny

        return SpladeTiny()

    @cached_property
    def _writer(self) -> Writer:
        if self.settings.model == "extractive":
            return self.extractive
        from rag.drafting.writing import LlmWriter

        return LlmWriter(
            self.settings.model, self._calls, base_url=self.settings.base_url, tell=self.tell
        )

    @cached_property
    def extractive(self) -> ExtractiveWriter:
        """The writer that needs no language model."""
        from rag.answering.extractive import ExtractiveWriter

        return ExtractiveWriter(
            self.frequencies,
            self._embedder.nearest_words,
            self.vectors,
            self.settings.caution,
        )

    @cached_property
    def _calls(self) -> CallStore | None:
        if self.calls is not None or self.settings.cache is None:
            return self.calls
        from rag.calls import CallStore

        return CallStore(self.settings.cache, "cache")

    def vectors(self, ids: Sequence[str]) -> Mapping[str, PassageVectors]:
        """As `rag.ports.Snapshot` has it."""
        with self._open().reading() as snapshot:
            return snapshot.vectors(ids)

    def _newest(self) -> date | None:
        with self._open().reading() as snapshot:
            return snapshot.newest()

    def _unknown(self, words: Sequence[str]) -> list[str]:
        """Words that neither the library nor the language has."""
        from rag.embedding.vocabulary import is_word

        strange = [word for word in words if not is_word(word)]
        known = self.frequencies(strange)[1] if strange else {}
        return [word for word in strange if not known[word]]

    def _words_like(self, word: str) -> Sequence[str]:
        with self._open().reading() as snapshot:
            return snapshot.words_like(word)

    def frequencies(self, words: Sequence[str]) -> tuple[int, Mapping[str, int]]:
        """Number of passages, and in how many of them each word stands."""
        with self._open().reading() as snapshot:
            return snapshot.size, snapshot.frequencies(words)
