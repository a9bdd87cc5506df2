"""What the page shows of each case: its runs, its quotes, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rag.domain.replies import Refusal
from rag.domain.summaries import Summary
from rag.rendering.reports.outcomes import Outcome, counted, outcome, runs_note, said
from rag.rendering.sources import speaks_its_quotes
from rag.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rag.domain.cases import GoldCitation
    from rag.domain.replies import Unanswered
    from rag.domain.reports import (
        Attempt,
        CaseResult,
        CitationResult,
        ClaimResult,
        Report,
        ReportArticle,
        Retrieved,
    )
    from rag.rendering.pages.texts import Place, Texts

# What needs a look comes first.
_ORDER: tuple[Outcome, ...] = ("failed", "ungraded", "passed")
_PASSED = (False, None, True)


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote of a reply, or a gold one.

    Attributes:
        number: As the claims cite it, counted from 1.
        title: Of its article, or its path.
        text: As the reply shows it.
        result: How it was graded; None for a gold quote.
        place: Where to see it in its article; None where the report has not got that.
        ranks: Of the retrieved passages that hold it; for a gold quote.
    """

    number: int
    title: str
    text: str
    result: CitationResult | None
    place: Place | None
    ranks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim, and the quotes that stand behind it.

    Attributes:
        result: How it was graded.
        quotes: In the order of its citations.
        verbatim: Whether it is its evidence, word for word.
    """

    result: ClaimResult
    quotes: tuple[Quote, ...]
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A retrieved passage, and the gold quotes that lie in it whole."""

    passage: Retrieved
    place: Place
    gold: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One run, or several that came out the same but for their time."""

    numbers: tuple[int, ...]
    attempt: Attempt
    said: str
    heading: str
    statements: tuple[Statement, ...]
    unanswered: tuple[Unanswered, ...]
    gold: tuple[Quote, ...]
    found: tuple[Found, ...]

    @property
    def readable(self) -> bool:
        """Whether there is an article to open beside it."""
        cited = (quote for statement in self.statements for quote in statement.quotes)
        return any(quote.place for quote in (*cited, *self.gold))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case as the page shows it."""

    result: CaseResult
    outcome: Outcome
    note: str
    runs: tuple[Run, ...]


def sheets(report: Report, texts: Texts) -> list[Sheet]:
    """One for each case, failing ones first, else in the report's order."""
    articles = {article.id: article for article in report.articles}
    made = [_sheet(result, articles, texts) for result in report.cases]
    return sorted(made, key=lambda sheet: _ORDER.index(sheet.outcome))


def _sheet(result: CaseResult, articles: Mapping[str, ReportArticle], texts: Texts) -> Sheet:
    runs: list[tuple[Attempt, list[int]]] = []
    for number, attempt in enumerate(result.attempts, start=1):
        same = next((numbers for other, numbers in runs if _alike(attempt, other)), None)
        if same is None:
            runs.append((attempt, [number]))
        else:
            same.append(number)
    runs.sort(key=lambda run: _PASSED.index(run[0].passed))
    return Sheet(
        result,
        outcome(result),
        runs_note(result),
        tuple(_run(result, each, numbers, articles, texts) for each, numbers in runs),
    )


def _alike(one: Attempt, other: Attempt) -> bool:
    reply = replace(one.reply, provenance=other.reply.provenance)
    return replace(one, reply=reply) == other


def _run(
    result: CaseResult,
    attempt: Attempt,
    numbers: Iterable[int],
    articles: Mapping[str, ReportArticle],
    texts: Texts,
) -> Run:
    return Run(
        numbers=tuple(numbers),
        attempt=attempt,
        said=said(attempt.reply),
        heading=_heading(attempt),
        statements=_statements(attempt, articles, texts),
        unanswered=() if isinstance(attempt.reply, Summary) else attempt.reply.unanswered,
        gold=tuple(
            _gold(number, gold, attempt, articles, texts)
            for number, gold in enumerate(result.case.gold)
        ),
        found=tuple(_found(passage, result.case.gold, texts) for passage in attempt.retrieved),
    )


def _heading(attempt: Attempt) -> str:
    """What kind of reply it is; of a summary, how long."""
    if isinstance(attempt.reply, Refusal):
        return "Refused"
    if isinstance(attempt.reply, Summary):
        length = sum(len(tokens(claim.text)) for claim in attempt.reply.claims)
        return f"Summary, {counted(length, 'word')}"
    return "Answer"


def _statements(
    attempt: Attempt, articles: Mapping[str, ReportArticle], texts: Texts
) -> tuple[Statement, ...]:
    numbers: dict[tuple[str, int, str], int] = {}
    made = []
    for claim in attempt.claims:
        quotes = []
        for result in claim.citations:
            cited = result.citation
            key = (cited.article_id, cited.start, cited.quote)
            number = numbers.setdefault(key, len(numbers) + 1)
            article = articles.get(cited.article_id)
            place = texts.place(article.text, cited.start, cited.end) if article else None
            quotes.append(Quote(number, cited.title, cited.quote, result, place))
        made.append(Statement(claim, tuple(quotes), speaks_its_quotes(claim.claim)))
    return tuple(made)


def _gold(
    number: int,
    gold: GoldCitation,
    attempt: Attempt,
    articles: Mapping[str, ReportArticle],
    texts: Texts,
) -> Quote:
    name = PurePosixPath(gold.path).name
    holding = [article for article in articles.values() if gold.quote in article.text]
    # Two articles can share a sentence; the one with the file's name is meant.
    article = next((each for each in holding if PurePosixPath(each.path).name == name), None) or (
        holding[0] if holding else None
    )
    ranks = tuple(passage.rank for passage in attempt.retrieved if number in passage.gold)
    return Quote(
        number + 1,
        article.title if article else gold.path,
        gold.quote,
        None,
        _whole(article.text, gold.quote, texts) if article else None,
        ranks,
    )


def _found(passage: Retrieved, gold: tuple[GoldCitation, ...], texts: Texts) -> Found:
    marked = (_whole(passage.text, gold[number].quote, texts) for number in passage.gold)
    whole = texts.place(passage.text, 0, len(passage.text))
    return Found(passage, whole, tuple(place for place in marked if place))


def _whole(text: str, quote: str, texts: Texts) -> Place | None:
    start = text.find(quote)
    return texts.place(text, start, start + len(quote)) if start >= 0 else None
