"""The date with which a sentence answers "when", and which others it goes with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rag.evidence.choice.clauses import best_placed
from rag.evidence.english import days
from rag.evidence.english.relative import RELATIVE, WEEK, WEEKDAYS, counted_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.evidence.asking.questions import Question


@dataclass(frozen=True, slots=True)
class Days:
    """Days that a sentence gives as the answer.

    Attributes:
        start: Offset of the words that give them.
        end: Offset behind them.
        first: First day; of the leap year 2000 where no year can be told.
        last: Last day.
        yearless: Whether no year can be told.
    """

    start: int
    end: int
    first: date
    last: date
    yearless: bool

    def same(self, other: Days) -> bool:
        """Whether one lies within the other: 9 September 1962 in 1962, but not "January"."""
        one, two = self._beside(other)
        told = self.yearless == other.yearless or max(map(_length, (one, two))) <= _MONTH
        return told and (_within(one, two) or _within(two, one))

    def another(self, other: Days) -> bool:
        """Whether they have no day in common."""
        one, two = self._beside(other)
        return one[1] < two[0] or two[1] < one[0]

    def _beside(self, other: Days) -> tuple[tuple[date, date], tuple[date, date]]:
        """First and last days of both, in one year where either has none."""
        spans = [(days_.first, days_.last) for days_ in (self, other)]
        if self.yearless == other.yearless:
            return spans[0], spans[1]
        year = (other if self.yearless else self).first.year
        moved = [(days.in_year(first, year), days.in_year(last, year)) for first, last in spans]
        return (moved[0], spans[1]) if self.yearless else (spans[0], moved[1])


def dated(question: Question, text: str, published: date | None) -> Days | None:
    """The date of a sentence that answers a question; None where it is not clear which."""
    found = days_told(text, published)
    placed = best_placed(question, text, found, lambda one: (one.start, one.end))
    return placed[0] if len(placed) == 1 else None


def days_told(text: str, published: date | None) -> tuple[Days, ...]:
    """All dates of a text in order, without those on which something was said."""
    return tuple(one for one in named_days(text, published) if not _of_speech(text, one))


def named_days(text: str, published: date | None) -> list[Days]:
    """All dates of a text in order, weekdays among them if the day of publication is known."""
    found: list[Days] = []
    for one in [*_by_month(text, published), *_counted(text, published)]:
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _by_month(text: str, published: date | None) -> Iterator[Days]:
    for period in days.named(text):
        near = published is not None and period.yearless
        first, last = period.near(published) if near and published else (period.first, period.last)
        yearless = period.yearless and not near
        yield Days(period.start, period.end, first, last, yearless)


def _counted(text: str, published: date | None) -> Iterator[Days]:
    """Days that are said from the day of publication."""
    if published is None:
        return
    for match in RELATIVE.finditer(text):
        yield Days(*match.span(), *counted_from(match, published), yearless=False)
    for match in _WEEKDAY.finditer(text):
        back = (published.weekday() - WEEKDAYS.index(match[0].lower())) % WEEK
        day = published - timedelta(days=back)
        if back and _TO_COME.search(text):
            day += timedelta(days=WEEK)
        yield Days(*match.span(), day, day, yearless=False)


_WEEKDAY = re.compile("|".join(day.capitalize() for day in WEEKDAYS))
_TO_COME = re.compile(
    r"\b(?:will|would|shall|next|coming|upcoming|(?:is|are|plans?|due|set|expected)\s+to"
    r"|must|can|goes?|starts?|begins?|opens?)\b"
)


def _of_speech(text: str, one: Days) -> bool:
    """Whether it is the day on which something was said, not that of what was said."""
    return bool(_SAID.search(text, max(0, one.start - 40), one.start))


_SAID = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|warned|added|wrote|stated|declared|replied)"
    r"\s+(?:reporters\s+|journalists\s+|parliament\s+)?(?:late\s+)?(?:on\s+)?$"
)


_MONTH = 30  # days between the first and the last of a month


def _length(span: tuple[date, date]) -> int:
    return (span[1] - span[0]).days


def _within(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]
