"""Whether a sentence holds what the question's type asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.english import cues
from rag.evidence.english.cues import ALIKE, CALENDAR, COUNTED_ANYHOW, TITLE_WORDS, Kind
from rag.evidence.naming.people import named, people
from rag.nations import NATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence.asking.questions import Question


def holds(question: Question, sentence: str, article: str, referent: str = "") -> float:
    """How well a sentence holds the type asked for: 0 not at all, 1 fully.

    A type that cannot be told from the words, such as "what", always gives 1.

    Args:
        question: Taken apart.
        sentence: The candidate.
        article: The whole text, which tells who is a person.
        referent: Whom a pronoun of the sentence stands for, if that is certain.
    """
    if question.kind is Kind.PERSON:
        return _person(question, sentence, article, referent)
    if question.kind is Kind.NUMBER:
        return _number(question, sentence)
    if question.kind is Kind.DATE:
        since = _SINCE_WHEN.search(question.text) and _SINCE.search(sentence)
        return 1.0 if since or cues.DATE.search(sentence) else 0.0
    if question.kind is Kind.PLACE:
        named = _new_names(question, sentence)
        return (named + bool(cues.PLACE.search(sentence))) / 2
    if question.kind is Kind.REASON:
        return 1.0 if cues.REASON.search(sentence) else 0.5
    return float(not cues.ASKS_A_NAME.search(question.text) or _new_names(question, sentence))


def _person(question: Question, sentence: str, article: str, referent: str) -> float:
    if question.names and not question.about:  # "who is N?"
        return 1.0 if any(t.key in TITLE_WORDS for t in words.tokens(sentence)) else 0.5
    asked = {part for name in question.names for part in name.roots}
    everyone = people(article)
    for person in everyone:
        known = named(person, sentence, everyone) or named(person, referent)
        if known and not asked & words.roots(person.name.split()):
            return 1.0
    if _new_names(question, sentence):
        return 0.7
    return 0.5 if cues.ROLE.search(sentence) else 0.0


def _new_names(question: Question, sentence: str) -> bool:
    """Whether the sentence names something that the question does not.

    Days and months are no names. The first word is capital anyway, and counts only
    if it is a nation's.
    """
    asked = {part for name in question.names for part in name.roots}
    return any(
        words.capitalised(word)
        and (place > 0 or words.key(word) in NATIONS)
        and words.key(word) not in _NO_NAMES
        and not asked.issuperset(words.root(word).split())
        for place, word in enumerate(words.forms(sentence))
    )


_NO_NAMES = words.FUNCTION_WORDS | TITLE_WORDS | CALENDAR


def _number(question: Question, sentence: str) -> float:
    measure = next((cue for ask, cue in cues.MEASURES if ask.search(question.text)), None)
    if measure is not None:
        for_years = _HOW_LONG.search(question.text) and _FOR_YEARS.search(sentence)
        return 1.0 if for_years or measure.search(sentence) else 0.0
    found = words.tokens(sentence)
    figures = [
        index
        for index, token in enumerate(found)
        if words.number(token) is not None
        and words.number(token) not in question.numbers
        and token.key != "both"  # it points back, and counts nothing new
        and not _YEAR.fullmatch(token.text)
    ]
    if not figures:
        spoken = question.counted is None or question.counted in words.stems(sentence)
        vague = cues.VAGUE_NUMBER.search(sentence)
        if question.counted is None:
            vague = vague or cues.HOW_OFTEN.search(sentence)
        return 0.3 if spoken and vague else 0.0
    if question.counted is None:
        return 1.0
    alike = ALIKE.get(question.counted, {question.counted})
    counted = [index for index, token in enumerate(found) if words.stem(token.text) in alike]
    if any(0 < place - figure <= _REACH for place in counted for figure in figures):
        return 1.0
    if question.counted in COUNTED_ANYHOW:
        return 0.7
    return 0.7 if any(_unbound(sentence, found, figure) for figure in figures) else 0.0


_SINCE_WHEN = re.compile(r"\b(?:since|until)\s+when\b", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|until)\s+(?:the\s+)?(?:\w+\s+)?[A-Z]")  # an event: a war, a vote
_HOW_LONG = re.compile(r"\bhow\s+long\b", re.IGNORECASE)
_FOR_YEARS = re.compile(
    r"\b(?:for|over|within)\s+(?:\w+\s+){0,2}?(?:minute|hour|day|week|month|year|decade|centurie)s\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")  # counts nothing
_REACH = 4  # words between a figure and what it counts: "10,000 North Korean troops"


def _unbound(sentence: str, found: Sequence[words.Token], figure: int) -> bool:
    """Whether no noun follows a figure that it could be counting instead."""
    if figure + 1 >= len(found):
        return True
    between = sentence[found[figure].end : found[figure + 1].start]
    return between.strip() not in {"", "-"} or found[figure + 1].key in words.FUNCTION_WORDS
