"""The writer that asks a language model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag import words
from rag.domain.replies import Draft, Unanswered
from rag.drafting.models import MAX_RETRIES, TIMEOUT, LanguageModel
from rag.drafting.sources import write_sources
from rag.prompting import load_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.calls import CallStore
    from rag.domain.articles import Hit

NOT_TOLD = "the model found no answer to it in the passages"


class LlmWriter:
    """Drafts answers with a language model; see `rag.ports.Writer`.

    Construction is cheap and offline. What the model writes is not checked
    here: it may cite a source that was not given, or a quote that stands nowhere.

    Args:
        model: ``openai:NAME``, or another name that `LanguageModel` takes.
        calls: Answers what it has recorded; only the rest is sent.
        timeout: Seconds to wait for a reply.
        max_retries: How often a failed request is sent again.

    Raises:
        UsageError: This is no name of a model.
        MissingKeyError: The model needs a key that is not set; with ``calls``, only
            when a request must be sent.
    """

    def __init__(
        self,
        model: str,
        calls: CallStore | None = None,
        *,
        timeout: float = TIMEOUT,
        max_retries: int = MAX_RETRIES,
    ) -> None:
        self._model = LanguageModel(model, calls, timeout=timeout, max_retries=max_retries)
        self._prompt = load_prompt("answer")

    @property
    def model(self) -> str:
        """As the user named it."""
        return self._model.name

    @property
    def prompt(self) -> str:
        """Identity of the prompt."""
        return self._prompt.id

    def draft(self, question: str, hits: Sequence[Hit]) -> Draft:
        """Ask the model for claims with quotes from the hits, numbered from 1.

        Without hits there is nothing to quote, and the model is not asked.

        Raises:
            BadReplyError: The model's reply could not be read, twice.
            MissingRecordingError: The call is not recorded, and may not be sent.
            ModelError: The model could not be asked.
        """
        if not hits:
            return Draft(reason="No passage was found that could answer the question.")
        from rag.drafting.forms import AnswerForm

        values = {"sources": write_sources(hits), "question": question}
        asked = self._model.ask(self._prompt, AnswerForm, values)
        draft = asked.value.to_draft(
            input_tokens=asked.input_tokens, output_tokens=asked.output_tokens
        )
        return _without_free_text(draft, question)


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
