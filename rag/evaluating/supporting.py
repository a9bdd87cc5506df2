"""Whether the quotes behind a claim support it, and each of them a part of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag import words
from rag.citing import find
from rag.domain.articles import Span
from rag.domain.reports import CitationResult, ClaimResult, Support, Verdict
from rag.evaluating.denying import denial
from rag.evaluating.recognising import recognise
from rag.evaluating.wording import Found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.domain.cases import ReferenceFact
    from rag.domain.replies import Citation, Claim

Judge = Callable[[str, str], Verdict]
"""A statement and a text → whether the text states it."""

_BRACKETS = re.compile(r"\s*\[([^\[\]]*)\]")
_SHORTEST_PART = 3  # words of a quote that show something by standing in the claim


def support(
    claim: Claim,
    facts: Sequence[ReferenceFact],
    texts: Mapping[str, str],
    judge: Judge | None = None,
) -> ClaimResult:
    """Grade a claim and its citations.

    Args:
        claim: As it was shown.
        facts: The case's reference facts and forbidden claims: what a claim and its
            quotes are compared by where the claim is not a quote itself.
        texts: Text of each article, by its id.
        judge: Asked whether all quotes together state the claim, where rules cannot tell.
    """
    faithful = [_is_faithful(citation, texts) for citation in claim.citations]
    true = [citation for citation, holds in zip(claim.citations, faithful, strict=True) if holds]
    said = [fact for fact in facts if recognise(fact, [claim.text]).kind == "stated"]
    whole = _of_claim(claim, true, said, judge)
    return ClaimResult(
        claim,
        whole,
        tuple(
            CitationResult(citation, holds, _of_citation(claim, citation, holds, said, whole))
            for citation, holds in zip(claim.citations, faithful, strict=True)
        ),
    )


def _is_faithful(citation: Citation, texts: Mapping[str, str]) -> bool:
    """Whether the quote stands in its article at its offsets, to the letter."""
    text = texts.get(citation.article_id, "")
    inside = 0 <= citation.start < citation.end <= len(text)
    return inside and text[citation.start : citation.end] == citation.quote


def _of_claim(
    claim: Claim, true: Sequence[Citation], said: Sequence[ReferenceFact], judge: Judge | None
) -> Support:
    quotes = [citation.quote for citation in true if citation.role == "evidence"]
    missing = _lacks(claim, true, quotes)
    if missing:
        return Support(holds=False, reason=missing)
    own = _BRACKETS.sub("", claim.text)
    if any(_says(own, text) for text in (*quotes, " ".join(quotes))):
        return Support(holds=True, reason="stands word for word in its quotes")
    by_rules = _by_facts(said, quotes)
    if by_rules.holds is not None or judge is None:
        return by_rules
    verdict = judge(claim.text, " ".join(quotes))
    holds = None if verdict.kind == "ungraded" else verdict.kind == "stated"
    return Support(holds, verdict.reason)


def _lacks(claim: Claim, true: Sequence[Citation], quotes: Sequence[str]) -> str:
    """What a claim must have and has not, or an empty text."""
    if not any(citation.role == "evidence" for citation in claim.citations):
        return "it has no quote"
    if not quotes:
        return "none of its quotes stands in its article"
    for added in _BRACKETS.findall(claim.text):
        if not any(find(added, citation.quote) for citation in true):
            return f"no quote of it says “{added}”"
    return ""


def _says(own: str, quote: str) -> bool:
    """Whether a quote holds words as they are, and denies nothing around them."""
    place = find(own.strip().rstrip("."), quote)
    return place is not None and denial(quote, Found(*place), [Span(*place)]) is None


def _by_facts(said: Sequence[ReferenceFact], quotes: Sequence[str]) -> Support:
    """Whether the quotes state every fact that the claim states."""
    if not said:
        return Support(holds=None, reason="no reference fact speaks of it")
    verdicts = [recognise(fact, quotes) for fact in said]
    for fact, verdict in zip(said, verdicts, strict=True):
        if verdict.kind in {"missing", "contradicted"}:
            reason = f"its quotes do not say: {fact.statement} ({verdict.reason})"
            return Support(holds=False, reason=reason)
    for fact, verdict in zip(said, verdicts, strict=True):
        if verdict.kind == "ungraded":
            reason = f"may not be in its quotes: {fact.statement} ({verdict.reason})"
            return Support(holds=None, reason=reason)
    return Support(holds=True, reason=f"its quotes say: {said[0].statement}")


def _of_citation(
    claim: Claim, citation: Citation, faithful: bool, said: Sequence[ReferenceFact], whole: Support
) -> Support:
    """Whether a quote supports its claim or a part of it.

    Where no fact tells, a claim's only quote is worth what the claim's quotes are.
    """
    if citation.role == "context":
        return Support(holds=None, reason="explains a word")
    if not faithful:
        return Support(holds=False, reason="the quote does not stand in its article")
    own, quote = _BRACKETS.sub("", claim.text), citation.quote
    part = len(words.tokens(quote)) >= _SHORTEST_PART and find(quote.strip().rstrip("."), own)
    if part or _says(own, quote):
        return Support(holds=True, reason="has words of the claim as they are")
    only = sum(other.role == "evidence" for other in claim.citations) == 1
    return _part_by_facts(said, quote) if said or not only else whole


def _part_by_facts(said: Sequence[ReferenceFact], quote: str) -> Support:
    """Whether a quote states one of the facts that the claim states, and denies none."""
    verdicts = [recognise(fact, [quote]).kind for fact in said]
    told: dict[str, str] = {}
    for fact, kind in zip(said, verdicts, strict=True):
        told.setdefault(kind, fact.statement)
    if "contradicted" in told:
        return Support(holds=False, reason=f"contradicts: {told['contradicted']}")
    if "stated" in told:
        return Support(holds=True, reason=f"says: {told['stated']}")
    if "ungraded" in told or not told:
        return Support(holds=None, reason="no reference fact tells whether it supports the claim")
    return Support(holds=False, reason="says none of the facts that the claim does")
