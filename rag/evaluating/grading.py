"""What one reply to one case is worth: verdicts, citations, retrieval, and whether it passed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.citing import find
from rag.domain.replies import Refusal
from rag.domain.reports import Attempt, FactResult, Retrieved, Verdict
from rag.evaluating.recognising import recognise
from rag.evaluating.supporting import Judge, support
from rag.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rag.domain.articles import Hit, Span
    from rag.domain.cases import Case, ReferenceFact
    from rag.domain.replies import Claim, Reply
    from rag.domain.reports import ClaimResult
    from rag.domain.summaries import Summary

__all__ = ["Judge", "grade", "words_of"]


def grade(  # noqa: PLR0913, PLR0917 - what was asked, said, found and known, and who judges
    case: Case,
    reply: Reply | Summary,
    hits: Sequence[Hit],
    gold: Sequence[tuple[str, Span]],
    texts: Mapping[str, str],
    judge: Judge | None = None,
) -> Attempt:
    """Grade a reply, by rules first.

    Args:
        case: What was asked, and what is known about its answer.
        reply: What was answered.
        hits: What the writer was given, best first; nothing for a summary.
        gold: Article id and span of each gold citation of the case, in its order.
        texts: Text of every article that may be cited, by its id.
        judge: Asked, with a statement and a text, where rules leave a verdict open.
    """
    shown = () if isinstance(reply, Refusal) else reply.claims
    facts = tuple(_graded(fact, shown, judge) for fact in case.facts)
    forbidden = tuple(_graded(fact, shown, judge) for fact in case.forbidden)
    known = (*case.facts, *case.forbidden)
    claims = tuple(support(claim, known, texts, judge) for claim in shown)
    wrong = _wrong(case, reply, facts, forbidden, claims)
    unsure = _unsure(facts, forbidden, claims)
    quotes = [texts.get(article, "")[span.start : span.end] for article, span in gold]
    return Attempt(
        reply=reply,
        retrieved=tuple(
            _retrieved(rank, hit, gold, quotes) for rank, hit in enumerate(hits, start=1)
        ),
        facts=facts,
        forbidden=forbidden,
        claims=claims,
        passed=False if wrong else None if unsure else True,
        reasons=(*wrong, *unsure),
    )


def _graded(fact: ReferenceFact, shown: Sequence[Claim], judge: Judge | None) -> FactResult:
    if not shown:
        return FactResult(fact.statement, Verdict("missing", "it was refused"))
    said = [claim.text for claim in shown]
    verdict = recognise(fact, said)
    if verdict.kind == "ungraded" and judge is not None:
        verdict = judge(fact.statement, " ".join(said))
    return FactResult(fact.statement, verdict)


def _retrieved(
    rank: int, hit: Hit, gold: Sequence[tuple[str, Span]], quotes: Sequence[str]
) -> Retrieved:
    """A passage counts as gold where it overlaps a gold citation or holds its quote elsewhere."""
    passage = hit.passage
    return Retrieved(
        rank=rank,
        passage=passage.id,
        article_id=passage.article_id,
        title=hit.article.title,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        score=hit.score,
        gold=tuple(
            number
            for number, ((article, span), quote) in enumerate(zip(gold, quotes, strict=True))
            if (
                article == passage.article_id
                and span.start < passage.end
                and passage.start < span.end
            )
            or find(quote, passage.text)
        ),
    )


def _wrong(
    case: Case,
    reply: Reply | Summary,
    facts: Sequence[FactResult],
    forbidden: Sequence[FactResult],
    claims: Sequence[ClaimResult],
) -> list[str]:
    """Why the attempt fails; empty if nothing is certainly wrong."""
    if isinstance(reply, Refusal):
        wrongly = f"refused, though the articles tell it: {reply.reason}"
        return [wrongly] if case.answerable else []
    found = [
        f"a quote is not in its article: “{cited.citation.quote}”"
        for claim in claims
        for cited in claim.citations
        if not cited.faithful
    ]
    if not case.answerable:
        found.append("answered what the articles do not tell")
    found += [f"a quote is of another article, “{title}”" for title in _beside(case, claims)]
    if case.summary and (length := words_of(claims)) > case.summary.words:
        found.append(f"has {length} words, and at most {case.summary.words} were asked for")
    found += [_told(result) for result in facts if result.verdict.kind in _FAILURES]
    found += [
        f"says what it must not: {result.statement} ({result.verdict.reason})"
        for result in forbidden
        if result.verdict.kind == "stated"
    ]
    found += [
        f"its quotes do not support: {claim.claim.text} ({claim.support.reason})"
        for claim in claims
        if claim.support.holds is False
    ]
    return found


def _beside(case: Case, claims: Sequence[ClaimResult]) -> Iterator[str]:
    """Titles of articles that are cited in a summary of another one."""
    if case.summary is None or case.summary.scope == "topic":
        return
    summarised = case.place(case.summary.subject)
    for citation in (cited.citation for claim in claims for cited in claim.citations):
        if summarised not in {Path(path).resolve() for path in citation.paths}:
            yield citation.title


def words_of(claims: Sequence[ClaimResult]) -> int:
    """How many words claims have together; one that was written for the reader counts, too."""
    return sum(len(tokens(claim.claim.text)) for claim in claims)


_FAILURES = frozenset(("missing", "contradicted"))


def _unsure(
    facts: Sequence[FactResult], forbidden: Sequence[FactResult], claims: Sequence[ClaimResult]
) -> list[str]:
    """Why it cannot be told whether the attempt passes."""
    found = [_told(result) for result in (*facts, *forbidden) if result.verdict.kind == "ungraded"]
    found += [
        f"its quotes may not support: {claim.claim.text} ({claim.support.reason})"
        for claim in claims
        if claim.support.holds is None
    ]
    return found


def _told(result: FactResult) -> str:
    return f"{result.verdict.kind}: {result.statement} ({result.verdict.reason})"
