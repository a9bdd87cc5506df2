"""The words a reader needs to know who is meant: "He [Secretary of State Antony Blinken]".

What stands in brackets is the article's own slice, so that it can be cited
like any quote. Where it is not certain who is meant, nothing is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.evidence.people import PRONOUN, SPOKEN_BY_PRONOUN, named, people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.articles import Span
    from rag.evidence.people import Person

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
    pronoun = _pronoun(article, sentence, before)
    if pronoun is not None:
        found.append(pronoun)
    for person in people(article):
        place = named(person, sentence)
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
    match = PRONOUN.search(sentence) or SPOKEN_BY_PRONOUN.search(sentence)
    if match is None or _anyone(article, sentence):
        return None
    for span in reversed(before[-_BACK:]):
        seen = _anyone(article, article[span.start : span.end])
        if seen:
            [person, *others] = seen
            return None if others else Insertion(match.end("p"), person.start, person.end)
    return None


def _anyone(article: str, sentence: str) -> list[Person]:
    return [person for person in people(article) if named(person, sentence) is not None]


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
