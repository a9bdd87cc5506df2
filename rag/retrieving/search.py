"""Hybrid search: the vectors' neighbours and the words' matches, in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag import words
from rag.domain.articles import Hit, Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.domain.articles import Filters
    from rag.ports import Embedder, PassageVectors, Snapshot, Vector

CANDIDATES = 100
"""Length of each of the two lists before they are fused."""

DENSE_WEIGHT = 0.5
"""Of the dense score; the rest is BM25's.

The convex combination of scores divided by their maximum beat BM25 alone,
dense alone and reciprocal rank fusion on all four sets it was measured on;
``benchmarks/retrieval.py`` repeats two of them.
"""


def search(
    question: str, filters: Filters, k: int, *, library: Snapshot, embedder: Embedder
) -> list[Hit]:
    """The k passages that fit a question best, the best first.

    Passages come from either list of candidates; each one's dense score is the
    exact cosine of the stored vector, and BM25 counts as 0 for a passage that is
    not in the words' list. Both are divided by the best of the question.
    """
    vector = embedder.embed_question(question)
    nearest = [name for name, _ in library.nearest(vector, CANDIDATES, filters)]
    lexical = dict(library.matching(search_words(question), CANDIDATES, filters))
    stored = library.vectors(list(dict.fromkeys([*nearest, *lexical])))
    dense = {name: float(vectors.passage @ vector) for name, vectors in stored.items()}
    fused = fuse(dense, lexical)
    best = sorted(fused, key=lambda name: (-fused[name], name))[:k]
    found = library.passages(best)
    hits = []
    for name in best:
        if name in found:
            passage, article, paths = found[name]
            sentences = tuple(
                Sentence(span.start, span.end, similarity)
                for span, similarity in zip(
                    passage.sentences, _similarities(stored[name], vector), strict=True
                )
            )
            hits.append(Hit(passage, article, paths, fused[name], dense[name], sentences))
    return hits


def search_words(question: str) -> list[str]:
    """What to look up among the words: the question's content words, or all if it has none."""
    chosen = words.content(question) or words.tokens(question)
    return list(dict.fromkeys(token.text for token in chosen))


def fuse(dense: Mapping[str, float], lexical: Mapping[str, float]) -> dict[str, float]:
    """Convex combination of two scores, each divided by its maximum; in [0, 1]."""
    top_dense = max(dense.values(), default=0.0)
    top_lexical = max(lexical.values(), default=0.0)
    return {
        name: DENSE_WEIGHT * _share(score, top_dense)
        + (1 - DENSE_WEIGHT) * _share(lexical.get(name, 0.0), top_lexical)
        for name, score in dense.items()
    }


def _share(score: float, top: float) -> float:
    return max(score, 0.0) / top if top > 0 else 0.0


def _similarities(vectors: PassageVectors, question: Vector) -> Sequence[float]:
    similarities: Sequence[float] = (vectors.sentences @ question).tolist()
    return similarities
