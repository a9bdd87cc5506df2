"""The sentences that answer a question, or the reason why none does.

Of the candidates that nothing speaks against the best is taken, if the articles are likely
enough to answer the question at all: a threshold on the raw score could not tell, since
right answers score lower in one library than wrong ones in another.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from math import exp
from typing import TYPE_CHECKING, Literal

from rag.evidence.choice.candidates import candidates
from rag.evidence.choice.continuing import following, preceding
from rag.evidence.choice.objections import objection, stands_in
from rag.evidence.choice.unspoken import unspoken
from rag.evidence.english.cues import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.domain.articles import Hit
    from rag.evidence.asking.questions import Question
    from rag.evidence.choice.candidates import Candidate
    from rag.evidence.choice.unspoken import NearestWords

Caution = Literal["strict", "balanced", "eager"]

THRESHOLDS: dict[Caution, float] = {"strict": 0.5, "balanced": 0.2, "eager": 0.1}
"""Confidence below which there is no answer. What each keeps of the questions with an answer,
and lets through of those without, is in ``docs/quality.md``."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Chosen candidates in the order to be read, or none and a reason for the user.

    Attributes:
        chosen: In the order to be read.
        reason: Why there are none.
        ranked: All candidates, the best first, whatever speaks against them.
        confidence: How likely the articles are to answer the question, in [0, 1].
        signs: What the confidence was computed from; None if there is no candidate.
    """

    chosen: tuple[Candidate, ...]
    reason: str = ""
    ranked: tuple[Candidate, ...] = ()
    confidence: float = 0.0
    signs: Signs | None = None


def choose(
    question: Question,
    hits: Sequence[Hit],
    weights: Mapping[str, float],
    nearest_words: NearestWords | None = None,
    caution: Caution = "balanced",
) -> Choice:
    """One sentence, and others where they fit as well or cover what the first lacks.

    A sentence that opens by pointing back ("That would …") is shown behind the one
    before it, or nobody could tell what it speaks of.

    Args:
        question: Taken apart.
        hits: Best first.
        weights: Inverse document frequency of each of the question's stems.
        nearest_words: As `rag.ports.Embedder` has it; without it no word is missed.
        caution: How likely an answer must be.
    """
    ranked = candidates(question, hits, weights)
    fit, reason = admissible(question, hits, ranked)
    missing = unspoken(question, fit[0], nearest_words) if fit else []
    signs = signs_of(ranked, fit, hits, missing) if ranked else None
    confidence = likelihood(signs) if signs else 0.0
    if fit and missing and caution != "eager":
        reason = f"nothing found for this speaks of “{'”, “'.join(missing)}”"
    elif fit and confidence < THRESHOLDS[caution] and not _introduces(question, fit[0]):
        reason = "no sentence of the articles stands out as an answer"
    chosen = () if reason else _chosen(question, ranked, fit, hits, weights)
    return Choice(chosen, reason, tuple(ranked), confidence, signs)


def _chosen(
    question: Question,
    ranked: Sequence[Candidate],
    fit: Sequence[Candidate],
    hits: Sequence[Hit],
    weights: Mapping[str, float],
) -> tuple[Candidate, ...]:
    best = fit[0]
    after = following(best, fit[1:], hits, question) if question.kind in _MAY_TAKE_TWO else None
    chosen = [best, *([after] if after else [])]
    others = [other for other in fit[1:] if other is not after]
    chosen += _more(question, best, others, weights)[: MOST - len(chosen)]
    for candidate in tuple(chosen):
        before = preceding(candidate, ranked, hits)
        if before is not None and before not in chosen:
            chosen.insert(chosen.index(candidate), before)
    return tuple(chosen)


def _more(
    question: Question,
    best: Candidate,
    others: Sequence[Candidate],
    weights: Mapping[str, float],
) -> list[Candidate]:
    """Sentences that fit as well as the best one, or one that covers what it leaves open."""
    close = [other for other in others if best.score - other.score < UNDECIDED]
    if close:
        return close[: MOST - 1]
    if question.kind not in _MAY_TAKE_TWO:
        return []
    return [other for other in others if _adds(best, other, weights)][:1]


UNDECIDED, MOST = 0.1, 3
"""Sentences whose scores are nearer than this to the best one's are shown, too, three at most.
Of 100 questions of each of squad2, clapnq and wikinews five more are then shown something right,
and the quotes are right 3 to 4 points less often (``benchmarks/ablations.py``)."""


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


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells questions that the articles answer from others, in libraries of any size.

    Attributes:
        similarity: Cosine of the best sentence that nothing speaks against; of the best of
            all if there is none, like the three that follow.
        coverage: Share of the question's weight that stands in it.
        beside: The same for what stands beside it.
        relevance: As `rag.ports.Relevance` has it.
        nearest: Cosine of the nearest passage.
        passed_over: By how much a sentence that was turned down scores better.
        unspoken: Whether a word of the question is spoken of nowhere beside it.
        turned_down: Whether something speaks against each of the sentences.
    """

    similarity: float
    coverage: float
    beside: float
    relevance: float
    nearest: float
    passed_over: float
    unspoken: bool
    turned_down: bool


INTERCEPT, WEIGHTS = -4.87, (2.85, 1.02, 0.74, 1.1, 3.78, 2.59, -1.08, -1.18)
"""Of the logistic regression, see ``benchmarks/abstention.py``."""


def signs_of(
    ranked: Sequence[Candidate],
    fit: Sequence[Candidate],
    hits: Sequence[Hit],
    missing: Sequence[str],
) -> Signs:
    """The signs for a question, given at least one candidate.

    Args:
        ranked: All candidates, the best first.
        fit: Those that nothing speaks against.
        hits: Best first.
        missing: Words of the question that are spoken of nowhere beside the best of them.
    """
    best = (fit or ranked)[0]
    return Signs(
        best.similarity,
        best.coverage,
        best.beside_coverage,
        best.relevance,
        max(hit.similarity for hit in hits),
        ranked[0].score - best.score,
        bool(missing),
        not fit,
    )


def likelihood(signs: Signs) -> float:
    """How likely the articles are to answer the question, in [0, 1]."""
    z = INTERCEPT + sum(
        weight * value for weight, value in zip(WEIGHTS, astuple(signs), strict=True)
    )
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
were right."""
