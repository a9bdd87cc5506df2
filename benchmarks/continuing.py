"""What the sentence that goes on from the best one adds to answers, at several settings.

Of all questions of each set that have an answer and get one: how many answers become others
by each part of the rule, how many of those are right only with it, and how many no more.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from data import library, right, save, sets

from rag.evidence.choice.choosing import choose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data import Case, Data

    from rag.evidence.choice.choosing import Choice
    from rag.wiring import News

RULE = "rag.evidence.choice.continuing"
NO_POINTER = {f"{RULE}.NEAR": -1.0}
NO_REPEATING = {f"{RULE}.TOO_LITTLE": -1}
NO_REASON = {f"{RULE}.lacks_the_reason": lambda *_: False}
SETTINGS: dict[str, dict[str, object]] = {
    "none of it": {"rag.evidence.choice.choosing.following": lambda *_: None},
    **{
        f"points back: {near}": {**NO_REPEATING, **NO_REASON, f"{RULE}.NEAR": near}
        for near in (0.3, 0.4, 0.5)
    },
    **{
        f"repeats: {new}": {**NO_POINTER, **NO_REASON, f"{RULE}.TOO_LITTLE": new}
        for new in (0, 1, 2)
    },
    "lacks the reason": {**NO_POINTER, **NO_REPEATING},
    "all of it": {},
}
"""Each part with the others switched off, and everything together."""


def chosen(case: Case, news: News) -> dict[str, tuple[str, ...]]:
    """The sentences that are shown, at each setting; the search is the same."""
    found = {}

    def at_each(*given: Any) -> Choice:  # noqa: ANN401 - as `choose` is given it
        for name, switches in SETTINGS.items():
            with ExitStack() as stack:
                for place, value in switches.items():
                    stack.enter_context(patch(place, value))
                choice = choose(*given)
            found[name] = tuple(sentence.text for sentence in choice.chosen)
        return choice

    with patch("rag.answering.extractive.choose", at_each):
        news.evidence(case.question)
    return found


def outcomes(case: Case, found: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """What each setting makes of an answer."""
    before = found["none of it"]
    was = any(right(case, text) for text in before)
    for name, texts in found.items():
        is_right = any(right(case, text) for text in texts)
        yield name, "answers"
        if texts != before:
            yield name, "changed"
        if is_right != was:
            yield name, "right only with it" if is_right else "right only without it"


def measure(data: Data) -> dict[str, dict[str, int]]:
    """Counts by setting."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in SETTINGS}
    with library(data) as (news, _):
        for case in data.cases:
            found = chosen(case, news) if case.answerable else {}
            if found.get("none of it"):
                for name, outcome in outcomes(case, found):
                    counted[name][outcome] += 1
    return {name: dict(counts) for name, counts in counted.items()}


def main() -> None:
    """Measure every set."""
    results = {}
    for data in sets():
        results[data.name] = measure(data)
        print(data.name, results[data.name], flush=True)
    save("continuing", results)


if __name__ == "__main__":
    main()
