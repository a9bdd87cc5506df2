"""What an answer is measured against, written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from rag.domain.summaries import Scope


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
class SummaryTask:
    """A summary that is asked for.

    Attributes:
        scope: Whether it is of one article, or of a topic across all articles of the case.
        subject: The topic, or the article's path as the case file writes it.
        words: Most words that its claims may have together.
    """

    scope: Scope
    subject: str
    words: int


@dataclass(frozen=True, slots=True)
class Case:
    """A question, or a summary that is asked for, with what is known about what is right.

    Attributes:
        id: Unique among all cases of a run.
        question: As a user would ask it; empty where a summary is asked for.
        articles: Files and folders that are searched, as the case file writes them.
        answerable: Whether the articles tell what is asked; so they do of each summary.
        facts: What a right answer says; empty where it is not answerable.
        forbidden: What no answer may say.
        gold: Where the answer stands.
        tags: Groups that it is counted in.
        file: The case file, absolute; paths of the case start from its folder.
        line: Where the case begins in it, counted from 1.
        summary: What is to be summarised, in place of a question.
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
    summary: SummaryTask | None = None

    @property
    def asked(self) -> str:
        """The question, or ``Summarise harbour.md in at most 60 words``."""
        if self.summary is None:
            return self.question
        subject = self.summary.subject
        named = PurePosixPath(subject).name if self.summary.scope == "article" else f"“{subject}”"
        return f"Summarise {named} in at most {self.summary.words} words"

    def place(self, path: str) -> Path:
        """A path of this case, absolute and without detours."""
        return (self.file.parent / path).resolve()
