"""The numbers and dates of claims, as their quotes write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag import words
from rag.domain.summaries import Figure
from rag.evidence.agreeing.dating import named_days
from rag.evidence.english.amounts import amounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rag.domain.replies import Claim

_COUNTED = 3  # words behind a number that may say what it counts
_SMALLEST = 2  # "one" is seldom a figure


def figures(claims: Sequence[Claim]) -> tuple[Figure, ...]:
    """Numbers and dates of claims, in their order, each once in a claim."""
    found: dict[tuple[int, str], Figure] = {}
    for number, claim in enumerate(claims):
        for citation in [each for each in claim.citations if each.role == "evidence"][:1]:
            for text, day in _of_quote(citation.quote, citation.published):
                found.setdefault((number, text), Figure(number, text, day))
    return tuple(found.values())


def counted_in(topic: str, quotes: Sequence[str]) -> list[str]:
    """Questions that a topic's numbers answer: "How many people injured in ferry accident?"."""
    given = words.stems(topic)
    asked: dict[str, None] = {}
    for quote in quotes:
        tokens = words.tokens(quote)
        for amount in amounts(quote, tokens, frozenset()):
            whole = _with_unit(quote, tokens, amount.end, amount.start)
            noun = quote[amount.end : amount.start + len(whole)].strip()
            if amount.calendar or amount.ordinal or amount.sign or not noun:
                continue
            if words.stems(noun) <= given:
                asked[f"How many {topic}?"] = None
                continue
            end = amount.start + len(whole)
            behind = [token for token in tokens if token.start >= end][:_BEHIND]
            done = [token.text for token in behind if token.key.endswith("ed")][:1]
            asked[f"How many {' '.join([noun, *done])} in {topic}?"] = None
    return list(asked)


_BEHIND = 3  # words behind a noun among which its participle stands: "people were killed"


def _of_quote(quote: str, published: date | None) -> Iterator[tuple[str, date | None]]:
    days = named_days(quote, published)
    told = [
        (
            one.start,
            quote[one.start : one.end],
            one.first if one.first == one.last and not one.yearless else None,
        )
        for one in days
        if not quote[one.end : one.end + 1].isalpha()  # "on Sundays" is no day
    ]
    tokens = words.tokens(quote)
    for amount in amounts(quote, tokens, frozenset()):
        in_a_day = any(one.start < amount.end and amount.start < one.end for one in days)
        if in_a_day or amount.calendar or amount.ordinal:
            continue
        text = _with_unit(quote, tokens, amount.end, amount.start)
        in_words = not any(letter.isdigit() for letter in quote[amount.start : amount.end])
        if in_words and (amount.high < _SMALLEST or text == quote[amount.start : amount.end]):
            continue
        told.append((amount.start, text, None))
    for _, text, day in sorted(told, key=lambda each: each[0]):
        yield text, day


def _with_unit(quote: str, tokens: Sequence[words.Token], end: int, start: int) -> str:
    """A number with the words behind it, up to the noun that it counts."""
    stop = end
    for token in [token for token in tokens if token.start >= end][:_COUNTED]:
        if not _JOINED.fullmatch(quote[stop : token.start]) or token.key in words.FUNCTION_WORDS:
            break
        stop = token.end
        if token.key.endswith("s") or token.key in _UNITS:
            return quote[start:stop]
    return quote[start:end]


_JOINED = re.compile(r"[ \u00a0\u202f-]?")
_UNITS = frozenset("people percent million billion trillion cent dead injured men women".split())
