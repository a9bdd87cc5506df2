"""What the pipelines need from outside, as Protocols; adapters live further up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from rag.domain.articles import Article, Filters, Hit, Passage, Span
    from rag.domain.replies import Draft, DraftClaim

    Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageText:
    """What an embedder is given.

    Attributes:
        title: Context for the model; not part of the passage.
        text: The passage.
        sentences: Spans of ``text`` (not of the article) to be given vectors.
    """

    title: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Unit vectors of one passage.

    Attributes:
        passage: Shape ``(dimension,)``.
        sentences: Shape ``(number of sentences, dimension)``.
    """

    passage: Vector
    sentences: Vector


class Embedder(Protocol):
    """Text to unit vectors. Cheap to construct: the model loads on first use."""

    @property
    def name(self) -> str:
        """As the user names it: ``minilm``, ``openai:text-embedding-3-small``."""

    @property
    def fingerprint(self) -> str:
        """Model and weights, so that vectors of two models are never mixed."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def room(self) -> int:
        """Most tokens of a passage, so that it and its title are seen whole."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without special tokens."""

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        """Vectors of the passages and of their sentences, in the order given.

        A model that takes one text at a time begins before the last of them is made.
        """

    def embed_question(self, question: str) -> Vector:
        """Vector of a question, shape ``(dimension,)``."""

    def nearest_words(self, text: str, spans: Sequence[Span], other: str) -> list[float] | None:
        """How near each span of a text comes to a word of another text, as cosines.

        Words are compared in their contexts. None from a model that gives a text one
        vector and its words none.
        """


class Relevance(Protocol):
    """A second opinion on how much a text has to do with a question."""

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """How much of what a question asks for each text speaks of, in whatever words.

        About 1 for all of it, 0 for nothing.
        """


class Snapshot(Protocol):
    """A library that stands still while it is read."""

    @property
    def size(self) -> int:
        """Number of passages."""

    def nearest(self, vector: Vector, k: int, filters: Filters) -> list[tuple[str, float]]:
        """Ids and cosines of the k passages nearest to a unit vector, best first."""

    def matching(self, words: Sequence[str], k: int, filters: Filters) -> list[tuple[str, float]]:
        """Ids and BM25 scores (higher is better) of passages with any of the words."""

    def frequencies(self, words: Sequence[str]) -> Mapping[str, int]:
        """In how many passages each word stands, stemmed as `matching` does."""

    def words_like(self, word: str) -> Sequence[str]:
        """Words of the passages that are spelt nearly like one, as they are written there."""

    def passages(
        self, ids: Sequence[str]
    ) -> Mapping[str, tuple[Passage, Article, tuple[str, ...]]]:
        """Passage, its article and the article's paths; unknown ids are left out."""

    def cosines(self, ids: Sequence[str], vector: Vector) -> Mapping[str, float]:
        """Exact cosines of stored passages with a unit vector; unknown ids are left out."""

    def vectors(self, ids: Sequence[str]) -> Mapping[str, PassageVectors]:
        """Stored vectors of passages; unknown ids are left out."""

    def passages_of(self, article: str) -> Sequence[str]:
        """Ids of an article's passages, in order; none if there is no such article."""

    def undated(self, filters: Filters) -> int:
        """How many articles of the chosen sources have no date."""

    def newest(self) -> date | None:
        """Day of the newest article; None if no article has one."""


class Writer(Protocol):
    """Question and passages to a draft; what it writes is checked afterwards."""

    @property
    def model(self) -> str:
        """For the provenance of a reply."""

    @property
    def prompt(self) -> str | None:
        """Identity of the prompt, where there is one."""

    def draft(
        self, question: str, hits: Sequence[Hit], hear: Callable[[DraftClaim], None] | None = None
    ) -> Draft:
        """Propose claims, each with quotes from the hits; each may be heard when it is complete."""

    def cost(self, draft: Draft) -> float | None:
        """US dollars that a draft took; None where no price is known."""

    def close(self) -> None:
        """Give up what still waits; nothing is drafted any more."""


class Summariser(Protocol):
    """Passages to the draft of a summary; what it writes is checked afterwards."""

    @property
    def model(self) -> str:
        """For the provenance of a summary."""

    @property
    def prompt(self) -> str | None:
        """Identity of the prompt, where there is one."""

    def draft(self, subject: str, hits: Sequence[Hit], words: int, *, topic: bool) -> Draft:
        """Propose claims with quotes from the hits, the headline fact first.

        Args:
            subject: The topic, or the title of the one article that all hits are of.
            hits: Of a topic best first; of an article all of its passages, in order.
            words: Most words of all claims together.
            topic: Which of the two it is.
        """

    def reckon(self, subject: str, tokens: int) -> tuple[int, int]:
        """Most tokens that a language model reads and writes for passages of so many tokens."""

    def cost(self, draft: Draft) -> float | None:
        """US dollars that a draft took; None where no price is known."""

    def close(self) -> None:
        """Give up what still waits; nothing is drafted any more."""
