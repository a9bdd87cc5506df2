"""From what a system made of a question to what is counted of it, and both to text and back."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from data import right, same, says

from rag.evaluating import ranking

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data import Case
    from systems import Reply, Sentence

Values = dict[str, float | None]  # None where a measure does not apply


RETRIEVAL = ("hit@1", "hit@5", "ndcg@10", "mrr")
EVIDENCE = ("evidence@1", "evidence@3", "evidence@all", "strict@1", "recall@3")
ANSWERS = ("answered", "shown", "right", "precision", "later", "recall")
MEASURES = (*RETRIEVAL, *EVIDENCE, *ANSWERS)


def counted(case: Case, reply: Reply) -> Values:
    """All that is counted of a reply to an answerable question."""
    return (
        _of_articles(case, reply.articles)
        | _of_evidence(case, reply.evidence)
        | _of_answer(case, reply.quotes, reply.shown)
    )


def _of_articles(case: Case, articles: Sequence[str]) -> Values:
    """Of the order of articles: whether the first, or one of five, is a gold one; and more."""
    gains = [int(name in case.gold) for name in articles]
    return {
        "hit@1": ranking.hit(gains, 1),
        "hit@5": ranking.hit(gains, 5),
        "ndcg@10": ranking.ndcg(gains, len(case.gold)),
        "mrr": ranking.reciprocal_rank(gains),
    }


def _of_evidence(case: Case, evidence: Sequence[Sentence] | None) -> Values:
    if evidence is None:
        return {}
    """Whether the first sentence is right, or one of three, or any that was looked at.

    ``strict``: it stands in a gold article, too.
    """
    gains = [int(right(case, sentence.text)) for sentence in evidence]
    return {
        "evidence@1": ranking.hit(gains, 1),
        "evidence@3": ranking.hit(gains, 3),
        "evidence@all": ranking.hit(gains),
        "strict@1": ranking.hit(gains, 1) and evidence[0].article in case.gold,
        "recall@3": _said(case, [sentence.text for sentence in evidence[:3]]),
    }


def _of_answer(case: Case, quotes: Sequence[Sentence] | None, shown: str) -> Values:
    if quotes is None:
        return {}
    """``shown`` counts a refusal as wrong; ``right`` and what follows leave it out.

    ``later``: the share that is right of the quotes after the first.
    """
    texts = [quote.text for quote in quotes]
    correct = [right(case, text) for text in texts]
    holds = any(correct) or (not case.annotators and right(case, shown))
    return {
        "answered": bool(quotes),
        "shown": holds,
        "right": holds if quotes else None,
        "precision": sum(correct) / len(correct) if quotes else None,
        "later": sum(correct[1:]) / len(correct[1:]) if correct[1:] else None,
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
