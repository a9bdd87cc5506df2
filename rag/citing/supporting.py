"""Whether quotes support the words of a claim, and which sentences do where its own do not.

A language model that writes a true sentence often copies a wrong one beside it, or copies
badly. Of 461 quotes that a model of 1.5 billion parameters gave to questions of
``RAG_BENCH``, 40 % stood nowhere; with `find_evidence` 49 % of the questions are answered
rightly instead of 23 % (``benchmarks/support.py``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.articles import Hit, Span

#: Share of a claim's content words that stand in its quotes. From .6 to .8 the questions of
#: RAG_BENCH that are answered rightly and those that are answered though nothing answers them
#: both become fewer, and so do the claims that say more than they show (``benchmarks/support.py``).
COVERAGE = 0.7

#: Content words behind a "not" that it is taken to deny. With none 30 % of the questions without
#: an answer are answered, with 3 or 6 29 %; with 6 fewer others are, too (the same).
DENIED = 3

_SHORTEST_QUOTE = 3  # words
_SURNAMES = frozenset(("may", "will"))  # function words that are names as well
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+)[\"'“‘(\[]*$")


class Unsupported(Exception):  # noqa: N818 - a verdict, not an error
    """Why a claim cannot stand."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Keys of the words that the passages write with a capital, and small."""

    capital: frozenset[str]
    small: frozenset[str]

    @classmethod
    def of(cls, hits: Sequence[Hit]) -> Spelling:
        """How the passages of the hits write."""
        found = [token for hit in hits for token in words.tokens(hit.passage.text)]
        capital = frozenset(token.key for token in found if token.capitalised)
        return cls(capital, frozenset(token.key for token in found if not token.capitalised))


def check_support(text: str, quotes: Sequence[str], spelling: Spelling) -> None:
    """Compare a claim's own words with its quotes: names, numbers, content words, denial.

    Raises:
        Unsupported: The quotes lack something.
    """
    _check_names_and_numbers(text, quotes, spelling)
    said = frozenset().union(*map(_said, quotes))
    share = _coverage(text, said)
    if not share:
        raise Unsupported("its quotes speak of something else")
    lengths = [len(words.tokens(quote)) for quote in quotes]
    if max(lengths) < min(_SHORTEST_QUOTE, len(words.tokens(text))):
        raise Unsupported("its quotes are too short to show anything")
    if share < COVERAGE:
        raise Unsupported("its quotes say too little of it")
    _check_denial(text, quotes)


def find_evidence(text: str, hits: Sequence[Hit], spelling: Spelling) -> list[tuple[Hit, Span]]:
    """One sentence that supports a claim, or two of one article; empty if none do.

    All names and numbers stand in the first. The second only adds words, and names nobody
    else: what one person did and another said is not joined.

    Args:
        text: The claim's own words.
        hits: Whose sentences are looked at.
        spelling: How they write.
    """
    exact = _exact(text, spelling)
    by_article: dict[str, list[_Sentence]] = defaultdict(list)
    for hit in hits:
        by_article[hit.article.id] += [_Sentence.of(hit, span) for span in hit.passage.sentences]
    articles = [
        ([each for each in sentences if exact <= each.had], sentences)
        for sentences in by_article.values()
    ]
    alone = [[first] for firsts, _ in articles for first in firsts]
    if chosen := _best(text, alone, spelling):
        return chosen
    joined = [
        [first, more]
        for firsts, sentences in articles
        for more in sentences
        if _names(more.text, spelling) <= exact
        for first in firsts
    ]
    return _best(text, joined, spelling)


