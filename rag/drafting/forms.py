"""What a language model is asked to write, and how it is read.

The classes are both the JSON Schema that is sent, docstrings included, and the
check of what comes back. They say how a reply is built, not whether it is true:
a quote that stands nowhere is well formed, and is dropped later.
"""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.domain.replies import Draft, DraftCitation, DraftClaim, Unanswered

#: Mistakes told to the model at once; a reply that is wrong all over repeats itself.
MOST_MISTAKES = 5


class Form(BaseModel):
    """Nothing is converted, nothing left out, nothing added."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


FormT = TypeVar("FormT", bound=Form)


class CitationForm(Form):
    """Number of a source, and words copied from it."""

    source: int
    quote: str


class ClaimForm(Form):
    """A sentence with its citations."""

    # Quotes first, since models write in this order. Seen on five questions to a 1.5B model:
    # four quotes verbatim so, two the other way round. Too few to rely on; measure again.
    citations: list[CitationForm]
    text: str


class UnansweredForm(Form):
    """A part of the question that is left open."""

    question: str
    reason: str


class AnswerForm(Form):
    """An answer in claims, each with verbatim quotes, or the reason why there is none."""

    claims: list[ClaimForm]
    unanswered: list[UnansweredForm]
    reason: str

    def to_draft(self, *, input_tokens: int, output_tokens: int) -> Draft:
        """The same as a draft, in our own types."""
        return Draft(
            claims=tuple(
                DraftClaim(
                    claim.text, tuple(DraftCitation(c.source, c.quote) for c in claim.citations)
                )
                for claim in self.claims
            ),
            unanswered=tuple(Unanswered(each.question, each.reason) for each in self.unanswered),
            reason=self.reason,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
        )


def read_form(form: type[FormT], text: str) -> FormT:
    """Read a reply; a Markdown code block around it is taken off.

    Servers that ignore ``response_format`` get their JSON from models that
    like to wrap it so.

    Raises:
        ValueError: The reply is not what was asked for; the message says where
            it is wrong, in words for the model.
    """
    try:
        return form.model_validate_json(_unwrapped(text))
    except ValidationError as error:
        mistakes = (
            ": ".join(filter(None, [".".join(map(str, each["loc"])), each["msg"]]))
            for each in error.errors()[:MOST_MISTAKES]
        )
        raise ValueError("; ".join(mistakes)) from error


def _unwrapped(text: str) -> str:
    opening, _, rest = text.strip().partition("\n")
    wrapped = opening in {"```", "```json"} and rest.endswith("```")
    return rest.removesuffix("```") if wrapped else text
