"""Question to reply in three steps: retrieve, draft, check.

The steps are functions of their own, so that a chain can pipe them. What one
step found travels to the next in a frozen record.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from time import perf_counter
from typing import TYPE_CHECKING

from rag import citing
from rag.answering.extractive import NOT_ENGLISH
from rag.domain.replies import Answer, Draft, Nearest, Provenance, Refusal, Unanswered
from rag.errors import UsageError
from rag.evidence.agreeing.reprints import reprints
from rag.version import version

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.domain.articles import Filters, Hit
    from rag.domain.replies import Claim, DraftClaim, Dropped, Reply
    from rag.evidence.asking.understanding import Understood
    from rag.ports import Writer

    Search = Callable[[str, Filters], list[Hit]]

_log = logging.getLogger(__name__)

OFFERED = 3
"""Passages that a refusal offers for reading."""

NOT_ASKED = "the language model was not asked, for want of evidence"

LONGEST = 2000
"""Characters of a question: some three hundred words. Reading it takes quadratic time."""


@dataclass(frozen=True, slots=True)
class Found:
    """A question with its hits.

    Attributes:
        question: As it was asked.
        meant: As it was understood.
        parts: The hits of each of its parts, best first.
        hits: All of them, each once: the best of every part, then the second best, …
        started: When, by the clock of `perf_counter`.
    """

    question: str
    meant: Understood
    parts: list[list[Hit]]
    hits: list[Hit]
    started: float


@dataclass(frozen=True, slots=True)
class Drafted:
    """A question with its hits, what the writer made of them, and the same without a model."""

    found: Found
    draft: Draft
    plain: Draft | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Answers questions under one setting.

    Attributes:
        understand: What a question means.
        search: From question and filters to hits.
        writer: What turns hits into a draft.
        filters: Which articles may be searched.
        notes: What a reader has to know about the filters.
        embedder: For the provenance, like the fields that follow.
        library: Folder.
        k: Most hits of a search.
        substitute: Writes nothing of its own. A language model is asked only if this one finds
            evidence, and where nothing that the model wrote stands, its answer is given.
        hear: Is given each claim that stands, while a language model writes the next.
    """

    understand: Callable[[str], Understood]
    search: Search
    writer: Writer
    filters: Filters
    notes: tuple[str, ...]
    embedder: str
    library: str
    k: int
    substitute: Writer | None = None
    hear: Callable[[Claim], None] | None = None

    def retrieve(self, question: str) -> Found:
        """Search the library.

        Raises:
            UsageError: The question has no word in it, or is no question but a text.
        """
        started = perf_counter()
        if not any(letter.isalnum() for letter in question):
            raise UsageError(
                "The question is empty", hint='Ask in words: ask "who warned about Kursk?"'
            )
        if len(question) > LONGEST:
            raise UsageError(
                f"The question has {len(question):,} characters, and at most {LONGEST:,} are read",
                hint="Ask it shorter; for many questions write one a line: ask --file FILE",
            )
        meant = self.understand(question)
        hits = {query: self.search(query, self.filters) for query in dict.fromkeys(meant.queries)}
        found = [hits[query] for query in meant.queries]
        return Found(question, meant, found, _in_turn(found), started)

    def draft(self, found: Found) -> Drafted:
        """Let the writer propose claims, for each part alone if it has no use for the others."""
        if self.substitute is None:
            return Drafted(found, _by_parts(self.writer, found))
        plain = _by_parts(self.substitute, found)
        if found.hits and not plain.claims and plain.reason != NOT_ENGLISH:
            return Drafted(found, replace(plain, notes=(NOT_ASKED,)))
        draft = self.writer.draft(found.meant.text, found.hits[: self.k], self._heard(found))
        return Drafted(found, draft, plain)

    def refuse(self, found: Found, reason: str) -> Reply:
        """Refuse without a draft."""
        return self.check(Drafted(found, Draft(reason=reason)))

    def check(self, drafted: Drafted) -> Reply:
        """Keep the claims that stand; refuse if none does.

        Where there were some, and there is an answer in the articles' own words, it is that.
        """
        found, draft = drafted.found, drafted.draft
        checked = self._checked(found, draft)
        used, fallback = draft, None
        if checked.dropped and not checked.claims and drafted.plain and self.substitute:
            plain = self._checked(found, drafted.plain)
            if plain.claims:
                checked = replace(plain, dropped=checked.dropped + plain.dropped)
                used, fallback = drafted.plain, self.substitute.model
        seconds = perf_counter() - found.started
        provenance = self._provenance(draft, fallback, seconds)
        _log.info(
            "%d passages gave %d claims; %d were dropped; %.2f s",
            len(found.hits),
            len(checked.claims),
            len(checked.dropped),
            seconds,
        )
        notes = (*found.meant.notes, *draft.notes, *self.notes)
        if checked.claims:
            return Answer(
                question=found.question,
                claims=checked.claims,
                unanswered=used.unanswered,
                dropped=checked.dropped,
                notes=notes,
                provenance=provenance,
                differences=checked.differences,
            )
        return Refusal(
            question=found.question,
            reason=_reason(drafted, checked.dropped),
            nearest=_nearest_of(found.hits),
            unanswered=draft.unanswered,
            dropped=checked.dropped,
            notes=notes,
            provenance=provenance,
        )

    def _checked(self, found: Found, draft: Draft) -> citing.Checked:
        return citing.check(draft, found.hits, reprints(hit.article for hit in found.hits))

    def _heard(self, found: Found) -> Callable[[DraftClaim], None] | None:
        """Passes on what stands of a claim that was just written."""
        if self.hear is None:
            return None
        tell = self.hear

        def hear(claim: DraftClaim) -> None:
            for standing in citing.check(Draft((claim,)), found.hits).claims:
                tell(standing)

        return hear

    def _provenance(self, draft: Draft, fallback: str | None, seconds: float) -> Provenance:
        return Provenance(
            model=self.writer.model,
            prompt=self.writer.prompt,
            embedder=self.embedder,
            library=self.library,
            k=self.k,
            fallback=fallback,
            version=version(),
            input_tokens=draft.input_tokens,
            output_tokens=draft.output_tokens,
            cost=self.writer.cost(draft),
            seconds=round(seconds, 3),
        )


