"""What whoever writes with a language model tells of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.domain.replies import Draft
    from rag.drafting.models import LanguageModel
    from rag.prompting import Prompt


class PromptedWriter:
    """A language model and the prompt that it is given; see `rag.ports`.

    Args:
        model: Is asked.
        prompt: What it is told.
    """

    def __init__(self, model: LanguageModel, prompt: Prompt) -> None:
        self._model, self._prompt = model, prompt

    @property
    def model(self) -> str:
        """As the user named it."""
        return self._model.name

    @property
    def prompt(self) -> str:
        """Identity of the prompt."""
        return self._prompt.id

    def close(self) -> None:
        """Give up requests that wait for another try."""
        self._model.close()

    def cost(self, draft: Draft) -> float | None:
        """US dollars that a draft took; None where no price is known."""
        return self._model.cost(draft.input_tokens, draft.output_tokens)
