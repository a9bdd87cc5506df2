"""A question as it is understood before anything is searched, and what was changed for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.evidence.parting import parts
from rag.evidence.relative import absolute
from rag.evidence.spelling import corrected

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, put so that it means the same wherever and whenever it is read.

    Attributes:
        text: The whole of it, with misspelt words corrected and days put in dates.
        parts: The questions it asks, each complete; at least one.
        notes: What was read as something else, in words for the user.
    """

    text: str
    parts: tuple[str, ...]
    notes: tuple[str, ...]


def understand(
    question: str,
    today: date,
    unknown: Callable[[Sequence[str]], Sequence[str]],
    words_like: Callable[[str], Sequence[str]],
) -> Understood:
    """Read a question as the one that is meant; the arguments are those of `corrected`."""
    spelt, misspelt = corrected(question, unknown, words_like)
    dated, days = absolute(spelt, today)
    return Understood(dated, tuple(parts(dated)), misspelt + days)
