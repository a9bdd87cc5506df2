"""Stands in for ``rag.wiring``: the same names, replies that the test chose."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Self

from rag.adding import AddEvent, AddReport
from rag.domain.articles import Article, Filters, Hit, Location, Passage
from rag.domain.replies import Answer, Citation, Claim, Nearest, Provenance, Refusal
from rag.errors import ArticleNotFoundError
from rag.evidence.asking.understanding import Understood
from rag.library.entries import Card, Fingerprint, Place, Removed, Status, Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from rag.domain.replies import Reply

SENTENCE = "Vedant Patel, a deputy spokesman, warned of a long war."
ARTICLE = Article.of(
    title="Washington worries",
    text=SENTENCE + "\nNobody came.",
    source="The Example Post",
    published=date(2024, 11, 2),
)
PATH = str(Path.cwd() / "seeds" / "worries.md")
PROVENANCE = Provenance("extractive", None, "minilm", "/lib", 8, None, "0.1.0", 0, 0, None, 0.1)
CITATION = Citation(
    role="evidence",
    article_id=ARTICLE.id,
    title=ARTICLE.title,
    source=ARTICLE.source,
    author=None,
    published=ARTICLE.published,
    url=None,
    paths=(PATH,),
    start=0,
    end=len(SENTENCE),
    quote=SENTENCE,
)


def answer(question: str) -> Answer:
    return Answer(question, (Claim(SENTENCE, (CITATION,)),), (), (), (), PROVENANCE)


def refusal(question: str) -> Refusal:
    near = Nearest(ARTICLE.id, ARTICLE.title, 0, len(SENTENCE), SENTENCE, 0.3)
    return Refusal(question, "none of them names Canada", (near,), (), (), (), PROVENANCE)


LOCATION = Location(PATH, "", "f" * 64)
CARD = Card(
    ARTICLE.id,
    ARTICLE.title,
    ARTICLE.source,
    None,
    None,
    date(2024, 11, 2),
    (PATH,),
    datetime(2024, 11, 5, 6, 7, 8, tzinfo=UTC),
    1,
    len(ARTICLE.text),
)
STORED = Stored(ARTICLE, (Place(LOCATION, CARD.added),))
STATUS = Status(
    Path("/lib"), 1, Fingerprint("minilm@0f1e", 384, "sentences-1"), 9, 3, 10, 40, 2_340_000
)


NOTHING = AddReport(added=0, replaced=0, unchanged=0, removed=0, failed=())


@dataclass(frozen=True)
class Settings:
    library: Path
    embedder: str = "minilm"
    model: str = "extractive"
    k: int = 8
    cache: Path | None = None
    caution: str = "balanced"
    base_url: str | None = None
    chroma_url: str | None = None


@dataclass
class News:
    """Answers each question with what ``replies`` has for it; an exception is raised."""

    replies: dict[str, Reply | BaseException] = field(default_factory=dict)
    settings: Settings | None = None
    created: bool = False
    asked: list[tuple[str, Filters]] = field(default_factory=list)
    closed: bool = False
    events: list[AddEvent] = field(default_factory=list)
    report: AddReport = NOTHING
    added: tuple[list[Path], bool] | None = None
    cards: list[Card] = field(default_factory=lambda: [CARD])
    tell: Callable[[str], None] = print

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closed = True

    def ask(
        self,
        question: str,
        filters: Filters = Filters(),  # noqa: B008 - frozen
        hear: Callable[[Claim], None] | None = None,  # noqa: ARG002 - the name is what is passed
    ) -> Reply:
        self.asked.append((question, filters))
        reply = self.replies.get(question) or answer(question)
        if isinstance(reply, BaseException):
            raise reply
        return reply

    def understand(self, question: str, _filters: Filters) -> Understood:
        meant = question.replace("wrold", "world")
        notes = ("read “wrold” as “world”",) if meant != question else ()
        return Understood(meant, (meant,), (meant,), notes)

    def search(self, query: str, filters: Filters, k: int) -> list[Hit]:
        self.asked.append((query, filters))
        passage = Passage(f"{ARTICLE.id}:0", ARTICLE.id, 0, len(SENTENCE), SENTENCE, ())
        return [Hit(passage, ARTICLE, (PATH,), 0.9, 0.5, ())] * min(k, 2)

    def add(
        self, paths: Sequence[Path], *, prune: bool, progress: Callable[[AddEvent], None]
    ) -> AddReport:
        self.added = (list(paths), prune)
        for event in self.events:
            progress(event)
        return self.report

    def rebuild(self, progress: Callable[[AddEvent], None]) -> AddReport:
        return self.add([], prune=False, progress=progress)

    def remove(self, target: str) -> Removed:
        if target not in (ARTICLE.id, PATH):
            raise ArticleNotFoundError(f"No article {target}", hint="See rag list.")
        return Removed((LOCATION,), ((ARTICLE.id, ARTICLE.title),))

    def articles(self) -> list[Card]:
        return self.cards

    def article(self, target: str) -> Stored:
        self.remove(target)
        return STORED

    def status(self) -> Status:
        return STATUS

    def notes(self, filters: Filters) -> tuple[str, ...]:
        return ("2 undated articles were left out",) if filters.since else ()


def module_of(news: News, opening: BaseException | None = None) -> ModuleType:
    """A module to be put in the place of ``rag.wiring``; ``opening`` is raised by its door."""

    def open_news(settings: Settings, *, create: bool = False) -> News:
        if opening:
            raise opening
        news.settings, news.created = settings, create
        return news

    module = ModuleType("rag.wiring")
    vars(module).update(
        Settings=Settings,
        open_news=open_news,
        default_library=lambda: Path("/default"),
        default_cache=lambda: Path("/cache"),
    )
    return module
