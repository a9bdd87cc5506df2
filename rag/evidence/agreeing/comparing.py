"""Whether two sentences of different articles answer a question alike, or against each other.

Where a number, a date or a name was asked for, that decides; elsewhere two sentences make the
same point if their words and their vectors are near to each other. Both must speak of what
was asked, and of one time. In doubt nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.agreeing.counting import Number
from rag.evidence.agreeing.overlapping import hopes, overlap
from rag.evidence.agreeing.settings import setting
from rag.evidence.agreeing.stating import stated
from rag.evidence.choice.clauses import clause, statement
from rag.evidence.choice.objections import objection
from rag.evidence.choice.weighing import covered
from rag.evidence.english.cues import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.domain.articles import Article, Hit
    from rag.evidence.agreeing.overlapping import Frequencies
    from rag.evidence.agreeing.settings import Setting
    from rag.evidence.agreeing.stating import Stated
    from rag.evidence.asking.questions import Question
    from rag.evidence.choice.candidates import Candidate

    Alike = Callable[["Saying", "Saying"], float | None]


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence of an article.

    Attributes:
        source: Number of the hit, counted from 1.
        start: Offset in the article's text.
        text: The sentence.
        answer: The words of it that give the number, date or name asked for; or empty.
    """

    source: int
    start: int
    text: str
    answer: str = ""


class Comparing:
    """The sentences that one question found, against each other.

    Args:
        question: Taken apart.
        hits: That the candidates come from.
        alike: Cosine of two sentences' vectors; None where it is not known.
        frequencies: Passages of the library, and in how many of them each word stands.
    """

    def __init__(
        self, question: Question, hits: Sequence[Hit], alike: Alike, frequencies: Frequencies
    ) -> None:
        self._question = question
        self._hits = hits
        self._alike = alike
        self._frequencies = frequencies
        self._known: dict[tuple[int, int], Stated | None] = {}

    def stated(self, candidate: Candidate) -> Stated | None:
        """The number, date or name with which a sentence answers, if it is clear which."""
        place = candidate.source, candidate.start
        if place not in self._known:
            self._known[place] = stated(self._question, candidate, self._article(candidate))
        return self._known[place]

    def agree(self, one: Candidate, other: Candidate) -> bool:
        """Whether another sentence says what one says, and may stand as evidence."""
        given, here = self.stated(one), self.stated(other)
        if given is not None and here is not None:
            same = given.same(here) and self._on_one_subject(one, other, SAME_SUBJECT)
            if self._question.kind in _COARSE:
                same = same and self._told(one) <= self._told(other)
        elif given is None and here is None:
            same = self._in_other_words(one, other)
        else:
            same = False
        return same and self._may_stand(other)

    def comparable(self, best: Candidate, other: Candidate) -> bool:
        """Whether two answers are to the same question: subject, time, and neither denies it."""
        best_clause, other_clause = self._clause(best), self._clause(other)
        if words.denies(best_clause) or words.denies(other_clause):
            return False
        return (
            hopes(best_clause) == hopes(other_clause)
            and self._on_one_subject(best, other, SUBJECT)
            and self._setting(best).alike(self._setting(other))
            and self._told(best) <= self._told(other)
            and (not self._counts(best) or self._near(best, other, COUNTS_NEAR))
            and self._may_stand(other)
        )

    def spoken(self, candidate: Candidate) -> float:
        """Share of the question's words that stand in a sentence."""
        asked = self._question.terms.keys()
        return len(asked & candidate.covered) / len(asked) if asked else 0.0

    def answer(self, candidate: Candidate) -> str:
        """The words that give it; empty without one."""
        given = self.stated(candidate)
        return candidate.text[given.start : given.end] if given else ""

    def in_one_setting(self, candidate: Candidate, text: str, article: Article) -> bool:
        """Whether the words of a candidate mean the same days elsewhere: "on Saturday"."""
        published = self._article(candidate).published
        here = setting(self._question, candidate.text, published, None)
        return not here.apart(setting(self._question, text, article.published, None))

    def _in_other_words(self, one: Candidate, other: Candidate) -> bool:
        """Whether two sentences that give no number, date or name make the same point."""
        if not self._on_one_subject(one, other, SAME_SUBJECT):
            return False
        for tells in words.denies, hopes:
            if tells(one.text) != tells(other.text):
                return False
        if not words.numbers(one.text) <= words.numbers(other.text):
            return False
        if not self._near(one, other, NEAR):
            return False
        return overlap(one.text, other.text, self._question.text, self._frequencies) >= OVERLAP

    def _told(self, candidate: Candidate) -> frozenset[str]:
        """Stems of the question that stand with the answer, and are not another subject's."""
        given = self.stated(candidate)
        span = (given.start, given.end) if given else (0, 0)
        return covered(self._question, statement(candidate.text, *span)) - _MEASURED

    def _counts(self, candidate: Candidate) -> bool:
        given = self.stated(candidate)
        return given is not None and isinstance(given.value, Number)

    def _near(self, one: Candidate, other: Candidate, least: float) -> bool:
        near = self._alike(saying(one), saying(other))
        return near is not None and near >= least

    def _on_one_subject(self, one: Candidate, other: Candidate, least: float) -> bool:
        """Whether both speak of what was asked, and of the same time and place."""
        spoken = min(self.spoken(one), self.spoken(other))
        return spoken >= least and self._in_one_setting(one, other)

    def _in_one_setting(self, one: Candidate, other: Candidate) -> bool:
        """Whether two sentences are of one time and place, and their articles not far apart."""
        published = [self._article(c).published for c in (one, other)]
        if published[0] and published[1] and abs((published[0] - published[1]).days) > APART:
            return False
        return not self._setting(one).apart(self._setting(other))

    def _setting(self, candidate: Candidate) -> Setting:
        published = self._article(candidate).published
        return setting(self._question, candidate.text, published, self.stated(candidate))

    def _may_stand(self, candidate: Candidate) -> bool:
        article = self._article(candidate)
        return objection(self._question, candidate, article.text) is None

    def _clause(self, candidate: Candidate) -> str:
        """The part of a sentence that gives its answer."""
        given = self.stated(candidate)
        low, high = clause(candidate.text, given.start, given.end) if given else (0, None)
        return candidate.text[low:high]

    def _article(self, candidate: Candidate) -> Article:
        return self._hits[candidate.source - 1].article


