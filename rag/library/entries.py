"""What goes into a library, and what it tells about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from rag.domain.articles import Article, Location, Passage
    from rag.ports import PassageVectors


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a library's vectors were made with; two of them are never mixed.

    Attributes:
        embedder: Fingerprint of the embedder: its name and the hash of its weights.
        dimension: Length of a vector.
        splitter: Version of the rules that cut articles into passages.
    """

    embedder: str
    dimension: int
    splitter: str

    def __str__(self) -> str:
        return f"{self.embedder} ({self.dimension} dimensions, {self.splitter})"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ready to be stored at one location.

    Attributes:
        article: The article.
        location: Where it was read from.
        passages: All of its passages, or none where its text is stored already
            (see `Library.need_vectors`).
        vectors: One for each passage.
    """

    article: Article
    location: Location
    passages: tuple[Passage, ...] = ()
    vectors: tuple[PassageVectors, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read to its end.

    Attributes:
        path: As in its locations.
        sha256: Hex digest of the file's bytes.
        records: Every record it has now; what it had before and has no longer is forgotten.
    """

    path: str
    sha256: str
    records: frozenset[str]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a call of `Library.put` did, counted in locations.

    Attributes:
        added: New locations, whether or not their text was known.
        replaced: Locations whose text or metadata is another now.
        unchanged: Locations that were stored just so.
        removed: Records that their file no longer has.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out.

    Attributes:
        locations: Places that are known no longer.
        articles: Id and title of every article that went with its last location.
    """

    locations: tuple[Location, ...] = ()
    articles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A location, and when the article was first read there (UTC)."""

    location: Location
    added: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """An article with its places, ordered by path and record."""

    article: Article
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An article without its text.

    Attributes:
        id: See `Article`, like the four fields that follow.
        title: Headline.
        source: Outlet.
        author: Byline.
        url: Where it was published.
        published: Day of publication.
        paths: Where it was read from, in order.
        added: When it was first read (UTC).
        passages: How many it was cut into.
        characters: Length of its text.
    """

    id: str
    title: str
    source: str | None
    author: str | None
    url: str | None
    published: date | None
    paths: tuple[str, ...]
    added: datetime
    passages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Status:
    """A library in numbers.

    Attributes:
        folder: Where it is.
        schema: Version of its tables.
        fingerprint: What its vectors were made with.
        articles: How many.
        undated: How many of them have no day of publication.
        locations: How many places they were read from.
        passages: How many they were cut into.
        bytes: Size on disk.
    """

    folder: Path
    schema: int
    fingerprint: Fingerprint
    articles: int
    undated: int
    locations: int
    passages: int
    bytes: int
