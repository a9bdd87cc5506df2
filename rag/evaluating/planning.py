"""What a run would send to remote models, found out without sending anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.calls.requests import CHARACTERS_A_TOKEN
from rag.domain.reports import Plan, Verdict
from rag.errors import MissingRecordingError
from rag.evaluating.judging import load_pairs
from rag.evaluating.running import Seen, attempt, laid_out
from rag.splitting import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.calls import CallStore
    from rag.domain.cases import Case
    from rag.evaluating.running import Desks, Shelf
    from rag.evaluating.supporting import Judge

REPAIRS = "a reply that cannot be read is asked for once more"
JUDGED = "what the judge will be asked about answers that are not recorded yet is not counted"
VECTORS = "no vectors are recorded: the built-in embedder found the passages that are counted here"


def plan_cases(  # noqa: PLR0913 - as `run_cases`, and how vectors are had
    cases: Sequence[Case],
    desks: Desks,
    store: CallStore,
    *,
    runs: int,
    judge: Judge | None,
    vectors: bool,
) -> Plan:
    """Count the calls of a run: recorded ones, and those that would be sent.

    Args:
        cases: At least one.
        desks: As for `run_cases`; what they ask goes through ``store``.
        store: In mode ``read``: it counts what is missing.
        runs: How often each case is asked.
        judge: It asks through ``store``, too.
        vectors: Whether a remote embedder would have to embed everything, and the
            desks use another one in its place.

    Raises:
        MissingRecordingError: No passage can be found, since vectors are not recorded.
    """
    careful = _unless_missing(judge) if judge else None
    embeddings = _Embeddings()
    unwritten = 0
    for case, shelf in laid_out(cases, desks, runs):
        if vectors:
            embeddings.add(_sought(case), shelf)
        try:
            attempt(case, shelf, careful, Seen())
        except MissingRecordingError:
            if any(call.kind != "chat" for call in store.missed):
                raise
            unwritten += 1
    if careful:
        for pair in load_pairs():
            careful(pair.statement, pair.text)
    return Plan(
        cases=len(cases),
        runs=runs,
        replayed=store.replayed,
        missing=len(store.missed) + embeddings.texts,
        input_tokens=sum(call.tokens for call in store.missed) + embeddings.tokens,
        open_ends=(
            *([VECTORS] if vectors else []),
            *([REPAIRS] if store.missed else []),
            *([JUDGED] if judge and unwritten else []),
        ),
    )


def _sought(case: Case) -> str:
    """What passages are looked for with; empty where they are one article's."""
    if case.summary is None:
        return case.question
    return case.summary.subject if case.summary.scope == "topic" else ""


class _Embeddings:
    """What an embedder would be sent: passages, their sentences, questions; each once."""

    def __init__(self) -> None:
        self._passages: dict[str, tuple[int, int]] = {}
        self._texts: dict[str, None] = {}

    def add(self, sought: str, shelf: Shelf) -> None:
        if sought:
            self._texts[sought] = None
        if shelf.ids <= self._passages.keys():
            return
        for card in shelf.desk.articles():
            self._passages[card.id] = card.passages, card.characters
            text = shelf.desk.article(card.id).article.text
            self._texts |= dict.fromkeys(text[span.start : span.end] for span in sentences(text))

    @property
    def texts(self) -> int:
        return len(self._texts) + sum(count for count, _ in self._passages.values())

    @property
    def tokens(self) -> int:
        """An estimate, as for the calls of a chat model."""
        characters = sum(map(len, self._texts)) + sum(size for _, size in self._passages.values())
        return -(-characters // CHARACTERS_A_TOKEN)


def _unless_missing(judge: Judge) -> Judge:
    """The judge, who shrugs at what is not recorded; the store has counted it."""

    def careful(statement: str, text: str) -> Verdict:
        try:
            return judge(statement, text)
        except MissingRecordingError:
            return Verdict("ungraded", "not recorded")

    return careful
