"""Days of publication: a wrong date is worse than none."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?$", re.DOTALL)
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})$")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LONGEST = 60
"""Characters of a date written out with weekday, time and zone, with room to spare."""
_FIRST_YEAR = 1000
"""Years before it are misprints: 0024 for 2024."""
_LAST = 9999_12_31
_MONTHS = 12


def day_of(value: object) -> date | None:
    """The day that a metadata field names, as it was where it was written.

    ISO 8601 first, then numbers, then a date in words of any language; day, month
    and a year of four digits must all be there. ``25/10/2024`` and ``10/25/2024``
    can be read in one way only; ``03/04/2024`` in two, so it is no date;
    ``03.04.2024`` is day first, as everywhere where dots are written.

    Returns:
        None for anything that is no full date of the years 1000 to 9999.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LAST:
        value = str(value)  # YAML takes 20241101 for a number
    if isinstance(value, str):
        value = _written(value.strip()) if len(value) <= _LONGEST else None
    return value if isinstance(value, date) and value.year >= _FIRST_YEAR else None


@lru_cache(maxsize=4096)
def _written(text: str) -> date | None:
    if match := _ISO.match(text):
        return _day(*map(int, match.groups()))
    if match := _NUMBERS.match(text):
        return _by_numbers(int(match[1]), int(match[3]), int(match[4]), dots=match[2] == ".")
    return _in_words(text) if _YEAR.search(text) and not text.isdecimal() else None


def _by_numbers(first: int, second: int, year: int, *, dots: bool) -> date | None:
    if dots or first > _MONTHS or first == second:
        return _day(year, second, first)
    return _day(year, first, second) if second > _MONTHS else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_words(text: str) -> date | None:
    import dateparser

    if not re.search(r"[^\W\d_]", text):
        return None
    found = dateparser.parse(
        text,
        settings={
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],  # "yesterday" is no date of a file
        },
    )
    # A year of four digits was asked for: "Nov 1 24 1000 EST" must not become 2024.
    return found.date() if found and str(found.year) in text else None
