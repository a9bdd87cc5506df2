"""What a sentence gives as the answer, where a type is asked for, and how two such fit.

A number, a date or a name is read as the answer only where it is clear which of a sentence's
it is; else nothing is said about it. Between "the same" and "another" lies all that may be
either: "more than 10,000" and "12,000".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.agreeing import counting, dating
from rag.evidence.english.cues import CALENDAR, TITLE_WORDS, Kind
from rag.evidence.naming.people import named, people

if TYPE_CHECKING:
    from rag.domain.articles import Article
    from rag.evidence.agreeing.counting import Number
    from rag.evidence.agreeing.dating import Days
    from rag.evidence.asking.questions import Question
    from rag.evidence.choice.candidates import Candidate


@dataclass(frozen=True, slots=True)
class Holders:
    """Who is named as the answer, by last name; ``only`` if there can be but one."""

    surnames: frozenset[str]
    only: bool

    def same(self, other: Holders) -> bool:
        """Whether one names all those that the other does."""
        few, many = sorted((self.surnames, other.surnames), key=len)
        return few <= many

    def another(self, other: Holders) -> bool:
        """Whether both name one person, who cannot both be it."""
        return self.only and other.only and self.surnames.isdisjoint(other.surnames)


@dataclass(frozen=True, slots=True)
class Stated:
    """An answer that a sentence gives.

    Attributes:
        start: Offset in the sentence of the words that give it.
        end: Offset behind them.
        value: What they mean.
    """

    start: int
    end: int
    value: Number | Days | Holders

    def same(self, other: Stated) -> bool:
        """Whether the two say the same."""
        one, two = self.value, other.value
        return type(one) is type(two) and one.same(two)  # type: ignore[arg-type]

    def another(self, other: Stated) -> bool:
        """Whether the two cannot both be right."""
        one, two = self.value, other.value
        return type(one) is type(two) and one.another(two)  # type: ignore[arg-type]


def stated(question: Question, candidate: Candidate, article: Article) -> Stated | None:
    """The number, date or name with which a sentence answers; None where that is unclear."""
    text = candidate.text
    if question.kind is Kind.NUMBER:
        number = counting.counted(question, text)
        return Stated(number.start, number.end, number) if number else None
    if question.kind is Kind.DATE:
        days = dating.dated(question, text, article.published)
        return Stated(days.start, days.end, days) if days else None
    if question.kind is Kind.PERSON:
        return _holders(question, candidate, article)
    return _places(question, text) if question.kind is Kind.PLACE else None


def _holders(question: Question, candidate: Candidate, article: Article) -> Stated | None:
    """Those whom a sentence names and the question does not; by office, if one is asked for."""
    text = candidate.text
    office = question.attribute & SOLE
    found = [
        place
        for place in names_in(question, text)
        if not office or _holds(article, text, place, office, question)
    ]
    if not found:
        return None
    surnames = frozenset(words.root(text[start:end].split()[-1]) for start, end in found)
    only = bool(office) and len(surnames) == 1 and not _ONCE.search(text)
    return Stated(*found[0], Holders(surnames, only))


def _places(question: Question, text: str) -> Stated | None:
    """The names behind "in", "at" and the like; one may lie in another, so none denies one."""
    found = [place for place in names_in(question, text) if _AT.search(text[: place[0]])]
    names = frozenset(words.root(text[start:end]) for start, end in found)
    return Stated(*found[0], Holders(names, only=False)) if found else None


_AT = re.compile(r"\b(?:in|at|near|to|from|off|on|outside|across)\s+(?:the\s+)?(?:\w+\s+of\s+)?$")


def names_in(question: Question, text: str) -> list[tuple[int, int]]:
    """Where a sentence writes a name that the question does not: runs of capitalised words.

    A single capital word at the beginning may be no name, and is none here.
    """
    asked = {part for name in question.names for part in name.roots}
    runs: list[list[words.Token]] = []
    last = -1
    for place, token in enumerate(words.tokens(text)):
        if not token.capitalised or token.key in _NO_NAMES or words.root(token.text) in asked:
            continue
        if runs and last == place - 1 and text[runs[-1][-1].end : token.start] in _JOINTS:
            runs[-1].append(token)
        else:
            runs.append([token])
        last = place
    return [
        (run[0].start, run[0].start + len(_OWN.sub("", text[run[0].start : run[-1].end])))
        for run in runs
        if len(run) > 1 or text[: run[0].start].strip("“\"'‘ ")
    ]


_NO_NAMES = words.FUNCTION_WORDS | TITLE_WORDS | CALENDAR
_JOINTS = (" ", ". ", "-")
_OWN = re.compile(r"(?:['’]s?)?$")


def _holds(
    article: Article, text: str, place: tuple[int, int], office: frozenset[str], question: Question
) -> bool:
    """Whether the office is said of a name, in its title or beside it."""
    name = text[slice(*place)]
    for person in people(article.text):
        if person.role and named(person, name):
            role = article.text[slice(*person.role)]
            if office <= words.stems(role):
                return not _ONCE.search(role)
    return _beside(question, text, place, office)


def _beside(question: Question, text: str, place: tuple[int, int], office: frozenset[str]) -> bool:
    """Whether a name stands next to an office, apart from what the office is of."""
    asked = {part for name in question.names for part in name.roots} | question.terms.keys()
    found = [
        token
        for token in words.tokens(text)
        if words.stem(token.text) in office
        or not (
            token.key in words.FUNCTION_WORDS
            or words.stem(token.text) in asked
            or asked.issuperset(words.root(token.text).split())
        )
    ]
    offices = [at for at, token in enumerate(found) if words.stem(token.text) in office]
    names = [at for at, token in enumerate(found) if place[0] <= token.start < place[1]]
    return any(abs(one - other) == 1 for one in offices for other in names)


SOLE = frozenset(
    words.stem(word)
    for word in """
    president minister mayor chancellor premier king queen emperor sultan emir pope chief chairman
    chairwoman chair director head leader governor coach captain archbishop commissioner ceo cfo
    sheriff speaker
    """.split()
)
"""Offices that one person holds at a time; there are several spokesmen and senators."""

_ONCE = re.compile(
    r"\b(?:former|formerly|late|outgoing|incoming|acting|interim|deputy|vice|assistant|designate"
    r"|elect|then|was|were|had\s+been|until|ex|successor|predecessor|will\s+(?:be|become))\b",
    re.IGNORECASE,
)
"""Words by which an office may be another person's at another time."""
