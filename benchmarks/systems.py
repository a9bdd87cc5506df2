"""What is compared: this project, the pipeline of the tutorials, and each half of the search.

The first is asked through its public interface. BM25 and the vectors are those of its own
library, each alone. The pipeline is built as tutorials build it: pieces of 1,000 characters
that overlap by 200, embedded by the same model without their title, and the nearest one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rag.domain.articles import Filters
from rag.domain.replies import Answer
from rag.library import Library
from rag.ports import PassageText
from rag.retrieving.search import search_words
from rag.splitting import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data import Data

    from rag.domain.articles import Hit
    from rag.evidence.choice.candidates import Candidate
    from rag.ports import Embedder, Vector
    from rag.wiring import News

DEPTH = 10  # passages that are ranked; the product orders its own eight no otherwise
ALL = Filters()


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article, under the id that the article has in its set."""

    article: str
    text: str


@dataclass(frozen=True)
class Reply:
    """What a system makes of a question.

    Attributes:
        articles: Ids of the articles of its first passages, best first, each once.
        confidence: How sure it is that there is an answer, on a scale of its own.
        evidence: Sentences, the best first; None from a system that finds none.
        quotes: What it shows as evidence; empty if it refuses, None if it writes nothing.
        shown: Text of its answer.
    """

    articles: tuple[str, ...]
    confidence: float
    evidence: tuple[Sentence, ...] | None = None
    quotes: tuple[Sentence, ...] | None = None
    shown: str = ""


class System(Protocol):
    """A way to find articles and to answer."""

    name: str

    def reply(self, question: str) -> Reply:
        """What it makes of a question."""

    def judge(self, question: str) -> tuple[float, bool | None]:
        """Its confidence alone, and whether it answers; None if it does not decide that."""


@dataclass(frozen=True)
class Product:
    """This project, as it comes.

    Attributes:
        news: Its library.
        ids: Ids in the set by ids in the library.
    """

    news: News
    ids: dict[str, str]
    name: str = "product"

    def reply(self, question: str) -> Reply:
        """What it finds, its evidence, and what it answers."""
        meant = self.news.understand(question)  # as `ask` and `evidence` do before they search
        asked = meant.parts[0] if len(meant.parts) == 1 else meant.text
        hits = self.news.search(asked, k=DEPTH)
        choice = self.news.evidence(question)
        _, reply, _ = self.news.trace(question)
        claims = reply.claims if isinstance(reply, Answer) else ()
        return Reply(
            _distinct(self.ids[hit.article.id] for hit in hits),
            choice.confidence,
            tuple(self._sentence(found, hits) for found in choice.ranked),
            tuple(
                Sentence(self.ids[citation.article_id], citation.quote)
                for claim in claims
                for citation in claim.citations
                if citation.role == "evidence"
            ),
            "\n".join(claim.text for claim in claims),
        )

    def _sentence(self, found: Candidate, hits: Sequence[Hit]) -> Sentence:
        article = hits[found.source - 1].article
        if article.text[found.start : found.end] != found.text:
            raise ValueError("the passages of the evidence are in another order than those found")
        return Sentence(self.ids[article.id], found.text)

    def judge(self, question: str) -> tuple[float, bool]:
        """Whether any sentence is chosen."""
        choice = self.news.evidence(question)
        return choice.confidence, bool(choice.chosen)


class Alone:
    """One half of the search, over the library of the whole one; it answers anything."""

    def __init__(self, news: News, ids: dict[str, str]) -> None:
        self._ids = ids
        self._library = Library.open(news.settings.library, None)

    def reply(self, question: str) -> Reply:
        """The articles of the passages, and how well the best one fits."""
        found = self._find(question)
        names = _distinct(self._ids[name.partition(":")[0]] for name, _ in found)
        return Reply(names, max((score for _, score in found), default=0.0))

    def judge(self, question: str) -> tuple[float, None]:
        """How well the best passage fits."""
        return self.reply(question).confidence, None

    def _find(self, question: str) -> list[tuple[str, float]]:
        raise NotImplementedError


class Bm25(Alone):
    """Words alone."""

    name = "bm25"

    def _find(self, question: str) -> list[tuple[str, float]]:
        with self._library.reading() as snapshot:
            return snapshot.matching(search_words(question), DEPTH, ALL)


class Dense(Alone):
    """Vectors alone."""

    name = "dense"

    def __init__(self, news: News, ids: dict[str, str], embedder: Embedder) -> None:
        super().__init__(news, ids)
        self._embedder = embedder

    def _find(self, question: str) -> list[tuple[str, float]]:
        with self._library.reading() as snapshot:
            return snapshot.nearest(self._embedder.embed_question(question), DEPTH, ALL)


class Tutorial:
    """Pieces of 1,000 characters, the nearest by their vectors, and sentences by theirs."""

    name = "tutorial"

    def __init__(self, data: Data, embedder: Embedder) -> None:
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        self._embedder = embedder
        self._pieces = [
            Sentence(name, piece)
            for name, article in data.articles.items()
            for piece in splitter.split_text(article["text"])
        ]
        self._inside: dict[int, tuple[list[str], Vector]] = {}

    def reply(self, question: str) -> Reply:
        """The articles of the nearest pieces, and the nearest one's sentences."""
        vector = self._embedder.embed_question(question)
        cosines = self._vectors @ vector
        nearest = np.argsort(-cosines)[:DEPTH]
        best = int(nearest[0])
        texts, inside = self._sentences(best)
        return Reply(
            _distinct(self._pieces[index].article for index in nearest),
            float(cosines[best]),
            tuple(
                Sentence(self._pieces[best].article, texts[index])
                for index in np.argsort(-(inside @ vector))
            ),
        )

    def judge(self, question: str) -> tuple[float, None]:
        """The cosine of the nearest piece."""
        return float((self._vectors @ self._embedder.embed_question(question)).max()), None

    def _sentences(self, index: int) -> tuple[list[str], Vector]:
        if index not in self._inside:
            text = self._pieces[index].text
            texts = [text[span.start : span.end] for span in sentences(text)]
            self._inside[index] = texts, self._embedded(texts)
        return self._inside[index]

    @cached_property
    def _vectors(self) -> Vector:
        return self._embedded([piece.text for piece in self._pieces])

    def _embedded(self, texts: list[str]) -> Vector:
        found = self._embedder.embed_passages([PassageText("", text, ()) for text in texts])
        return np.stack([vectors.passage for vectors in found])


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
