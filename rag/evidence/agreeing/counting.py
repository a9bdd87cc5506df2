"""The number with which a sentence answers "how many", and which others it goes with."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.choice.clauses import best_placed
from rag.evidence.english import cues
from rag.evidence.english.amounts import amounts
from rag.evidence.english.cues import ALIKE, COUNTED_ANYHOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence.asking.questions import Question
    from rag.evidence.english.amounts import Amount


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a sentence, with what it leaves open.

    Attributes:
        start: Offset of its first character, hedge not included.
        end: Offset behind its last.
        low: Least that it may mean: "up to 9", "about 100" and "1,200" leave room below.
        value: As it is written; the middle of a range.
        high: Most that it may mean.
        slack: By how much of it another number may be off, to be the same.
        unit: Sign or stem of a measure; empty where things are counted.
    """

    start: int
    end: int
    low: float
    value: float
    high: float
    slack: float
    unit: str

    def same(self, other: Number) -> bool:
        """Whether they are equal, but for rounding; "at least 200" and "200" are."""
        most = max(abs(self.value) * self.slack, abs(other.value) * other.slack)
        return self.unit == other.unit and abs(self.value - other.value) <= most

    def another(self, other: Number) -> bool:
        """Whether no number is meant by both."""
        apart = self.high < other.low or other.high < self.low
        return self.unit == other.unit and apart


def counted(question: Question, text: str) -> Number | None:
    """The number of a sentence that answers a question; None where it is not clear which."""
    tokens = words.tokens(text)
    every = amounts(text, tokens, _SCALES)
    ends = [amount.first for amount in every[1:]] + [len(tokens)]
    found = [
        amount
        for amount, end in zip(every, ends, strict=False)  # both empty without a number
        if not (amount.calendar or amount.ordinal or _given(question, amount))
        and _counts(question, text, tokens[:end], amount)
        and _is_now(text, amount)
        and not _is_change(question, text, amount)
    ]
    placed = best_placed(question, text, found, lambda amount: (amount.start, amount.end))
    return _read(question, text, tokens, placed[0]) if len(placed) == 1 else None


_SCALES = frozenset("k")  # "5 m" may be metres
_REACH = 4  # words between a figure and what it counts, as in `rag.evidence.choice.types`
_NEAR = 40  # characters before a number that tell how it is meant


def _given(question: Question, amount: Amount) -> bool:
    return f"{amount.low:g}" in question.numbers


def _counts(question: Question, text: str, tokens: Sequence[words.Token], amount: Amount) -> bool:
    """Whether a number may count what was asked for: it does, or nothing follows it."""
    behind = tokens[amount.behind : amount.behind + _REACH]
    measure = next((cue for ask, cue in cues.MEASURES if ask.search(question.text)), None)
    if measure is not None:
        end = behind[:2][-1].end if behind else amount.end
        return bool(measure.search(text, max(0, amount.start - 5), end))
    if question.counted is None:
        return True
    alike = ALIKE.get(question.counted, {question.counted})
    if any(words.stem(token.text) in alike for token in behind):
        return True
    if question.counted in COUNTED_ANYHOW or not behind:
        return True
    between = text[amount.end : behind[0].start]
    return between.strip() not in {"", "-"} or behind[0].key in words.FUNCTION_WORDS


def _is_now(text: str, amount: Amount) -> bool:
    """Not what is denied, corrected or past: "not 8,000", "up from 12", "half of 200"."""
    before = max(0, amount.start - _NEAR), amount.start
    return not (_NOT_THIS.search(text, *before) or _PART_OF.search(text, *before))


def _is_change(question: Question, text: str, amount: Amount) -> bool:
    """Whether a number is what was won or lost, and the question does not ask for that."""
    match = _CHANGE.search(text, max(0, amount.start - _NEAR), amount.start)
    return match is not None and words.stem(match["verb"]) not in question.terms


_CHANGE = re.compile(
    r"\b(?P<verb>lost|loses?|losing|gain(?:s|ed)?|won|wins?|add(?:s|ed)?|dropped|shed|recruited"
    r"|another|additional|further|extra)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(
    r"\b(?:not|nor|instead\s+of|rather\s+than|from|previously|earlier|originally|initially"
    r"|compared\s+(?:with|to)|against|after)\s+(?:the\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"(?:\bhalf|\b(?:half|halves|thirds?|quarters?|fifths?|tenths?|percent|cent|most|many|several|few"
    r"|majority|minority|none|dozens|hundreds|thousands|million|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|\d[\d,.]*|out)\s+of|%\s+of|^of|[,;]\s+of)"
    r"\s+(?:(?:the|its|their|his|her|all|some|about|around|roughly|a\s+total\s+of)\s+)*$"
    r"|\b(?:one|two|three|four|\d+)\s+in\s+$",
    re.IGNORECASE,
)  # "half of the 200": the whole, of which a part is meant
_ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|approximately|an?\s+estimated|close\s+to|nearly|almost|circa"
    r"|estimates?\s+of)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)


def _read(question: Question, text: str, tokens: Sequence[words.Token], amount: Amount) -> Number:
    low, high = amount.low, amount.high
    value, slack = (low + high) / 2, 0.0
    if _ABOUT.search(text, max(0, amount.start - _NEAR), amount.start):
        slack = ABOUT
    elif _is_round(value):
        slack = ROUND
    low, high = low - abs(low) * slack, high + abs(high) * slack
    if amount.hedge == "least":
        high = math.inf
    elif amount.hedge == "most":
        low = -math.inf
    unit = _unit(question, tokens, amount)
    return Number(amount.start, amount.end, low, value, high, slack, unit)


ABOUT, ROUND = 0.1, 0.02
"""By how much a number may be off that is called "about" so many, and one that is only written as
a round one: "1,200" for 1,204. Half or double of either changes nothing on the
invented articles (``benchmarks/several.py``)."""

_LEAST_ROUND = 1000


def _is_round(value: float) -> bool:
    """Whether a large number has no more than two digits that tell something: 1,200, 10,000."""
    if value < _LEAST_ROUND:
        return False
    return f"{value:.0f}"[2:].strip("0") == ""


def _unit(question: Question, tokens: Sequence[words.Token], amount: Amount) -> str:
    """What a measure is in; "how old" is in years, whoever says so."""
    measured = [ask.pattern for ask, _ in cues.MEASURES if ask.search(question.text)]
    if not measured or "old" in measured[0]:
        return ""
    following = [token.key for token in tokens[amount.behind : amount.behind + 2]]
    word = "percent" if following == ["per", "cent"] else "".join(following[:1])
    return amount.sign or _SIGNS.get(words.stem(word) if word else "", words.stem(word or "none"))


_SIGNS = {
    words.stem(word): sign
    for word, sign in {
        "percent": "%", "dollars": "$", "euros": "€", "pounds": "£", "yen": "¥", "km": "kilometr",
        "kilometer": "kilometr", "kilometre": "kilometr", "meter": "metr", "metre": "metr",
    }.items()
}  # fmt: skip
