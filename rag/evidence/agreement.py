"""Which articles carry a point as well, and which say another thing.

A sentence that was chosen is compared with those of the other articles that nothing speaks
against. Where a number, a date or a name was asked for, that decides; elsewhere two
sentences make the same point if their words and their vectors are near to each other. In
doubt nothing is said: a difference that is none does more harm than one that is missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.clauses import clause, statement
from rag.evidence.counting import Number
from rag.evidence.cues import ALIKE, Kind
from rag.evidence.dating import named_days
from rag.evidence.objections import objection, stands_in
from rag.evidence.reprints import reprints
from rag.evidence.stating import stated
from rag.evidence.weighing import covered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rag.domain.articles import Article, Hit
    from rag.evidence.candidates import Candidate
    from rag.evidence.choosing import Choice
    from rag.evidence.questions import Question
    from rag.evidence.stating import Stated

    Frequencies = Callable[[Sequence[str]], tuple[int, Mapping[str, int]]]
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
    comparing = _Comparing(question, choice, hits, alike, frequencies)
    best = max(choice.chosen, key=lambda candidate: candidate.score)
    instead = tuple(comparing.instead_of(best))
    found: list[Point] = []
    for candidate in choice.chosen:
        told = any(point.candidate == candidate for point in instead)
        if not told and not any(comparing.repeats(candidate, point) for point in found):
            found.append(comparing.point(candidate))
    return (*found, *instead)


class _Comparing:
    """The sentences of one question's hits, against each other."""

    def __init__(
        self,
        question: Question,
        choice: Choice,
        hits: Sequence[Hit],
        alike: Alike,
        frequencies: Frequencies,
    ) -> None:
        self._question = question
        self._ranked = choice.ranked
        self._hits = hits
        self._alike = alike
        self._frequencies = frequencies
        self._printed = reprints(hit.article for hit in hits)
        self._known: dict[tuple[int, int], Stated | None] = {}

    def point(self, candidate: Candidate, *, differs: bool = False) -> Point:
        """A sentence with those of other articles that say the same."""
        counted = {*self._prints(candidate.source)}
        others = []
        for saying in self._same_words(candidate), self._same_point(candidate):
            for other in saying:
                if not counted & self._prints(other.source):
                    counted |= self._prints(other.source)
                    others.append(other)
        return Point(candidate, self._answer(candidate), tuple(others), differs)

    def repeats(self, candidate: Candidate, point: Point) -> bool:
        """Whether a second sentence says what another article's says already."""
        one, other = self._prints(candidate.source), self._prints(point.candidate.source)
        return one.isdisjoint(other) and self._agree(point.candidate, candidate)

    def instead_of(self, best: Candidate) -> Iterator[Point]:
        """What other articles say on the same subject that cannot be right as well."""
        given = self._stated(best)
        if given is None:
            return
        shown: list[Stated] = [given]
        for other in self._ranked:
            here = self._stated(other) if other.source != best.source else None
            if here is None or not all(here.another(one) for one in shown):
                continue
            if self._comparable(best, other) and not self._says_both(best, other):
                shown.append(here)
                yield self.point(other, differs=True)
                if len(shown) == MOST:
                    return

    def _same_words(self, candidate: Candidate) -> Iterator[Saying]:
        """The very words in articles that are no reprints: a statement that both have."""
        wanted = _plain(candidate.text)
        if self._spoken(candidate) < SUBJECT:  # "The cause is not known" may be said of anything
            return
        for source, hit in enumerate(self._hits, start=1):
            text = hit.article.text
            for sentence in hit.sentences:
                own = text[sentence.start : sentence.end]
                if wanted in _plain(own) and self._names_all(hit.article):
                    answer = self._answer(candidate)
                    yield Saying(source, sentence.start, own, answer if answer in own else "")

    def _names_all(self, article: Article) -> bool:
        text = f"{article.title}\n{article.text}"
        return all(stands_in(name.roots, text) for name in self._question.names)

    def _same_point(self, candidate: Candidate) -> Iterator[Saying]:
        for other in self._ranked:
            if other.source != candidate.source and self._agree(candidate, other):
                yield _saying(other, self._answer(other))

    def _agree(self, one: Candidate, other: Candidate) -> bool:
        given, here = self._stated(one), self._stated(other)
        if given is not None and here is not None:
            same = given.same(here) and self._on_one_subject(one, other, SAME_SUBJECT)
            if self._question.kind in _COARSE:
                same = same and self._told(one) <= self._told(other)
        elif given is None and here is None:
            same = self._in_other_words(one, other)
        else:
            same = False
        return same and self._may_stand(other)

    def _in_other_words(self, one: Candidate, other: Candidate) -> bool:
        """Whether two sentences that give no number, date or name make the same point."""
        for tells in words.denies, _hopes:
            if tells(one.text) != tells(other.text):
                return False
        if not words.numbers(one.text) <= words.numbers(other.text):
            return False
        if not self._on_one_subject(one, other, SAME_SUBJECT):
            return False
        if not self._near(one, other, NEAR):
            return False
        return overlap(one.text, other.text, self._question.text, self._frequencies) >= OVERLAP

    def _comparable(self, best: Candidate, other: Candidate) -> bool:
        """Whether two answers are to the same question: subject, time, and neither denies it."""
        best_clause, other_clause = self._clause(best), self._clause(other)
        if words.denies(best_clause) or words.denies(other_clause):
            return False
        return (
            _hopes(best_clause) == _hopes(other_clause)
            and self._on_one_subject(best, other, SUBJECT)
            and self._told(best) <= self._told(other)
            and (not self._counts(best) or self._near(best, other, COUNTS_NEAR))
            and self._may_stand(other)
        )

    def _told(self, candidate: Candidate) -> frozenset[str]:
        """Stems of the question that stand with the answer, and are not another subject's."""
        given = self._stated(candidate)
        span = (given.start, given.end) if given else (0, 0)
        return covered(self._question, statement(candidate.text, *span)) - _MEASURED

    def _counts(self, candidate: Candidate) -> bool:
        given = self._stated(candidate)
        return given is not None and isinstance(given.value, Number)

    def _near(self, one: Candidate, other: Candidate, least: float) -> bool:
        near = self._alike(_saying(one), _saying(other))
        return near is not None and near >= least

    def _on_one_subject(self, one: Candidate, other: Candidate, least: float) -> bool:
        """Whether both speak of what was asked, and of the same time."""
        spoken = min(self._spoken(one), self._spoken(other))
        return spoken >= least and self._at_one_time(one, other)

    def _spoken(self, candidate: Candidate) -> float:
        """Share of the question's words that stand in a sentence."""
        asked = self._question.terms.keys()
        return len(asked & candidate.covered) / len(asked) if asked else 0.0

    def _at_one_time(self, one: Candidate, other: Candidate) -> bool:
        """Whether nothing puts two sentences in different years, or their articles far apart."""
        published = [self._article(c).published for c in (one, other)]
        if published[0] and published[1] and abs((published[0] - published[1]).days) > APART:
            return False
        first, second = (
            {
                day.first.year
                for day in named_days(candidate.text, self._article(candidate).published)
                if not day.yearless
            }
            for candidate in (one, other)
        )
        asked_when = self._stated(one) is not None and self._question.kind is Kind.DATE
        return asked_when or not (first and second) or bool(first & second)

    def _says_both(self, best: Candidate, other: Candidate) -> bool:
        """Whether one of the two articles has what the other one says, too."""
        for candidate in self._ranked:
            article = self._article(candidate)
            here = self._stated(candidate)
            for one, against in ((best, other), (other, best)):
                theirs = self._stated(against)
                same = here is not None and theirs is not None and here.same(theirs)
                if same and article.id == self._article(one).id:
                    return True
        return False

    def _may_stand(self, candidate: Candidate) -> bool:
        article = self._article(candidate)
        return objection(self._question, candidate, article.text) is None

    def _answer(self, candidate: Candidate) -> str:
        given = self._stated(candidate)
        return candidate.text[given.start : given.end] if given else ""

    def _clause(self, candidate: Candidate) -> str:
        """The part of a sentence that gives its answer."""
        given = self._stated(candidate)
        low, high = clause(candidate.text, given.start, given.end) if given else (0, None)
        return candidate.text[low:high]

    def _stated(self, candidate: Candidate) -> Stated | None:
        place = candidate.source, candidate.start
        if place not in self._known:
            self._known[place] = stated(self._question, candidate, self._article(candidate))
        return self._known[place]

    def _article(self, candidate: Candidate) -> Article:
        return self._hits[candidate.source - 1].article

    def _prints(self, source: int) -> frozenset[str]:
        return self._printed[self._hits[source - 1].article.id]