def _in_turn(parts: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The hits of several searches, each passage once, the best of every search first."""
    ranks = chain.from_iterable(zip_longest(*parts))
    first = {hit.passage.id: hit for hit in reversed([hit for hit in ranks if hit])}
    return list(reversed(first.values()))


def _by_parts(writer: Writer, found: Found) -> Draft:
    parts = zip(found.meant.parts, found.parts, strict=True)
    drafts = [(part, hits, writer.draft(part, hits)) for part, hits in parts]
    return _joined(drafts, found.hits)


def _joined(drafts: Sequence[tuple[str, Sequence[Hit], Draft]], hits: Sequence[Hit]) -> Draft:
    """The drafts of a question's parts as one, with the sources numbered as in ``hits``."""
    if len(drafts) == 1:
        return drafts[0][2]
    number = {hit.passage.id: place for place, hit in enumerate(hits, start=1)}
    claims = [
        replace(
            claim,
            citations=tuple(
                replace(citation, source=number[own[citation.source - 1].passage.id])
                for citation in claim.citations
            ),
        )
        for _, own, draft in drafts
        for claim in draft.claims
    ]
    claims = list({claim.text: claim for claim in reversed(claims)}.values())[::-1]
    unanswered = tuple(
        left
        for part, _, draft in drafts
        for left in (draft.unanswered if draft.claims else [Unanswered(part, draft.reason)])
    )
    reason = "; ".join(dict.fromkeys(left.reason for left in unanswered))
    return Draft(tuple(claims), unanswered, "" if claims else reason)


def _reason(drafted: Drafted, dropped: tuple[Dropped, ...]) -> str:
    if not drafted.found.hits:
        return "no article passes the filters"
    if dropped:
        count = f"{len(dropped)} claims were" if len(dropped) > 1 else "1 claim was"
        return f"{count} written, and none could be supported by a quote"
    return drafted.draft.reason or "no passage answers the question"


def _nearest_of(hits: list[Hit]) -> tuple[Nearest, ...]:
    """The best passage of each of the first few articles."""
    first = {hit.article.id: hit for hit in reversed(hits)}
    best = sorted(first.values(), key=lambda hit: -hit.score)
    return tuple(_nearest(hit) for hit in best[:OFFERED])


def _nearest(hit: Hit) -> Nearest:
    passage = hit.passage
    return Nearest(
        passage.article_id,
        hit.article.title,
        passage.start,
        passage.end,
        passage.text,
        round(hit.score, 4),
    )
