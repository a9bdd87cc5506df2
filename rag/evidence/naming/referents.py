"""The words a reader needs to know who is meant: "He [Secretary of State Antony Blinken]".

What stands in brackets is the article's own slice, so that it can be cited
like any quote. Where it is not certain who is meant, nothing is added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.english.cues import SPEECH_VERBS, TITLE_WORDS
from rag.evidence.naming.offices import GOES_ON, OFFICES, is_in_office, sole_holder
from rag.evidence.naming.people import PRONOUN, SPOKEN_BY_PRONOUN, named, people
from rag.evidence.naming.strangers import may_name_somebody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.articles import Span
    from rag.evidence.naming.people import Person

_BACK = 3  # sentences; a pronoun rarely looks further


@dataclass(frozen=True, slots=True)
class Insertion:
    """A slice of the article to be shown in brackets.

    Attributes:
        at: Offset in the sentence behind which the bracket goes.
        start: Offset of the slice in the article's text.
        end: Offset behind it.
    """

    at: int
    start: int
    end: int


def insertions(article: str, span: Span, before: Sequence[Span]) -> list[Insertion]:
    """Brackets for a sentence, in the order of their places.

    Args:
        article: The article's text.
        span: The sentence.
        before: The sentences before it, in order.
    """
    sentence = article[span.start : span.end]
    found = []
    opening = _pronoun(article, sentence, before) or _officer(article, sentence, before)
    if opening is not None:
        found.append(opening)
    everyone = people(article)
    for person in everyone:
        place = named(person, sentence, everyone)
        if place is None or span.start <= person.start < person.end <= span.end:
            continue
        if not _described(person, article, sentence):
            full = person.name in sentence
            start, end = person.role if full and person.role else (person.start, person.end)
            if not (full and person.role is None):
                found.append(Insertion(place[1], start, end))
    return sorted(found, key=lambda insertion: insertion.at)


def with_brackets(sentence: str, article: str, added: Sequence[Insertion]) -> str:
    """The sentence with each insertion behind the word it explains."""
    for insertion in reversed(added):
        inserted = f" [{article[insertion.start : insertion.end]}]"
        sentence = sentence[: insertion.at] + inserted + sentence[insertion.at :]
    return sentence


def _pronoun(article: str, sentence: str, before: Sequence[Span]) -> Insertion | None:
    """The bracket behind a pronoun, where only one reading is possible.

    The sentence before must speak of one person, by name and first of all, and of
    nobody else: no other title ("the mayor"), no pronoun of its own, and no word that
    may be somebody's name. Who goes on speaking may stand anywhere in it. A pronoun
    that goes on from another such sentence is followed back.
    """
    match = PRONOUN.search(sentence) or SPOKEN_BY_PRONOUN.search(sentence)
    if match is None or _anyone(article, sentence):
        return None
    speaks = match.re is SPOKEN_BY_PRONOUN or bool(_SAYS.match(sentence, match.end("p")))
    for span in reversed(before[-_BACK:]):
        previous = article[span.start : span.end]
        seen = _anyone(article, previous)
        if len(seen) == 1 and _speaks_of_one(seen[0], article, span, speaks=speaks):
            fits = _SHE if match["p"].lower() in ("she", "her") else _HE
            described = article[max(span.start, seen[0].start - 5) : seen[0].end]
            return (
                None
                if _gender(described) not in (None, fits)
                else Insertion(match.end("p"), seen[0].start, seen[0].end)
            )
        if seen or not _same(PRONOUN.search(previous), match) or _of_others(previous[3:]):
            return None
    return None


def _officer(article: str, sentence: str, before: Sequence[Span]) -> Insertion | None:
    """The bracket behind "The minister", if the article calls only one person so.

    "The official" is the one person of the sentences just before, if they hold an office.
    """
    match = _THE_OFFICER.search(sentence)
    if match is None or not before:
        return None
    known = [person for person in people(article) if person.end <= before[-1].end]
    office = match["office"].lower()
    if office == "official":
        holder = _only_one(known, article, before[-_BACK:])
    else:
        holder = sole_holder(article, office)
    if holder not in known or named(holder, sentence, known):
        return None
    return Insertion(match.end("p"), holder.start, holder.end)


def _only_one(known: list[Person], article: str, before: Sequence[Span]) -> Person | None:
    """The one described person of some sentences, if they hold their office."""
    near = article[before[0].start : before[-1].end]
    meant = [person for person in known if named(person, near, known)]
    alone = len(meant) == 1 and not _AN_OFFICIAL.search(near)
    return meant[0] if alone and is_in_office(meant[0], article) else None


_NAMED_SO = "|".join(sorted(OFFICES))
_THE_OFFICER = re.compile(rf"^[“\"‘']?(?P<p>The (?P<office>(?i:official|{_NAMED_SO})))\b{GOES_ON}")
_AN_OFFICIAL = re.compile(r"(?<!the )(?<!The )\bofficial\b")

_HE, _SHE = "he", "she"
_PRONOUNS = frozenset(("he", "she", "him", "her", "his", "hers"))
_OPENS = (words.FUNCTION_WORDS | TITLE_WORDS) - _PRONOUNS  # "His lawyer Ed Poe" are two
_OTHERS = re.compile(rf"\b(?:{'|'.join(sorted(_PRONOUNS | TITLE_WORDS))})\b")
_MALE = re.compile(r"\b(?:Mr|King|Prince|Sir|Lord|chairman|spokesman|Congressman)\b")
_FEMALE = re.compile(r"\b(?:Mrs|Ms|Miss|Queen|Princess|Dame|Lady|chairwoman|spokeswoman)\b")


def _speaks_of_one(person: Person, article: str, span: Span, *, speaks: bool) -> bool:
    """Whether a sentence begins with a person, or says that they speak, and has room for no other.

    Args:
        person: Whom it names.
        article: The article's text.
        span: The sentence.
        speaks: Whether the one who is looked for says something.
    """
    everyone = people(article)
    sentence = article[span.start : span.end]
    place = named(person, sentence, everyone)
    if place is None:
        return False
    first = min(place[0], person.start - span.start if span.start <= person.start else place[0])
    last = max(place[1], person.end - span.start if person.end <= span.end else place[1])
    opening = [token.key for token in words.tokens(sentence[:first])]
    begins = all(key in _OPENS for key in opening)
    goes_on = speaks and _SAYS.match(sentence, last) and not _of_others(sentence[:first])
    return bool(begins or goes_on) and not _of_others(sentence[last:])


_SAYS = re.compile(rf",?\s(?:has\s|had\s|also\s)*(?:{SPEECH_VERBS})\b")


def _of_others(rest: str) -> bool:
    """Whether what follows a person may speak of somebody else."""
    return bool(_OTHERS.search(rest)) or may_name_somebody(rest)


def _gender(described: str) -> str | None:
    if _MALE.search(described):
        return _HE
    return _SHE if _FEMALE.search(described) else None


def _same(one: re.Match[str] | None, other: re.Match[str]) -> bool:
    """Whether two pronouns are of one gender."""
    female = ("she", "her")
    return one is not None and (one["p"].lower() in female) == (other["p"].lower() in female)


def _anyone(article: str, sentence: str) -> list[Person]:
    everyone = people(article)
    return [person for person in everyone if named(person, sentence, everyone) is not None]


def _described(person: Person, article: str, sentence: str) -> bool:
    """Whether the sentence itself says who the person is."""
    if person.name not in sentence:
        return False
    if person.role is not None and article[slice(*person.role)] in sentence:
        return True
    own = next((p for p in people(sentence) if p.name == person.name), None)
    return own is not None and own.role is not None


def referent(article: str, span: Span, before: Sequence[Span]) -> str:
    """The slice that a sentence's pronoun stands for; empty if that is not certain."""
    pronoun = _pronoun(article, article[span.start : span.end], before)
    return article[pronoun.start : pronoun.end] if pronoun else ""