_COARSE = (Kind.DATE, Kind.PLACE)  # a year or a country is that of many things

SAME_SUBJECT, SUBJECT = 0.5, 0.6
"""Least share of the question's words that stand in each of two sentences that are to agree, or to
differ. On the invented articles .3 to .5 give the same for the first and .4 to .8 for the second;
.7 for the first misses one pair and three reprints more (``benchmarks/several.py``)."""

COUNTS_NEAR = 0.65
"""Least cosine of two sentences whose numbers are to differ: figures of two things can count the
same noun. Of the invented articles .5 and .6 give the same, .7 misses 2 of 21
(``benchmarks/several.py``)."""

APART = 366
"""Days between two articles behind which they may speak of different times. It keeps apart
what comes back each year; the invented articles have no such pair that 60 or 1,000 days would tell
otherwise (``benchmarks/several.py``)."""

OVERLAP, NEAR = 0.2, 0.8
"""Least `overlap` of two sentences that make the same point, and least cosine. Of 80 pairs of
people's summaries of one news text 36 % are taken for the same point, of 11,377 pairs of sentences
within one text, which are nearer to each other than those of two articles, 0.5 %
(``benchmarks/agreement.py``)."""


_MEASURED = frozenset("old long far tall high deep big larg much".split())
"""Stems of a question's measure, which need not be in words: "aged 91"."""


def saying(candidate: Candidate, answer: str = "") -> Saying:
    """The sentence of a candidate."""
    return Saying(candidate.source, candidate.start, candidate.text, answer)
