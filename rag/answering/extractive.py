"""The writer that needs no language model: it quotes, and adds nothing but brackets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag.domain.replies import Draft, DraftClaim, Unanswered
from rag.evidence.agreeing.agreement import points
from rag.evidence.asking import questions
from rag.evidence.asking.casing import is_cased
from rag.evidence.asking.language import in_english
from rag.evidence.asking.parting import parts
from rag.evidence.choice.candidates import known_names
from rag.evidence.choice.choosing import choose
from rag.evidence.choice.weighing import weigh
from rag.evidence.condensing.quoting import Nearness, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rag.domain.articles import Hit
    from rag.evidence.asking.questions import Question
    from rag.evidence.choice.choosing import Caution, Choice
    from rag.evidence.choice.unspoken import NearestWords
    from rag.evidence.condensing.quoting import Vectors

    Frequencies = Callable[[Sequence[str]], tuple[int, Mapping[str, int]]]

NOT_ENGLISH = "the question seems not to be in English; ask it in English"
"""Instead of a reason that would name words as missing which nobody could have found."""


class ExtractiveWriter:
    """Answers with whole sentences of the articles, verbatim.

    Args:
        frequencies: Given words, the number of passages in the library and in
            how many of them each word stands.
        nearest_words: As `rag.ports.Embedder` has it, if anything has.
        vectors: As `rag.ports.Snapshot` has it, if anything has.
        caution: How sure an answer must be.
    """

    model = "extractive"
    prompt = None

    def __init__(
        self,
        frequencies: Frequencies,
        nearest_words: NearestWords | None = None,
        vectors: Vectors | None = None,
        caution: Caution = "balanced",
    ) -> None:
        self._frequencies = frequencies
        self._nearest_words = nearest_words
        self._vectors = vectors
        self._caution = caution

    def close(self) -> None:
        """There is nothing to give up."""

    def cost(self, draft: Draft) -> float:  # noqa: ARG002 - others have to look at it
        """Nothing."""
        return 0.0

    def draft(
        self, question: str, hits: Sequence[Hit], hear: Callable[[DraftClaim], None] | None = None
    ) -> Draft:
        """One claim for each part of the question that a sentence answers."""
        claims: list[DraftClaim] = []
        unanswered: list[Unanswered] = []
        for part in parts(question) or [question]:
            asked = _read(part, hits)
            choice = self._choose(asked, hits)
            claims.extend(self._claims(asked, choice, hits))
            if not choice.chosen:
                unanswered.append(Unanswered(part, choice.reason))
        claims = list({claim.text: claim for claim in reversed(claims)}.values())[::-1]
        if hear:
            for claim in claims:
                hear(claim)
        if not claims and not in_english(question):
            return Draft(reason=NOT_ENGLISH)
        if not claims:
            return Draft(reason="; ".join(dict.fromkeys(part.reason for part in unanswered)))
        return Draft(tuple(claims), tuple(unanswered))

    def choose(self, question: str, hits: Sequence[Hit]) -> Choice:
        """The sentences that answer a question of one part, with all that were looked at."""
        return self._choose(_read(question, hits), hits)

    def _choose(self, asked: Question, hits: Sequence[Hit]) -> Choice:
        return choose(asked, hits, self.weights(asked), self._nearest_words, self._caution)

    def _claims(self, asked: Question, choice: Choice, hits: Sequence[Hit]) -> Iterator[DraftClaim]:
        first = ""
        for point in points(asked, choice, hits, Nearness(hits, self._vectors), self._frequencies):
            claim = quoted(point.candidate, hits, point.answer, point.others)
            yield replace(claim, differs_from=first) if point.differs else claim
            first = claim.text if point.answer and not point.differs else first

    def weights(self, asked: Question) -> dict[str, float]:
        """What each of the question's terms weighs in this library."""
        return weigh(asked, *self._frequencies(list(asked.terms.values())))


def _read(question: str, hits: Sequence[Hit]) -> Question:
    """A question taken apart; where its capitals mean nothing, the hits tell what are names."""
    return questions.read(question, frozenset() if is_cased(question) else known_names(hits))
