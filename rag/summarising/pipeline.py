"""Article or topic to summary in three steps: gather, draft, check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from rag import citing
from rag.domain.replies import Dropped, Nearest, Provenance, Refusal
from rag.domain.summaries import Summary
from rag.evidence.agreeing.reprints import reprints
from rag.evidence.condensing.figures import figures
from rag.evidence.english.speech import statements
from rag.version import version
from rag.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.citing import Checked
    from rag.domain.articles import Hit
    from rag.domain.replies import Claim, Draft
    from rag.domain.summaries import Scope
    from rag.ports import Summariser

OFFERED = 3
"""Passages that a refusal offers for reading."""

NOT_ASKED = "the language model was not asked, for want of evidence"

LONG_ENOUGH = "the summary is as long as it may be without it"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be summarised.

    Attributes:
        scope: One article, or a topic.
        subject: The article's title, or the topic.
        hits: Of an article all of its passages in order; of a topic the best first.
        words: Most words of the summary.
        notes: What a reader has to know about the choice of articles.
    """

    scope: Scope
    subject: str
    hits: Sequence[Hit]
    words: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Summarises under one setting.

    Attributes:
        writer: Proposes the claims.
        embedder: For the provenance, like the field that follows.
        library: Folder.
        substitute: Writes in the articles' own words. A language model is asked only if this
            one finds something to say, and where nothing that the model wrote stands, its
            summary is given.
    """

    writer: Summariser
    embedder: str
    library: str
    substitute: Summariser | None = None

    def summarise(self, task: Task) -> Summary | Refusal:
        """Keep the claims that stand, as many as fit; refuse if none does."""
        started = perf_counter()
        draft, plain = self._drafts(task)
        checked = _checked(draft, task)
        fallback = None
        if self.substitute is not None and plain is not None and not checked.claims:
            instead = _checked(plain, task)
            checked = replace(instead, dropped=checked.dropped + instead.dropped)
            fallback = self.substitute.model if instead.claims else None
        claims, left_out = _shortened(checked.claims, task.words)
        provenance = self._provenance(task, draft, fallback, perf_counter() - started)
        if not claims:
            return _refusal(task, draft, checked, provenance)
        return Summary(
            scope=task.scope,
            subject=task.subject,
            article_ids=tuple(dict.fromkeys(hit.article.id for hit in task.hits)),
            words=task.words,
            claims=claims,
            statements=statements(claims),
            figures=figures(claims),
            differences=checked.differences,
            dropped=(*checked.dropped, *left_out),
            notes=(*draft.notes, *task.notes),
            provenance=provenance,
        )

    def _drafts(self, task: Task) -> tuple[Draft, Draft | None]:
        """What the writer proposes, and the same without a model, if there is one."""
        if self.substitute is None:
            return self._draft(self.writer, task), None
        plain = self._draft(self.substitute, task)
        if not plain.claims:
            return replace(plain, notes=(NOT_ASKED,)), None
        return self._draft(self.writer, task), plain

    def _draft(self, writer: Summariser, task: Task) -> Draft:
        topic = task.scope == "topic"
        return writer.draft(task.subject, task.hits, task.words, topic=topic)

    def _provenance(
        self, task: Task, draft: Draft, fallback: str | None, seconds: float
    ) -> Provenance:
        return Provenance(
            model=self.writer.model,
            prompt=self.writer.prompt,
            embedder=self.embedder,
            library=self.library,
            k=len(task.hits),
            fallback=fallback,
            version=version(),
            input_tokens=draft.input_tokens,
            output_tokens=draft.output_tokens,
            cost=self.writer.cost(draft),
            seconds=round(seconds, 3),
        )


def _checked(draft: Draft, task: Task) -> Checked:
    return citing.check(draft, task.hits, reprints(hit.article for hit in task.hits))


def _shortened(claims: Sequence[Claim], most: int) -> tuple[tuple[Claim, ...], list[Dropped]]:
    """The claims that fit, and the others; the first one always fits."""
    kept: list[Claim] = []
    left_out: list[Dropped] = []
    room = most
    for claim in claims:
        length = len(tokens(claim.text))
        if kept and length > room:
            left_out.append(Dropped(claim.text, LONG_ENOUGH))
        else:
            kept.append(claim)
            room -= length
    return tuple(kept), left_out


def _refusal(task: Task, draft: Draft, checked: Checked, provenance: Provenance) -> Refusal:
    reason = draft.reason
    if checked.dropped:
        reason = f"of {len(checked.dropped)} claims that were written none could be supported"
    return Refusal(
        question=task.subject,
        reason=reason or "there is nothing to summarise",
        nearest=tuple(_nearest(task.hits)) if task.scope == "topic" else (),
        unanswered=(),
        dropped=checked.dropped,
        notes=(*draft.notes, *task.notes),
        provenance=provenance,
    )


def _nearest(hits: Sequence[Hit]) -> Iterable[Nearest]:
    for hit in hits[:OFFERED]:
        one = hit.passage
        yield Nearest(
            one.article_id, hit.article.title, one.start, one.end, one.text, round(hit.score, 4)
        )
