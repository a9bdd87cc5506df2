"""Hits for tests of what comes after the search; the numbers are given, not computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain.articles import Article, Hit, Sentence
from rag.splitting import passages

if TYPE_CHECKING:
    from collections.abc import Sequence


def _words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def hits(
    text: str,
    *,
    title: str = "A title",
    similarity: float = 0.6,
    score: float = 1.0,
    room: int = 60,
) -> list[Hit]:
    """All passages of an article, each with its sentences; ``similarity`` is everyone's."""
    article = Article.of(title=title, text=text, source="The Harbour Post")
    return [
        Hit(
            passage,
            article,
            (f"/news/{article.id}.txt",),
            score,
            similarity,
            tuple(Sentence(span.start, span.end, similarity) for span in passage.sentences),
        )
        for passage in passages(article, _words, room)
    ]
