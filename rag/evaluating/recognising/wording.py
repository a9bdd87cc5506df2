"""Where accepted wordings and names stand in a text, word by word."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rag import words
from rag.domain.articles import Span
from rag.evidence.english.amounts import THIN
from rag.splitting import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)  # those that no decomposition of Unicode makes plain
_GROUP = 3  # digits between two spaces
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

    @property
    def renamed(self) -> bool:
        """Whether its form is another word, such as a nation's for its adjective."""
        return self.form != self.token.key.translate(_LETTERS)


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

    A word that abbreviates two, such as "U.S.", gives two, both standing for it. What is
    written apart and together, "J. K." and "J.K.", "10 000", "per cent", is one word.
    """
    span = within or Span(0, len(text))
    tokens: list[words.Token] = []
    for local in words.tokens(text[span.start : span.end]):
        token = words.Token(local.text, local.start + span.start, local.end + span.start)
        if tokens and _goes_on(tokens[-1], text[tokens[-1].end : token.start], token):
            begun = tokens.pop()
            token = words.Token(begun.text + token.text, begun.start, token.end)
        tokens.append(token)
    tokens += [
        words.Token(sign[0], sign.start(), sign.end())
        for sign in _SYMBOL.finditer(text, span.start, span.end)
    ]
    tokens.sort(key=lambda token: token.start)
    return [Word(form, token) for token in tokens for form in _forms(token.text)]


def _goes_on(begun: words.Token, gap: str, token: words.Token) -> bool:
    """Whether a word that was begun before a gap goes on behind it."""
    grown = begun.end - begun.start > len(begun.text)
    if token.text.isdecimal():
        group = grown or len(begun.text) <= _GROUP
        spaced = len(gap) == 1 and gap in f" {THIN}"
        return spaced and begun.text.isdecimal() and group and len(token.text) == _GROUP
    if gap.strip() == ".":
        initial = grown or len(begun.text) == 1
        return initial and len(token.text) == 1 and (begun.text + token.text).isupper()
    return gap.isspace() and (begun.key, token.key) == ("per", "cent")


def _forms(word: str) -> list[str]:
    if word == "%":
        return ["percent"]
    if word[0].isdigit():
        return [word.replace(",", "")]
    return words.root(word.replace("’", "'")).translate(_LETTERS).split()


def find_wording(accepted: str, text: str) -> Iterator[Found]:
    """Every place where a wording stands; ``…`` in it leaps over words of one sentence."""
    parts = [[word.form for word in read(part)] for part in _GAP.split(accepted)]
    parts = [part for part in parts if part]
    for span in sentence_spans(text) if parts else ():
        spoken = read(text, span)
        forms = [word.form for word in spoken]
        begins = [list(places(part, forms)) for part in parts]
        for first in begins[0]:
            at = [first]
            for before, later in zip(parts, begins[1:], strict=False):
                behind = bisect_left(later, at[-1] + len(before))
                if behind == len(later):
                    break
                at.append(later[behind])
            else:
                own = tuple(
                    Span(spoken[place].token.start, spoken[place + len(part) - 1].token.end)
                    for place, part in zip(at, parts, strict=True)
                )
                yield Found(own[0].start, own[-1].end, own=own)


def places(part: Sequence[str], forms: Sequence[str]) -> Iterator[int]:
    """Where a run of forms begins among others."""
    for place in range(len(forms) - len(part) + 1):
        if forms[place] == part[0] and list(forms[place : place + len(part)]) == list(part):
            yield place