_COARSE = (Kind.DATE, Kind.PLACE)  # a year or a country is that of many things

MOST = 3
"""Answers that are shown beside each other."""

SAME_SUBJECT, SUBJECT = 0.5, 0.6
"""Least share of the question's words that stand in each of two sentences that are to agree, or to
differ."""

COUNTS_NEAR = 0.65
"""Least cosine of two sentences whose numbers are to differ: figures of two things can count the
same noun. The least of those that do differ in the invented articles is .70, the most of those that
do not .68 (``benchmarks/several.py``)."""

APART = 366
"""Days between two articles behind which they may speak of different times."""

OVERLAP, NEAR = 0.2, 0.8
"""Least `overlap` of two sentences that make the same point, and least cosine. Of 80 pairs of
people's summaries of one news text 29 % are taken for the same point, of 11,377 pairs of sentences
within one text, which are nearer to each other than those of two articles, 0.3 %
(``benchmarks/agreement.py``)."""


_MEASURED = frozenset("old long far tall high deep big larg much".split())
"""Stems of a question's measure, which need not be in words: "aged 91"."""


def overlap(one: str, other: str, asked: str, frequencies: Frequencies) -> float:
    """How much of what each of two sentences adds to a question the other has, too, in [0, 1].

    A word weighs the more, the rarer it is in the library.

    Args:
        one: A sentence.
        other: Another; the result is that of the sentence which shares less of its own.
        asked: The question, whose words both have anyway.
        frequencies: Passages of the library, and in how many of them each word stands.
    """
    given = {alike for stem in words.stems(asked) for alike in ALIKE.get(stem, {stem})}
    ones, others = (
        {stem: token.text for token in words.content(text) if (stem := words.stem(token.text))}
        for text in (one, other)
    )
    added = [{stem: text[stem] for stem in text.keys() - given} for text in (ones, others)]
    if min(map(len, added)) < _FEWEST:
        return 0.0
    size, seen = frequencies([word for text in added for word in text.values()])
    return min(
        _part(added[0], words.stems(other), size, seen),
        _part(added[1], words.stems(one), size, seen),
    )


_FEWEST = 2  # one word in common may be chance


def _part(
    added: Mapping[str, str], others: frozenset[str], size: int, seen: Mapping[str, int]
) -> float:
    """The weight of the words that another sentence has, by that of all."""
    weights = {
        stem: log(1 + (size - seen[word] + 0.5) / (seen[word] + 0.5))
        for stem, word in added.items()
    }
    shared = (stem for stem in weights if not others.isdisjoint(ALIKE.get(stem, {stem})))
    return sum(weights[stem] for stem in shared) / sum(weights.values())


def _saying(candidate: Candidate, answer: str = "") -> Saying:
    return Saying(candidate.source, candidate.start, candidate.text, answer)


def _plain(text: str) -> str:
    return f" {' '.join(token.key for token in words.tokens(text))} "


def _hopes(text: str) -> bool:
    """Whether a sentence speaks of what may be."""
    return any(token.key in _MAYBE for token in words.tokens(text))


_MAYBE = frozenset(
    """
    may might could would should if hope hopes hoped expect expects expected plan plans planned
    forecast forecasts predicted target targets aim aims goal unless feared estimate possible
    possibly potential potentially likely unlikely hint hints hinted
    """.split()
)