def _best(
    text: str, choices: Sequence[Sequence[_Sentence]], spelling: Spelling
) -> list[tuple[Hit, Span]]:
    """The sentences that say most of a claim, of those that support it."""
    for chosen in sorted(choices, key=lambda each: -_coverage(text, _had(each))):
        with suppress(Unsupported):
            check_support(text, [each.text for each in chosen], spelling)
            return [(each.hit, each.span) for each in chosen]
    return []


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a hit; ``had`` are its stems, values of numbers and roots of names."""

    hit: Hit
    span: Span
    text: str
    had: frozenset[str]

    @classmethod
    def of(cls, hit: Hit, span: Span) -> _Sentence:
        text = hit.article.text[span.start : span.end]
        return cls(hit, span, text, _said(text))


def _had(sentences: Sequence[_Sentence]) -> frozenset[str]:
    return frozenset().union(*(each.had for each in sentences))


def _said(text: str) -> frozenset[str]:
    tokens = words.tokens(text)
    numbers = {value for token in tokens if (value := _number(token)) is not None}
    names = words.roots(token.text for token in tokens if token.capitalised)
    return words.stems(text) | numbers | names


def _exact(text: str, spelling: Spelling) -> frozenset[str]:
    """What has to stand in a quote as it is: names and numbers."""
    values = (_number(token) for token in words.tokens(text))
    return _names(text, spelling).union(value for value in values if value is not None)


def _names(text: str, spelling: Spelling) -> frozenset[str]:
    return frozenset(
        root
        for token in words.tokens(text)
        if _number(token) is None and _is_name(token, text, spelling)
        for root in words.root(token.text).split()
    )


def _coverage(text: str, said: frozenset[str]) -> float:
    """Share of the content words of a text that were said, in whatever form."""
    own = words.content(text)
    covered = [
        token
        for token in own
        if _number(token) in said
        or words.stem(token.text) in said
        or said.issuperset(words.root(token.text).split())
    ]
    return len(covered) / len(own) if own else 0.0


def _stems(quotes: Sequence[str]) -> frozenset[str]:
    return frozenset().union(*map(words.stems, quotes))


def _check_denial(text: str, quotes: Sequence[str]) -> None:
    """The quotes deny what the claim denies, and nothing that it says."""
    if words.denies(text) and not any(words.denies(quote) for quote in quotes):
        raise Unsupported("its quotes deny nothing")
    denied = frozenset().union(*(words.denied(quote, DENIED) for quote in quotes))
    denied_itself = words.denied(text, DENIED)
    if (denied & words.stems(text)) - denied_itself:
        raise Unsupported("its quotes deny it")
    if (denied_itself & _stems(quotes)) - denied:
        raise Unsupported("its quotes do not deny it")


def _check_names_and_numbers(text: str, quotes: Sequence[str], spelling: Spelling) -> None:
    quoted = [token for quote in quotes for token in words.tokens(quote)]
    known_names = words.roots(token.text for token in quoted if token.capitalised)
    known_numbers = {_number(token) for token in quoted}
    for token in words.tokens(text):
        value = _number(token)
        if value is not None and value not in known_numbers:
            raise Unsupported(f"its quotes do not say “{token.text}”")
        if value is not None or not _is_name(token, text, spelling):
            continue
        if not known_names.issuperset(words.root(token.text).split()):
            raise Unsupported(f"its quotes do not name “{token.text}”")


def _number(token: words.Token) -> str | None:
    """Value of a number; an ordinal in figures, "4th", counts as itself."""
    return words.number(token) or (token.text if token.text[0].isdigit() else None)


def _is_name(token: words.Token, text: str, spelling: Spelling) -> bool:
    """A capitalised word, or one that the passages write with a capital only.

    At the start of a sentence a capital says nothing; there a name is a word that
    the passages never write small.
    """
    initials = len(token.text) > 1 and token.text.isupper()  # US, WHO
    named = initials or (token.capitalised and token.key in _SURNAMES)
    if token.key in words.FUNCTION_WORDS and not named:
        return False
    if not token.capitalised:
        return token.key in spelling.capital - spelling.small
    return not _SENTENCE_START.search(text[: token.start]) or token.key not in spelling.small
