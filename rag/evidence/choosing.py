"""The sentences that answer a question, or the reason why none does.

A candidate is turned down when the question speaks of something that it does
not: a name, a figure, the type of the answer, the attribute that is asked for.
Of those left the best is taken, if it stands out at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.candidates import candidates
from rag.evidence.cues import SPEECH_VERBS, TITLE_WORDS, Kind
from rag.evidence.people import PRONOUN, SPOKEN_BY_PRONOUN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.domain.articles import Hit
    from rag.evidence.candidates import Candidate
    from rag.evidence.questions import Question


@dataclass(frozen=True, slots=True)
class Choice:
    """Chosen candidates in the order to be read, or none and a reason for the user."""

    chosen: tuple[Candidate, ...]
    reason: str = ""


def choose(question: Question, hits: Sequence[Hit], weights: Mapping[str, float]) -> Choice:
    """One sentence, and a second only where it covers what the first lacks."""
    ranked = candidates(question, hits, weights)
    if not ranked:
        return Choice((), "no article has a sentence about this")
    texts = {number: hit.article.text for number, hit in enumerate(hits, start=1)}
    verdicts = [
        (candidate, objection(question, candidate, texts[candidate.source])) for candidate in ranked
    ]
    fit = [candidate for candidate, reason in verdicts if reason is None]
    if not fit:
        return Choice((), next(reason for _, reason in verdicts if reason))
    best = fit[0]
    if stands_out(best, max(hit.similarity for hit in hits)) < THRESHOLD:
        return Choice((), "no sentence of the articles stands out as an answer")
    second = None
    if question.kind in _MAY_TAKE_TWO:
        second = next((other for other in fit[1:] if _adds(best, other, weights)), None)
    return Choice((best,) if second is None else (best, second))


def objection(question: Question, candidate: Candidate, article: str) -> str | None:
    """Why a candidate cannot answer the question, in words for the user; None if it may."""
    for name in question.names:
        if not _names(name, candidate.beside, article):
            return f"no passage that fits names “{_as_asked(question, name)}”"
    if not question.numbers <= words.numbers(candidate.beside):
        missing = ", ".join(sorted(question.numbers - words.numbers(candidate.beside)))
        return f"no passage that fits says {missing}"
    if candidate.typed < _TYPED_ENOUGH:
        return f"no passage that fits gives {question.kind.value}"
    if not _together(question.attribute, candidate.beside):
        missing = " ".join(w for stem, w in question.terms.items() if stem in question.attribute)
        return f"no passage that fits speaks of “{missing}”"
    if question.speaker and not _speaks(question.speaker, candidate):
        return f"no passage quotes {_as_asked(question, question.speaker)} on this"
    return None


_TYPED_ENOUGH = 0.3

THRESHOLD = 0.4
"""Of `stands_out`; below it there is no answer."""

_INTERCEPT, _SIMILARITY, _COVERED, _SEEN, _NEAREST = -8.81, 4.46, 0.84, 5.10, 11.02


def stands_out(candidate: Candidate, nearest: float) -> float:
    """How likely the question is to be about these articles at all, in [0, 1].

    A logistic regression over features that do not depend on the size of the
    library: cosine of the sentence, coverage in it and beside it, and cosine of
    the nearest passage. Weights come from ``benchmarks/abstention.py``.
    """
    z = (
        _INTERCEPT
        + _SIMILARITY * candidate.similarity
        + _COVERED * candidate.coverage
        + _SEEN * candidate.beside_coverage
        + _NEAREST * nearest
    )
    return 1 / (1 + exp(-z))


def _adds(best: Candidate, other: Candidate, weights: Mapping[str, float]) -> bool:
    """Whether a second sentence covers a good part of what the best one leaves open."""
    total = sum(weights.values())
    gained = sum(weights[stem] for stem in other.covered - best.covered)
    return bool(total) and gained / total >= _WORTH and other.score >= best.score - _CLOSE


_MAY_TAKE_TWO = (Kind.REASON, Kind.OTHER)  # a name, a number, a date or a place is one fact
_WORTH, _CLOSE = 0.25, 0.1
"""Least share of the question that a second sentence adds, and by how much its score may be
lower; with these, 71 % of second sentences were gold on clapnq (``benchmarks/evidence.py``)."""


def _names(name: Sequence[str], text: str, article: str) -> bool:
    """Whether a text names someone or something, in full or as second mentions do.

    The roots must follow each other, with at most one word between (a middle
    name). Where the article has the full name somewhere, its last word is
    enough, as long as no other name word stands before it.
    """
    if _run(name, text):
        return True
    last = name[-1]
    return len(name) > 1 and _run(name, article) and _alone(last, text)


def _together(stems: frozenset[str], text: str) -> bool:
    """Whether words stand next to each other, in any order: "minister of defence"."""
    here = [words.stem(token.text) for token in words.tokens(text)]
    reach = len(stems) + 1
    return any(stems <= set(here[at : at + reach]) for at in range(len(here)))


def _run(name: Sequence[str], text: str) -> bool:
    here = [part for token in words.tokens(text) for part in words.root(token.text).split()]
    return any(_from(name, here, at) for at, part in enumerate(here) if part == name[0])


def _from(name: Sequence[str], here: Sequence[str], at: int) -> bool:
    for part in name[1:]:
        following = here[at + 1 : at + 3]
        if part not in following:
            return False
        at += 1 + following.index(part)
    return True


def _alone(last: str, text: str) -> bool:
    """Whether a surname stands without another name before it: "Campbell", "Mr. Campbell"."""
    before: words.Token | None = None
    for token in words.tokens(text):
        if words.root(token.text) == last and token.capitalised:
            adjacent = before is not None and text[before.end : token.start] == " "
            named = (
                before is not None
                and before.capitalised
                and before.key not in TITLE_WORDS | words.FUNCTION_WORDS
            )
            if not (adjacent and named):
                return True
        before = token
    return False


def _speaks(speaker: Sequence[str], candidate: Candidate) -> bool:
    """Whether the sentence gives the speaker's words, by name or by a pronoun that may mean them."""
    here = words.tokens(candidate.text)
    for token in here:
        if words.root(token.text) == speaker[-1]:
            before, after = candidate.text[: token.start], candidate.text[token.end :]
            if _SAYS.search(after) or _SAID_BY.search(before):
                return True
    pronoun = PRONOUN.search(candidate.text) or SPOKEN_BY_PRONOUN.search(candidate.text)
    return bool(pronoun) and _run(speaker, candidate.beside)


_SAYING = r"saying|warning|adding|stating|calling|telling|noting|arguing|urging"
_SAYS = re.compile(
    rf"^[^.;]{{0,90}}?\b(?:{SPEECH_VERBS}|{_SAYING}|remarks|comments|words|statement)\b"
)
_SAID_BY = re.compile(rf"\b(?:{SPEECH_VERBS}|[Aa]ccording\s+to|[Ff]or)\b[^.;]{{0,60}}$")


def _as_asked(question: Question, name: Sequence[str]) -> str:
    """The question's own words for a name."""
    said = [
        token.text
        for token in words.tokens(question.text)
        if set(words.root(token.text).split()) & set(name)
    ]
    return re.sub(r"['’]s?$", "", " ".join(said))
