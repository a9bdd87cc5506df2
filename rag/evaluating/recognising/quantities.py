"""Whether a text says a number together with its unit.

In doubt what a number counts, rules do not decide. "Up to" and "more than" are no part
of a `Quantity`: who wants them said adds a wording.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rag import words
from rag.evaluating.recognising.loosely import loosely
from rag.evaluating.recognising.units import Units
from rag.evaluating.recognising.wording import Found
from rag.evidence.english.amounts import LETTERS, Amount, amounts
from rag.evidence.english.dates import LAST_DAY
from rag.evidence.english.spoken import SCALES
from rag.nations import NATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.cases import Quantity

_REACH = 4  # words between a number and what it counts: "10,000 North Korean soldiers"
_CLOSE = re.compile(r"[\s\-‐‑\[\]“”\"'’.]*")
_STOP = re.compile(r"[.!?]\s+\S")
_LET_BETWEEN = frozenset("the its his her their our such other more most so or own these".split())
_ADDED = frozenset("another additional further more extra other".split())
_CHANGING = frozenset("square cubic non ex former".split())
_MEASURES = frozenset(
    """
    second minute hour day week month year inch foot feet yard mile metre meter km kilometre
    kilometer cm mm acre hectare litre liter gallon barrel kg kilo kilogram ton tonne
    """.split()
)
"""Between a number and its unit, they tell how long, big or old it is."""

_PART = re.compile(
    r"(?:\bhalf|\b(?:half|halves|thirds?|quarters?|fifths?|tenths?|per\s?cent|part|some|most|few)"
    r"\s+of|%\s+of|\b(?:one|two|three|four|five|\d+)\s+(?:out\s+of|of|in))"
    r"(?:\s+(?:the|all|these|those|about|around|over))?\s*$",
    re.IGNORECASE,
)
_NEAR = 40  # characters before a number in which that stands
_TURNED = re.compile(
    r"\s+(?:below\s+(?:zero|freezing)|fahrenheit|(?:daily|weekly|monthly|annually)\b"
    r"|(?:an?|each|every)\s+(?:second|minute|hour|day|night|week|month|year)\b"
    r"(?!\s+(?:ago|earlier|later|before|after)))",
    re.IGNORECASE,
)
_MORE = re.compile(r"\s+(?:more|fewer|less)\b(?!\s+or\b)", re.IGNORECASE)
_HYPHENS = frozenset("-‐‑")
_ROUNDING = 1e-9  # of a float, relative


@dataclass(frozen=True, slots=True)
class Count:
    """A number that counts what was asked for, or may do so.

    Attributes:
        found: Its words and its unit's, with the doubt if there is one.
        same: Whether it is the number asked for, within the tolerance.
    """

    found: Found
    same: bool


@lru_cache(maxsize=256)  # asked again for those that are the same, and for the others
def counts(quantity: Quantity, text: str) -> tuple[Count, ...]:
    """Every number of a text that is the one asked for, or has its unit."""
    quantity = _scaled(quantity)
    units = Units.of(quantity.units)
    tokens = words.tokens(text)
    found = amounts(text, tokens, frozenset(LETTERS) - units.single)
    numbers = frozenset(place for one in found for place in range(one.first, one.behind))
    page = _Page(text, tokens, numbers, units)
    read = (
        page.count(quantity, amount) if units.written else page.number(quantity, amount)
        for amount in found
    )
    loose = [Count(one, same=True) for one in loosely(quantity, units, text, numbers)]
    return (*(count for count in read if count is not None), *loose)


def _scaled(quantity: Quantity) -> Quantity:
    """1.5 with the unit "million" is 1,500,000 without one."""
    units = [words.tokens(unit) for unit in quantity.units]
    scales = {SCALES.get(unit[0].key, 0) if unit else 0 for unit in units}
    if len(scales) != 1 or scales == {0}:
        return quantity
    scale = scales.pop()
    rest = {" ".join(token.text for token in unit[1:]) for unit in units} - {""}
    return replace(
        quantity,
        value=quantity.value * scale,
        units=tuple(sorted(rest)),
        tolerance=quantity.tolerance * scale,
    )


def _compared(quantity: Quantity, amount: Amount) -> tuple[bool, bool]:
    """Whether an amount touches the number asked for, and whether it lies inside it."""
    slack = quantity.tolerance + _ROUNDING * max(1.0, abs(quantity.value))
    low, high = quantity.value - slack, quantity.value + slack
    return amount.low <= high and low <= amount.high, low <= amount.low and amount.high <= high


@dataclass(frozen=True, slots=True)
class _Page:
    """A text, its words, which of them are numbers, and the units that are looked for."""

    text: str
    tokens: Sequence[words.Token]
    numbers: frozenset[int]
    units: Units

    def number(self, quantity: Quantity, amount: Amount) -> Count | None:
        """A number that needs no unit; other numbers say nothing about it."""
        touches, inside = _compared(quantity, amount)
        said = self.text[amount.start : amount.end]
        pronoun = self.tokens[amount.first].key == "one"
        doubt = "" if inside else f"“{said}” is a range"
        if pronoun or amount.ordinal:
            doubt = f"“{said}” may be no number"
        return Count(Found(amount.start, amount.end, doubt), same=True) if touches else None

    def count(self, quantity: Quantity, amount: Amount) -> Count | None:
        """A number with its unit, or the one that was asked for without it."""
        touches, inside = _compared(quantity, amount)
        unit = self._unit(amount)
        said = self.text[amount.start : amount.end]
        if amount.calendar and not self.units.dates:
            in_reach = touches and unit is not None and not unit.doubt
            dated = Found(amount.start, amount.end, f"“{said}” may be a date")
            return Count(dated, same=True) if in_reach else None
        if unit is None or (amount.ordinal and not self.units.dates):
            alone = Found(amount.start, amount.end, f"says “{said}”, but not {self._named()}")
            return Count(alone, same=True) if touches else None
        if unit.doubt:
            return Count(unit, same=touches)
        doubt = self._changed(amount, unit)
        if not doubt and not inside:
            doubt = "is a range" if touches else self._room(quantity, amount)
        words = f"“{self.text[unit.start : unit.end]}” {doubt}" if doubt else ""
        return Count(Found(unit.start, unit.end, words), same=touches)

    def _named(self) -> str:
        return f"with {' or '.join(self.units.written)}"

    def _changed(self, amount: Amount, unit: Found) -> str:
        """Why a number may not be all that there is, or an empty text."""
        first = max(amount.first - 1, 0)
        near = self.tokens[first : amount.behind + _REACH]
        around = [token.key for token in near if token.end <= unit.end]
        added = any(
            key in _ADDED and before != "or"
            for before, key in zip(["", *around], around, strict=False)
        )
        if added or _PART.search(self.text, max(amount.start - _NEAR, 0), amount.start):
            return "may be a part of them, or others"
        compares = self.units.signs & {"%"} or self.units.single & {"times"}
        changed = _TURNED.match(self.text, unit.end)
        changed = changed or (not compares and _MORE.match(self.text, unit.end)) or None
        return f"is followed by “{changed[0].strip()}”" if changed else ""

    def _room(self, quantity: Quantity, amount: Amount) -> str:
        """Why another number may stand beside the one asked for, or an empty text."""
        if [token.key for token in self.tokens[amount.behind : amount.behind + 1]] == ["of"]:
            return "may be a part of them, or others"
        at_least = amount.hedge == "least" and amount.high < quantity.value
        at_most = amount.hedge == "most" and amount.low > quantity.value
        return "leaves room for the number" if at_least or at_most else ""

    def _unit(self, amount: Amount) -> Found | None:
        """A number with its unit and the doubt whether it is its unit; None without one."""
        if amount.sign:
            signed = amount.sign in self.units.signs
            return Found(amount.start, amount.end) if signed else None
        return self._unit_before(amount) or self._unit_behind(amount)

    def _unit_before(self, amount: Amount) -> Found | None:
        """A capitalised unit right before its number: "November 14", "Resolution 1718", "USD 5"."""
        if self.units.dates and amount.high > LAST_DAY:
            return None  # "November 2024" is no day
        for first in range(max(0, amount.first - 3), amount.first):
            if self.units.run(self.tokens, first) == amount.first:
                unit = self.tokens[first]
                gap = self.text[self.tokens[amount.first - 1].end : amount.start]
                if unit.capitalised and gap in {" ", ". "}:
                    return Found(unit.start, amount.end)
        return None

    def _unit_behind(self, amount: Amount) -> Found | None:
        for place in range(amount.behind, min(amount.behind + _REACH + 1, len(self.tokens))):
            gap = self.text[self.tokens[place - 1].end : self.tokens[place].start]
            if place in self.numbers or _STOP.match(gap + "x"):
                return None
            behind = self.units.run(self.tokens, place)
            if behind is not None:
                said = self.text[amount.start : self.tokens[behind - 1].end]
                doubt = f"“{said}” may count something else"
                sure = self._counted(amount, place, behind)
                return Found(amount.start, self.tokens[behind - 1].end, "" if sure else doubt)
        return None

    def _counted(self, amount: Amount, place: int, behind: int) -> bool:
        """Whether nothing between and behind shows that the number counts another thing."""
        between = self.tokens[amount.behind : place]
        ends = [amount.end, *(token.end for token in between)]
        starts = [token.start for token in self.tokens[amount.behind : place + 1]]
        if not all(
            _CLOSE.fullmatch(self.text[end:start]) for end, start in zip(ends, starts, strict=True)
        ):
            return False
        if between and self.text[amount.end : between[0].start] in _HYPHENS:
            return False  # "300-foot boats"
        if self.units.money:
            foreign = [token for token in between if words.root(token.text) != "united states"]
            return not foreign
        barred = any(_bars(token, first=at == 0) for at, token in enumerate(between))
        return not barred and not self._describes(place, behind)

    def _describes(self, place: int, behind: int) -> bool:
        """Whether a unit is a part of another: "troop carriers", "soldiers’ families", "km/h"."""
        unit, after = self.tokens[behind - 1], self.tokens[behind : behind + 1]
        gap = self.text[unit.end : after[0].start] if after else ""
        if gap.strip() == "/" or (after and after[0].key == "per"):
            return True
        if not after or after[0].key in words.FUNCTION_WORDS:
            return False
        if unit.text.endswith(("'s", "’s")) or gap[:1] in {"’", "'"}:
            return True
        listed = tuple(token.key for token in self.tokens[place:behind]) in self.units.exact
        hyphened = self.text[: self.tokens[place].start].endswith(("-", "‐", "‑"))
        return gap.isspace() and not (listed or hyphened or unit.key.endswith("s"))


def _bars(token: words.Token, *, first: bool) -> bool:
    """Whether a word between number and unit shows that the number counts another thing."""
    if token.key in _MEASURES:
        return True
    if token.key in words.FUNCTION_WORDS | _CHANGING:
        return token.key not in _LET_BETWEEN and not (first and token.key == "of")
    plural = token.text.endswith("s") and not token.text.endswith(("ss", "us"))
    return plural and not token.capitalised and token.key not in NATIONS
