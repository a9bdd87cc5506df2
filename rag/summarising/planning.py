"""What a batch would do, and what it would cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rag.domain.replies import Draft
from rag.drafting.sources import most_tokens
from rag.summarising import runs
from rag.summarising.batch import chosen
from rag.summarising.records import key_of, name_of, record_of

if TYPE_CHECKING:
    from rag.library.entries import Card
    from rag.ports import Summariser
    from rag.summarising.batch import Desk, Order

#: Tokens of what stands around a passage in a prompt, beside the title and the outlet.
HEAD = 25

Due = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Planned:
    """An article of a run that is planned; ``changed`` is what has outputs of another make."""

    id: str
    title: str
    due: Due


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a run would do.

    Attributes:
        articles: All that are chosen, in their order.
        input_tokens: That it would send, reckoned high; if nothing is known from the cache,
            and no reply has to be asked for twice.
        output_tokens: That would be written, likewise.
        cost: Of both in US dollars; None where no price is known.
    """

    articles: tuple[Planned, ...]
    input_tokens: int
    output_tokens: int
    cost: float | None

    def count(self, due: Due) -> int:
        """How many articles are new, changed or unchanged."""
        return sum(one.due == due for one in self.articles)


def plan(desk: Desk, order: Order, writer: Summariser) -> BatchPlan:
    """What `rag.summarising.batch.run` would do; nothing is sent or written.

    Args:
        desk: What would be summarised.
        order: How, and where to.
        writer: Knows how many tokens it takes, and what they cost.

    Raises:
        UsageError: As it would.
    """
    cards = chosen(desk.articles(), order.filters)
    runs.check(order.folder, order.settings, resume=order.resume)
    planned = tuple(Planned(card.id, card.title, _due(card, order)) for card in cards)
    read, written = 0, 0
    if writer.prompt is not None:
        for card, one in zip(cards, planned, strict=True):
            if one.due != "unchanged":
                text = most_tokens(desk.article(card.id).article.text)
                heads = card.passages * (HEAD + most_tokens(f"{card.title}{card.source or ''}"))
                more = writer.reckon(card.title, text + heads)
                read, written = read + more[0], written + more[1]
    return BatchPlan(planned, read, written, writer.cost(Draft((), (), "", read, written)))


def _due(card: Card, order: Order) -> Due:
    record = record_of(order.folder, name_of(card))
    if record is None:
        return "new"
    return "unchanged" if record.key == key_of(card, order.made) else "changed"
