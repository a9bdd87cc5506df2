"""The writer of summaries that asks a language model, in several steps where the text is long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag import citing
from rag.domain.replies import Draft
from rag.drafting.chats import REPLY
from rag.drafting.prompted import PromptedWriter
from rag.drafting.sources import grouped, most_around, write_sources
from rag.prompting import load_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.domain.articles import Hit, Span
    from rag.domain.replies import Claim, DraftClaim
    from rag.drafting.models import LanguageModel

NOT_TOLD = "the model found nothing to say about it in the passages"


class LlmSummariser(PromptedWriter):
    """Summarises with a language model; see `rag.ports.Summariser`.

    Passages that do not fit into the model's window together are summarised in groups. What
    stands of these summaries is looked up in the articles, and the sentences that were found
    there are the sources of the next step: the last summary is written from the articles' own
    words, like the first, and its quotes are quotes of the articles.

    Args:
        model: Asked once, or once for each group of passages and of sentences.
    """

    def __init__(self, model: LanguageModel) -> None:
        super().__init__(model, load_prompt("summary"))

    def draft(
        self,
        subject: str,
        hits: Sequence[Hit],
        words: int,
        *,
        topic: bool,  # noqa: ARG002 - the same rules hold for both
    ) -> Draft:
        """Ask the model for claims with quotes from the hits, numbered from 1.

        Raises:
            BadReplyError: The model's reply could not be read, twice.
            MissingRecordingError: The call is not recorded, and may not be sent.
            ModelError: The model could not be asked.
        """
        if not hits:
            return Draft(reason="There is no passage to summarise.")
        sources = list(enumerate(hits, start=1))
        step = self._step(subject, sources, words)
        failed: list[DraftClaim] = []
        used = [step]
        while step.groups > 1:
            standing = citing.check(Draft(step.claims), hits)
            told = {dropped.text for dropped in standing.dropped}
            failed += [claim for claim in step.claims if claim.text in told]
            sources = list(_shown(standing.claims, hits))
            before, step = step, self._step(subject, sources, words)
            used.append(step)
            if step.groups >= before.groups:  # it does not get shorter; what is too long is cut
                break
        return Draft(
            (*step.claims, *failed),
            reason="" if step.claims or failed else NOT_TOLD,
            input_tokens=sum(each.input_tokens for each in used),
            output_tokens=sum(each.output_tokens for each in used),
        )

    def reckon(self, subject: str, tokens: int) -> tuple[int, int]:
        """Tokens read and written, at most: in groups where they do not fit, put together at last.

        No reply is taken to be unreadable, which would have to be asked for twice.
        """
        around = most_around(self._prompt, subject)
        groups = -(-tokens // max(self._model.room(self._prompt, subject), REPLY))
        together = around + groups * REPLY if groups > 1 else 0
        return tokens + groups * around + together, (groups + (groups > 1)) * REPLY

    def _step(self, subject: str, sources: Sequence[tuple[int, Hit]], words: int) -> _Step:
        """Ask once for each group of sources that fits."""
        from rag.drafting.forms import SummaryForm

        numbers = [number for number, _ in sources]
        groups = grouped([hit for _, hit in sources], self._model.room(self._prompt, subject))
        claims: list[DraftClaim] = []
        tokens = [0, 0]
        for group in groups:
            values = {
                "sources": write_sources(group),
                "subject": " ".join(subject.split()),
                "words": str(words),
            }
            asked = self._model.ask(self._prompt, SummaryForm, values)
            here, numbers = numbers[: len(group)], numbers[len(group) :]
            claims += (_renumbered(claim.to_draft(), here) for claim in asked.value.claims)
            tokens = [tokens[0] + asked.input_tokens, tokens[1] + asked.output_tokens]
        return _Step(tuple(claims), len(groups), *tokens)


@dataclass(frozen=True, slots=True)
class _Step:
    """What came of asking once for each group; sources are numbered as the hits are."""

    claims: tuple[DraftClaim, ...]
    groups: int
    input_tokens: int
    output_tokens: int


def _renumbered(claim: DraftClaim, numbers: Sequence[int]) -> DraftClaim:
    """A claim whose sources are numbered as the hits; a number that was not given becomes 0."""
    return replace(
        claim,
        citations=tuple(
            replace(
                each, source=numbers[each.source - 1] if 1 <= each.source <= len(numbers) else 0
            )
            for each in claim.citations
        ),
    )


def _shown(claims: Sequence[Claim], hits: Sequence[Hit]) -> Iterator[tuple[int, Hit]]:
    """The sentences that claims quote, each once, as sources with the numbers of their hits."""
    seen: set[tuple[int, Span]] = set()
    for citation in (each for claim in claims for each in claim.citations):
        for number, hit in enumerate(hits, start=1):
            passage = hit.passage
            if passage.article_id != citation.article_id:
                continue
            for span in passage.sentences:
                quoted = span.start < citation.end and citation.start < span.end
                if quoted and (number, span) not in seen:
                    seen.add((number, span))
                    text = hit.article.text[span.start : span.end]
                    alone = replace(
                        passage, start=span.start, end=span.end, text=text, sentences=(span,)
                    )
                    yield number, replace(hit, passage=alone)
