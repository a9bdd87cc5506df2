"""Where accepted wordings and names stand in a text, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rag import words
from rag.domain.articles import Span
from rag.splitting import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SYMBOL = re.compile(r"[%$€£¥₽₩₹]")
_GAP = re.compile(r"…|\.\.\.")
_FULL_STOP = re.compile(r"(?<=[a-z]{4}[.!?])[”\"’)]*\s+(?=[“\"‘(]*[A-Z])")


@dataclass(frozen=True, slots=True)
class Found:
    """Words that a recogniser found.

    Attributes:
        start: Offset of their first character in the text.
        end: Offset behind their last.
        doubt: Why rules cannot tell whether they say it; empty if they do.
        own: Those of them that the case's author wrote; the others only stand between.
    """

    start: int
    end: int
    doubt: str = ""
    own: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a figure or a sign such as ``%``, in the form in which it is compared."""

    form: str
    token: words.Token


@lru_cache(maxsize=1024)
def sentence_spans(text: str) -> tuple[Span, ...]:
    """Sentences; other than for quoting, those inside a quotation are told apart."""
    found = []
    for span in sentences(text):
        start = span.start
        for stop in _FULL_STOP.finditer(text, span.start, span.end):
            found.append(Span(start, stop.start()))
            start = stop.end()
        found.append(Span(start, span.end))
    return tuple(found)


def read(text: str, within: Span | None = None) -> list[Word]:
    """The words of a text; a nation's adjective has the form of the nation.

    A word that abbreviates two, such as "U.S.", gives two, both standing for it.
    """
    span = within or Span(0, len(text))
    tokens = [
        words.Token(token.text, token.start + span.start, token.end + span.start)
        for token in words.tokens(text[span.start : span.end])
    ]
    tokens += [
        words.Token(sign[0], sign.start(), sign.end())
        for sign in _SYMBOL.finditer(text, span.start, span.end)
    ]
    tokens.sort(key=lambda token: token.start)
    return [Word(form, token) for token in tokens for form in _forms(token.text)]


def _forms(word: str) -> list[str]:
    if word == "%":
        return ["percent"]
    if word[0].isdigit():
        return [word.replace(",", "")]
    return words.root(word.replace("’", "'")).split()


def find_wording(accepted: str, text: str) -> Iterator[Found]:
    """Every place where a wording stands; ``…`` in it leaps over words of one sentence."""
    parts = [[word.form for word in read(part)] for part in _GAP.split(accepted)]
    parts = [part for part in parts if part]
    for span in sentence_spans(text) if parts else ():
        spoken = read(text, span)
        forms = [word.form for word in spoken]
        for first in places(parts[0], forms):
            at = [first]
            for before, part in pairwise(parts):
                later = places(part, forms, at[-1] + len(before))
                at.append(next(later, -1))
                if at[-1] < 0:
                    break
            else:
                own = tuple(
                    Span(spoken[place].token.start, spoken[place + len(part) - 1].token.end)
                    for place, part in zip(at, parts, strict=True)
                )
                yield Found(own[0].start, own[-1].end, own=own)


def places(part: Sequence[str], forms: Sequence[str], start: int = 0) -> Iterator[int]:
    """Where a run of forms begins among others."""
    for place in range(start, len(forms) - len(part) + 1):
        if list(forms[place : place + len(part)]) == list(part):
            yield place
