"""Which part of a sentence speaks of what was asked.

"Two people died and nine were injured" gives two numbers; the words beside each tell which
of them was asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from rag import words
from rag.evidence.choice.weighing import covered
from rag.evidence.english.cues import CALENDAR, COUNTED_ANYHOW, TITLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.evidence.asking.questions import Question

    Found = TypeVar("Found")

_JOINT = re.compile(
    r"(?<!\d),|,(?!\d)|[;:–—()]|\s(?:and|but|while|whereas|including|among|of\swhom)\s"
)


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the part of a sentence around some words of it, cut at commas and "and"."""
    low, high = 0, len(text)
    for joint in _JOINT.finditer(text):
        if joint.end() <= start:
            low = joint.end()
        elif joint.start() >= end:
            high = min(high, joint.start())
    return low, high


def statement(text: str, start: int, end: int) -> str:
    """The part of a sentence around some words of it, cut only where another subject may begin."""
    low, high = 0, len(text)
    for joint in _COORDINATOR.finditer(text):
        if joint.end() <= start:
            low = joint.end()
        elif joint.start() >= end:
            high = min(high, joint.start())
    return text[low:high]


_COORDINATOR = re.compile(r";|\s(?:and|but|while|whereas|although|though)\s")


def best_placed(
    question: Question,
    text: str,
    found: Sequence[Found],
    span: Callable[[Found], tuple[int, int]],
) -> list[Found]:
    """Those of several words or figures whose clauses speak most of what was asked.

    None of them where the clause names somewhere else, and the question's name stands in
    another clause.
    """
    rated = [(_spoken_of(question, text, *span(one)), one) for one in found]
    most = max((rate for rate, _ in rated), default=0)
    return [
        one for rate, one in rated if rate == most and not _elsewhere(question, text, *span(one))
    ]


def _spoken_of(question: Question, text: str, start: int, end: int) -> int:
    low, high = clause(text, start, end)
    return len(covered(question, text[low:high]) - COUNTED_ANYHOW)


def _elsewhere(question: Question, text: str, start: int, end: int) -> bool:
    low, high = clause(text, start, end)
    asked = {part for name in question.names for part in name.roots}
    inside, outside = _names(text[low:high]), _names(text[:low]) | _names(text[high:])
    return bool(inside - asked) and not inside & asked and bool(outside & asked)


def _names(text: str) -> frozenset[str]:
    """Roots of the capitalised words, the first one left out: it may be no name."""
    return words.roots(
        token.text
        for token in words.tokens(text)[1:]
        if token.capitalised and token.key not in words.FUNCTION_WORDS | TITLE_WORDS | CALENDAR
    )
