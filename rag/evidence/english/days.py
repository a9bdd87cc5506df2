"""Dates that a text names: "on 24 October", "in May 2024", "from 2 to 9 June"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
"""In order, in small letters."""

_MONTH = (
    r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>1\d{{3}}|20\d\d)"


def _dated(n: str) -> str:
    """A day in words, day first; its groups are named with ``n``."""
    day, month, year = _DAY.format(f"d{n}"), _MONTH.format(f"m{n}"), _YEAR.format(f"y{n}")
    return rf"{day}(?:\s+of)?\s+{month}(?:,?\s+{year})?"


_RANGE = re.compile(
    rf"\b(?:from|between)\s+{_dated('1')}\s+(?:to|and|until)\s+{_dated('2')}\b", re.IGNORECASE
)
_ISO = re.compile(r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b")
_DAY_FIRST = re.compile(rf"\b{_dated('')}(?!\w)", re.IGNORECASE)
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH.format('m')}\s+{_DAY.format('d')}(?!\d|[.,]\d|:)(?:,?\s+{_YEAR.format('y')})?\b",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(rf"\b{_MONTH.format('m')}(?:,?\s+{_YEAR.format('y')})?(?!\w)")
_BEFORE_MAY = re.compile(
    r"\b(?:in|since|until|till|by|during|of|last|this|next|early|late|mid|from|to|and)[\s-]+$",
    re.IGNORECASE,
)
_YEAR_ALONE = re.compile(rf"\b(?:in|during)\s+{_YEAR.format('y')}\b(?!-)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """Days that a text names: from ``first`` to ``last``, in any year if ``yearless``.

    Attributes:
        text: As it is written.
        start: Offset of it.
        end: Offset behind it.
        first: First day; of the leap year 2000 if no year is named.
        last: Last day.
        yearless: Whether the year is left open.
    """

    text: str
    start: int
    end: int
    first: date
    last: date
    yearless: bool = False

    @property
    def key(self) -> str:
        """What the term is called among a question's stems."""
        if self.yearless:
            return f"{self.first:%m-%d}..{self.last:%m-%d}"
        return self.text if self.is_year else f"{self.first}..{self.last}"

    @property
    def is_year(self) -> bool:
        """Whether it is nothing but a year, in figures."""
        return self.text.isdecimal()

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def near(self, day: date) -> tuple[date, date]:
        """First and last day; without a year those that lie next to ``day``."""
        if not self.yearless:
            return self.first, self.last
        years = [day.year - 1, day.year, day.year + 1]
        choices = [(in_year(self.first, year), in_year(self.last, year)) for year in years]
        return min(choices, key=lambda pair: abs((pair[0] - day).days))


def named(text: str) -> tuple[Period, ...]:
    """Dates that a text names by month or year, in order; weekdays and "last week" are not."""
    found: list[Period] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            inside = any(p.start < match.end() and match.start() < p.end for p in found)
            period = None if inside else read(match)
            if period is not None:
                found.append(period)
    return tuple(sorted(found, key=lambda period: period.start))


def _range(match: re.Match[str]) -> Period | None:
    year = match["y2"] or match["y1"]
    first = _day(match["y1"] or year, match["m1"], match["d1"])
    last = _day(year, match["m2"], match["d2"])
    return _period(match, first, last, yearless=year is None) if first and last else None


def _single(match: re.Match[str]) -> Period | None:
    day = _day(match["y"], match["m"], match["d"])
    return _period(match, day, day, yearless=match["y"] is None) if day else None


def _month(match: re.Match[str]) -> Period | None:
    first = _day(match["y"], match["m"], "1")
    bare_may = match["m"] == "May" and not match["y"]
    if first is None or (bare_may and not _BEFORE_MAY.search(match.string[: match.start()])):
        return None
    return _period(match, first, month_end(first), yearless=match["y"] is None)


def _year(match: re.Match[str]) -> Period:
    year = int(match["y"])
    start, end = match.span("y")
    return Period(match["y"], start, end, date(year, 1, 1), date(year, 12, 31))


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period | None]], ...] = (
    (_RANGE, _range),
    (_ISO, _single),
    (_DAY_FIRST, _single),
    (_MONTH_FIRST, _single),
    (_MONTH_ALONE, _month),
    (_YEAR_ALONE, _year),
)


def _period(match: re.Match[str], first: date, last: date, *, yearless: bool) -> Period:
    return Period(match[0], match.start(), match.end(), first, last, yearless)


def _day(year: str | None, month: str, day: str) -> date | None:
    try:
        return date(int(year or 2000), _month_number(month), int(day))
    except ValueError:
        return None


def _month_number(month: str) -> int:
    if month.isdecimal():
        return int(month)
    return 1 + next(n for n, name in enumerate(MONTHS) if name.startswith(month.lower()[:3]))


def in_year(day: date, year: int) -> date:
    """The same day of another year; 28 February for the 29th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def month_end(first: date) -> date:
    """Last day of the month that begins on a day."""
    following = first.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)
