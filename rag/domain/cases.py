"""What an answer is measured against, written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wording:
    """Any of the accepted wordings stands in the text.

    Words are compared without regard to case, accents, quote marks and dashes, and
    a nation's adjective counts as the nation. ``…`` inside a wording stands for any
    words in between, within one sentence.
    """

    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit stands in the text, in figures or in words.

    Attributes:
        value: The number.
        units: Any of these words stands with it; empty where the number needs none.
        tolerance: How far off a number may be and still count, in the same unit.
    """

    value: float
    units: tuple[str, ...]
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Name:
    """A name or one of its aliases stands in the text, whole."""

    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is recognised."""

    parts: tuple[Recogniser, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is recognised."""

    parts: tuple[Recogniser, ...]


Recogniser = Wording | Quantity | Name | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class ReferenceFact:
    """Something that an answer must say, or must not say.

    Attributes:
        statement: One sentence, for people and for a judge.
        stated_by: How its statement is recognised; None leaves it to a judge.
        contradicted_by: How its contradiction is recognised, if it can be.
    """

    statement: str
    stated_by: Recogniser | None
    contradicted_by: Recogniser | None = None


@dataclass(frozen=True, slots=True)
class GoldCitation:
    """A sentence or part of one that carries the answer.

    Attributes:
        path: Of its article, as the case file writes it.
        quote: As it stands in the article.
    """

    path: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known about its answer.

    Attributes:
        id: Unique among all cases of a run.
        question: As a user would ask it.
        articles: Files and folders that are searched, as the case file writes them.
        answerable: Whether the articles tell what is asked.
        facts: What a right answer says; empty where it is not answerable.
        forbidden: What no answer may say.
        gold: Where the answer stands.
        tags: Groups that it is counted in.
        file: The case file, absolute; paths of the case start from its folder.
        line: Where the case begins in it, counted from 1.
    """

    id: str
    question: str
    articles: tuple[str, ...]
    answerable: bool
    facts: tuple[ReferenceFact, ...]
    forbidden: tuple[ReferenceFact, ...]
    gold: tuple[GoldCitation, ...]
    tags: tuple[str, ...]
    file: Path
    line: int

    def place(self, path: str) -> Path:
        """A path of this case, absolute and without detours."""
        return (self.file.parent / path).resolve()
