"""Days that are said from another day: "yesterday", "last Thursday", "two weeks ago".

A question's are said from a day that is given, an article's from its day of publication. What a
question says is put in dates once, so that everything behind it is the same whenever it
runs. Weeks begin on Monday.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from rag.evidence.english.days import MONTHS, month_end

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In order, in small letters."""

WEEK = 7
_YEAR = 12
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_COUNTS = {
    word: n
    for n, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
RELATIVE = re.compile(
    rf"""
    \b(?:
      (?P<word>(?:the\s+day\s+before\s+)?yesterday|today|tonight|tomorrow
        |this\s+(?:morning|afternoon|evening))
    | (?:(?:earlier|later)\s+)?(?P<which>last|this|next)\s+
        (?:{_WEEKDAY}|(?P<unit>week|month|year|weekend))(?!\s+(?:World|of)\b)
    | (?P<count>an?|\d{{1,2}}|{"|".join(_COUNTS)})\s+(?P<ago>day|week|month|year)s?\s+ago
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A day or days, counted from the day on which they are said; read it with `counted_from`."""

_PREPOSITION = re.compile(r"\b(?:on|in|since|until|by|of)\s+$", re.IGNORECASE)
_NOWADAYS = re.compile(r"\b(?:is|are|called|known|still|worth)\b", re.IGNORECASE)


def absolute(question: str, today: date) -> tuple[str, tuple[str, ...]]:
    """A question with its relative days put in dates, and notes on how they were read.

    "today" in a question about how things are ("what is it called today") is no day.
    """
    notes: list[str] = []

    def written(match: re.Match[str]) -> str:
        if match["word"] and match["word"].lower() == "today" and _NOWADAYS.search(question):
            return match[0]
        if _in_a_name(question, match):
            return match[0]
        first, last = counted_from(match, today)
        dates = _as_text(first, last)
        notes.append(f"read “{match[0]}” as {dates}")
        if _PREPOSITION.search(question[: match.start()]) or dates.startswith("from"):
            return dates
        return f"{'on' if first == last else 'in'} {dates}"

    return RELATIVE.sub(written, question), tuple(dict.fromkeys(notes))


def _in_a_name(question: str, match: re.Match[str]) -> bool:
    """Whether the words are no day: "USA Today", "today's paper", "in the last week"."""
    before, after = question[: match.start()], question[match.end() :]
    capital = match[0][0].isupper() and bool(before.strip()) and not question.isupper()
    return capital or before.endswith("the ") or after.startswith(("'s", "’s"))


def _as_text(first: date, last: date) -> str:
    """Days as `named` reads them again."""
    if first == last:
        return in_words(first)
    if (first.day, last) == (1, month_end(first)):
        return f"{first:%B %Y}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    return f"from {in_words(first)} to {in_words(last)}"


def in_words(day: date) -> str:
    """A day as `rag.evidence.english.days` reads it: 24 October 2024."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def counted_from(match: re.Match[str], day: date) -> tuple[date, date]:
    """First and last day of what a match of `RELATIVE` means where it is said on a day."""
    if match["word"]:
        word = match["word"].lower()
        shift = {"tomorrow": 1, "yesterday": -1}.get(word, -2 if "before" in word else 0)
        return _whole_day(day + timedelta(days=shift))
    if match["ago"]:
        return _ago(match["count"].lower(), match["ago"].lower(), day)
    which = match["which"].lower()
    if match["weekday"]:
        wanted = WEEKDAYS.index(match["weekday"].lower())
        return _whole_day(_weekday(which, wanted, day))
    return _unit(match["unit"].lower(), {"last": -1, "this": 0, "next": 1}[which], day)


def _weekday(which: str, wanted: int, day: date) -> date:
    back = (day.weekday() - wanted) % WEEK
    if which == "last":
        return day - timedelta(days=back or WEEK)
    if which == "next":
        return day + timedelta(days=(WEEK - back) % WEEK or WEEK)
    return day + timedelta(days=wanted - day.weekday())


def _unit(unit: str, shift: int, day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday()) + timedelta(days=WEEK * shift)
    if unit == "week":
        return monday, monday + timedelta(days=WEEK - 1)
    if unit == "weekend":
        return monday + timedelta(days=WEEK - 2), monday + timedelta(days=WEEK - 1)
    if unit == "month":
        first = _months_on(day, shift)
        return first, month_end(first)
    return date(day.year + shift, 1, 1), date(day.year + shift, 12, 31)


def _ago(count: str, unit: str, day: date) -> tuple[date, date]:
    number = int(count) if count.isdecimal() else _COUNTS.get(count, 1)
    if unit == "day":
        return _whole_day(day - timedelta(days=number))
    if unit == "week":
        return _unit("week", -number, day)
    if unit == "month":
        first = _months_on(day, -number)
        return first, month_end(first)
    return date(day.year - number, 1, 1), date(day.year - number, 12, 31)


def _months_on(day: date, shift: int) -> date:
    years, month = divmod(day.month - 1 + shift, _YEAR)
    return date(day.year + years, month + 1, 1)


def _whole_day(day: date) -> tuple[date, date]:
    return day, day
