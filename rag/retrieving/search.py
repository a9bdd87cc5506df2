"""Hybrid search: the vectors' neighbours and the words' matches, in one order."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from rag import words
from rag.domain.articles import Hit, Sentence
from rag.evidence.asking import questions
from rag.evidence.choice.weighing import covered, share, weigh, worth
from rag.evidence.naming.aliases import usual_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.domain.articles import Filters
    from rag.evidence.asking.questions import Question
    from rag.ports import Embedder, PassageVectors, Relevance, Snapshot, Vector

_log = logging.getLogger(__name__)

CANDIDATES = 100
"""Length of each of the two lists before they are fused."""

DENSE_WEIGHT = 0.5
"""Of the dense score; the rest is BM25's.

The convex combination of scores divided by their maximum beat BM25 alone,
dense alone and reciprocal rank fusion on all four sets it was measured on;
``benchmarks/ablations.py`` switches either half off.
"""


LOOKED_INTO = 10
"""First passages whose sentences are looked at; with 20 hit@1 is the same on both sets."""

BEST_SENTENCE = 0.6
"""Share of a passage's score that is its best sentence's; .5 and .7 are within half a point."""


def search(  # noqa: PLR0913 - what is asked, and what answers
    question: str,
    filters: Filters,
    k: int,
    *,
    library: Snapshot,
    embedder: Embedder,
    relevance: Relevance | None = None,
) -> list[Hit]:
    """The k passages that fit a question best, the best first.

    Passages come from either list of candidates; each one's dense score is the
    exact cosine of the stored vector, and BM25 counts as 0 for a passage that is
    not in the words' list. Both are divided by the best of the question. Of the
    first ones, more than half of the score is then what their best sentence is worth.

    Args:
        question: In words.
        filters: Which articles to look at.
        k: How many passages.
        library: What is searched.
        embedder: The one that the library was made with.
        relevance: A second opinion on sentences, if there is one.
    """
    vector = embedder.embed_question(question)
    nearest = [name for name, _ in library.nearest(vector, CANDIDATES, filters)]
    wanted = [*search_words(question), *usual_names(question, library.frequencies)]
    lexical = dict(library.matching(wanted, CANDIDATES, filters))
    dense = library.cosines(list(dict.fromkeys([*nearest, *lexical])), vector)
    fused = fuse(dense, lexical)
    first = sorted(fused, key=lambda name: (-fused[name], name))[: max(k, LOOKED_INTO)]
    stored = library.vectors(first)
    hits = []
    for name, (passage, article, paths) in library.passages(first).items():
        cosines = _similarities(stored[name], vector)
        sentences = tuple(
            Sentence(span.start, span.end, cosine)
            for span, cosine in zip(passage.sentences, cosines, strict=True)
        )
        hits.append(Hit(passage, article, paths, fused[name], dense[name], sentences))
    if relevance is not None:
        hits = _judged(hits, question, relevance)
    rescored = _by_best_sentence(hits, question, library)
    _log.debug(
        "%d passages by vector, %d by words, %d looked into", len(nearest), len(lexical), len(hits)
    )
    return sorted(rescored, key=lambda hit: (-hit.score, hit.passage.id))[:k]


def _judged(hits: Sequence[Hit], question: str, relevance: Relevance) -> list[Hit]:
    """The hits with a second opinion on each of their sentences."""
    texts = [hit.article.text[each.start : each.end] for hit in hits for each in hit.sentences]
    found = iter(relevance.relevance(question, texts))
    return [
        replace(
            hit, sentences=tuple(replace(each, relevance=next(found)) for each in hit.sentences)
        )
        for hit in hits
    ]


def _by_best_sentence(hits: Sequence[Hit], question: str, library: Snapshot) -> list[Hit]:
    """A part of a passage's score becomes what its best sentence is worth."""
    asked = questions.read(question)
    weights = weigh(asked, library.size, library.frequencies(list(asked.terms.values())))
    worths = [
        max((_worth(asked, weights, hit, sentence) for sentence in hit.sentences), default=0.0)
        for hit in hits
    ]
    best, best_worth = max((hit.score for hit in hits), default=0.0), max(worths, default=0.0)
    return [
        replace(
            hit,
            score=(1 - BEST_SENTENCE) * _share(hit.score, best)
            + BEST_SENTENCE * _share(value, best_worth),
        )
        for hit, value in zip(hits, worths, strict=True)
    ]


def _worth(asked: Question, weights: Mapping[str, float], hit: Hit, sentence: Sentence) -> float:
    text = hit.article.text[sentence.start : sentence.end]
    said = covered(asked, text, hit.article.published)
    return worth(sentence.similarity, sentence.relevance, share(said, weights))


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
