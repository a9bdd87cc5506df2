"""How good an order of things found is, from what each of its ranks brings.

A rank's gain is the number of gold things that stand at it and at no rank before it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def hit(gains: Sequence[int], most: int | None = None) -> bool:
    """Whether any of the first ranks brings something, or any rank at all."""
    return any(gains[:most])


def reciprocal_rank(gains: Sequence[int]) -> float:
    """One over the first rank that brings something, counted from 1; 0 where none does."""
    return next((1 / rank for rank, gain in enumerate(gains, start=1) if gain), 0.0)


def ndcg(gains: Sequence[int], gold: int) -> float:
    """Järvelin and Kekäläinen 2002, with the discount log2(rank + 1).

    At best the fullest ranks come first, then one rank for each gold thing that was not
    found, as many in all as were given; where no rank holds two, that is one a rank.

    Args:
        gains: Of the ranks that are looked at.
        gold: How many gold things there are.
    """
    found = sum(gains)
    best = sorted([*filter(None, gains), *[1] * (gold - found)], reverse=True)
    return _discounted(gains) / _discounted(best[: len(gains)]) if found else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
