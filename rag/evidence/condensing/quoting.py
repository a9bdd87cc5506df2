"""Sentences of the hits as claims that quote them, and how near two of them are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rag.domain.articles import Span
from rag.domain.replies import DraftCitation, DraftClaim
from rag.evidence.english.cutting import before
from rag.evidence.naming.referents import insertions, referent, with_brackets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rag.domain.articles import Hit, Sentence
    from rag.evidence.agreeing.comparing import Saying
    from rag.ports import PassageVectors, Vector

    Vectors = Callable[[Sequence[str]], Mapping[str, PassageVectors]]


class Quotable(Protocol):
    """A sentence of a hit, by the hit's number and its place in the article."""

    @property
    def source(self) -> int:
        """Number of the hit, counted from 1."""

    @property
    def start(self) -> int:
        """Offset in the article's text."""

    @property
    def text(self) -> str:
        """The sentence."""


def quoted(
    said: Quotable, hits: Sequence[Hit], answer: str = "", others: Sequence[Saying] = ()
) -> DraftClaim:
    """A sentence as a claim of its own words, with brackets for whom it means.

    Args:
        said: The sentence.
        hits: That it is numbered in.
        answer: The words of it that answer, if a question was asked.
        others: Sentences of other articles that say the same.
    """
    article = hits[said.source - 1].article
    span = Span(said.start, said.start + len(said.text))
    added = insertions(article.text, span, before(article.text, said.start))
    evidence = DraftCitation(said.source, said.text, "evidence", said.start, answer=answer)
    context = (
        DraftCitation(said.source, article.text[span.start : span.end], "context", span.start)
        for span in added
    )
    further = (
        DraftCitation(
            other.source, other.text, "evidence", other.start, further=True, answer=other.answer
        )
        for other in others
    )
    text = with_brackets(said.text, article.text, added)
    return DraftClaim(text, (evidence, *context, *further))


def meant(text: str, sentence: Sentence) -> str:
    """Whom the pronoun of a sentence stands for; empty if that is not certain."""
    return referent(text, Span(sentence.start, sentence.end), before(text, sentence.start))


def place_of(text: str, start: int) -> int:
    """How many sentences of a text come before an offset."""
    return len(before(text, start))


class Nearness:
    """Cosine of two sentences of the hits; their vectors are looked up when first asked for.

    Args:
        hits: Whose sentences are compared.
        vectors: As `rag.ports.Snapshot` has it, if anything has.
    """

    def __init__(self, hits: Sequence[Hit], vectors: Vectors | None) -> None:
        self._hits = hits
        self._look_up = vectors
        self._stored: Mapping[str, PassageVectors] | None = None

    def __call__(self, one: Quotable, other: Quotable) -> float | None:
        """None where no vectors are known."""
        first, second = self.vector(one.source, one.start), self.vector(other.source, other.start)
        return None if first is None or second is None else float(first @ second)

    def vector(self, source: int, start: int) -> Vector | None:
        """Unit vector of the sentence that starts there; None where it is not known."""
        if self._stored is None:
            names = list(dict.fromkeys(hit.passage.id for hit in self._hits))
            self._stored = self._look_up(names) if self._look_up else {}
        passage = self._hits[source - 1].passage
        starts = [span.start for span in passage.sentences]
        if passage.id not in self._stored or start not in starts:
            return None
        vector: Vector = self._stored[passage.id].sentences[starts.index(start)]
        return vector
