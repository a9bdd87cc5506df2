"""Which sentences say most of what articles say: near their middle, early, and not twice.

A sentence is central whose vector is near the mean of all (D. Radev et al., "Centroid-based
summarization of multiple documents", 2004). What was said already counts against the next
(J. Carbonell and J. Goldstein, "The use of MMR", 1998).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.english.amounts import amounts
from rag.evidence.english.speech import said
from rag.splitting import open_quotation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.ports import Vector

CENTRAL, EARLY, TITLED, REPEATED = 2.0, 1.0, 1.0, 0.5
"""Weights of the cosine to the middle, of 1/sqrt(1 + sentences before), of the share of the
title's words, and of the cosine to what was chosen before; ``benchmarks/rouge.py`` moves each of
them, and tells what comes out where the setting is chosen on other articles."""

RELEVANT = 3.0
"""Weight of how well a sentence fits a topic, where there is one instead of a title."""

LEANING, UNNAMED = 0.6, 0.3
"""What a sentence loses that opens by pointing to one that is not in the summary, and one that
says "I" outside a quotation: in an interview nobody could tell who that is."""

TELLING = 0.2
"""What a third or later sentence gains that tells who said something, or has a number, since
readers of news look for both. Set by judgement: people's summaries here are too short to tell."""

ENOUGH = 0.3
"""Share of what the first sentence is worth that another one has to add. Set by judgement: a
summary need not be filled up with what tells little."""

_LEANS = re.compile(
    r"[\"“'‘]?(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|Such|Both|But|And|So|Then"
    r"|However|Also|Still|Yet|Instead|Another|Others|Meanwhile|Moreover|Nevertheless"
    r"|\w+\s+of\s+(?:them|these|those|this|that))\b"
)
_ORDERS = re.compile(
    r"\W*(?:Answer|Call|Check|Click|Contact|Download|Follow|Forget|Ignore|Join|Listen|Note|Please"
    r"|Read|Register|Remember|Reply|Respond|Say|See|Send|Share|Sign|State|Subscribe|Tell|Visit"
    r"|Watch|Write)\s+(?:that|to|the|this|every|all|any|us|me|our|your|up|here|more|only|out|also"
    r"|for|with)\b"
)
"""What speaks to the reader instead of telling something: "Read more", "Sign up"."""

_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")

_SOMEBODY = re.compile(r"\b(?:he|she|him|his|her|hers)\b")
_I = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Ww]e|[Oo]ur|us)\b")
_CLOSING = ("”", '"', "’")
_OPENING = re.compile(r"[^\w]{0,3}(?:[^\W\d_]|\d)(?<![a-zß-öø-ÿ])")  # no item of a list
_COMPLETE = re.compile(r"[.!…][\"'”’)\]]*$")
_SHORTEST = 5  # words; anything shorter is a label or an exclamation


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that may stand in a summary.

    Attributes:
        article: Id of its article.
        source: Number of its hit, counted from 1.
        start: Offset in the article's text.
        text: The sentence.
        place: How many sentences of the article come before it.
        vector: Unit vector.
        relevance: How near it is to the topic, in [0, 1]; 0 without one.
        leans: Whether a reader needs the sentence before it.
    """

    article: str
    source: int
    start: int
    text: str
    place: int
    vector: Vector
    relevance: float = 0.0
    leans: bool = False

    @property
    def length(self) -> int:
        """Words."""
        return len(words.tokens(self.text))


def may_stand(text: str) -> bool:
    """Whether a sentence is whole: no title, caption or fragment, no question and no order."""
    whole = _OPENING.match(text) and _COMPLETE.search(text)
    enough = len(words.tokens(text)) >= _SHORTEST
    return bool(whole) and enough and not open_quotation(text) and not _speaks_to_reader(text)


def _speaks_to_reader(text: str) -> bool:
    return bool(_ORDERS.match(text) or _YOU.search(_QUOTED.sub(" ", text)))


def telling(text: str) -> bool:
    """Whether a sentence tells who said something, or has a number."""
    numbers = amounts(text, words.tokens(text), frozenset())
    counts = any(not amount.calendar and not amount.ordinal for amount in numbers)
    return counts or said(text) is not None


def leans(text: str) -> bool:
    """Whether a sentence needs one before it: it opens with "This", or "he" is named nowhere."""
    if _LEANS.match(text):
        return True
    pronoun = _SOMEBODY.search(text)
    before = words.tokens(text[: pronoun.start()])[1:] if pronoun else ()
    quoted = pronoun is not None and text[: pronoun.start()].rstrip()[-1:] in _CLOSING
    return pronoun is not None and (quoted or not any(token.capitalised for token in before))


def central(lines: Sequence[Line], subject: str, most: int) -> list[Line]:
    """The lines of a summary of at most ``most`` words, the most central one first.

    One that leans on another stands behind it. The first one may be longer by itself.

    Args:
        lines: That may stand in it.
        subject: Title or topic.
        most: Words.
    """
    import numpy as np

    if not lines:
        return []
    vectors = np.stack([line.vector for line in lines])
    middle = vectors.mean(axis=0)
    norm = float(np.linalg.norm(middle)) or 1.0
    near = vectors @ (middle / norm)
    titled = words.stems(subject)
    worth = np.array(
        [
            CENTRAL * cosine
            + EARLY / sqrt(1 + line.place)
            + TITLED * _share(titled, line.text)
            + RELEVANT * line.relevance
            - UNNAMED * bool(_I.search(_QUOTED.sub(" ", line.text)))
            for line, cosine in zip(lines, near.tolist(), strict=True)
        ]
    )
    chosen = _greedy(lines, worth, vectors, most)
    return _in_order([lines[number] for number in chosen])


def _in_order(chosen: Sequence[Line]) -> list[Line]:
    """As they were chosen, but each that leans right behind the one that it follows."""
    ordered: list[Line] = []
    for line in chosen:
        behind = [at for at, other in enumerate(ordered) if line.leans and _follows(line, other)]
        ordered.insert(behind[0] + 1 if behind else len(ordered), line)
    return ordered


def _greedy(lines: Sequence[Line], worth: Vector, vectors: Vector, most: int) -> list[int]:
    """One after the other, whichever fits and adds most to what was chosen."""
    import numpy as np

    lengths = np.array([line.length for line in lines])
    tells = TELLING * np.array([telling(line.text) for line in lines])
    leaning = LEANING * np.array([line.leans for line in lines])
    free = np.ones(len(lines), dtype=bool)
    repeated = np.full(len(lines), -1.0)
    chosen: list[int] = []
    gain = worth - leaning
    while (fits := free & ((lengths <= most) | (not chosen))).any():
        best = int(np.where(fits, gain, -np.inf).argmax())
        if chosen and gain[best] < ENOUGH * worth[chosen[0]]:
            break
        chosen.append(best)
        free[best] = False
        most -= lengths[best]
        for number, line in enumerate(lines):
            if line.leans and _follows(line, lines[best]):
                leaning[number] = 0.0
        repeated = np.maximum(repeated, vectors @ vectors[best])
        gain = worth - leaning - REPEATED * repeated + (tells if len(chosen) > 1 else 0.0)
    return chosen


def _follows(line: Line, other: Line) -> bool:
    """Whether a sentence is the next one behind another."""
    return line.article == other.article and line.place == other.place + 1


def _share(stems: frozenset[str], text: str) -> float:
    return len(stems & words.stems(text)) / len(stems) if stems else 0.0
