"""What a summary is: claims like those of an answer, with who said what and which figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from rag.domain.replies import Claim, Difference, Dropped, Provenance

Scope = Literal["article", "topic"]

LENGTHS = {"short": 60, "medium": 120, "long": 250}
"""Most words of a summary, by name."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody's words, as a claim of the summary has them.

    All three are slices of one of the claim's quotes.

    Attributes:
        claim: Place of the claim in the summary, counted from 0.
        speaker: Who said it: ``Kurt Campbell, US Deputy Secretary of State``.
        verb: How: ``said``, ``told reporters in Brussels``, ``according to``.
        words: What was said, verbatim where the article quotes.
    """

    claim: int
    speaker: str
    verb: str
    words: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a date of a claim.

    Attributes:
        claim: Place of the claim in the summary, counted from 0.
        text: As the article writes it, with its unit: ``10,000 troops``.
        day: The day that a date means, if it can be told from the article's own.
    """

    claim: int
    text: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """At least one claim stands, and every one of them carries quotes.

    Attributes:
        scope: Whether it is of one article, or of a topic across articles.
        subject: The article's title, or the topic.
        article_ids: The articles that were read for it; of an article just that one.
        words: Most words that its claims may have together.
        claims: The headline fact first. ``claim.articles`` counts the independent articles
            behind each.
        statements: Who said what, in the order of the claims.
        figures: Numbers and dates, in the order of the claims.
        differences: What articles disagree on, as in `rag.domain.replies.Answer`.
        dropped: Claims that could not be supported.
        notes: What a reader has to know about how it was written.
        provenance: How it came about; ``k`` is the number of passages that were read.
    """

    scope: Scope
    subject: str
    article_ids: tuple[str, ...]
    words: int
    claims: tuple[Claim, ...]
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    differences: tuple[Difference, ...]
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]
    provenance: Provenance
