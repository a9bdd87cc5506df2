"""A summary of each of many articles, in a folder with an index and a manifest.

What is done is known from the files themselves (`rag.summarising.records`), so that a run
can end at any moment: the next one makes only what is missing or has changed. No text
is kept, and the index is written from the files, so that memory does not grow with the
articles beyond their catalogue cards.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal, Protocol

from rag import words
from rag.calls.files import whole_file
from rag.domain.replies import Refusal
from rag.errors import RagError, UsageError
from rag.library.rows import fold
from rag.rendering.summaries.index import Listed, index_markdown, index_page
from rag.summarising import runs
from rag.summarising.records import key_of, name_of, record_of, write_files
from rag.summarising.threads import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rag.domain.articles import Filters
    from rag.domain.summaries import Summary
    from rag.library.entries import Card, Stored
    from rag.rendering.data import Data
    from rag.summarising.records import Made

    Progress = Callable[[int, int, str], None]

State = Literal["done", "refused", "unchanged", "failed"]


class Desk(Protocol):
    """A library whose articles can be summarised; `rag.wiring.News` is one."""

    def articles(self) -> Sequence[Card]:
        """All articles, without their texts."""

    def article(self, target: str) -> Stored:
        """One article by its id."""

    def summarise(self, target: str, words: int) -> Summary | Refusal:
        """Summarise one article."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done.

    Attributes:
        folder: Where the files go; made if it is missing.
        made: With what, as far as it decides how a summary reads.
        filters: Which articles.
        library: Folder of the library, for the manifest.
        workers: Articles at once; more than one only where a server does the work.
        resume: Whether an unfinished run must be there, with the same settings.
    """

    folder: Path
    made: Made
    filters: Filters
    library: str
    workers: int = 1
    resume: bool = False

    @property
    def settings(self) -> Data:
        """For the manifest; a run that is resumed must have the same."""
        return {"library": self.library, **asdict(self.made), **asdict(self.filters)}


@dataclass(frozen=True, slots=True)
class Failed:
    """An article that could not be summarised, and why."""

    id: str
    title: str
    error: RagError


@dataclass(slots=True)
class Report:
    """What a run did.

    Attributes:
        folder: Where the files are.
        counts: Articles by state.
        failed: Those that failed.
        input_tokens: Sent in this run, like the two fields that follow.
        output_tokens: Written by the language model.
        cost: In US dollars; None where no price is known.
        seconds: That the run took.
        left: Articles of earlier runs whose files are still there, but not in the index.
    """

    folder: Path
    counts: Counter[State] = field(default_factory=Counter)
    failed: list[Failed] = field(default_factory=list)
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0
    seconds: float = 0.0
    left: int = 0

    def note(self, card: Card, result: Summary | Refusal | RagError) -> State:
        """Count what came of an article."""
        state: State
        if isinstance(result, RagError):
            state = "failed"
            self.failed.append(Failed(card.id, card.title, result))
        else:
            state = "refused" if isinstance(result, Refusal) else "done"
            made = result.provenance
            self.input_tokens += made.input_tokens
            self.output_tokens += made.output_tokens
            if self.cost is not None:
                self.cost = None if made.cost is None else self.cost + made.cost
        self.counts[state] += 1
        return state

    @property
    def totals(self) -> Data:
        """For the manifest."""
        states: tuple[State, ...] = ("done", "refused", "unchanged", "failed")
        return {
            **{state: self.counts[state] for state in states},
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cost": self.cost,
            "seconds": self.seconds,
        }


def chosen(cards: Sequence[Card], filters: Filters) -> list[Card]:
    """The articles that pass the filters, in their order.

    Raises:
        UsageError: None does.
    """
    outlets = {fold(name) for name in filters.sources}
    found = [card for card in cards if _passes(card, filters, outlets)]
    if not found:
        raise UsageError(
            "No article of the library passes --since, --until and --source"
            if cards
            else "There is no article to summarise",
            hint="See what is there: rag list" if cards else "Add articles first: rag add FOLDER",
        )
    return found


def run(desk: Desk, order: Order, progress: Progress = lambda *_: None) -> Report:
    """Summarise every article that is new or changed; the others are left as they are.

    Args:
        desk: What is summarised.
        order: How, and where to.
        progress: Is told articles done, articles to do, and the title of the last one.

    Raises:
        UsageError: No article is chosen, or the folder cannot be used for it.
    """
    started = perf_counter()
    cards = chosen(desk.articles(), order.filters)
    with runs.held(order.folder):
        runs.begin(order.folder, order.settings, resume=order.resume)
        todo = [card for card in cards if not is_current(card, order)]
        report = Report(order.folder)
        report.counts["unchanged"] = len(cards) - len(todo)
        states: dict[str, State] = {}
        work = partial(_attempt, desk, order, Path.cwd())
        for done, (card, result) in enumerate(spread(work, todo, order.workers), start=1):
            states[card.id] = report.note(card, result)
            progress(done, len(todo), card.title)
        report.seconds = round(perf_counter() - started, 3)
        _finish(cards, states, order, report)
    return report


def is_current(card: Card, order: Order) -> bool:
    """Whether an article's files are there, made with the same from the same."""
    record = record_of(order.folder, name_of(card))
    return record is not None and record.key == key_of(card, order.made)


