"""Which claims of a draft hold: every quote is looked up in its article.

A quote is found when it stands in the passage, with quote marks, dashes and
white space read alike and nothing looser. What is kept is the article's own
slice, so ``article.text[citation.start:citation.end] == citation.quote``. A
claim with a quote that stands nowhere, or that says a name or number which its
quotes do not, is dropped; no claim is repaired. A quote that only shows that a further
article says the same is dropped alone.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag import words
from rag.domain.replies import Citation, Claim, Difference, Dropped, Reprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rag.domain.articles import Hit
    from rag.domain.replies import Draft, DraftCitation, DraftClaim

_ALIKE = {
    **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛`´′", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
}
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_IN_FIGURE = re.compile(r"\d[.,]\d")
_SURNAMES = frozenset(("may", "will"))  # function words that are names as well
_SHORTEST_QUOTE = 3  # words
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+)[\"'“‘(\[]*$")


class _Unsupported(Exception):  # noqa: N818 - a verdict, not an error
    """Why a claim cannot stand."""


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
    spelling = _Spelling.of(hits)
    for claim in draft.claims:
        try:
            checked = _checked(claim, claims, hits, spelling)
        except _Unsupported as verdict:
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
        except _Unsupported:
            continue
        text = next(hit.article.text for hit in hits if hit.article.id == cited.article_id)
        place = find(citation.answer, text, cited.start, cited.end) if citation.answer else None
        if place is not None:
            yield replace(cited, start=place[0], end=place[1], quote=text[slice(*place)])


@dataclass(frozen=True, slots=True)
class _Spelling:
    """Keys of the words that the passages write with a capital, and small."""

    capital: frozenset[str]
    small: frozenset[str]

    @classmethod
    def of(cls, hits: Sequence[Hit]) -> _Spelling:
        found = [token for hit in hits for token in words.tokens(hit.passage.text)]
        capital = frozenset(token.key for token in found if token.capitalised)
        return cls(capital, frozenset(token.key for token in found if not token.capitalised))


def find(quote: str, text: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where a quote stands in ``text[start:end]``, as offsets of ``text``.

    Quote marks, dashes and white space are read alike; the quote begins and
    ends at the edge of a word. None if it stands nowhere.
    """
    wanted, _ = _normalised(quote.strip())
    within, places = _normalised(text[start:end])
    at = within.find(wanted) if wanted else -1
    while at != -1:
        stop = at + len(wanted)
        if _edge(within, at) and _edge(within, stop):
            return start + places[at], start + places[stop - 1] + 1
        at = within.find(wanted, at + 1)
    return None


