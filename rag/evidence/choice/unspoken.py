"""What a question speaks of, and the place that would answer it does not.

A synonym shares no letter with the question's word, but something in its context: the
nearest word of a text is compared by its contextual vector. A word that comes near to
nothing was asked for, and is not there: the cost of what is described without its cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag import words
from rag.domain.articles import Span
from rag.evidence.english.cues import LIGHT, VAGUE_HEADS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.evidence.asking.questions import Question
    from rag.evidence.choice.candidates import Candidate

    NearestWords = Callable[[str, Sequence[Span], str], list[float] | None]

FAR = 0.25
"""Cosine below which a word is not spoken of. Of the questions of squad2, clapnq and wikinews that
got an answer, it turns down 17 of 371 rightly answered ones and 69 of 315 near misses; .2 turns
down 3 and 27, .3 27 and 97 (``benchmarks/unspoken.py``)."""

_LIGHT = LIGHT | {words.stem(word) for word in VAGUE_HEADS}


def unspoken(
    question: Question, candidate: Candidate, nearest_words: NearestWords | None
) -> list[str]:
    """Words of the question that neither a sentence nor what stands beside it comes near to.

    Args:
        question: Taken apart.
        candidate: The sentence that would answer it.
        nearest_words: As an embedder has it; without it nothing can be said.
    """
    asked = [
        token
        for token in words.tokens(question.text)
        if words.stem(token.text) in question.terms.keys() - candidate.spoken_of
        and words.stem(token.text) not in _LIGHT
    ]
    if not asked or nearest_words is None:
        return []
    spans = [Span(token.start, token.end) for token in asked]
    cosines = nearest_words(question.text, spans, candidate.beside)
    if cosines is None:
        return []
    far = (token.text for token, near in zip(asked, cosines, strict=True) if near < FAR)
    return list(dict.fromkeys(far))
