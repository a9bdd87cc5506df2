"""What a language model is asked to write, and how it is read.

The classes are both the JSON Schema that is sent, docstrings included, and the
check of what comes back. They say how a reply is built, not whether it is true:
a quote that stands nowhere is well formed, and is dropped later.
"""

from __future__ import annotations

import re
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json

from rag.domain.replies import Draft, DraftCitation, DraftClaim, Unanswered

#: Mistakes told to the model at once; a reply that is wrong all over repeats itself.
MOST_MISTAKES = 5

#: How lines of a reply in plain text begin that are no claims.
NO_ANSWER, OPEN = "NO ANSWER:", "OPEN:"

_MARKER = re.compile(r"""\[\s*(?:Source\s*)?(\d{1,4})\s*:\s*["“](.*?)["”]\s*\]""", re.IGNORECASE)


class Form(BaseModel):
    """Nothing is converted, nothing left out, nothing added."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @classmethod
    def read_json(cls, text: str) -> Self:
        """Read a reply; a Markdown code block around it is taken off.

        Servers that ignore ``response_format`` get their JSON from models that
        like to wrap it so.

        Raises:
            ValueError: The reply is not what was asked for; the message says where
                it is wrong, in words for the model.
        """
        try:
            return cls.model_validate_json(_unwrapped(text))
        except ValidationError as error:
            mistakes = (
                ": ".join(filter(None, [".".join(map(str, each["loc"])), each["msg"]]))
                for each in error.errors()[:MOST_MISTAKES]
            )
            raise ValueError("; ".join(mistakes)) from error

    @classmethod
    def read_markers(cls, text: str) -> Self:
        """Read a reply in plain text; a form that has no such writing is JSON there, too."""
        return cls.read_json(text)


FormT = TypeVar("FormT", bound=Form)


class CitationForm(Form):
    """Number of a source, and words copied from it."""

    source: int
    quote: str


class ClaimForm(Form):
    """A sentence with its citations."""

    # The sentence first, since models write in this order (decision 10).
    text: str
    citations: list[CitationForm]

    def to_draft(self) -> DraftClaim:
        """The same in our own types."""
        return DraftClaim(
            self.text, tuple(DraftCitation(c.source, c.quote) for c in self.citations)
        )


class UnansweredForm(Form):
    """A part of the question that is left open."""

    question: str
    reason: str


class AnswerForm(Form):
    """An answer in claims, each with verbatim quotes, or the reason why there is none."""

    claims: list[ClaimForm]
    unanswered: list[UnansweredForm]
    reason: str

    @classmethod
    def read_markers(cls, text: str) -> Self:
        """Read claims with ``[1: "quote"]`` behind them, a line each; see prompts/answer.md.

        Raises:
            ValueError: There is neither a claim with a quote nor a line that says why.
        """
        if _unwrapped(text).lstrip().startswith("{"):  # a model that likes JSON better
            return cls.read_json(text)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        claims = [claim for line in lines if (claim := _marked(line))]
        refused = [line for line in lines if line.upper().startswith(NO_ANSWER)]
        open_parts = [
            UnansweredForm(question=line[len(OPEN) :].strip(), reason="")
            for line in lines
            if line.upper().startswith(OPEN)
        ]
        if not claims and not refused:
            raise ValueError(
                f'there is no line with a quote behind it, [1: "…"], and none with {NO_ANSWER}'
            )
        reason = refused[0][len(NO_ANSWER) :].strip() if refused and not claims else ""
        return cls(claims=claims, unanswered=open_parts, reason=reason)

    def to_draft(self, *, input_tokens: int, output_tokens: int) -> Draft:
        """The same as a draft, in our own types."""
        return Draft(
            claims=tuple(claim.to_draft() for claim in self.claims),
            unanswered=tuple(Unanswered(each.question, each.reason) for each in self.unanswered),
            reason=self.reason,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
        )


class SummaryForm(Form):
    """A summary in claims, each with verbatim quotes."""

    claims: list[ClaimForm]

    @classmethod
    def read_markers(cls, text: str) -> Self:
        """Read claims with ``[1: "quote"]`` behind them, a line each; see prompts/summary.md.

        Raises:
            ValueError: No line has a quote.
        """
        if _unwrapped(text).lstrip().startswith("{"):
            return cls.read_json(text)
        claims = [claim for line in text.splitlines() if (claim := _marked(line.strip()))]
        if not claims:
            raise ValueError('there is no line with a quote behind it, [1: "…"]')
        return cls(claims=claims)


def claims_so_far(text: str, *, markers: bool) -> list[DraftClaim]:
    """The claims that are complete in a reply that is still being written."""
    if markers:
        forms = [claim for line in text.splitlines(True)[:-1] if (claim := _marked(line.strip()))]
    else:
        forms = _complete(text)
    return [claim.to_draft() for claim in forms]


def _complete(text: str) -> list[ClaimForm]:
    """Of JSON that is cut off, all claims but the last, which may go on."""
    try:
        data = from_json(_opened(text), allow_partial=True)
    except ValueError:
        return []
    claims = data.get("claims") if isinstance(data, dict) else None
    if not isinstance(claims, list):
        return []
    whole = claims if len(data) > 1 else claims[:-1]
    try:
        return [ClaimForm.model_validate(claim) for claim in whole]
    except ValidationError:
        return []


def _marked(line: str) -> ClaimForm | None:
    """A line of plain text as a claim; None where no quote stands behind it."""
    found = _MARKER.search(line)
    if found is None:
        return None
    citations = [CitationForm(source=int(n), quote=quote) for n, quote in _MARKER.findall(line)]
    return ClaimForm(citations=citations, text=line[: found.start()].strip().lstrip("-*• "))


def _opened(text: str) -> str:
    """A reply without the opening of a code block."""
    opening, _, rest = text.lstrip().partition("\n")
    return rest if opening in {"```", "```json"} else text


def _unwrapped(text: str) -> str:
    opening, _, rest = text.strip().partition("\n")
    wrapped = opening in {"```", "```json"} and rest.endswith("```")
    return rest.removesuffix("```") if wrapped else text
