"""Articles and their parts, as they go in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Article:
    r"""A news article as it was read; all offsets count characters of ``text``.

    Attributes:
        id: First 12 hex digits of ``sha256``: the same text is the same article.
        title: Never empty; made from the first words where the file has none.
        text: The body as it is stored, quoted and counted. It has no lone
            surrogates, no NUL, and ``\n`` is its only line ending.
        source: Outlet, as the file names it.
        author: Byline, as the file names it.
        url: Where the file says it was published.
        published: Day of publication, where the file gives one.
        sha256: Hex digest of ``text`` in UTF-8.
    """

    id: str
    title: str
    text: str
    source: str | None
    author: str | None
    url: str | None
    published: date | None
    sha256: str

    @classmethod
    def of(  # noqa: PLR0913 - the fields of a catalogue card
        cls,
        *,
        title: str,
        text: str,
        source: str | None = None,
        author: str | None = None,
        url: str | None = None,
        published: date | None = None,
    ) -> Article:
        """Make an article whose identity is computed from its text."""
        digest = hashlib.sha256(text.encode()).hexdigest()
        return cls(digest[:12], title, text, source, author, url, published, digest)


@dataclass(frozen=True, slots=True)
class Location:
    """Where an article was read from; one article may stand in several places.

    Attributes:
        path: Absolute path of the file, as text.
        record: Which article of the file: empty for a file that is one article,
            else the record's own id, or ``sha256:`` and the hash of its text.
        file_sha256: Hex digest of the file's bytes.
    """

    path: str
    record: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters of an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: ``article.text[start:end] == text``, always.

    Attributes:
        id: ``<article id>:<ordinal>``.
        article_id: The article it was cut from.
        start: Offset of its first character in the article's text.
        end: Offset behind its last character.
        text: The slice itself.
        sentences: Its sentences in order, as spans of the *article's* text,
            each inside ``[start, end)``, none overlapping.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit, with how near it is to the question.

    Attributes:
        start: Offset in the article's text.
        end: Offset behind its last character.
        similarity: Cosine of its vector and the question's, in [-1, 1].
        relevance: Share of what the question asks for that it speaks of, in whatever
            words; 0 where nobody looked, see `rag.retrieving.search`.
    """

    start: int
    end: int
    similarity: float
    relevance: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found, with the article around it.

    Attributes:
        passage: The passage.
        article: The article it stands in, whole.
        paths: Where the article was read from.
        score: Fused score, 1 at best; comparable within one search only.
        similarity: Cosine of the passage's vector and the question's.
        sentences: The passage's sentences, in order.
    """

    passage: Passage
    article: Article
    paths: tuple[str, ...]
    score: float
    similarity: float
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a search may look at; empty means all.

    Attributes:
        since: First day, inclusive. Undated articles are left out.
        until: Last day, inclusive. Undated articles are left out.
        sources: Outlets, compared without regard to case.
    """

    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()


ALL = Filters()
"""What every article passes."""
