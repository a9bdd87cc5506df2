"""The sentences that answer a question, or the reason why none does.

Of the candidates that nothing speaks against the best is taken, if it stands out
at all: a threshold on the raw score could not tell, since right answers score
lower in one library than wrong ones in another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from rag.evidence.candidates import candidates
from rag.evidence.cues import Kind
from rag.evidence.objections import objection, stands_in
from rag.evidence.unspoken import unspoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.domain.articles import Hit
    from rag.evidence.candidates import Candidate
    from rag.evidence.questions import Question
    from rag.evidence.unspoken import NearestWords


@dataclass(frozen=True, slots=True)
class Choice:
    """Chosen candidates in the order to be read, or none and a reason for the user.

    Attributes:
        chosen: In the order to be read.
        reason: Why there are none.
        ranked: All candidates, the best first, whatever speaks against them.
        confidence: How likely the articles are to answer the question, in [0, 1].
    """

    chosen: tuple[Candidate, ...]
    reason: str = ""
    ranked: tuple[Candidate, ...] = ()
    confidence: float = 0.0


def choose(
    question: Question,
    hits: Sequence[Hit],
    weights: Mapping[str, float],
    nearest_words: NearestWords | None = None,
) -> Choice:
    """One sentence, and a second only where it covers what the first lacks.

    A sentence that opens by pointing back ("That would …") is shown behind the one
    before it, or nobody could tell what it speaks of.
    """
    ranked = candidates(question, hits, weights)
    fit, reason = admissible(question, hits, ranked)
    confidence = stands_out(features(fit[0], hits)) if fit else 0.0

    def none(why: str) -> Choice:
        return Choice((), why, tuple(ranked), confidence)

    if not fit:
        return none(reason)
    best = fit[0]
    if not _introduces(question, best) and confidence < THRESHOLD:
        return none("no sentence of the articles stands out as an answer")
    if missing := unspoken(question, best, nearest_words):
        return none(f"nothing found for this speaks of “{'”, “'.join(missing)}”")
    second = None
    if question.kind in _MAY_TAKE_TWO:
        second = next((other for other in fit[1:] if _adds(best, other, weights)), None)
    chosen = [best] if second is None else [best, second]
    for candidate in tuple(chosen):
        before = _before(candidate, ranked, hits) if points_back(candidate) else None
        if before is not None and before not in chosen:
            chosen.insert(chosen.index(candidate), before)
    return Choice(tuple(chosen), ranked=tuple(ranked), confidence=confidence)


def points_back(candidate: Candidate) -> bool:
    """Whether a sentence opens with a word for something said before it."""
    return bool(_POINTS_BACK.match(candidate.text)) and not candidate.referent


_POINTS_BACK = re.compile(
    r"[\"“'‘]?(?:(?:This|That|These|Those|Such|Both|They|Its|Their)\b(?!\s+of\b)"
    r"|It\s+(?!(?:is|was|remains|seems|appears|will\s+be|would\s+be)\b)"
    r"|\w+\s+of\s+(?:that|this|the\s+same)\s+(?:kind|sort|type)\b)"
)
"""With "It is …" a sentence may begin that points to what follows."""


def _before(
    candidate: Candidate, ranked: Sequence[Candidate], hits: Sequence[Hit]
) -> Candidate | None:
    """The sentence right before another one in its paragraph, if it may stand alone."""
    article = hits[candidate.source - 1].article
    for other in ranked:
        same = hits[other.source - 1].article.id == article.id
        if same and other.end <= candidate.start:
            between = article.text[other.end : candidate.start]
            if not between.strip() and "\n" not in between:
                return other
    return None


def _introduces(question: Question, best: Candidate) -> bool:
    """Whether the question is only who somebody is, or what they say, and the sentence tells."""
    only_names = question.kind is Kind.PERSON or question.speaker is not None
    return (
        only_names
        and bool(question.names)
        and not question.about
        and all(stands_in(name.roots, best.text) for name in question.names)
    )


def admissible(
    question: Question, hits: Sequence[Hit], ranked: Sequence[Candidate]
) -> tuple[list[Candidate], str]:
    """Those of the ranked candidates that nothing speaks against, or why there are none."""
    if not ranked:
        return [], "no article has a sentence about this"
    verdicts = [
        (candidate, objection(question, candidate, hits[candidate.source - 1].article.text))
        for candidate in ranked
    ]
    fit = [candidate for candidate, reason in verdicts if reason is None]
    return fit, "" if fit else next(reason for _, reason in verdicts if reason)


THRESHOLD = 0.4
"""Of `stands_out`; below it there is no answer. At .3 and .5 ``benchmarks/abstention.py`` shows
nearly the same shares of answered questions."""

INTERCEPT, WEIGHTS = -10.61, (9.09, 1.90, 5.02, 8.96)
"""Of the logistic regression; fitted and tested on separate halves of the questions by
``benchmarks/abstention.py``."""


def features(candidate: Candidate, hits: Sequence[Hit]) -> tuple[float, float, float, float]:
    """What tells an answer from the best of nothing, whatever the size of the library.

    Cosine of the sentence, coverage in it and beside it, cosine of the nearest passage.
    """
    nearest = max(hit.similarity for hit in hits)
    return candidate.similarity, candidate.coverage, candidate.beside_coverage, nearest


def stands_out(found: Sequence[float]) -> float:
    """How likely the question is to be about these articles at all, in [0, 1]."""
    z = INTERCEPT + sum(weight * value for weight, value in zip(WEIGHTS, found, strict=True))
    return 1 / (1 + exp(-z))


def _adds(best: Candidate, other: Candidate, weights: Mapping[str, float]) -> bool:
    """Whether a second sentence covers a good part of what the best one leaves open."""
    total = sum(weights.values())
    gained = sum(weights[stem] for stem in other.covered - best.covered)
    return bool(total) and gained / total >= _WORTH and other.score >= best.score - _CLOSE


_MAY_TAKE_TWO = (Kind.REASON, Kind.OTHER)  # a name, a number, a date or a place is one fact
_WORTH, _CLOSE = 0.25, 0.1
"""Least share of the question that a second sentence adds, and by how much its score may be
lower. Looser values added more wrong sentences than right ones; with these, 13 of 28 on squad2
were right (``benchmarks/evidence.py``)."""
