"""What two sentences have in common, apart from the question they are to answer."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.english.cues import ALIKE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Frequencies = Callable[[Sequence[str]], tuple[int, Mapping[str, int]]]


def overlap(one: str, other: str, asked: str, frequencies: Frequencies) -> float:
    """How much of what each of two sentences adds to a question the other has, too, in [0, 1].

    A word weighs the more, the rarer it is in the library.

    Args:
        one: A sentence.
        other: Another; the result is that of the sentence which shares less of its own.
        asked: The question, whose words both have anyway.
        frequencies: Passages of the library, and in how many of them each word stands.
    """
    given = {alike for stem in words.stems(asked) for alike in ALIKE.get(stem, {stem})}
    ones, others = (
        {stem: token.text for token in words.content(text) if (stem := words.stem(token.text))}
        for text in (one, other)
    )
    added = [{stem: text[stem] for stem in text.keys() - given} for text in (ones, others)]
    if min(map(len, added)) < _FEWEST:
        return 0.0
    size, seen = frequencies([word for text in added for word in text.values()])
    return min(
        _part(added[0], words.stems(other), size, seen),
        _part(added[1], words.stems(one), size, seen),
    )


_FEWEST = 2  # one word in common may be chance


def _part(
    added: Mapping[str, str], others: frozenset[str], size: int, seen: Mapping[str, int]
) -> float:
    """The weight of the words that another sentence has, by that of all."""
    weights = {
        stem: log(1 + (size - seen[word] + 0.5) / (seen[word] + 0.5))
        for stem, word in added.items()
    }
    shared = (stem for stem in weights if not others.isdisjoint(ALIKE.get(stem, {stem})))
    return sum(weights[stem] for stem in shared) / sum(weights.values())


def hopes(text: str) -> bool:
    """Whether a sentence speaks of what may be."""
    return any(token.key in _MAYBE for token in words.tokens(text))


_MAYBE = frozenset(
    """
    may might could would should if hope hopes hoped expect expects expected plan plans planned
    forecast forecasts predicted target targets aim aims goal unless feared estimate possible
    possibly potential potentially likely unlikely hint hints hinted
    """.split()
)
