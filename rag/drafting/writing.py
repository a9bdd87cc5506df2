"""The writer that asks a language model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag import words
from rag.domain.replies import Draft, Unanswered
from rag.drafting.models import LanguageModel
from rag.drafting.prompted import PromptedWriter
from rag.drafting.sending import MAX_RETRIES, TIMEOUT
from rag.drafting.sources import fitting, write_sources
from rag.prompting import load_prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.calls import CallStore
    from rag.domain.articles import Hit
    from rag.domain.replies import DraftClaim
    from rag.drafting.ways import Way

NOT_TOLD = "the model found no answer to it in the passages"


class LlmWriter(PromptedWriter):
    """Drafts answers with a language model; see `rag.ports.Writer`.

    Construction is cheap and offline. What the model writes is not checked
    here: it may cite a source that was not given, or a quote that stands nowhere.

    Args:
        model: Name, as `LanguageModel` takes it, like all that follows.
        calls: Answers what it has recorded; only the rest is sent.
        base_url: Of an OpenAI-compatible server.
        timeout: Seconds to wait for a reply.
        max_retries: How often a failed request is sent again.
        tell: Is told what takes long.

    Raises:
        UsageError: This is no name of a model.
        MissingKeyError: The model needs a key that is not set; with ``calls``, only
            when a request must be sent.
    """

    def __init__(  # noqa: PLR0913 - all are those of LanguageModel
        self,
        model: str,
        calls: CallStore | None = None,
        *,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        max_retries: int = MAX_RETRIES,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        asked = LanguageModel(
            model, calls, base_url=base_url, timeout=timeout, max_retries=max_retries, tell=tell
        )
        super().__init__(asked, load_prompt("answer"))

    def draft(
        self, question: str, hits: Sequence[Hit], hear: Callable[[DraftClaim], None] | None = None
    ) -> Draft:
        """Ask the model for claims with quotes from the hits, numbered from 1.

        Without hits there is nothing to quote, and the model is not asked. Hits that do
        not fit into the model's window are left out, the last ones first.

        Args:
            question: As the user asked it.
            hits: Best first.
            hear: Is given each claim when it is complete, while the model goes on writing.

        Raises:
            BadReplyError: The model's reply could not be read, twice.
            MissingRecordingError: The call is not recorded, and may not be sent.
            ModelError: The model could not be asked.
        """
        if not hits:
            return Draft(reason="No passage was found that could answer the question.")
        from rag.drafting.forms import AnswerForm

        given = fitting(hits, self._model.room(self._prompt, question))
        asked = self._model.ask(
            self._prompt,
            AnswerForm,
            {"sources": write_sources(given), "question": question},
            _listening(hear) if hear else None,
        )
        draft = asked.value.to_draft(
            input_tokens=asked.input_tokens, output_tokens=asked.output_tokens
        )
        draft = _without_free_text(draft, question)
        if len(given) == len(hits):
            return draft
        left_out = f"{len(hits) - len(given)} of {len(hits)} passages were not given to the model"
        return replace(
            draft, notes=(f"{left_out}: its window is taken to be {self._model.window:,} tokens",)
        )


def _listening(hear: Callable[[DraftClaim], None]) -> Callable[[str, Way], None]:
    """Pass on each claim of a growing text once."""
    from rag.drafting.forms import claims_so_far

    told: set[DraftClaim] = set()

    def listen(text: str, way: Way) -> None:
        for claim in claims_so_far(text, markers=way == "plain"):
            if claim not in told:
                told.add(claim)
                hear(claim)

    return listen


def _without_free_text(draft: Draft, question: str) -> Draft:
    """Take out what the model says beside its claims: nobody could check it.

    A reason often tells what the model knows from elsewhere; ours is the same each
    time. A part of the question is shown if it is made of the question's own words.
    """
    asked = words.stems(question)
    unanswered = tuple(
        Unanswered(part.question if words.stems(part.question) <= asked else question, NOT_TOLD)
        for part in draft.unanswered
    )
    reason = "" if draft.claims else NOT_TOLD
    return replace(draft, unanswered=tuple(dict.fromkeys(unanswered)), reason=reason)
