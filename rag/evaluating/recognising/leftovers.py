"""What a claim says that its quotes do not: figures, names, and other words with a meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words
from rag.evaluating.recognising.wording import read, sentence_spans
from rag.evidence.english.amounts import LETTERS, amounts
from rag.evidence.english.cues import CALENDAR, TITLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence.english.amounts import Amount

_SMALL = 2  # numbers that quotes may say as "a" and "both"
_PRONOUNS = frozenset(("one",))


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
    known = {word.form for quote in quotes for word in read(quote)}
    known = known.union(*(words.stems(quote) for quote in quotes))
    firsts = {word.token for span in sentence_spans(claim) for word in read(claim, span)[:1]}
    certain = [claim[one.start : one.end] for one in strange if abs(one.high) > _SMALL]
    others = [claim[one.start : one.end] for one in strange if abs(one.high) <= _SMALL]
    for word in read(claim):
        token = word.token
        if token.start in counted or word.form in known or words.stem(token.text) in known:
            continue
        if token.text[0].isdigit() or _is_name(token, first=token in firsts):
            certain.append(token.text)
        elif token.key not in words.FUNCTION_WORDS:
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
        one
        for one in found
        if not known.issuperset(_ends(one)) and tokens[one.first].key not in _PRONOUNS
    ]
    counted = {token.start for one in found for token in tokens[one.first : one.behind]}
    return strange, counted


def _ends(amount: Amount) -> set[str]:
    return {f"{amount.low:.12g}", f"{amount.high:.12g}"}


def _is_name(token: words.Token, *, first: bool) -> bool:
    """Whether a word is a name: a capital says so, but not at a sentence's start."""
    if token.key in CALENDAR | TITLE_WORDS:
        return False
    if len(token.text) > 1 and token.text.isupper():
        return True
    return token.capitalised and not first and token.key not in words.FUNCTION_WORDS