def _normalised(text: str) -> tuple[str, list[int]]:
    """The text with alike characters made equal, and each one's place in the original."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter.isspace():
            if letters and letters[-1] == " ":
                continue
            letters.append(" ")
        else:
            letters.append(_ALIKE.get(letter, letter))
        places.append(place)
    return "".join(letters), places


def _edge(text: str, at: int) -> bool:
    """Whether a quote may begin or end here: neither inside "party" nor inside "10,000"."""
    if at in (0, len(text)):
        return True
    inside_a_figure = _IN_FIGURE.search(text, max(at - 2, 0), at + 2)
    return not inside_a_figure and not (text[at - 1].isalnum() and text[at].isalnum())


def _checked(
    claim: DraftClaim, standing: Sequence[Claim], hits: Sequence[Hit], spelling: _Spelling
) -> Claim:
    if not claim.text.strip():
        raise _Unsupported("it says nothing")
    if any(claim.text == other.text for other in standing):
        raise _Unsupported("it was said before")
    citations = [_cited(citation, hits) for citation in claim.citations if not citation.further]
    evidence = [citation.quote for citation in citations if citation.role == "evidence"]
    if not evidence:
        raise _Unsupported("it has no quote")
    _check_brackets(claim.text, [citation.quote for citation in citations])
    own_words = _BRACKETS.sub(" ", claim.text)
    _check_names_and_numbers(own_words, evidence, spelling)
    _check_subject(own_words, evidence)
    return Claim(claim.text, (*citations, *_further(claim, hits)))


def _further(claim: DraftClaim, hits: Sequence[Hit]) -> Iterable[Citation]:
    """Quotes of further articles, those that stand."""
    for citation in claim.citations:
        if citation.further:
            with suppress(_Unsupported):
                yield _cited(citation, hits)


def _cited(citation: DraftCitation, hits: Sequence[Hit]) -> Citation:
    if not words.tokens(citation.quote):
        raise _Unsupported("a quote of it is empty")
    cited = hits[citation.source - 1] if 1 <= citation.source <= len(hits) else None
    if cited is not None:
        place = _place(citation, cited)
        if place is not None:
            return _citation(citation, cited, place, None)
    for hit in hits:
        place = _place(citation, hit) if citation.role == "evidence" else None
        if place is not None:
            moved_from = cited.passage.id if cited is not None else f"source {citation.source}"
            return _citation(citation, hit, place, moved_from)
    raise _Unsupported(f"its quote stands in none of the passages: “{citation.quote.strip()}”")


def _place(citation: DraftCitation, hit: Hit) -> tuple[int, int] | None:
    """Evidence must stand in the passage, context anywhere in its article."""
    text, passage = hit.article.text, hit.passage
    low, high = (passage.start, passage.end) if citation.role == "evidence" else (0, len(text))
    if citation.start is not None:
        end = citation.start + len(citation.quote)
        if low <= citation.start and end <= high and text[citation.start : end] == citation.quote:
            return citation.start, end
    return find(citation.quote, text, low, high)


def _citation(
    citation: DraftCitation, hit: Hit, place: tuple[int, int], moved_from: str | None
) -> Citation:
    article = hit.article
    start, end = place
    return Citation(
        role=citation.role,
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
            raise _Unsupported(f"no quote of it says “{inserted}”")


def _check_subject(text: str, quotes: Sequence[str]) -> None:
    """The quotes speak of what the claim speaks of, and deny what it denies."""
    said = {stem for quote in quotes for stem in words.stems(quote)}
    if said.isdisjoint(words.stems(text)):
        raise _Unsupported("its quotes speak of something else")
    lengths = [len(words.tokens(quote)) for quote in quotes]
    if max(lengths) < min(_SHORTEST_QUOTE, len(words.tokens(text))):
        raise _Unsupported("its quotes are too short to show anything")
    if words.denies(text) and not any(words.denies(quote) for quote in quotes):
        raise _Unsupported("its quotes deny nothing")


def _check_names_and_numbers(text: str, quotes: Sequence[str], spelling: _Spelling) -> None:
    quoted = [token for quote in quotes for token in words.tokens(quote)]
    known_names = words.roots(token.text for token in quoted if token.capitalised)
    known_numbers = {_number(token) for token in quoted}
    for token in words.tokens(text):
        value = _number(token)
        if value is not None and value not in known_numbers:
            raise _Unsupported(f"its quotes do not say “{token.text}”")
        if value is not None or not _is_name(token, text, spelling):
            continue
        if not known_names.issuperset(words.root(token.text).split()):
            raise _Unsupported(f"its quotes do not name “{token.text}”")


def _number(token: words.Token) -> str | None:
    """Value of a number; an ordinal in figures, "4th", counts as itself."""
    return words.number(token) or (token.text if token.text[0].isdigit() else None)


def _is_name(token: words.Token, text: str, spelling: _Spelling) -> bool:
    """A capitalised word, or one that the passages write with a capital only.

    At the start of a sentence a capital says nothing; there a name is a word that
    the passages never write small.
    """
    initials = len(token.text) > 1 and token.text.isupper()  # US, WHO
    named = initials or (token.capitalised and token.key in _SURNAMES)
    if token.key in words.FUNCTION_WORDS and not named:
        return False
    if not token.capitalised:
        return token.key in spelling.capital - spelling.small
    return not _SENTENCE_START.search(text[: token.start]) or token.key not in spelling.small
