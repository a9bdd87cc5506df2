"""Who "the minister" is, if a whole article leaves only one person to be meant.

Any other minister in the article, even an unnamed one, leaves it open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.english.cues import TITLE_WORDS
from rag.evidence.naming.people import people

if TYPE_CHECKING:
    from rag.evidence.naming.people import Person

OFFICES = TITLE_WORDS - frozenset(
    """
    vice prime deputy principal assistant general gen sen rep gov prof dr mr mrs ms miss sir lord
    lady capt lt maj sgt adm col major foreign defence defense finance interior treasury former
    acting interim senior executive co
    """.split()
)
"""Titles that stand for somebody by themselves, in small letters."""

GOES_ON = r"(?![-–]| (?:of|for|general|elect|[A-ZÀ-Þ])|, [A-ZÀ-Þ])"
"""What must not follow a bare "the minister": "of health", "-elect", ", Eva Lund"."""

_NOT_IN_OFFICE = r"(?:former|late|acting|interim|deputy|vice|ex|then|outgoing|incoming|new|next)"
_QUALIFIED = re.compile(rf"\b{_NOT_IN_OFFICE}\b", re.IGNORECASE)
_QUALIFIED_BEFORE = re.compile(rf"\b{_NOT_IN_OFFICE}[ -](?:\w+[ ])?$", re.IGNORECASE)
_HEAD_ENDS = re.compile(r"[ ](?:of|for|from|in|at|to|on|with|under|and)[ ]")
_CHANGED_HANDS = re.compile(
    r"\b(?:successor|predecessor|succeeded|sworn in|t(?:akes?|ook) over|st(?:eps?|epped) down)\b"
)
_DIED = r"(?:['’]s (?:death|funeral)|(?:,[^,.]+,)? (?:has |had )?(?:died|dies|(?:was|were) killed))"


def sole_holder(article: str, office: str) -> Person | None:
    """The one person of an article whom "the minister" can mean; None where it is open.

    Args:
        article: The article's text.
        office: One of OFFICES.
    """
    holders = [person for person in people(article) if _holds(person, office, article)]
    if len(holders) != 1 or not is_in_office(holders[0], article):
        return None
    if re.search(rf"\b{office}s\b", article, re.IGNORECASE):
        return None
    every = re.finditer(rf"\b{office}\b", article, re.IGNORECASE)
    alone = all(_means(holders[0], mention, article) for mention in every)
    return holders[0] if alone else None


def is_in_office(person: Person, article: str) -> bool:
    """Whether nothing says that a described person holds their office no more, or not yet."""
    if person.role is None:
        return False
    names = _names(person)
    return not (
        _QUALIFIED.search(article[slice(*person.role)])
        or _QUALIFIED_BEFORE.search(article[max(0, person.start - 24) : person.start])
        or _CHANGED_HANDS.search(article)
        or re.search(rf"\b{names}{_DIED}\b", article)
    )


def _holds(person: Person, office: str, article: str) -> bool:
    """Whether a description names the office itself: "director of the zoo", not "his aide"."""
    if person.role is None:
        return False
    head = [token.key for token in words.tokens(_HEAD_ENDS.split(article[slice(*person.role)])[0])]
    return head[-1:] == [office] and head[-2:] != ["prime", "minister"]


def _means(person: Person, mention: re.Match[str], article: str) -> bool:
    """Whether a mention of an office is the person's own title, or a bare "the minister"."""
    start, end = mention.span()
    if person.start <= start < person.end:
        return True
    before, after = article[max(0, start - 40) : start], article[end : end + 60]
    if _QUALIFIED_BEFORE.search(before):
        return False
    names = _names(person)
    if re.match(rf",? {names}\b", after) or re.search(
        rf"\b{names}, (?:the |an? )?(?:\w+ )?$", before
    ):
        return True
    bare = re.search(r"\b[Tt]he $", before) and re.match(GOES_ON, after)
    return bool(bare)


def _names(person: Person) -> str:
    return rf"(?:{re.escape(person.name)}|{re.escape(person.surname)})"
