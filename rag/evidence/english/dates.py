"""Numbers that are days of a month or years."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.evidence.english.cues import CALENDAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag import words

LAST_DAY = 31
"""Of a month."""

DATE_WORDS = CALENDAR | frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())
"""Months and days of the week."""

_MONTHS = frozenset(word for word in DATE_WORDS if not word.endswith("day"))
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_BEFORE_A_YEAR = frozenset(
    "in since until till by from during before after early late mid of".split()
)
_ORDINALS = {
    word: value
    for value, word in enumerate(
        """
        first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
        fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
        """.split(),
        start=1,
    )
} | {"thirtieth": 30}
_TENS = {"twenty": 20, "thirty": 30}


def is_year(tokens: Sequence[words.Token], place: int) -> bool:
    """Whether a number of four digits stands where a year does."""
    if not _YEAR.fullmatch(tokens[place].text):
        return False
    day = _is_month(tokens, place - 2) and tokens[place - 1].text[:1].isdigit()
    return day or _is_month(tokens, place - 1) or _key(tokens, place - 1) in _BEFORE_A_YEAR


def beside_a_month(tokens: Sequence[words.Token], first: int, behind: int) -> bool:
    """Whether the number between two places stands right beside a month."""
    return _is_month(tokens, first - 1) or _is_month(tokens, behind)


def day_in_words(tokens: Sequence[words.Token], place: int) -> tuple[int, int] | None:
    """A day such as "fourteenth" beside its month, and how many words it has; or None."""
    tens = _TENS.get(_key(tokens, place), 0)
    last = place + bool(tens)
    ordinal = _ORDINALS.get(_key(tokens, last))
    before = place - 1 - (_key(tokens, place - 1) == "the")
    behind = last + 1 + (_key(tokens, last + 1) == "of")
    dated = _is_month(tokens, before) or _is_month(tokens, behind)
    return (tens + ordinal, last + 1 - place) if ordinal and dated else None


def _is_month(tokens: Sequence[words.Token], place: int) -> bool:
    return _key(tokens, place) in _MONTHS


def _key(tokens: Sequence[words.Token], place: int) -> str:
    return tokens[place].key if 0 <= place < len(tokens) else ""
