"""Numbers of a text, in figures or in words, with their scale, their sign and their hedge."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.english.dates import LAST_DAY, beside_a_month, day_in_words, is_year
from rag.evidence.english.spoken import SCALES, WORDS, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

LETTERS = {"k": 10**3, "m": 10**6, "b": 10**9}
"""Scales only right behind a figure, "10k", and only where they are no unit."""

THIN = "\u00a0\u2009\u202f"
"""Spaces that group digits."""

_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?P<day>\d[\d,]*)(?:st|nd|rd|th)")
_JOINT = re.compile(r"\s|[-‐‑]")
_SIGN = re.compile(r"(?P<land>\b[A-Z]{1,2})?(?P<sign>[$€£¥₽₩₹])\s?$")
_SIGN_BEHIND = re.compile(r"\s?(?P<sign>%|[°º](?:\s?[CF]\b)?|[$€£¥₽₩₹](?!\s?\d))")
_BEHIND_NO_NUMBER = re.compile(r"(?:[/:.#]|[^\W\d_][-‐‑])$")  # 9/11, 10:30, Su-35
_BEFORE_NO_NUMBER = re.compile(r"[/:]\d")
_NEGATIVE = re.compile(r"(?:(?:^|\s)[-−]|\bminus\s)$")
_NEAR = 40  # characters before a number that tell what it is
_LONGEST = 20  # words of a number
_DIGITS = 15  # of a number that is written in groups
_GROUP = 3  # digits
_FRACTIONS = frozenset(
    "half halves third thirds quarter quarters fifth fifths tenth tenths".split()
)

_HEDGES = {
    "least": re.compile(
        r"\b(?:more than|over|at least|above|(?:no|not) (?:fewer|less) than|upwards of"
        r"|exceed(?:s|ed|ing)?)\s*$",
        re.IGNORECASE,
    ),
    "most": re.compile(
        r"\b(?:up to|(?:fewer|less) than|under|below|at most|(?:no|not) more than|as many as"
        r"|a maximum of|almost|nearly)\s*$",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or a range of numbers, of a text.

    Attributes:
        low: The number, or the lower end of the range.
        high: The number, or the upper end.
        start: Offset of its first character, sign included.
        end: Offset behind its last, sign included.
        first: Index of its first token.
        behind: Index of the token that follows.
        scale: What its last scale word multiplies with; 1 without one.
        sign: ``%``, ``°`` (also for °C), ``°F``, or a currency's sign with its country's
            letters, ``A$``; or empty.
        hedge: ``least`` or ``most`` for "more than" and "up to", or empty.
        calendar: Whether it seems to be a day or a year.
        ordinal: Whether it is written like "14th".
    """

    low: float
    high: float
    start: int
    end: int
    first: int
    behind: int
    scale: float = 1
    sign: str = ""
    hedge: str = ""
    calendar: bool = False
    ordinal: bool = False


def amounts(text: str, tokens: Sequence[words.Token], letters: frozenset[str]) -> list[Amount]:
    """All numbers in order, those of a range as one; "two-thirds" and "thousands" are none.

    Args:
        text: Where they stand.
        tokens: Of the text.
        letters: Of `LETTERS`, those that may be scales.
    """
    found: list[Amount] = []
    place = 0
    while place < len(tokens):
        amount = _figure(text, tokens, place, letters) or _in_words(text, tokens, place)
        place = amount.behind if amount else place + 1
        if amount and _key(tokens, place) not in _FRACTIONS:
            dressed = _dressed(text, tokens, amount)
            whole = _whole_range(text, tokens, found[-1], dressed) if found else None
            found[-1:] = [whole] if whole else [*found[-1:], dressed]
    return found


