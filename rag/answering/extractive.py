"""The writer that needs no language model: it quotes, and adds nothing but brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain.articles import Span
from rag.domain.replies import Draft, DraftCitation, DraftClaim, Unanswered
from rag.evidence import questions
from rag.evidence.candidates import known_names
from rag.evidence.choosing import choose
from rag.evidence.parting import parts
from rag.evidence.referents import insertions, with_brackets
from rag.evidence.weighing import weigh
from rag.splitting import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rag.domain.articles import Article, Hit
    from rag.evidence.candidates import Candidate
    from rag.evidence.choosing import Choice
    from rag.evidence.questions import Question
    from rag.evidence.unspoken import NearestWords

    Frequencies = Callable[[Sequence[str]], tuple[int, Mapping[str, int]]]


class ExtractiveWriter:
    """Answers with whole sentences of the articles, verbatim.

    Args:
        frequencies: Given words, the number of passages in the library and in
            how many of them each word stands.
        nearest_words: As `rag.ports.Embedder` has it, if anything has.
    """

    model = "extractive"
    prompt = None

    def __init__(self, frequencies: Frequencies, nearest_words: NearestWords | None = None) -> None:
        self._frequencies = frequencies
        self._nearest_words = nearest_words

    def draft(self, question: str, hits: Sequence[Hit]) -> Draft:
        """One claim for each part of the question that a sentence answers."""
        claims: list[DraftClaim] = []
        unanswered: list[Unanswered] = []
        for part in parts(question) or [question]:
            choice = self.choose(part, hits)
            claims.extend(_claim(candidate, hits) for candidate in choice.chosen)
            if not choice.chosen:
                unanswered.append(Unanswered(part, choice.reason))
        claims = list(dict.fromkeys(claims))
        if not claims:
            return Draft(reason="; ".join(dict.fromkeys(part.reason for part in unanswered)))
        return Draft(tuple(claims), tuple(unanswered))

    def choose(self, question: str, hits: Sequence[Hit]) -> Choice:
        """The sentences that answer a question of one part, with all that were looked at."""
        asked = questions.read(question, known_names(hits))
        return choose(asked, hits, self.weights(asked), self._nearest_words)

    def weights(self, asked: Question) -> dict[str, float]:
        """What each of the question's terms weighs in this library."""
        return weigh(asked, *self._frequencies(list(asked.terms.values())))


def _claim(candidate: Candidate, hits: Sequence[Hit]) -> DraftClaim:
    article = hits[candidate.source - 1].article
    added = insertions(
        article.text, Span(candidate.start, candidate.end), _before(article, candidate.start)
    )
    evidence = DraftCitation(candidate.source, candidate.text, "evidence", candidate.start)
    context = (
        DraftCitation(candidate.source, article.text[span.start : span.end], "context", span.start)
        for span in added
    )
    return DraftClaim(with_brackets(candidate.text, article.text, added), (evidence, *context))


def _before(article: Article, start: int) -> list[Span]:
    return [span for span in sentences(article.text) if span.end <= start]
