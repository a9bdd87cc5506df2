"""Whether an article tells of the days that a question names.

A sentence says "on Thursday" where the question says "24 October": the article's day of
publication tells which day that was.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from rag.evidence.english.days import in_year, named
from rag.evidence.english.relative import RELATIVE, WEEK, WEEKDAYS, counted_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rag.evidence.english.days import Period

_BARE_WEEKDAY = re.compile(
    rf"(?<!last\s)(?<!this\s)(?<!next\s)\b(?P<weekday>{'|'.join(WEEKDAYS)})\b", re.IGNORECASE
)


def told(asked: Sequence[Period], text: str, published: date | None) -> frozenset[str]:
    """Keys of those periods that a text of an article speaks of."""
    if not asked:
        return frozenset()
    return frozenset(
        period.key for period in asked if any(_meet(period, one) for one in _said(text, published))
    )


def not_denied(
    asked: Sequence[Period], sentence: str, beside: str, published: date | None
) -> frozenset[str]:
    """Keys of those periods that a sentence may be of, from what stands in it and beside it.

    It is of another day if it names one. If nothing near it names the day, the article must
    have been published then, or on the day after; of an undated article nobody knows.
    """
    return frozenset(period.key for period in asked if _may_be(period, sentence, beside, published))


def _may_be(period: Period, sentence: str, beside: str, published: date | None) -> bool:
    said = list(_said(sentence, published))
    if any(_meet(period, one) for one in said):
        return True
    narrow = any((last - first).days < period.days for _, first, last in said)
    if narrow and not period.is_year:
        return False
    around = list(_said(beside, published))
    if any(_meet(period, one) for one in around):
        return True
    if published is None:
        return period.yearless and not around
    first, last = period.near(published)
    return first <= published <= last + timedelta(days=1)


def _meet(period: Period, said: tuple[bool, date, date]) -> bool:
    """Whether a period shares a day with what a text says."""
    yearless, first, last = said
    if period.yearless and (last - first).days >= _WHOLE_YEAR:
        return False  # "in 2019" tells of no June
    if yearless and not period.yearless:
        first, last = (in_year(day, period.first.year) for day in (first, last))
    wanted = period.near(first)
    return wanted[0] <= last and first <= wanted[1]


_WHOLE_YEAR = 364


def _said(text: str, published: date | None) -> Iterator[tuple[bool, date, date]]:
    """Days that a text names: whether the year is unknown, the first and the last of them."""
    for period in named(text):
        if period.yearless and published is not None:
            yield False, *period.near(published)
        else:
            yield period.yearless, period.first, period.last
    if published is None:
        return
    for match in RELATIVE.finditer(text):
        yield False, *counted_from(match, published)
    for match in _BARE_WEEKDAY.finditer(text):
        wanted = WEEKDAYS.index(match["weekday"].lower())
        back = (published.weekday() - wanted) % WEEK
        for day in (published - timedelta(days=back), published + timedelta(days=WEEK - back)):
            yield False, day, day
