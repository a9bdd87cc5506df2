"""Which claims of a draft hold: every quote is looked up in its article.

A quote is found when it stands in the passage, with quote marks, dashes and
white space read alike and nothing looser. What is kept is the article's own
slice, so ``article.text[citation.start:citation.end] == citation.quote``. A
claim with a quote that stands nowhere, or with quotes that do not support it, is shown with
sentences of the passages that do; without such sentences it is dropped. No claim's words are
ever changed. A quote that only shows that a further article says the same is dropped alone.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag import words
from rag.citing.finding import find
from rag.citing.supporting import Spelling, Unsupported, check_support, find_evidence
from rag.domain.replies import Citation, Claim, Difference, Dropped, Reprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rag.domain.articles import Hit
    from rag.domain.replies import Draft, DraftCitation, DraftClaim, Role

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of a draft, and what is not."""

    claims: tuple[Claim, ...]
    dropped: tuple[Dropped, ...]
    differences: tuple[Difference, ...] = ()


def check(
    draft: Draft, hits: Sequence[Hit], reprints: Mapping[str, frozenset[str]] | None = None
) -> Checked:
    """Compare every claim of a draft with the passages that its writer was given.

    Args:
        draft: What the writer proposes.
        hits: What it was given.
        reprints: For an article's id, the ids of those of the hits that are the same text.
    """
    claims: list[Claim] = []
    dropped: list[Dropped] = []
    standing: list[DraftClaim] = []
    spelling = Spelling.of(hits)
    for claim in draft.claims:
        try:
            checked = _checked(claim, claims, hits, spelling)
        except Unsupported as verdict:
            dropped.append(Dropped(claim.text, str(verdict)))
        else:
            claims.append(_with_reprints(checked, hits, reprints or {}))
            standing.append(claim)
    return Checked(tuple(claims), tuple(dropped), tuple(_differences(standing, hits)))


def _with_reprints(
    claim: Claim, hits: Sequence[Hit], reprints: Mapping[str, frozenset[str]]
) -> Claim:
    printed = {hit.article.id: Reprint.of(hit) for hit in hits}
    citations = (
        replace(
            citation,
            reprints=tuple(
                reprint
                for name, reprint in printed.items()
                if name in reprints.get(citation.article_id, ()) and name != citation.article_id
            ),
        )
        for citation in claim.citations
    )
    return replace(claim, citations=tuple(citations))


def _differences(claims: Sequence[DraftClaim], hits: Sequence[Hit]) -> Iterable[Difference]:
    """What claims that differ give as the answer, as far as both stand."""
    for first in claims:
        differing = [claim for claim in claims if claim.differs_from == first.text]
        answers = [tuple(_answers(claim, hits)) for claim in (first, *differing)]
        if differing and all(answers):
            yield Difference(tuple(answers))


def _answers(claim: DraftClaim, hits: Sequence[Hit]) -> Iterable[Citation]:
    """The words that give the answer, where each of a claim's quotes has them."""
    for citation in claim.citations:
        try:
            cited = _cited(citation, hits)
        except Unsupported:
            continue
        text = next(hit.article.text for hit in hits if hit.article.id == cited.article_id)
        place = find(citation.answer, text, cited.start, cited.end) if citation.answer else None
        if place is not None:
            yield replace(cited, start=place[0], end=place[1], quote=text[slice(*place)])


def _checked(
    claim: DraftClaim, standing: Sequence[Claim], hits: Sequence[Hit], spelling: Spelling
) -> Claim:
    if not claim.text.strip():
        raise Unsupported("it says nothing")
    if any(claim.text == other.text for other in standing):
        raise Unsupported("it was said before")
    try:
        citations = _own(claim, hits, spelling)
    except Unsupported:
        citations = _found(claim, hits, spelling)
        if not citations:
            raise
    return Claim(claim.text, (*citations, *_further(claim, hits)))


def _own(claim: DraftClaim, hits: Sequence[Hit], spelling: Spelling) -> list[Citation]:
    """The writer's quotes, where all of them stand and together support the claim."""
    citations = [_cited(citation, hits) for citation in claim.citations if not citation.further]
    evidence = [citation.quote for citation in citations if citation.role == "evidence"]
    if not evidence:
        raise Unsupported("it has no quote")
    _check_brackets(claim.text, [citation.quote for citation in citations])
    check_support(_BRACKETS.sub(" ", claim.text), evidence, spelling)
    return citations


def _found(claim: DraftClaim, hits: Sequence[Hit], spelling: Spelling) -> list[Citation]:
    """Sentences that support a claim whose own quotes do not; none if it has brackets."""
    if _BRACKETS.search(claim.text) or not claim.citations:
        return []
    first = claim.citations[0].source
    cited = hits[first - 1].passage.id if 1 <= first <= len(hits) else f"source {first}"
    return [
        _citation("evidence", hit, (span.start, span.end), cited)
        for hit, span in find_evidence(claim.text, hits, spelling)
    ]


def _further(claim: DraftClaim, hits: Sequence[Hit]) -> Iterable[Citation]:
    """Quotes of further articles, those that stand."""
    for citation in claim.citations:
        if citation.further:
            with suppress(Unsupported):
                yield _cited(citation, hits)


def _cited(citation: DraftCitation, hits: Sequence[Hit]) -> Citation:
    if not words.tokens(citation.quote):
        raise Unsupported("a quote of it is empty")
    cited = hits[citation.source - 1] if 1 <= citation.source <= len(hits) else None
    if cited is not None:
        place = _place(citation, cited)
        if place is not None:
            return _citation(citation.role, cited, place, None)
    for hit in hits:
        place = _place(citation, hit) if citation.role == "evidence" else None
        if place is not None:
            moved_from = cited.passage.id if cited is not None else f"source {citation.source}"
            return _citation(citation.role, hit, place, moved_from)
    raise Unsupported("its quote stands in none of the passages")  # and is shown nowhere


def _place(citation: DraftCitation, hit: Hit) -> tuple[int, int] | None:
    """Evidence must stand in the passage, context anywhere in its article."""
    text, passage = hit.article.text, hit.passage
    low, high = (passage.start, passage.end) if citation.role == "evidence" else (0, len(text))
    if citation.start is not None:
        end = citation.start + len(citation.quote)
        if low <= citation.start and end <= high and text[citation.start : end] == citation.quote:
            return citation.start, end
    return find(citation.quote, text, low, high)


def _citation(role: Role, hit: Hit, place: tuple[int, int], moved_from: str | None) -> Citation:
    article = hit.article
    start, end = place
    return Citation(
        role=role,
        article_id=article.id,
        title=article.title,
        source=article.source,
        author=article.author,
        published=article.published,
        url=article.url,
        paths=hit.paths,
        start=start,
        end=end,
        quote=article.text[start:end],
        moved_from=moved_from,
    )


def _check_brackets(text: str, quotes: Sequence[str]) -> None:
    for inserted in _BRACKETS.findall(text):
        if not any(find(inserted, quote) for quote in quotes):
            raise Unsupported(f"no quote of it says “{inserted}”")
