"""Articles to passages with their vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain.articles import Span
from rag.ports import PassageText
from rag.splitting import passages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.domain.articles import Article, Passage
    from rag.ports import Embedder, PassageVectors

    Parts = tuple[tuple[Passage, ...], tuple[PassageVectors, ...]]


def embedded(articles: Sequence[Article], embedder: Embedder) -> list[Parts]:
    """Passages and vectors of several articles, embedded together.

    They are cut while the first of them are embedded already.
    """
    cut: list[tuple[Passage, ...]] = []

    def texts() -> Iterator[PassageText]:
        for article in articles:
            cut.append(tuple(passages(article, embedder.count_tokens, embedder.room)))
            for passage in cut[-1]:
                yield PassageText(article.title, passage.text, _own_spans(passage))

    vectors = iter(embedder.embed_passages(texts()))
    return [(found, tuple(next(vectors) for _ in found)) for found in cut]


def _own_spans(passage: Passage) -> tuple[Span, ...]:
    """The sentences' spans, counted from the passage's beginning."""
    return tuple(
        Span(span.start - passage.start, span.end - passage.start) for span in passage.sentences
    )
