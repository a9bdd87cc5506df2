"""Sentences of the hits that may stand as evidence, and what is known of each."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rag import words
from rag.domain.articles import Span
from rag.evidence.choice import types
from rag.evidence.choice.telling import not_denied
from rag.evidence.choice.weighing import covered, share, worth
from rag.evidence.english.cutting import before, cut
from rag.evidence.naming.people import people
from rag.evidence.naming.referents import referent
from rag.splitting import open_quotation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.domain.articles import Hit, Sentence
    from rag.evidence.asking.questions import Question

_COMPLETE = re.compile(r"[.!…][\"'”’)\]]*$")  # a question answers nothing
_SHORTEST = 4  # words; anything shorter is a label or an exclamation
_BESIDE = (2, 1)  # sentences before and after that a reader has in view
_LEAD = 2  # first sentences of an article: they say what and where all of it is about


BESIDE, PRIOR, TYPED = 0.15, 0.3, 0.2
"""Weights beside what a sentence is worth by itself. They sit on a plateau: of 144 settings the
best and the median differ by two points in how often the best sentence is right."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A whole sentence of a hit, seen from a question.

    Attributes:
        source: Number of the hit, counted from 1.
        start: Offset in the article's text.
        end: Offset behind it.
        text: The sentence.
        beside: Title, the article's first sentences, those around it and itself:
            where the reader finds what "he" and "the region" mean.
        similarity: Cosine of the sentence and the question.
        relevance: Share of what is asked for that the sentence speaks of, see
            `rag.ports.Relevance`.
        prior: Fused score of its passage, 1 at best.
        coverage: Share of the question's weight that stands in the sentence.
        beside_coverage: The same for ``beside``.
        covered: Stems of the question that stand in the sentence.
        spoken_of: Those that stand beside it.
        referent: Whom a pronoun of the sentence stands for; empty if that is not certain.
        typed: How well it holds the type asked for, see `types.holds`.
    """

    source: int
    start: int
    end: int
    text: str
    beside: str
    similarity: float
    relevance: float
    prior: float
    coverage: float
    beside_coverage: float
    covered: frozenset[str]
    spoken_of: frozenset[str]
    typed: float
    referent: str

    @property
    def score(self) -> float:
        """What candidates are ordered by; comparable between questions of one library."""
        return (
            worth(self.similarity, self.relevance, self.coverage)
            + BESIDE * self.beside_coverage
            + PRIOR * self.prior
            + TYPED * self.typed
        )


def candidates(
    question: Question, hits: Sequence[Hit], weights: Mapping[str, float]
) -> list[Candidate]:
    """All sentences that may stand alone as evidence, the best first.

    Args:
        question: Taken apart.
        hits: Best first.
        weights: Inverse document frequency of each of the question's stems.
    """
    found: dict[str, Candidate] = {}
    for source, hit in enumerate(hits, start=1):
        for sentence in hit.sentences:
            text = hit.article.text[sentence.start : sentence.end]
            same = plain(text)  # as reprints have it
            if same not in found and _may_stand_alone(text):
                found[same] = _candidate(question, source, hit, sentence, weights)
    return sorted(found.values(), key=lambda candidate: -candidate.score)


def _candidate(
    question: Question, source: int, hit: Hit, sentence: Sentence, weights: Mapping[str, float]
) -> Candidate:
    article = hit.article.text
    text = article[sentence.start : sentence.end]
    beside = _beside(hit, sentence.start)
    meant = referent(article, Span(sentence.start, sentence.end), before(article, sentence.start))
    published = hit.article.published
    here = covered(question, text, published)
    spoken_of = covered(question, beside, published) - {day.key for day in question.days}
    spoken_of |= not_denied(question.days, text, beside, published)
    return Candidate(
        source=source,
        start=sentence.start,
        end=sentence.end,
        text=text,
        beside=beside,
        similarity=sentence.similarity,
        relevance=sentence.relevance,
        prior=hit.score,
        coverage=share(here, weights),
        beside_coverage=share(spoken_of, weights),
        covered=here,
        typed=types.holds(question, text, article, meant),
        referent=meant,
        spoken_of=spoken_of,
    )


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """The words of a text in the form in which they are compared, with a space between two."""
    return " ".join(map(words.key, words.forms(text)))


def _may_stand_alone(text: str) -> bool:
    """Not a title, a caption or a fragment: it ends like a sentence and has words enough."""
    return (
        bool(_COMPLETE.search(text))
        and len(words.forms(text)) >= _SHORTEST
        and not open_quotation(text)
    )


def _beside(hit: Hit, start: int) -> str:
    spans = cut(hit.article.text)
    here = next((i for i, span in enumerate(spans) if span.start <= start < span.end), 0)
    back, on = _BESIDE
    shown = spans[max(0, here - back) : here + on + 1]
    lead = spans[: min(_LEAD, here)]
    text = hit.article.text
    return "\n".join(
        (
            hit.article.title,
            text[lead[0].start : lead[-1].end] if lead else "",
            text[shown[0].start : shown[-1].end],
        )
    )


def known_names(hits: Sequence[Hit]) -> frozenset[str]:
    """Keys of words that the hits write with a capital inside sentences, and never small.

    Once is enough where it is somebody's name.
    """
    capital: Counter[str] = Counter()
    small: set[str] = set()
    for hit in hits:
        for sentence in hit.sentences:
            for word in words.forms(hit.article.text[sentence.start : sentence.end])[1:]:
                if words.capitalised(word):
                    capital[words.key(word)] += 1
                else:
                    small.add(words.key(word))
    named = {
        words.key(part)
        for hit in hits
        for person in people(hit.article.text)
        for part in person.name.split()
    }
    return frozenset(
        key
        for key in capital.keys() | named
        if capital[key] > 1 or key in named
        if key not in small
    )
