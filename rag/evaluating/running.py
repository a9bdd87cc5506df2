"""Cases to results: every question is asked, every summary written, and every reply graded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag import citing
from rag.domain.articles import Span
from rag.domain.replies import Provenance, Refusal
from rag.domain.reports import CaseResult, ReportArticle, Subject
from rag.errors import BadReplyError, CaseFileError
from rag.evaluating.grading import grade
from rag.rendering.sources import from_here
from rag.splitting import SPLITTER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from rag.domain.articles import Article, Hit
    from rag.domain.cases import Case, GoldCitation, SummaryTask
    from rag.domain.replies import Reply
    from rag.domain.reports import Attempt
    from rag.domain.summaries import Summary
    from rag.evaluating.supporting import Judge
    from rag.library.entries import Card, Stored

    Desks = Callable[[tuple[Path, ...], int], AbstractContextManager["Desk"]]
    Progress = Callable[[int, int, str], None]


class Desk(Protocol):
    """A library that can be asked and summarised; `rag.wiring.News` is one."""

    def trace(self, question: str) -> tuple[Sequence[Hit], Reply, BadReplyError | None]:
        """The hits that a writer was given, the reply, and why what it wrote is unreadable."""

    def summarise(self, target: str, words: int) -> Summary | Refusal:
        """A summary of the article with this id, or a refusal."""

    def summarise_topic(self, topic: str, *, words: int) -> Summary | Refusal:
        """A summary of what the articles say on a topic, or a refusal."""

    def articles(self) -> Sequence[Card]:
        """All articles, without their texts."""

    def article(self, target: str) -> Stored:
        """One article by its id."""


@dataclass(frozen=True, slots=True)
class Results:
    """What running all cases gave.

    Attributes:
        cases: In the order given.
        subject: What was measured.
        articles: Those that a reply cites or that are gold.
    """

    cases: tuple[CaseResult, ...]
    subject: Subject
    articles: tuple[ReportArticle, ...]


def run_cases(  # noqa: PLR0913 - what is asked, of whom, how often, who judges and watches
    cases: Sequence[Case],
    desks: Desks,
    *,
    runs: int = 1,
    judge: Judge | None = None,
    replayed: Callable[[], int] = lambda: 0,
    progress: Progress = lambda *_: None,
) -> Results:
    """Ask every case ``runs`` times; cases over the same articles share a library.

    Args:
        cases: At least one.
        desks: Opens a library of files and folders, for the run counted from 0.
        runs: How often each case is asked.
        judge: For what the rules leave ungraded.
        replayed: How many calls recordings have answered so far; an attempt with one
            says nothing of how long an answer takes.
        progress: Is told how many attempts are done, of how many, and whose was the last.

    Raises:
        CaseFileError: A gold quote does not stand in its article.
        RagError: What asking raises; nothing is made of half a run.
    """
    attempts: dict[str, list[Attempt]] = {case.id: [] for case in cases}
    seen = Seen()
    for done, (case, shelf) in enumerate(laid_out(cases, desks, runs), start=1):
        seen.libraries.update(shelf.ids)
        attempts[case.id].append(attempt(case, shelf, judge, seen, replayed))
        progress(done, runs * len(cases), case.id)
    results = tuple(CaseResult(case, tuple(attempts[case.id])) for case in cases)
    return Results(results, _subject(results, seen), tuple(seen.articles.values()))


def laid_out(cases: Sequence[Case], desks: Desks, runs: int) -> Iterator[tuple[Case, Shelf]]:
    """Every case of every run with its library; each library is opened once a run."""
    sets: dict[tuple[Path, ...], list[Case]] = {}
    for case in cases:
        paths = tuple(sorted({case.place(path) for path in case.articles}))
        sets.setdefault(paths, []).append(case)
    for run in range(runs):
        for paths, sharing in sets.items():
            with desks(paths, run) as desk:
                shelf = Shelf.of(desk)
                for case in sharing:
                    yield case, shelf


@dataclass(slots=True)
class Seen:
    """What is met while the cases run: libraries, and articles that a report shows."""

    libraries: set[str] = field(default_factory=set)
    articles: dict[str, ReportArticle] = field(default_factory=dict)

    def keep(self, article: Article, path: str) -> str:
        """Remember an article for the report; gives its text."""
        kept = ReportArticle(article.id, article.title, path, article.text)
        return self.articles.setdefault(article.id, kept).text


@dataclass(frozen=True, slots=True)
class Shelf:
    """A desk with the ids of its articles: all, and by the file they were read from."""

    desk: Desk
    ids: frozenset[str]
    by_path: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, desk: Desk) -> Shelf:
        """Look through a library once."""
        by_path: dict[str, list[str]] = {}
        cards = desk.articles()
        for card in cards:
            for path in card.paths:
                for name in {path, str(Path(path).resolve())}:  # a case may name a link's target
                    by_path.setdefault(name, []).append(card.id)
        return cls(desk, frozenset(card.id for card in cards), by_path)


def attempt(
    case: Case,
    shelf: Shelf,
    judge: Judge | None,
    seen: Seen,
    replayed: Callable[[], int] = lambda: 0,
) -> Attempt:
    """Ask a case once, or have its summary written, and grade what comes.

    A model's reply that cannot be read fails the case; it is no refusal.

    Raises:
        CaseFileError: A gold quote does not stand in its article.
        RagError: What asking raises.
    """
    gold = [_locate(case, citation, shelf, seen) for citation in case.gold]
    before = replayed()
    hits, reply, unreadable = (
        _summarised(case, case.summary, shelf) if case.summary else shelf.desk.trace(case.question)
    )
    claims = () if isinstance(reply, Refusal) else reply.claims
    cited = {citation.article_id: citation for claim in claims for citation in claim.citations}
    texts = {
        id_: seen.keep(shelf.desk.article(id_).article, citation.paths[0])
        for id_, citation in cited.items()
        if id_ in shelf.ids  # one that is not there has no text, and its quotes stand nowhere
    }
    timed = replayed() == before and bool(reply.provenance.model)
    graded = replace(grade(case, reply, hits, gold, texts, judge), timed=timed)
    if unreadable is None:
        return graded
    return replace(graded, unreadable=True, passed=False, reasons=(unreadable.message,))


def _summarised(
    case: Case, task: SummaryTask, shelf: Shelf
) -> tuple[Sequence[Hit], Summary | Refusal, BadReplyError | None]:
    """A summary as `Desk.trace` gives an answer; which passages were read is not told."""
    try:
        if task.scope == "topic":
            return (), shelf.desk.summarise_topic(task.subject, words=task.words), None
        return (), shelf.desk.summarise(_only(case, task, shelf), task.words), None
    except BadReplyError as error:
        return (), _unread(case, error), error


def _only(case: Case, task: SummaryTask, shelf: Shelf) -> str:
    """The id of the article that is to be summarised."""
    held = dict.fromkeys(shelf.by_path.get(str(case.place(task.subject)), ()))
    if len(held) != 1:
        raise CaseFileError(
            f"{_place(case)}: {task.subject} holds {len(held) or 'no'} articles",
            hint="Name a file with one article under summarise.",
        )
    return next(iter(held))


def _unread(case: Case, error: BadReplyError) -> Refusal:
    """In the place of a summary that cannot be read, and of which no more is known."""
    unknown = Provenance("", None, "", "", 0, None, "", 0, 0, None, 0.0)
    return Refusal(case.asked, error.message, (), (), (), (), unknown)


def _locate(case: Case, gold: GoldCitation, shelf: Shelf, seen: Seen) -> tuple[str, Span]:
    """Where a gold quote stands: the article's id, and the place in its text."""
    for id_ in shelf.by_path.get(str(case.place(gold.path)), ()):
        article = shelf.desk.article(id_).article
        place = citing.find(gold.quote, article.text)
        if place is not None:
            seen.keep(article, gold.path)
            return id_, Span(*place)
    raise CaseFileError(
        f"{_place(case)}: no article of {gold.path} says “{gold.quote}”",
        hint="Copy the quote from the article to the letter, and list its file under articles.",
    )


def _place(case: Case) -> str:
    return f"{from_here(str(case.file), Path.cwd())}, line {case.line}, case {case.id}"


def _subject(results: Sequence[CaseResult], seen: Seen) -> Subject:
    """What wrote; prompts are several where questions and summaries have their own."""
    # Questions first: how many passages a summary was made of depends on its article.
    asked = sorted(results, key=lambda result: result.case.summary is not None)
    replies = [attempt.reply.provenance for result in asked for attempt in result.attempts]
    made = next((one for one in replies if one.model), replies[0])
    prompts = dict.fromkeys(one.prompt for one in replies if one.prompt)
    library = hashlib.sha256("\n".join([SPLITTER, *sorted(seen.libraries)]).encode()).hexdigest()
    return Subject(
        model=made.model,
        prompt=" ".join(prompts) or None,
        embedder=made.embedder,
        library=library[:12],
        k=made.k,
        version=made.version,
    )
