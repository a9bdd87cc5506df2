"""Whether a sentence holds what the question's type asks for."""

from __future__ import annotations

import re

from rag import words
from rag.evidence.people import PRONOUN, SPOKEN_BY_PRONOUN, people
from rag.evidence.questions import TITLE_WORDS, Kind, Question

_MONTHS = (
    r"January|February|March|April|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\."
)
_DATE = re.compile(
    rf"\b(?:{_MONTHS})|\bMay[ ]\d|\b\d{{1,2}}[ ]May\b|\b(?:in|since|until|by|last|this|early|late)[ ]May\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b1\d{3}s?\b|\b20\d{2}s?\b|\b\d{1,4}[ ](?:BC|BCE|AD|CE)\b"
    r"|\b(?:\d{1,2}(?:st|nd|rd|th)|first|\w+teenth|\w+tieth|\w+first)[ -]centur(?:y|ies)\b"
    r"|\b(?i:yesterday|today|tonight|tomorrow|(?:last|next|this|past|earlier[ ]this|later[ ]this)[ ]"
    r"(?:week|month|year|night|weekend|summer|autumn|fall|winter|spring|decade|century))\b"
    r"|\b(?i:(?:days?|weeks?|months?|years?|hours?|decades?|centuries)[ ](?:ago|earlier|later|before|after))\b"
    r"|\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}[ ]?[ap]\.?m\b"
)
_PLACE = re.compile(
    r"\b(?i:in|at|near|from|to|across|inside|outside|around|off|along|through|into|of|on)[ ]"
    r"(?:(?i:the|its|southern|northern|eastern|western|central|a|an|modern|nearby)[ ])*[A-ZÀ-Þ]"
    r"|\b(?i:region|border|city|town|village|province|capital|river|island|coast|street|sea|front)\b"
)
_REASON = re.compile(
    r"\b(?i:because|since|due[ ]to|given|owing|as[ ]a[ ]result|so[ ]that|in[ ]order|amid|after|"
    r"therefore|thus|led[ ]to|leads[ ]to|caused?|causes|reasons?|aim(?:ed|ing|s)?|hop(?:e|es|ed|ing)|"
    r"seek(?:s|ing)?|could|in[ ]exchange|in[ ]return|offers?|allow(?:s|ed|ing)?|for[ ]fear|to[ ]\w+)\b"
)
_ROLE = re.compile(
    r"\b(?i:officials?|analysts?|experts?|spokes\w+|ministers?|authorities|police|scientists?|"
    r"researchers?|sources|observers|critics|leaders?|diplomats?|lawmakers?|residents?|witnesses|"
    r"government|ministry|department|parliament|party|company|council|army|forces)\b"
)
_GENERIC_NUMBER = re.compile(
    r"\b(?i:dozens|scores|several|hundreds|thousands|millions|half|a[ ]third|a[ ]quarter|none|single|once|twice|one)\b"
)


def holds(question: Question, sentence: str, article: str) -> float:
    """How well a sentence holds the type asked for: 0 not at all, 1 fully.

    A type that cannot be told from the words, such as "what", always gives 1.
    """
    if question.kind is Kind.PERSON:
        return _person(question, sentence, article)
    if question.kind is Kind.NUMBER:
        return _number(question, sentence)
    if question.kind is Kind.DATE:
        return 1.0 if _DATE.search(sentence) else 0.0
    if question.kind is Kind.PLACE:
        return (
            1.0
            if _new_names(question, sentence) and _PLACE.search(sentence)
            else _half(_PLACE, sentence)
        )
    if question.kind is Kind.REASON:
        return 1.0 if _REASON.search(sentence) else 0.5
    return 1.0


def _half(cue: re.Pattern[str], sentence: str) -> float:
    return 0.5 if cue.search(sentence) else 0.0


def _person(question: Question, sentence: str, article: str) -> float:
    asked = {part for name in question.names for part in name}
    for person in people(article):
        if person.surname in sentence and not asked & words.roots(person.name.split()):
            return 1.0
    if PRONOUN.search(sentence) or SPOKEN_BY_PRONOUN.search(sentence):
        return 0.7
    if _new_names(question, sentence):
        return 0.7
    return 0.5 if _ROLE.search(sentence) else 0.0


def _new_names(question: Question, sentence: str) -> bool:
    """Whether the sentence names something that the question does not."""
    asked = {part for name in question.names for part in name}
    return any(
        token.capitalised
        and token.key not in words.FUNCTION_WORDS | TITLE_WORDS
        and not asked.issuperset(words.root(token.text).split())
        for token in words.tokens(sentence)[1:]
    )


def _number(question: Question, sentence: str) -> float:
    found = words.tokens(sentence)
    figures = [
        index
        for index, token in enumerate(found)
        if words.number(token) is not None and words.number(token) not in question.numbers
    ]
    if not figures:
        return 0.3 if _GENERIC_NUMBER.search(sentence) else 0.0
    if question.counted is None:
        return 1.0
    places = [
        index for index, token in enumerate(found) if words.stem(token.text) == question.counted
    ]
    if not places:
        return 0.7
    if any(0 < place - figure <= _REACH for place in places for figure in figures):
        return 1.0
    return 0.7 if any(_unbound(sentence, found, figure) for figure in figures) else 0.0


_REACH = 4  # words between a figure and what it counts: "10,000 North Korean troops"


def _unbound(sentence: str, found: list[words.Token], figure: int) -> bool:
    """Whether no noun follows a figure that it could be counting instead."""
    if figure + 1 >= len(found):
        return True
    between = sentence[found[figure].end : found[figure + 1].start]
    return between.strip() not in {"", "-"} or found[figure + 1].key in words.FUNCTION_WORDS