def _passes(card: Card, filters: Filters, outlets: set[str]) -> bool:
    """As a search has it: undated articles pass no day."""
    if outlets and (card.source is None or fold(card.source) not in outlets):
        return False
    if card.published is None:
        return filters.since is None and filters.until is None
    return (filters.since or card.published) <= card.published <= (filters.until or card.published)


def _attempt(
    desk: Desk, order: Order, here: Path, card: Card
) -> tuple[Card, Summary | Refusal | RagError]:
    """Summarise an article and write its files; whatever goes wrong is its own failure."""
    try:
        reply = desk.summarise(card.id, order.made.words)
        stored = desk.article(card.id)
        write_files(order.folder, key_of(card, order.made), stored.article, reply, here)
    except RagError as error:
        return card, error
    except OSError as error:
        return card, runs.unwritable(order.folder, error)
    except Exception as error:  # noqa: BLE001 - the other articles are still to be summarised
        return card, RagError(
            f"A mistake of ours: {type(error).__name__}: {error}",
            hint=f"See where it comes from: rag summarise {card.id} --debug",
        )
    finally:
        for cache in (words.tokens, words.stems, words.roots_in_order):  # nobody meets them again
            cache.cache_clear()
    return card, reply


def _finish(
    cards: Sequence[Card], states: Mapping[str, State], order: Order, report: Report
) -> None:
    """Write the index and the manifest from the files."""
    folder = order.folder
    errors = {failed.id: failed.error for failed in report.failed}
    made = f"{order.made.model}, at most {order.made.words} words"
    try:
        for name, form in (("index.html", index_page), ("index.md", index_markdown)):
            with whole_file(folder / name, durable=True) as file:
                listed = (_listed(folder, card, errors.get(card.id)) for card in cards)
                for piece in form(listed, len(cards), made):
                    file.write(piece.encode())
        names = {name_of(card) for card in cards}
        report.left = sum(path.stem not in names for path in folder.glob("*-????????????.json"))
        entries = (
            _entry(folder, card, states.get(card.id, "unchanged"), errors.get(card.id))
            for card in cards
        )
        runs.finish(folder, order.settings, report.totals, entries)
    except OSError as error:
        raise runs.unwritable(folder, error) from error


def _listed(folder: Path, card: Card, error: RagError | None) -> Listed:
    name = name_of(card)
    record = None if error else record_of(folder, name)
    if record is None:
        told = error.message if error else "its files have vanished"
        return Listed(card.title, card.source, card.published, told, None, summarised=False)
    summarised = record.kind == "summary"
    return Listed(card.title, card.source, card.published, record.told, name, summarised)


def _entry(folder: Path, card: Card, state: State, error: RagError | None) -> Data:
    record = None if error else record_of(folder, name_of(card))
    fields: Data = {"id": card.id, "title": card.title, "state": state}
    if error:
        fields["error"] = {"code": error.code, "message": error.message, "hint": error.hint}
    return {**fields, **(asdict(record) if record else {})}
