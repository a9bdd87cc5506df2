"""Which articles carry a point as well, and which say another thing.

A sentence that was chosen is compared with those of the other articles that nothing speaks
against. A difference that is none does more harm than one that is missed: both sentences
must be about the same thing, and neither article may have what the other says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.evidence.agreeing.comparing import SUBJECT, Comparing, Saying, saying
from rag.evidence.agreeing.reprints import reprints
from rag.evidence.choice.candidates import plain
from rag.evidence.choice.objections import stands_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.domain.articles import Article, Hit
    from rag.evidence.agreeing.comparing import Alike
    from rag.evidence.agreeing.overlapping import Frequencies
    from rag.evidence.agreeing.stating import Stated
    from rag.evidence.asking.questions import Question
    from rag.evidence.choice.candidates import Candidate
    from rag.evidence.choice.choosing import Choice

MOST = 3
"""Answers that are shown beside each other."""


@dataclass(frozen=True, slots=True)
class Point:
    """What an answer says once.

    Attributes:
        candidate: The sentence to be shown.
        answer: See `Saying`.
        others: One sentence of each other article that says the same; none of reprints.
        differs: Whether it gives another answer than the first point.
    """

    candidate: Candidate
    answer: str = ""
    others: tuple[Saying, ...] = ()
    differs: bool = False


def points(
    question: Question,
    choice: Choice,
    hits: Sequence[Hit],
    alike: Alike,
    frequencies: Frequencies,
) -> tuple[Point, ...]:
    """The chosen sentences with those that say the same, then what other articles say instead.

    Args:
        question: Taken apart.
        choice: What was chosen for it.
        hits: Best first.
        alike: Cosine of two sentences' vectors; None where it is not known.
        frequencies: Passages of the library, and in how many of them each word stands.
    """
    if not choice.chosen:
        return ()
    finding = _Finding(question, choice, hits, Comparing(question, hits, alike, frequencies))
    best = max(choice.chosen, key=lambda candidate: candidate.score)
    instead = tuple(finding.instead_of(best))
    found: list[Point] = []
    for candidate in choice.chosen:
        told = any(point.candidate == candidate for point in instead)
        if not told and not any(finding.repeats(candidate, point) for point in found):
            found.append(finding.point(candidate))
    return (*found, *instead)


class _Finding:
    """What the hits of a question say beside what was chosen."""

    def __init__(
        self, question: Question, choice: Choice, hits: Sequence[Hit], comparing: Comparing
    ) -> None:
        self._question = question
        self._ranked = choice.ranked
        self._hits = hits
        self._comparing = comparing
        self._printed = reprints(hit.article for hit in hits)

    def point(self, candidate: Candidate, *, differs: bool = False) -> Point:
        """A sentence with those of other articles that say the same."""
        counted = {*self._prints(candidate.source)}
        others = []
        for found in self._same_words(candidate), self._same_point(candidate):
            for other in found:
                if not counted & self._prints(other.source):
                    counted |= self._prints(other.source)
                    others.append(other)
        return Point(candidate, self._comparing.answer(candidate), tuple(others), differs)

    def repeats(self, candidate: Candidate, point: Point) -> bool:
        """Whether a second sentence says what another article's says already."""
        one, other = self._prints(candidate.source), self._prints(point.candidate.source)
        return one.isdisjoint(other) and self._comparing.agree(point.candidate, candidate)

    def instead_of(self, best: Candidate) -> Iterator[Point]:
        """What other articles say on the same subject that cannot be right as well."""
        given = self._comparing.stated(best)
        if given is None:
            return
        shown: list[Stated] = [given]
        told = {self._comparing.answer(best).casefold()}
        for other in self._ranked:
            here = self._comparing.stated(other) if other.source != best.source else None
            if here is None or not all(here.another(one) for one in shown):
                continue
            if self._comparing.answer(other).casefold() in told:
                continue
            if self._comparing.comparable(best, other) and not self._says_both(best, other):
                shown.append(here)
                told.add(self._comparing.answer(other).casefold())
                yield self.point(other, differs=True)
                if len(shown) == MOST:
                    return

    def _same_words(self, candidate: Candidate) -> Iterator[Saying]:
        """The very words in articles that are no reprints: a statement that both have."""
        wanted = f" {plain(candidate.text)} "
        if (
            self._comparing.spoken(candidate) < SUBJECT
        ):  # "The cause is not known" may be said of anything
            return
        for source, hit in enumerate(self._hits, start=1):
            text = hit.article.text
            for sentence in hit.sentences:
                own = text[sentence.start : sentence.end]
                if not (wanted in f" {plain(own)} " and self._names_all(hit.article)):
                    continue
                if self._comparing.in_one_setting(candidate, own, hit.article):
                    answer = self._comparing.answer(candidate)
                    yield Saying(source, sentence.start, own, answer if answer in own else "")

    def _names_all(self, article: Article) -> bool:
        text = f"{article.title}\n{article.text}"
        return all(stands_in(name.roots, text) for name in self._question.names)

    def _same_point(self, candidate: Candidate) -> Iterator[Saying]:
        for other in self._ranked:
            if other.source != candidate.source and self._comparing.agree(candidate, other):
                yield saying(other, self._comparing.answer(other))

    def _says_both(self, best: Candidate, other: Candidate) -> bool:
        """Whether one of the two articles has what the other one says, too."""
        for candidate in self._ranked:
            article = self._article(candidate)
            here = self._comparing.stated(candidate)
            for one, against in ((best, other), (other, best)):
                theirs = self._comparing.stated(against)
                same = here is not None and theirs is not None and here.same(theirs)
                if same and article.id == self._article(one).id:
                    return True
        return False

    def _prints(self, source: int) -> frozenset[str]:
        return self._printed[self._hits[source - 1].article.id]

    def _article(self, candidate: Candidate) -> Article:
        return self._hits[candidate.source - 1].article
