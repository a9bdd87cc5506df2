"""What a run would send to remote models, found out without sending anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain.reports import Plan
from rag.errors import MissingRecordingError
from rag.evaluating.running import laid_out
from rag.splitting import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.calls import CallStore
    from rag.domain.cases import Case
    from rag.evaluating.running import Desks, Shelf

REPAIRS = "a reply that cannot be read is asked for once more"
JUDGED = "the judge is asked, too: as often as answers leave a fact ungraded"
VECTORS = "no vectors are recorded: the built-in embedder found the passages that are counted here"

#: Of English text; a rule of thumb, as in `rag.calls`.
CHARACTERS_A_TOKEN = 4


def plan_cases(
    cases: Sequence[Case], desks: Desks, store: CallStore, *, runs: int, vectors: bool
) -> Plan:
    """Count the calls of writer and embedder: recorded ones, and those that would be sent.

    Args:
        cases: At least one.
        desks: As for `run_cases`; what they ask goes through ``store``.
        store: In mode ``read``.
        runs: How often each case is asked.
        vectors: Whether a remote embedder would have to embed everything, and the
            desks use another one in its place.

    Raises:
        MissingRecordingError: No passage can be found, since vectors are not recorded.
    """
    texts = tokens = 0
    shelves: set[frozenset[str]] = set()
    for case, shelf in laid_out(cases, desks, runs):
        if vectors and shelf.ids not in shelves:
            shelves.add(shelf.ids)
            more, longer = _to_embed(shelf)
            texts, tokens = texts + more, tokens + longer
        _try(case, shelf, store)
    if vectors:
        texts += len({case.question for case in cases})
    missed = store.missed
    return Plan(
        cases=len(cases),
        runs=runs,
        replayed=store.replayed,
        missing=texts + len(missed),
        input_tokens=tokens + sum(call.tokens for call in missed),
        open_ends=((VECTORS,) if vectors else ()) + ((REPAIRS,) if missed else ()),
    )


def _try(case: Case, shelf: Shelf, store: CallStore) -> None:
    """Ask; a chat call that is missing is counted by the store, and nothing follows it."""
    try:
        shelf.desk.trace(case.question)
    except MissingRecordingError:
        if any(call.kind != "chat" for call in store.missed):
            raise


def _to_embed(shelf: Shelf) -> tuple[int, int]:
    """Texts and tokens of a library's passages and of their sentences."""
    cards = shelf.desk.articles()
    spans = sum(len(sentences(shelf.desk.article(card.id).article.text)) for card in cards)
    characters = 2 * sum(card.characters for card in cards)
    return sum(card.passages for card in cards) + spans, -(-characters // CHARACTERS_A_TOKEN)
