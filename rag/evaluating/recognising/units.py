"""Units as they are compared: "percent", "per cent" and "%" are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.english.dates import DATE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

_WRITTEN = {
    "%": ("percent", "per cent", "pct"),
    "$": ("dollar", "us dollar", "usd", "us$"),
    "€": ("euro", "eur"),
    "£": ("pound", "gbp"),
    "¥": ("yen", "jpy"),
    "₽": ("rouble", "ruble", "rub"),
    "₩": ("won", "krw"),
    "₹": ("rupee", "inr"),
    "m": ("metre", "meter"),
    "km": ("kilometre", "kilometer"),
    "kg": ("kilogram", "kilogramme", "kilo"),
    "t": ("tonne",),
    "°": ("degree", "°c", "degree celsius", "degree centigrade", "celsius"),
    "°F": ("degree fahrenheit", "fahrenheit"),
}
"""Signs and short forms of units, and the words for them."""

_CURRENCIES = frozenset("$€£¥₽₩₹")


@dataclass(frozen=True, slots=True)
class Units:
    """Any of several units.

    Attributes:
        written: As the case has them.
        signs: Those that are signs, such as ``%`` and ``A$``.
        exact: The words of each, as keys.
        stems: The words of each, as stems.
    """

    written: tuple[str, ...]
    signs: frozenset[str]
    exact: frozenset[tuple[str, ...]]
    stems: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, written: tuple[str, ...]) -> Units:
        """Take the units of a case, and all other ways to write them."""
        signs = {_sign(unit) for unit in written}
        spoken = [
            words.tokens(name)
            for unit in written
            for name in (unit, _sign(unit), *_WRITTEN.get(_sign(unit), ()))
        ]
        return cls(
            written,
            frozenset(signs),
            frozenset(tuple(token.key for token in unit) for unit in spoken if unit),
            frozenset(_stems(unit) for unit in spoken if unit),
        )

    @property
    def single(self) -> frozenset[str]:
        """Keys of those that are one word."""
        return frozenset(unit[0] for unit in self.exact if len(unit) == 1)

    @property
    def dates(self) -> bool:
        """Whether a month or a day of the week is among them."""
        return not DATE_WORDS.isdisjoint(self.single)

    @property
    def money(self) -> bool:
        """Whether a currency is among them."""
        return any(sign[-1:] in _CURRENCIES for sign in self.signs)

    def run(self, tokens: Sequence[words.Token], first: int) -> int | None:
        """Index behind the unit that begins with a token, or None."""
        for length in sorted({len(unit) for unit in self.stems}, reverse=True):
            stems = _stems(tokens[first : first + length])
            if len(stems) == length and stems in self.stems:
                return first + length
        return None


def _sign(unit: str) -> str:
    plain = unit.strip()
    stems = _stems(words.tokens(plain))
    for sign, names in _WRITTEN.items():
        if plain == sign or plain.casefold() in names:
            return sign
        if any(stems == _stems(words.tokens(name)) for name in names):
            return sign
    return plain


def _stems(tokens: Sequence[words.Token]) -> tuple[str, ...]:
    return tuple(words.stem(token.text) for token in tokens)
