"""A question as it is understood before anything is searched, and what was changed for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.asking.language import in_english
from rag.evidence.asking.parting import parts
from rag.evidence.asking.questions import read
from rag.evidence.english.relative import RELATIVE, absolute, in_words
from rag.evidence.naming.spelling import corrected

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, put so that it means the same wherever and whenever it is read.

    Attributes:
        text: The whole of it, with misspelt words corrected and days put in dates.
        parts: The questions it asks, each complete; at least one.
        queries: What is searched for each part: the part, or the whole question where the
            part says too little to be found by ("how many came?").
        notes: What was read as something else, in words for the user.
    """

    text: str
    parts: tuple[str, ...]
    queries: tuple[str, ...]
    notes: tuple[str, ...]


def understand(
    question: str,
    today: date,
    newest: Callable[[], date | None],
    unknown: Callable[[Sequence[str]], Sequence[str]],
    words_like: Callable[[str], Sequence[str]],
) -> Understood:
    """Read a question as the one that is meant.

    "Last Thursday" is counted from the newest article, or from today if that is earlier:
    who asks an archive means its days. Where no article has a date it means none.

    Args:
        question: As it was asked.
        today: The day on which it was.
        newest: Day of the newest article; None if no article has a day. Only asked for where
            the question has a day that is counted from it.
        unknown: As `corrected` has it, like the next.
        words_like: The same.

    In another language a word that is spelt right looks like an English one misspelt.
    """
    english = in_english(question)
    spelt, misspelt = corrected(question, unknown, words_like) if english else (question, ())
    last = newest() if RELATIVE.search(spelt) else None
    said_on = min(last, today) if last else None
    dated, days = absolute(spelt, said_on) if said_on else (spelt, ())
    if said_on and days and said_on != today:
        days = (*days, f"days are counted from the newest article, of {in_words(said_on)}")
    asked = tuple(parts(dated))
    queries = asked if len(asked) == 1 else tuple(_query(part, dated) for part in asked)
    return Understood(dated, asked, queries, misspelt + days)


def _query(part: str, whole: str) -> str:
    enough = len(words.content(part)) >= _ENOUGH or read(part).names
    return part if enough else whole


_ENOUGH = 3  # content words; no set of ours has questions enough in several parts to measure it
