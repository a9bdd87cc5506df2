"""Sentences that belong together: what goes on from another, and what points back to one.

News states a point and says in the next sentence what it is: “What Washington will do next is
under study. Officials are looking at …”. The first of the two fits a question better, the
second answers it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.english.cues import ALIKE, SPEECH_VERBS, Kind
from rag.evidence.naming.aliases import meant
from rag.nations import NATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rag.domain.articles import Hit
    from rag.evidence.asking.questions import Question
    from rag.evidence.choice.candidates import Candidate

NEAR = 0.4
"""By how much less the next sentence may score, if it points back. Of 1,060 answers to questions of
squad2 35 change and 13 become right; .3 changes 22 for 7, .5 43 for 13. On clapnq, which had no
part in the choice, .4 changes 4 of 121 for 1, on quotesum 1 of 81 for none; no answer becomes
wrong (``benchmarks/continuing.py``)."""

TOO_LITTLE = 1
"""New words, none a name or a figure, with which a sentence still only repeats the question. Two
may be an answer: of the 1,060 sentences of squad2 11 have so few, and 2 have one; no other becomes
right by what follows (``benchmarks/continuing.py``)."""


def following(
    best: Candidate, others: Iterable[Candidate], hits: Sequence[Hit], question: Question
) -> Candidate | None:
    """The next sentence of the paragraph, if the best one needs it to answer the question.

    It does if it only repeats the question, if it lacks the reason that the next one has, or if
    that one points back to it and scores not much less.

    Args:
        best: The sentence that fits the question best.
        others: Those that nothing speaks against.
        hits: That they are numbered in.
        question: Taken apart.
    """
    after = next((other for other in others if _next_to(best, other, hits)), None)
    if after is None:
        return None
    goes_on = _POINTS_BACK.match(after.text) or _HE.match(after.text)
    if goes_on and best.score - after.score < NEAR:
        return after
    needed = lacks_the_reason(question, best, after) or _repeats(question, best.text)
    return after if needed else None


def preceding(
    candidate: Candidate, ranked: Iterable[Candidate], hits: Sequence[Hit]
) -> Candidate | None:
    """The sentence before one that points back to it, if it may stand alone."""
    if candidate.referent or not _POINTS_BACK.match(candidate.text):
        return None
    return next((other for other in ranked if _next_to(other, candidate, hits)), None)


def _next_to(one: Candidate, other: Candidate, hits: Sequence[Hit]) -> bool:
    """Whether the second stands right behind the first in a paragraph of their article."""
    article = hits[one.source - 1].article
    if one.end > other.start or hits[other.source - 1].article.id != article.id:
        return False
    between = article.text[one.end : other.start]
    return not between.strip() and "\n" not in between


_POINTS_BACK = re.compile(
    r"[\"“'‘]?(?:(?:This|That|These|Those|Such|Both|They|Its|Their)\b(?!\s+of\b)"
    r"|It\s+(?!(?:is|was|remains|seems|appears|will\s+be|would\s+be)\b)"
    r"|\w+\s+of\s+(?:that|this|the\s+same)\s+(?:kind|sort|type)\b"
    r"|In\s+(?:his|her|its|their)\s+(?:view|opinion|eyes|words)s?\b"
    r"|According\s+to\s+(?:him|her|it|them)\b)"
)
"""With "It is …" a sentence may begin that points to what follows."""

_HE = re.compile(r"[\"“'‘]?(?:He|She|His|Her)\b")  # brackets say who it is


def lacks_the_reason(question: Question, best: Candidate, after: Candidate) -> bool:
    """Whether a reason is asked for, and only the next sentence gives one."""
    return question.kind is Kind.REASON and best.typed < after.typed


def _repeats(question: Question, text: str) -> bool:
    new = set(_new(question, text))
    return len(new) <= TOO_LITTLE and not any(
        words.number(token) or (token.capitalised and (place or token.key in NATIONS))
        for place, token in enumerate(words.tokens(text))
        if token.text in new
    )


def _new(question: Question, text: str) -> Iterator[str]:
    """Words of a text that the question has in no form; that somebody says it is nothing new."""
    asked = words.stems(question.text) | meant(question.text) | question.terms.keys()
    asked = asked.union(*(ALIKE.get(stem, frozenset()) for stem in asked))
    for token in words.content(text):
        if asked.isdisjoint(words.stems(token.text)) and not _SPEAKS.fullmatch(token.key):
            yield token.text


_SPEAKS = re.compile(rf"(?:{SPEECH_VERBS}|suggest|say|believe|hope|think)s?")
