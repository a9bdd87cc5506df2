"""What comes out: a draft that nobody has checked, and the reply that was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

Role = Literal["evidence", "context"]


@dataclass(frozen=True, slots=True)
class DraftCitation:
    """A quote that a writer says it found.

    Attributes:
        source: Number of the hit it points at, counted from 1.
        quote: The words, which nobody has compared with the article yet.
        role: ``evidence`` supports the claim; ``context`` only says who or what
            a bracketed word of the claim stands for.
        start: Where in the article's text the writer took it from, if it knows.
    """

    source: int
    quote: str
    role: Role = "evidence"
    start: int | None = None


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence of a draft with the quotes that are to carry it.

    Words that were added for the reader stand in ``[square brackets]``.
    """

    text: str
    citations: tuple[DraftCitation, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A part of the question that the articles do not answer, and why."""

    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer proposes; empty ``claims`` means that it found no answer.

    Attributes:
        claims: In the order to be read.
        unanswered: Parts of the question left open.
        reason: Why there are no claims, in words for the user.
        input_tokens: What the model was sent; 0 without a model.
        output_tokens: What the model wrote; 0 without a model.
    """

    claims: tuple[DraftClaim, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    reason: str = ""
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that was compared with its article: ``article.text[start:end] == quote``.

    Attributes:
        role: See `DraftCitation`.
        article_id: The article it stands in.
        title: Of the article, like the four fields that follow.
        source: Outlet.
        author: Byline.
        published: Day of publication.
        url: Where it was published.
        paths: Where the article was read from.
        start: Offset of the quote in the article's text.
        end: Offset behind it.
        quote: The article's own slice.
        moved_from: The passage that the writer had cited, where the quote was
            found in another one.
    """

    role: Role
    article_id: str
    title: str
    source: str | None
    author: str | None
    published: date | None
    url: str | None
    paths: tuple[str, ...]
    start: int
    end: int
    quote: str
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that may be shown, with at least one ``evidence`` citation."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claim that failed its check, and why; counted, never shown as fact."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """A passage offered for reading when there is no answer."""

    article_id: str
    title: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a reply came about, so that it can be made again.

    Attributes:
        model: ``extractive``, or the language model's name.
        prompt: ``name@<12 hex digits>``, or None where no prompt was used.
        embedder: Name and file hash of the embedding model.
        library: Folder of the library.
        k: How many passages the writer was given at most.
        fallback: Name of the writer that stood in for ``model``, if one did.
        version: Of this package.
        input_tokens: Sent to the language model.
        output_tokens: Written by the language model.
        cost: In US dollars; None where no price is known.
        seconds: Wall-clock time from question to reply.
    """

    model: str
    prompt: str | None
    embedder: str
    library: str
    k: int
    fallback: str | None
    version: str
    input_tokens: int
    output_tokens: int
    cost: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """At least one claim stands."""

    question: str
    claims: tuple[Claim, ...]
    unanswered: tuple[Unanswered, ...]
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Refusal:
    """The articles do not answer the question, or nothing that was written stands."""

    question: str
    reason: str
    nearest: tuple[Nearest, ...]
    unanswered: tuple[Unanswered, ...]
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]
    provenance: Provenance


Reply = Answer | Refusal
