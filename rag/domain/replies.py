"""What comes out: a draft that nobody has checked, and the reply that was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from rag.domain.articles import Hit

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
        further: Whether it shows only that one more article says the same; the claim
            stands without it.
        answer: The words of the quote that answer where a number, a date or a name was
            asked for, if the writer knows.
    """

    source: int
    quote: str
    role: Role = "evidence"
    start: int | None = None
    further: bool = False
    answer: str = ""


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence of a draft with the quotes that are to carry it.

    Words that were added for the reader stand in ``[square brackets]``.

    Attributes:
        text: The sentence.
        citations: The quotes.
        differs_from: Text of another claim that gives another answer to the same
            question; empty if there is none.
    """

    text: str
    citations: tuple[DraftCitation, ...]
    differs_from: str = ""


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
        notes: What a reader has to know about how it was written.
    """

    claims: tuple[DraftClaim, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    reason: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reprint:
    """An article with the text of one that is cited, under another title or in another paper.

    Attributes:
        article_id: Its own; the text is not the same to the letter.
        title: As it is printed there, like the four fields that follow.
        source: Outlet.
        published: Day of publication.
        url: Where it was published.
        paths: Where the article was read from.
    """

    article_id: str
    title: str
    source: str | None
    published: date | None
    url: str | None
    paths: tuple[str, ...]

    @classmethod
    def of(cls, hit: Hit) -> Reprint:
        """The article of a hit."""
        one = hit.article
        return cls(one.id, one.title, one.source, one.published, one.url, hit.paths)


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
        reprints: Other articles with the same text, as far as the search found them.
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
    reprints: tuple[Reprint, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that may be shown, with at least one ``evidence`` citation."""

    text: str
    citations: tuple[Citation, ...]

    @property
    def articles(self) -> int:
        """How many articles carry it; reprints of one text count as one."""
        counted: set[str] = set()
        texts = 0
        for citation in self.citations:
            if citation.role == "evidence":
                printed = {citation.article_id, *(one.article_id for one in citation.reprints)}
                texts += counted.isdisjoint(printed)
                counted |= printed
        return texts


@dataclass(frozen=True, slots=True)
class Difference:
    """Answers to one question that cannot all be right, each as its article has it.

    Attributes:
        answers: The words that answer, as citations: "10,000" of one article, "12,000" of
            another. Each stands inside a quote of a claim; those of one claim, which say
            the same, are together.
    """

    answers: tuple[tuple[Citation, ...], ...]


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
    """At least one claim stands; where articles differ, each answer has a claim of its own."""

    question: str
    claims: tuple[Claim, ...]
    unanswered: tuple[Unanswered, ...]
    dropped: tuple[Dropped, ...]
    notes: tuple[str, ...]
    provenance: Provenance
    differences: tuple[Difference, ...] = ()


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
