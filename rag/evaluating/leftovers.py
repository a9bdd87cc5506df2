"""What a claim says that its quotes do not: figures, names, and other words with a meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words
from rag.evaluating.amounts import LETTERS, amounts
from rag.evaluating.wording import read, sentence_spans
from rag.evidence.cues import CALENDAR, TITLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rag.evaluating.amounts import Amount

_PRONOUN_LIKE = 2  # "one" and "two" may be said as "it" and "both"


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What no quote of a claim says, as the claim writes it.

    Attributes:
        certain: Figures and names, which can hardly be said otherwise.
        others: Content words, for which the quotes may have words of their own.
    """

    certain: tuple[str, ...]
    others: tuple[str, ...]


def left_over(claim: str, quotes: Sequence[str]) -> Leftovers:
    """Compare a claim with all its quotes together.

    Args:
        claim: Without what it adds in brackets.
        quotes: Of its evidence.
    """
    letters = (frozenset[str](), frozenset(LETTERS))  # "5m" are metres or millions
    strange, counted = min(
        (_numbers(claim, quotes, scales) for scales in letters), key=lambda read: len(read[0])
    )
    quoted = [word for quote in quotes for word in read(quote)]
    names = words.roots(word.token.text for word in quoted if word.token.capitalised)
    known = {word.form for word in quoted}.union(*(words.stems(quote) for quote in quotes))
    starts = {word.token.start for span in sentence_spans(claim) for word in read(claim, span)[:1]}
    certain, others = [claim[one.start : one.end] for one in strange], []
    for token in dict.fromkeys(word.token for word in read(claim)):
        if token.start in counted or _is_known(token, known):
            continue
        named = _is_name(token, first=token.start in starts)
        if token.text[0].isdigit() or (named and not names.issuperset(words.roots([token.text]))):
            certain.append(token.text)
        elif not named:
            others.append(token.text)
    return Leftovers(tuple(dict.fromkeys(certain)), tuple(dict.fromkeys(others)))


def _numbers(
    claim: str, quotes: Sequence[str], scales: frozenset[str]
) -> tuple[list[Amount], set[int]]:
    """Numbers that no quote has, and where the words of all numbers of the claim begin."""
    known = {
        end
        for quote in quotes
        for one in amounts(quote, words.tokens(quote), scales)
        for end in _ends(one)
    }
    tokens = words.tokens(claim)
    found = amounts(claim, tokens, scales)
    strange = [
        one for one in found if not known.issuperset(_ends(one)) and not _is_small(one, claim)
    ]
    told = [one for one in found if known.issuperset(_ends(one))] + strange
    counted = {token.start for one in told for token in tokens[one.first : one.behind]}
    return strange, counted


def _ends(amount: Amount) -> set[str]:
    return {f"{amount.low:.12g}", f"{amount.high:.12g}"}


def _is_small(amount: Amount, claim: str) -> bool:
    figure = any(letter.isdigit() for letter in claim[amount.start : amount.end])
    return not figure and abs(amount.high) <= _PRONOUN_LIKE


def _is_known(token: words.Token, known: Collection[str]) -> bool:
    """Whether a word carries no meaning of its own, or the quotes have it."""
    if token.key in words.FUNCTION_WORDS and " " not in words.root(token.text):
        return True
    forms = words.root(token.text).split()
    return words.stem(token.text) in known or all(form in known for form in forms)


def _is_name(token: words.Token, *, first: bool) -> bool:
    """Whether a word is a name: a capital says so, but not at a sentence's start."""
    if token.key in CALENDAR | TITLE_WORDS:
        return False
    initials = len(token.text) > 1 and token.text.isupper()
    return initials or (token.capitalised and not first)
