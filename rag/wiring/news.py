"""A library with all that is needed to add to it, search it and ask it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self

from rag.domain.articles import ALL
from rag.domain.summaries import LENGTHS
from rag.wiring.adapters import Adapters
from rag.wiring.answers import Answers
from rag.wiring.finder import Finder
from rag.wiring.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from os import PathLike
    from types import TracebackType

    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    from rag.adding import AddEvent, AddReport
    from rag.calls import CallStore
    from rag.domain.articles import Filters, Hit
    from rag.domain.replies import Claim, Refusal, Reply
    from rag.domain.summaries import Summary
    from rag.errors import BadReplyError
    from rag.evidence.asking.understanding import Understood
    from rag.evidence.choice.choosing import Choice
    from rag.library import Card, Checked, Removed, Status, Stored
    from rag.ports import Embedder, Snapshot, Summariser
    from rag.wiring.settings import Settings
    from rag.wiring.summaries import Summaries

MEDIUM = LENGTHS["medium"]


def open_news(settings: Settings, *, create: bool = False) -> News:
    """The library of these settings, ready to be asked.

    Raises:
        LibraryError: There is none and ``create`` is false, or it cannot be used.
        UsageError: The embedder is unknown.
    """
    return News(settings, create=create)


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
    _adapters: Adapters = field(init=False, repr=False)
    _shelf: Shelf = field(init=False, repr=False)
    _finder: Finder = field(init=False, repr=False)
    _answers: Answers = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Put together what does the work; nothing is loaded or opened yet."""
        self._adapters = Adapters(self)
        self._shelf = Shelf(self._adapters, create=self.create)
        self._finder = Finder(self._shelf, self._adapters, self._today)
        self._answers = Answers(self._finder, self._adapters)

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
        self._answers.close()
        if "_summaries" in self.__dict__:
            self._summaries.close()
        self._shelf.close()

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
        return self._answers.trace(question, ALL)

    def runnable_for(
        self, filters: Filters, hear: Callable[[Claim], None] | None = None
    ) -> Runnable[str, Reply]:
        """The chain over those articles that pass the filters; `ask` tells what is heard."""
        return self._answers.chain(filters, hear)

    def retriever(self, filters: Filters = ALL) -> BaseRetriever:
        """The search alone as a LangChain retriever."""
        from rag.chain.retriever import PassageRetriever

        return PassageRetriever(search=lambda query: self.search(query, filters))

    def search(self, query: str, filters: Filters = ALL, k: int | None = None) -> list[Hit]:
        """The passages that fit a query best.

        Raises:
            EmptyLibraryError: There is nothing to search.
        """
        return self._finder.search(query, filters, k)

    def evidence(self, question: str, filters: Filters = ALL) -> Choice:
        """The sentences that answer a question, and all that were looked at, best first.

        Raises:
            EmptyLibraryError: There is nothing to search.
        """
        return self._finder.evidence(question, filters)

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
        return self._finder.understand(question, filters)

    def notes(self, filters: Filters) -> tuple[str, ...]:
        """What a reader has to know about a search with these filters."""
        return self._finder.notes(filters)

    def add(
        self,
        paths: str | PathLike[str] | Sequence[str | PathLike[str]],
        *,
        prune: bool = False,
        progress: Callable[[AddEvent], None] = lambda _: None,
    ) -> AddReport:
        """Read a file or folder, or several, into the library."""
        return self._shelf.add(paths, prune=prune, progress=progress)

    def rebuild(self, progress: Callable[[AddEvent], None] = lambda _: None) -> AddReport:
        """Cut and embed every stored article anew, without the original files."""
        return self._shelf.rebuild(progress)

    def remove(self, target: str) -> Removed:
        """Drop an article by its id, or what was read from a path."""
        return self._shelf.remove(target)

    def articles(self) -> list[Card]:
        """All articles, without their texts."""
        return self._shelf.articles()

    def article(self, target: str) -> Stored:
        """One article by the beginning of its id, or by its path."""
        return self._shelf.article(target)

    def check(self, progress: Callable[[int, int, str], None] = lambda *_: None) -> Checked:
        """Verify that the library holds what was written into it."""
        return self._shelf.check(progress)

    def status(self) -> Status:
        """The library in numbers."""
        return self._shelf.status()

    def reading(self) -> AbstractContextManager[Snapshot]:
        """The library as it stands now; writers wait until it is left."""
        return self._shelf.reading()

    def frequencies(self, words: Sequence[str]) -> tuple[int, Mapping[str, int]]:
        """Number of passages, and in how many of them each word stands."""
        return self._shelf.frequencies(words)

    @property
    def summariser(self) -> Summariser:
        """Who writes summaries."""
        return self._summaries.writer

    def _today(self) -> date:
        return self.today()  # which may be set at any time

    @cached_property
    def _summaries(self) -> Summaries:
        from rag.wiring.summaries import Summaries

        return Summaries(self._shelf, self._finder, self._adapters)