def _ends(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
    """What a pattern finds right before a place."""
    return pattern.search(text, max(0, at - _NEAR), at)


def _key(tokens: Sequence[words.Token], place: int) -> str:
    return tokens[place].key if 0 <= place < len(tokens) else ""


def _figure(
    text: str, tokens: Sequence[words.Token], place: int, letters: frozenset[str]
) -> Amount | None:
    token = tokens[place]
    match = _FIGURE.fullmatch(token.text)
    tied = _ends(_BEHIND_NO_NUMBER, text, token.start)
    counted = tied and tied[0][-1] in "-‐‑" and words.number(tokens[place - 1]) is not None
    if not match or (tied and not counted) or _BEFORE_NO_NUMBER.match(text, token.end):
        return None
    digits, behind = (match["day"] or token.text).replace(",", ""), place + 1
    while len(digits) < _DIGITS and _goes_on(text, tokens, behind):
        digits, behind = digits + tokens[behind].text, behind + 1
    part = _fraction(text, tokens, behind)
    behind += bool(part)
    money = bool(_ends(_SIGN, text, token.start))
    scale = 1.0
    while step := _scale(text, tokens, behind, frozenset(LETTERS) if money else letters, money):
        scale, behind = scale * step, behind + 1
    value, end = (float(digits) + part) * scale, tokens[behind - 1].end
    if not math.isfinite(value):
        return None
    return Amount(value, value, token.start, end, place, behind, scale, ordinal=bool(match["day"]))


def _goes_on(text: str, tokens: Sequence[words.Token], place: int) -> bool:
    """Whether a token is the next three digits of the number before it: "10 300"."""
    before = place - 1
    if not re.fullmatch(r"\d{3}", _key(tokens, place)) or len(tokens[before].text) > _GROUP:
        return False
    gap = text[tokens[before].end : tokens[place].start]
    spaced = gap == " " and not beside_a_month(tokens, before, place)  # "On May 5 300 boats"
    return tokens[before].text.isdecimal() and (spaced or (len(gap) == 1 and gap in THIN))


def _fraction(text: str, tokens: Sequence[words.Token], place: int) -> float:
    """What a sign such as ½ adds to the figure right before it; 0 if there is none."""
    sign = tokens[place].text if place < len(tokens) else ""
    if len(sign) != 1 or text[tokens[place - 1].end : tokens[place].start].strip():
        return 0
    value = unicodedata.numeric(sign, 0)
    return value if 0 < value < 1 else 0


def _scale(
    text: str, tokens: Sequence[words.Token], place: int, letters: frozenset[str], money: bool
) -> int:
    """What a token multiplies the figure before it with; 0 if it is no scale."""
    key = _key(tokens, place)
    gap = text[tokens[place - 1].end : tokens[place].start] if key else ""
    if key in letters and (not gap or (money and gap == " ")):
        return LETTERS[key]
    return SCALES.get(key, 0) if not gap or _JOINT.fullmatch(gap) else 0


def _in_words(text: str, tokens: Sequence[words.Token], place: int) -> Amount | None:
    if day := day_in_words(tokens, place):
        behind = place + day[1]
        start, end = tokens[place].start, tokens[behind - 1].end
        return Amount(day[0], day[0], start, end, place, behind, ordinal=True)
    keys: list[str] = []
    for at in range(place, min(place + _LONGEST, len(tokens))):
        if tokens[at].key not in WORDS:
            break
        if keys and not _JOINT.fullmatch(text[tokens[at - 1].end : tokens[at].start]):
            break
        if tokens[at].key == "and" and _key(tokens, place - 1) == "between":
            break
        keys.append(tokens[at].key)
    number = spoken(keys)
    if number is None:
        return None
    behind = place + number.length
    start, end = tokens[place].start, tokens[behind - 1].end
    return Amount(number.value, number.value, start, end, place, behind, number.scale)


def _dressed(text: str, tokens: Sequence[words.Token], amount: Amount) -> Amount:
    """With its sign, its hedge, and whether it is a date."""
    sign = _ends(_SIGN, text, amount.start)
    behind = _SIGN_BEHIND.match(text, amount.end)
    start, end, written = amount.start, amount.end, ""
    if sign:
        start, written = sign.start(), (sign["land"] or "").removeprefix("US") + sign["sign"]
    elif behind:
        end, written = behind.end(), "".join(behind["sign"].split())
        written = written.replace("º", "°").removesuffix("C")
    value = -amount.low if _ends(_NEGATIVE, text, start) else amount.low
    return replace(
        amount,
        low=value,
        high=value,
        start=start,
        end=end,
        sign=written,
        hedge=next((kind for kind, cue in _HEDGES.items() if _ends(cue, text, start)), ""),
        calendar=not written and _is_date(tokens, amount),
    )


def _is_date(tokens: Sequence[words.Token], amount: Amount) -> bool:
    if amount.behind == amount.first + 1 and is_year(tokens, amount.first):
        return True
    day = amount.low <= LAST_DAY and amount.scale == 1
    return day and beside_a_month(tokens, amount.first, amount.behind)


def _whole_range(
    text: str, tokens: Sequence[words.Token], last: Amount, amount: Amount
) -> Amount | None:
    """The range whose ends two numbers are, or None if they are two numbers."""
    if last.low != last.high or not _is_range(text, tokens, last, amount):
        return None
    shared = amount.scale if last.scale == 1 and last.low * amount.scale < amount.high else 1
    low, high = sorted((last.low * shared, amount.high))  # "8 to 10 million"
    return replace(
        amount,
        low=low,
        high=high,
        start=last.start,
        first=last.first,
        sign=amount.sign or last.sign,
        hedge="",
        calendar=last.calendar or amount.calendar,
    )


def _is_range(text: str, tokens: Sequence[words.Token], one: Amount, other: Amount) -> bool:
    gap = text[one.end : other.start].strip()
    joints = {"to", "or", "-", "‐", "‑", "–", "—"}
    return gap in joints or (gap == "and" and _key(tokens, one.first - 1) == "between")
