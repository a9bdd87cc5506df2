"""Words that may say a number without naming one: "a boat", "both boats", "half an hour"."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from rag import words
from rag.evaluating.recognising.wording import Found
from rag.evidence.english.spoken import SCALES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rag.domain.cases import Quantity
    from rag.evaluating.recognising.units import Units

_SAYS = {"a": 1, "an": 1, "single": 1, "both": 2, "pair": 2, "couple": 2, "half": 0.5}
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_REACH = 3  # words, the unit included: "a small wooden boat"
_SMALL_WORDS = frozenset("of a an the".split())
_HOURS = frozenset("minute minutes hour hours".split())
_PART_OF_AN_HOUR = re.compile(
    r"\b(?:half[\s-]+an\s+hour|half-hour|hours?\s+and\s+a\s+half|quarters?\s+of\s+an\s+hour)\b",
    re.IGNORECASE,
)


def loosely(
    quantity: Quantity, units: Units, text: str, numbers: Collection[int]
) -> Iterator[Found]:
    """Where words may say a quantity: rules do not decide.

    Args:
        quantity: What is looked for.
        units: Its units.
        text: Where it is looked for.
        numbers: Places of the words that are read as numbers already.
    """
    tokens = words.tokens(text)
    for place, token in enumerate(tokens if units.written else ()):
        value, behind = _SAYS.get(token.key), place + 1
        if place in numbers or (value is None and token.key not in _TIMES):
            continue
        for small in tokens[place + 1 : place + 3]:  # "couple of the", "half an"
            behind += small.key in _SMALL_WORDS
        end: int | None = behind
        if value is None:
            value = _TIMES[token.key] if "times" in units.single else math.nan
            end = place + 1
        else:
            if behind < len(tokens) and tokens[behind].key in SCALES:
                value, behind = value * SCALES[tokens[behind].key], behind + 1
            ends = (units.run(tokens, at) for at in range(behind, behind + _REACH))
            end = next((at for at in ends if at is not None), None)
        if end is not None and abs(value - quantity.value) <= quantity.tolerance:
            yield _doubted(text, token.start, tokens[end - 1].end)
    if units.single & _HOURS:
        for match in _PART_OF_AN_HOUR.finditer(text):
            yield _doubted(text, *match.span())


def _doubted(text: str, start: int, end: int) -> Found:
    return Found(start, end, f"“{text[start:end]}” may say the number")
