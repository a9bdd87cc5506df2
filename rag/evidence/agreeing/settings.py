"""When, where and of whom a sentence speaks, beside what was asked and what it answers.

Two figures that count the same noun are no answers to one question if one is of Monday and the
other of Tuesday, of Lund and of Malmo, a day and a year. What only one sentence tells may hold
for both, but for what a figure is of: there it is in doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.agreeing.counting import Number
from rag.evidence.agreeing.dating import days_told
from rag.evidence.agreeing.stating import SOLE, names_in
from rag.evidence.english.cues import ALIKE, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rag.evidence.agreeing.dating import Days
    from rag.evidence.agreeing.stating import Stated
    from rag.evidence.asking.questions import Question


@dataclass(frozen=True, slots=True)
class Setting:
    """What a sentence tells beside its answer.

    Attributes:
        days: Dates, those on which something was said not among them.
        names: Roots of names that the question does not have.
        ordinals: "first", "2nd".
        sorts: Stems right before what is counted, before an office or a court,
            or behind its "of".
        groups: Stems behind "for": "8 euros for children".
        rates: "day" for "a day", "per day" and "daily".
    """

    days: tuple[Days, ...]
    names: frozenset[str]
    ordinals: frozenset[str]
    sorts: frozenset[str]
    groups: frozenset[str]
    rates: frozenset[str]

    def apart(self, other: Setting) -> bool:
        """Whether both tell something of one sort, and nothing of it is the same."""
        told = (
            (self.names, other.names),
            (self.ordinals, other.ordinals),
            (self.sorts, other.sorts),
            (self.groups, other.groups),
            (self.rates, other.rates),
        )
        on_other_days = all(one.another(two) for one in self.days for two in other.days)
        return bool(self.days and other.days and on_other_days) or any(
            one and two and one.isdisjoint(two) for one, two in told
        )

    def alike(self, other: Setting) -> bool:
        """Whether nothing is told of what one answer is of, that the other leaves open."""
        ones, others = ((one.sorts, one.groups, one.rates) for one in (self, other))
        return ones == others and not self.apart(other)


def setting(question: Question, text: str, published: date | None, given: Stated | None) -> Setting:
    """What a sentence tells beside its answer.

    Args:
        question: Taken apart.
        text: A sentence.
        published: Day of its article.
        given: Its answer, where that is clear.
    """
    start, end = (given.start, given.end) if given else (0, 0)
    rest = text[:start] + " " * (end - start) + text[end:]
    asked = question.terms.keys()
    return Setting(
        days_told(rest, published),
        frozenset(
            words.root(token.text)
            for first, last in names_in(question, rest)
            for token in words.tokens(rest[first:last])
        ),
        frozenset(match[0].lower() for match in _ORDINAL.finditer(rest)),
        frozenset(_sorts(question, rest, given)) - asked,
        frozenset(stem for match in _FOR.finditer(rest) for stem in words.stems(match[1])) - asked,
        frozenset(
            _RATES.get(rate := match[match.lastgroup or 0].lower(), rate)
            for match in _RATE.finditer(rest)
        ),
    )


def _sorts(question: Question, text: str, given: Stated | None) -> Iterator[str]:
    tokens = words.tokens(text)
    offices = SOLE if question.kind is Kind.PERSON else frozenset[str]()
    for place, token in enumerate(tokens):
        if words.stem(token.text) in offices | {"court"}:
            for before in tokens[max(place - 1, 0) : place]:
                yield from _telling(question, before)
            of = _OF.match(text, token.end)
            yield from words.stems(of[1]) if of else ()
    if given is None or not isinstance(given.value, Number) or question.counted is None:
        return
    counted = ALIKE.get(question.counted, {question.counted})
    behind = [token for token in tokens if token.start >= given.end][:_REACH]
    for place, token in enumerate(behind):
        if words.stem(token.text) in counted:
            for before in behind[:place]:
                yield from _telling(question, before)
            return


def _telling(question: Question, token: words.Token) -> Iterator[str]:
    """The stem of a word that is neither a name asked for nor empty of meaning."""
    asked = {part for name in question.names for part in name.roots}
    if words.content(token.text) and not asked.issuperset(words.root(token.text).split()):
        yield words.stem(token.text)


_OF = re.compile(r"\s+of\s+(?:the\s+)?(\w+)")
_REACH = 4  # words between a figure and what it counts, as in `rag.evidence.choice.types`
_ORDINAL = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_FOR = re.compile(r"\bfor\s+(?:the\s+|all\s+|each\s+)?([a-z]\w+)")
_RATE = re.compile(
    r"\b(?:an?|per|each|every)\s+(?P<each>hour|day|night|week|month|quarter|season|year)\b"
    r"(?!\s+(?:ago|after|before|earlier|later|old|since|from))"
    r"|\b(?P<every>hourly|daily|nightly|weekly|monthly|quarterly|yearly|annual|annually)\b",
    re.IGNORECASE,
)
_RATES = {
    "hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "monthly": "month",
    "quarterly": "quarter", "yearly": "year", "annual": "year", "annually": "year",
}  # fmt: skip
