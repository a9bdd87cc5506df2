"""Numbers in words: "twelve", "twenty-five", "half a million", "two and a half thousand".

Written here because libraries for number words read neither "half a million", "a dozen"
nor "1.2 million", and take "tens of thousands" for numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEENS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {
    **{word: value for value, word in enumerate(_TEENS.split())},
    **{word: 10 * value for value, word in enumerate(_TENS.split(), start=2)},
}
_OPENINGS = {("half", "a"): 0.5, ("half",): 0.5, ("a",): 1.0, ("an",): 1.0}
_ROUND = frozenset(range(20, 100, 10))
_TEN = 10

SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "dozen": 12, "lakh": 10**5, "crore": 10**7, "mn": 10**6, "mln": 10**6, "bn": 10**9,
    "tn": 10**12,
}  # fmt: skip
"""What multiplies the number before it; in the plural, "thousands", it is no number."""

WORDS = frozenset((*_SMALL, *SCALES, "half", "a", "an", "and"))
"""Those that a number may have."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number in words.

    Attributes:
        value: The number.
        scale: What its last scale word multiplies with; 1 without one.
        length: How many words it has.
    """

    value: float
    scale: int
    length: int


def spoken(keys: Sequence[str]) -> Spoken | None:
    """The number that a run of words begins with, as long as it goes; None without one."""
    adding = _Adding()
    place = adding.open(keys)
    while step := adding.take(keys[place:]):
        place += step
    if not place:
        return None
    return Spoken(adding.total + (adding.current or 0), adding.scale, place)


@dataclass(slots=True)
class _Adding:
    """A number while its words come in.

    Attributes:
        total: What thousands, millions and so on have made so far.
        current: What the next of them will multiply; None right behind one.
        scale: The last of them.
    """

    total: float = 0
    current: float | None = None
    scale: int = 1

    def open(self, keys: Sequence[str]) -> int:
        """Take "half a" or "a" before a scale word; how many words that were."""
        for opening, value in _OPENINGS.items():
            behind = len(opening)
            if tuple(keys[:behind]) == opening and SCALES.keys() & set(keys[behind : behind + 1]):
                self.current = value
                return behind
        return 0

    def take(self, keys: Sequence[str]) -> int:
        """Take the next part of the number; how many words that were, 0 at its end."""
        key, following = (*keys[:2], "", "")[:2]
        if key in _SMALL and self._has_room_for(_SMALL[key]):
            self.current = (self.current or 0) + _SMALL[key]
            return 1
        if key in SCALES and self.current is not None:
            self._multiply(SCALES[key])
            return 1
        if tuple(keys[:3]) == ("and", "a", "half") and (self.total or self.current):
            self._add_a_half()
            return 3
        goes_on = self.total if self.current is None else self.current % 100 == 0
        return int(key == "and" and bool(goes_on) and following in _SMALL)

    def _has_room_for(self, value: int) -> bool:
        """Whether it goes on: "twenty five", "two hundred twelve", but not "two five"."""
        if self.current is None:
            return True
        tens = self.current % 100
        return self.current > 0 and (tens == 0 or (tens in _ROUND and 0 < value < _TEN))

    def _multiply(self, scale: int) -> None:
        value = (self.current or 0) * scale
        self.scale = scale
        if scale in {SCALES["hundred"], SCALES["dozen"]}:
            self.current = value
        else:
            self.total, self.current = self.total + value, None

    def _add_a_half(self) -> None:
        if self.current is None:
            self.total += self.scale / 2
        else:
            self.current += 0.5
