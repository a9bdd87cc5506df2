"""What each word of a question weighs: the rarer it is in a library, the more."""

from __future__ import annotations

from math import log
from statistics import fmean
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.choice import telling
from rag.evidence.english.cues import ALIKE
from rag.evidence.naming.aliases import ever_meant, meant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from rag.evidence.asking.questions import Question


def weigh(question: Question, size: int, frequencies: Mapping[str, int]) -> dict[str, float]:
    """Inverse document frequency of the question's terms by stem, as BM25 has it.

    A word that stands nowhere tells nothing about its rarity in a small library, so it
    weighs as much as the others do on average.

    Args:
        question: Taken apart.
        size: Passages of the library.
        frequencies: In how many of them each term's word stands.
    """
    seen = {
        stem: log(1 + (size - frequencies[word] + 0.5) / (frequencies[word] + 0.5))
        for stem, word in question.terms.items()
        if frequencies[word]
    }
    unseen = fmean(seen.values()) if seen else 1.0
    return {stem: seen.get(stem, unseen) for stem in question.terms}


def covered(question: Question, text: str, published: date | None = None) -> frozenset[str]:
    """Stems of the question that a text speaks of.

    Its word, a name of the same root, another name of the same, or a synonym stands there;
    a date is told by "on Thursday", too, if the article's day of publication is known.
    """
    here = words.stems(text)
    if _has_other_names(question):
        here |= meant(text)
    told = telling.told(question.days, text, published)
    return told | frozenset(
        stem
        for stem, word in question.terms.items()
        if not here.isdisjoint(ALIKE.get(stem, {stem})) or here.issuperset(words.root(word).split())
    )


def _has_other_names(question: Question) -> bool:
    """Whether a text may speak of a term by another name: looking for those takes long."""
    return any(
        not ever_meant().isdisjoint({*ALIKE.get(stem, {stem}), *words.root(word).split()})
        for stem, word in question.terms.items()
    )


def share(stems: frozenset[str], weights: Mapping[str, float]) -> float:
    """The part of a question's weight that some of its stems have, in [0, 1]."""
    total = sum(weights.values())
    own = sum(weight for stem, weight in weights.items() if stem in stems)
    return own / total if total else 0.0


RELEVANCE, COVERAGE = 0.5, 0.2
"""Weights beside the cosine's 1. On squad2 and clapnq every setting from .25 to .75 and from .2
to .5 finds the gold article first within a point and a half (``benchmarks/quality.py``)."""


def worth(similarity: float, relevance: float, coverage: float) -> float:
    """How well a sentence fits a question, by what is known of it alone.

    Args:
        similarity: Cosine of the two vectors.
        relevance: As `rag.ports.Relevance` has it.
        coverage: Share of the question's weight whose words stand in the sentence.
    """
    return similarity + RELEVANCE * relevance + COVERAGE * coverage
