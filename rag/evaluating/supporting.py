"""Whether the quotes behind a claim support it, and each of them a part of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag import words
from rag.citing import find
from rag.domain.articles import Span
from rag.domain.cases import AllOf, AnyOf, ReferenceFact, Wording
from rag.domain.reports import CitationResult, ClaimResult, Support, Verdict
from rag.evaluating.recognising import recognise
from rag.evaluating.recognising.denying import denial, denies
from rag.evaluating.recognising.leftovers import left_over
from rag.evaluating.recognising.wording import Found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rag.domain.cases import Name, Quantity, Recogniser
    from rag.domain.replies import Citation, Claim

Judge = Callable[[str, str], Verdict]
"""A statement and a text → whether the text states it."""

_BRACKETS = re.compile(r"\s*\[([^\[\]]*)\]")
_SHOWN = 4  # words in a reason
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
    by_rules = _by_rules(claim, said, quotes)
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


def _by_rules(claim: Claim, said: Sequence[ReferenceFact], quotes: Sequence[str]) -> Support:
    """Whether the quotes state every fact that the claim states, and nothing of it is left."""
    added = _BRACKETS.findall(claim.text)
    told = [_states(fact, claim.text, [*quotes, *added]) for fact in said]
    for verdict in (False, None):
        for support_of_fact in told:
            if support_of_fact.holds is verdict:
                return support_of_fact
    own = _BRACKETS.sub("", claim.text)
    rest = left_over(own, quotes)
    if rest.certain:
        return Support(holds=False, reason=f"its quotes do not say {_shown(rest.certain)}")
    if not said:
        return Support(holds=None, reason="no reference fact speaks of it")
    if rest.others:
        reason = f"no rule tells whether the quotes say {_shown(rest.others)}"
        return Support(holds=None, reason=reason)
    denied = denies(own), denies(" ".join(quotes))
    if None in denied and denied != (None, None):
        side, negation = ("the claim", denied[0]) if denied[0] else ("its quotes", denied[1])
        return Support(holds=None, reason=f"“{negation}” stands in {side} only")
    return Support(holds=True, reason=f"its quotes say: {said[0].statement}")


def _states(fact: ReferenceFact, claim: str, quotes: Sequence[str]) -> Support:
    """Whether quotes state a fact that a claim states.

    A case lists the wordings of answers, not of articles: quotes without them may say it.
    """
    verdict = recognise(fact, quotes)
    if verdict.kind == "stated":
        return Support(holds=True, reason=f"says: {fact.statement}")
    if verdict.kind == "contradicted" or (
        verdict.kind == "missing"
        and fact.stated_by is not None
        and any(_lack(leaf, claim, quotes) for leaf in _names_and_numbers(fact.stated_by))
    ):
        reason = f"its quotes do not say: {fact.statement} ({verdict.reason})"
        return Support(holds=False, reason=reason)
    reason = f"may not be in its quotes: {fact.statement} ({verdict.reason})"
    return Support(holds=None, reason=reason)


def _names_and_numbers(recogniser: Recogniser) -> Iterator[Name | Quantity]:
    if isinstance(recogniser, AllOf | AnyOf):
        for part in recogniser.parts:
            yield from _names_and_numbers(part)
    elif not isinstance(recogniser, Wording):
        yield recogniser


def _lack(leaf: Name | Quantity, claim: str, quotes: Sequence[str]) -> bool:
    """Whether quotes lack a name or a number that a claim has."""
    fact = ReferenceFact("", leaf)
    return recognise(fact, [claim]).kind == "stated" and recognise(fact, quotes).kind == "missing"


def _shown(said: Sequence[str]) -> str:
    more = f" and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    return ", ".join(f"“{word}”" for word in said[:_SHOWN]) + more


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
    by_facts = _part_by_facts(claim, said, quote)
    return whole if only and by_facts.holds is None else by_facts


def _part_by_facts(claim: Claim, said: Sequence[ReferenceFact], quote: str) -> Support:
    """Whether a quote states one of the facts that the claim states, and denies none."""
    for fact in said:
        if recognise(fact, [quote]).kind == "contradicted":
            return Support(holds=False, reason=f"contradicts: {fact.statement}")
    told = [_states(fact, claim.text, [quote]) for fact in said]
    for stated in told:
        if stated.holds:
            return stated
    if not told or any(support_of_fact.holds is None for support_of_fact in told):
        return Support(holds=None, reason="no reference fact tells whether it supports the claim")
    return Support(holds=False, reason="says none of the facts that the claim does")
