"""Which sentences say most of what articles say: near their middle, early, and not twice.

A sentence is central whose vector is near the mean of all (D. Radev et al., "Centroid-based
summarization of multiple documents", 2004). What was said already counts against the next
(J. Carbonell and J. Goldstein, "The use of MMR", 1998).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words
from rag.splitting import open_quotation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.ports import Vector

CENTRAL, EARLY, TITLED, RELEVANT = 1.0, 0.5, 0.3, 0.5
REPEATED = 0.5

_COMPLETE = re.compile(r"[.!…][\"'”’)\]]*$")
_SHORTEST = 5  # words; anything shorter is a label or an exclamation


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that may stand in a summary.

    Attributes:
        source: Number of its hit, counted from 1.
        start: Offset in the article's text.
        text: The sentence.
        place: How many sentences of the article come before it.
        vector: Unit vector; None where it is not known.
        relevance: How near it is to the topic, in [0, 1]; 0 without one.
    """

    source: int
    start: int
    text: str
    place: int
    vector: Vector | None
    relevance: float = 0.0

    @property
    def length(self) -> int:
        """Words."""
        return len(words.tokens(self.text))


def may_stand(text: str) -> bool:
    """Whether a sentence is whole: no title, caption or fragment, and no question."""
    whole = _COMPLETE.search(text) and len(words.tokens(text)) >= _SHORTEST
    return bool(whole) and not open_quotation(text)


def central(lines: Sequence[Line], subject: str, most: int) -> list[Line]:
    """The lines of a summary of at most ``most`` words, the most central one first.

    The first one may be longer by itself.

    Args:
        lines: That may stand in it.
        subject: Title or topic.
        most: Words.
    """
    import numpy as np

    if not lines:
        return []
    vectors = np.stack([_vector(line) for line in lines])
    middle = vectors.mean(axis=0)
    norm = float(np.linalg.norm(middle)) or 1.0
    near = vectors @ (middle / norm)
    titled = words.stems(subject)
    worth = [
        CENTRAL * float(near[number])
        + EARLY / (1 + line.place)
        + TITLED * _share(titled, line.text)
        + RELEVANT * line.relevance
        for number, line in enumerate(lines)
    ]
    alike = vectors @ vectors.T
    chosen: list[int] = []
    room = most
    while True:
        fitting = [
            number
            for number, line in enumerate(lines)
            if number not in chosen and (line.length <= room or not chosen)
        ]
        if not fitting:
            return [lines[number] for number in chosen]
        best = max(
            fitting,
            key=lambda number: (
                worth[number]
                - REPEATED * max((float(alike[number, one]) for one in chosen), default=0.0)
            ),
        )
        chosen.append(best)
        room -= lines[best].length


def _vector(line: Line) -> Vector:
    assert line.vector is not None  # noqa: S101
    return line.vector


def _share(stems: frozenset[str], text: str) -> float:
    return len(stems & words.stems(text)) / len(stems) if stems else 0.0
