"""From what a system made of a question to what is counted of it, and both to text and back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data import right, same, says

from rag.evaluating import ranking

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data import Case
    from systems import Reply, Sentence

Values = dict[str, float | None]  # None where a measure does not apply


@dataclass(frozen=True)
class Measure:
    """What is counted of an answerable question; its mean is shown."""

    name: str
    label: str
    about: str


MEASURES = (
    Measure("hit@1", "hit@1", "the first article found is a gold one"),
    Measure("hit@5", "hit@5", "a gold article is among the first five"),
    Measure("ndcg@10", "nDCG@10", "discounted gain of the gold articles among the first ten"),
    Measure("mrr", "MRR", "one over the rank of the first gold article"),
    Measure("evidence@1", "top-1", "the first sentence is right"),
    Measure("evidence@3", "top-3", "one of the first three is right"),
    Measure("strict@1", "top-1, gold article", "it is right, and of a gold article"),
    Measure("recall@3", "recall@3", "share of what is to be said in the first three sentences"),
    Measure("answered", "answered", "it is not refused"),
    Measure("shown", "right, of all", "what is shown is right; a refusal is not"),
    Measure("right", "right, of answered", "what is shown is right"),
    Measure("precision", "citation precision", "share of the quotes shown that are right"),
    Measure("recall", "citation recall", "share of what is to be said that is quoted"),
)
RETRIEVAL, EVIDENCE, ANSWERS = MEASURES[:4], MEASURES[4:8], MEASURES[8:]


def of_articles(case: Case, articles: Sequence[str]) -> Values:
    """What the order of articles is worth."""
    gains = [int(name in case.gold) for name in articles]
    return {
        "hit@1": ranking.hit(gains, 1),
        "hit@5": ranking.hit(gains, 5),
        "ndcg@10": ranking.ndcg(gains[:10], len(case.gold)),
        "mrr": ranking.reciprocal_rank(gains),
    }


def of_reply(case: Case, reply: Reply) -> Values:
    """What the sentences and the answer are worth."""
    return _of_evidence(case, reply.evidence) | _of_answer(case, reply.quotes, reply.shown)


def _of_evidence(case: Case, evidence: Sequence[Sentence] | None) -> Values:
    if evidence is None:
        return {}
    first = evidence[:3]
    gains = [int(right(case, sentence.text)) for sentence in first]
    return {
        "evidence@1": ranking.hit(gains, 1),
        "evidence@3": ranking.hit(gains, 3),
        "strict@1": ranking.hit(gains, 1) and first[0].article in case.gold,
        "recall@3": _said(case, [sentence.text for sentence in first]),
    }


def _of_answer(case: Case, quotes: Sequence[Sentence] | None, shown: str) -> Values:
    if quotes is None:
        return {}
    texts = [quote.text for quote in quotes]
    correct = [right(case, text) for text in texts]
    holds = any(correct) or (not case.annotators and right(case, shown))
    return {
        "answered": bool(quotes),
        "shown": holds,
        "right": holds if quotes else None,
        "precision": sum(correct) / len(correct) if quotes else None,
        "recall": _said(case, texts) if quotes else None,
    }


def _said(case: Case, texts: Sequence[str]) -> float | None:
    """Share of the points, or of the gold sentences of the annotator who fits best."""
    if case.points:
        said = [any(says(text, one) for text in texts for one in way) for way in case.points]
        return sum(said) / len(said)
    shares = [
        sum(any(same(gold, text) for text in texts) for gold in chosen) / len(chosen)
        for chosen in case.annotators
    ]
    return max(shares, default=None)


def key(question: str) -> str:
    """What a question is known by in the results."""
    return hashlib.sha256(question.encode()).hexdigest()[:8]


def pack(values: Iterable[float | None]) -> str:
    """Values as text: ``1 0 0.631 -``, and ``10-`` where none lies between 0 and 1."""
    texts = ["-" if value is None else f"{float(value):.4g}" for value in values]
    if all(len(text) == 1 for text in texts):
        return "".join(texts)
    return "".join(f"{text} " for text in texts)


def unpack(text: str) -> list[float | None]:
    """Back from `pack`."""
    return [None if one == "-" else float(one) for one in (text.split() if " " in text else text)]
