"""Where a name stands in a text, and stands for nobody else.

In doubt whether it is the same name ("Priti Patel" for the alias "Patel", "Sea of
Japan" for "Japan", "Patel" alone without an alias), rules do not decide.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from rag import words
from rag.domain.articles import Span
from rag.evaluating.recognising.wording import Found, Word, places, read, sentence_spans
from rag.evidence.english.cues import CALENDAR, TITLE_WORDS
from rag.nations import NATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.domain.cases import Name

_BESIDE = re.compile(r"\.?[\s\-‐‑]+")  # what may stand between two words of one name
_POSSESSIVE = re.compile(r"['’]s?$")
_HYPHENS = ("-", "‐", "‑")
_NO_NAMES = (
    words.FUNCTION_WORDS
    | TITLE_WORDS
    | CALENDAR
    | frozenset(
        """
        administration ambassador armed army cabinet congress constitution consulate democrat
        democratic democrats department embassy federal forces government house intelligence
        justice marines military ministry nationals navy office parliament peninsula pentagon police
        republican republicans security senate soldiers state supreme treasury troops
        additionally earlier instead later meanwhile today yesterday
        """.split()
    )
)
"""Capitalised beside a name without being a part of it: "U.S. State Department"."""


def find_name(name: Name, text: str) -> list[Found]:
    """Every place where a name or an alias stands whole; failing that, where a part does."""
    sentences = [read(text, sentence) for sentence in sentence_spans(text)]
    whole = [
        found
        for spoken in sentences
        for spelling in (name.name, *name.aliases)
        for found in _whole(read(spelling), spoken, text)
    ]
    if whole:
        return whole
    parts = [found for spoken in sentences for found in _parts(name, spoken, text)]
    return parts or [
        found for spoken in sentences for found in _in_other_letters(name, spoken, text)
    ]


def _whole(wanted: list[Word], spoken: list[Word], text: str) -> Iterator[Found]:
    forms = [word.form for word in wanted]
    for low in places(forms, [word.form for word in spoken]) if forms else ():
        high = low + len(forms)
        match = spoken[low:high]
        joined = all(_beside(text, one, other) for one, other in pairwise(match))
        if joined and _written_as_a_name(wanted, match):
            start, end = match[0].token.start, match[-1].token.end
            longer = _longer(spoken, low, high, text)
            doubt = f"“{longer}” may be another name" if longer else _no_name(match)
            yield Found(start, end, doubt, own=(Span(start, end),))


def _beside(text: str, one: Word, other: Word) -> bool:
    gap = text[one.token.end : other.token.start]
    return one.token == other.token or bool(_BESIDE.fullmatch(gap))


def _written_as_a_name(wanted: list[Word], match: list[Word]) -> bool:
    """``WHO`` is not "who", and ``Will`` is not "will"; "Jong-un" is "Jong Un"."""
    for asked, said in zip(wanted, match, strict=True):
        initials = len(asked.token.text) > 1 and asked.token.text.isupper()
        if initials and not asked.renamed and not said.token.text.isupper():
            return False
    return match[0].token.capitalised or not wanted[0].token.capitalised


def _no_name(match: list[Word]) -> str:
    """Why a word may be no name here: "May" and "Will" begin sentences, "May" names a month."""
    first = match[0].token
    common = first.key in words.FUNCTION_WORDS | CALENDAR and not first.text.isupper()
    return f"“{first.text}” may be no name" if common and len(match) == 1 else ""


def _longer(spoken: list[Word], low: int, high: int, text: str) -> str:
    """The longer name that words of a text may be a part of, or an empty text."""
    start, end = spoken[low].token.start, spoken[high - 1].token.end
    if high < len(spoken) and not _POSSESSIVE.search(text[start:end]):
        after = spoken[high]
        if _beside(text, spoken[high - 1], after) and _may_be_a_name(after):
            return text[start : after.token.end]
    before = low - 1
    if before >= 1 and spoken[before].form == "the" and spoken[before - 1].form == "of":
        before -= 1
    if before >= 1 and spoken[before].form == "of":
        before -= 1
    around = spoken[max(before, 0) : low + 1]
    if before < 0 or not all(_beside(text, one, other) for one, other in pairwise(around)):
        return ""
    previous = spoken[before]
    tied = text.endswith(_HYPHENS, 0, start) and previous.form != "pro"
    nation = previous.token.key in NATIONS
    adverb = before == 0 and previous.form.endswith("ly")
    longer = (_may_be_a_name(previous) and not adverb) or (tied and not nation)
    return text[previous.token.start : end] if longer else ""


def _may_be_a_name(word: Word) -> bool:
    """Whether a neighbour's capital may make it a part of the name."""
    key = word.token.key
    nation = key in NATIONS or word.renamed
    return word.token.capitalised and not (key in _NO_NAMES or nation)


def _in_other_letters(name: Name, spoken: list[Word], text: str) -> Iterator[Found]:
    """A name of several words that is written small or in capitals: "UN" is a part of one."""
    keys = [token.key for token in words.tokens(name.name)]
    tokens = list(dict.fromkeys(word.token for word in spoken))
    for low in places(keys, [token.key for token in tokens]) if len(keys) > 1 else ():
        start, end = tokens[low].start, tokens[low + len(keys) - 1].end
        yield Found(start, end, f"“{text[start:end]}” may not be {name.name}")


def _parts(name: Name, spoken: list[Word], text: str) -> Iterator[Found]:
    """A first or last name alone, or all words of the name in another order."""
    wanted = {word.form for word in read(name.name)} - _NO_NAMES
    alone = [
        place
        for place, word in enumerate(spoken)
        if word.form in wanted
        and word.token.capitalised
        and all(word.token != other.token for other in spoken[max(place - 1, 0) : place])
        and all(word.token != other.token for other in spoken[place + 1 : place + 2])
    ]
    together = {spoken[place].form for place in alone} == wanted
    for place in alone:
        if together or not _longer(spoken, place, place + 1, text):
            token = spoken[place].token
            yield Found(token.start, token.end, f"only “{token.text}” is named, not {name.name}")
