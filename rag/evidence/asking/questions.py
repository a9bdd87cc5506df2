"""What a question asks for: the type of answer, the names, the words to be spoken of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.asking.casing import cased, is_cased
from rag.evidence.english import days
from rag.evidence.english.cues import (
    ASKED_SPEECH,
    ASKS_FOR,
    CALENDAR,
    LIGHT,
    OF_MONEY,
    TITLE_WORDS,
    VAGUE_HEADS,
    Kind,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence.english.days import Period


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a question: as it is written there, and the roots of its words."""

    text: str
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    Attributes:
        text: As it was asked.
        kind: Type of the answer.
        terms: Content words by stem, in order; what coverage is counted over.
        about: Stems of the terms that are no names.
        names: Runs of capitalised words; an answer that does not name them is
            about something else.
        numbers: Values of the figures in the question, of two digits or more.
        attribute: Stems of X in "who is the X of Y": the answer must speak of it.
        counted: Stem of X in "how many X".
        speaker: Last name of N in "what did N say".
        days: Dates that an answer must be of; each is a term, under its key.
    """

    text: str
    kind: Kind
    terms: dict[str, str]
    about: frozenset[str]
    names: tuple[Name, ...]
    numbers: frozenset[str]
    attribute: frozenset[str]
    counted: str | None
    speaker: Name | None
    days: tuple[Period, ...] = ()


_OF = r"(?:of|for|to|in|at)"
_IS = r"(?:\s+(?:is|was|are|were)|['’]s)"
_ATTRIBUTE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:who|what|which){_IS}\s+(?:the\s+|an?\s+)?(?P<x>(?:[\w.’'-]+\s+){{1,4}}?){_OF}\s",
        rf"\b(?:who|what){_IS}\s+(?:\w+\s+){{0,4}}?\w+['’]s?\s+(?P<x>(?:[\w-]+\s*){{1,4}})\??$",
        rf"\b(?:who|what){_IS}\s+the\s+(?P<x>(?:[\w-]+\s*){{1,4}}?)\s*\??$",
        r"\bthe\s+(?P<x>population|capital|gdp|currency|area|age)\s+of\b",
    )
)
_SPEAKER = re.compile(
    r"\b(?:what|how|whom|who)\s+(?:did|does|do|has|had|would)\s+"
    rf"(?P<n>[^?]+?)\s+(?:{ASKED_SPEECH})\b",
    re.IGNORECASE,
)
_OF_WHOM = re.compile(
    rf"\b(?:who|what|which){_IS}\s+(?:the\s+|an?\s+)?(?:[\w.’'-]+\s+){{1,4}}?{_OF}\s+(?P<y>.+)$"
    rf"|\b(?:who|what){_IS}\s+(?P<own>\w+)['’]s?\s",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\bhow\s+much\b", re.IGNORECASE)
_WHAT_DAY = re.compile(ASKS_FOR[Kind.DATE], re.IGNORECASE)  # a day's answer does not say "day"
_COUNTED = re.compile(r"\bhow\s+many\s+(?P<x>[^?]+)", re.IGNORECASE)


def read(text: str, known_names: frozenset[str] = frozenset()) -> Question:
    """Take a question apart.

    Args:
        text: The question, in any case.
        known_names: Keys of words that the articles only write with a capital;
            they are names even where the question writes them small.
    """
    asked, text = text, cased(text, known_names)
    spoken = _COUNTED.search(text)
    speaker = _SPEAKER.search(text)
    periods = days.named(text)
    dated = [range(period.start, period.end) for period in periods]
    dated += [range(*found.span()) for found in _WHAT_DAY.finditer(text)]
    content = [
        token
        for token in words.content(text)
        if token.key not in _ASKING
        and not (token.key in _IMPERATIVES and not text[: token.start].strip())
        and not any(token.start in period for period in dated)
    ]
    names = tuple(_names(text, restored=not is_cased(asked)))
    named = {part for name in names for part in name.roots}
    return Question(
        text=asked,
        kind=_kind(text),
        terms={
            **{words.stem(token.text): token.text for token in content},
            **{period.key: period.text for period in periods},
        },
        about=frozenset(
            words.stem(token.text)
            for token in content
            if not named.issuperset(words.root(token.text).split()) and words.number(token) is None
        )
        - (OF_MONEY if _HOW_MUCH.search(text) else frozenset())
        - LIGHT,
        names=names,
        numbers=frozenset(
            value
            for token in words.tokens(text)
            if len(token.text) > 1 and token.text[0].isdigit() and (value := words.number(token))
            if not any(token.start in period for period in dated)
        ),
        attribute=_attribute(text),
        counted=_head(spoken["x"]) if spoken else None,
        speaker=_last_name(speaker["n"]) if speaker else None,
        days=periods,
    )


_IMPERATIVES = frozenset(
    "list name show describe explain summarize summarise find compare identify outline".split()
)  # what a request opens with; it asks for nothing
_ASKING = frozenset("what which who whom whose when where why how many much please tell".split())


def _kind(text: str) -> Kind:
    """The kind whose cue stands first; "what year" before "what"."""
    found = [
        (match.start(), order, kind)
        for order, (kind, cue) in enumerate(ASKS_FOR.items())
        if (match := re.search(cue, text, re.IGNORECASE))
    ]
    return min(found, key=lambda entry: entry[:2])[2] if found else Kind.OTHER


def _names(text: str, *, restored: bool) -> list[Name]:
    """Runs of name words, without the titles before them.

    Where the capitals are not the user's, the first word has one only if it is a name's.
    """
    tokens = words.tokens(text)
    owner = _owner(text) if restored else range(0)
    groups: list[list[words.Token]] = []
    open_group = False
    for index, token in enumerate(tokens):
        capital = token.capitalised and (bool(index) or restored or _opens_a_name(tokens))
        owned = token.start in owner and not token.key.endswith("ing")
        if not _may_name(token) or not (capital or owned):
            open_group = False
            continue
        joined = open_group and text[tokens[index - 1].end : token.start] == " "
        if joined and capital and not _closes(tokens[index - 1]):
            groups[-1].append(token)
        else:
            groups.append([token])
        open_group = capital
    return [_name(text, group) for group in groups]


def _owner(text: str) -> range:
    """Where Y stands in "the X of Y", which is a name even if it is written small."""
    match = _OF_WHOM.search(text)
    return range(*match.span("y" if match["y"] else "own")) if match else range(0)


def _name(text: str, group: Sequence[words.Token]) -> Name:
    shown = re.sub(r"['’]s?$", "", text[group[0].start : group[-1].end])
    return Name(shown, tuple(part for token in group for part in words.root(token.text).split()))


def _may_name(token: words.Token) -> bool:
    plain = token.key in words.FUNCTION_WORDS and not (token.key == "us" and token.capitalised)
    return not (plain or token.text[0].isdigit() or token.key in TITLE_WORDS | CALENDAR)


def _opens_a_name(tokens: Sequence[words.Token]) -> bool:
    """Whether the first word is a name's, not only capital because it is the first."""
    return len(tokens) > 1 and tokens[1].capitalised and tokens[0].key not in words.FUNCTION_WORDS


def _closes(token: words.Token) -> bool:
    """A possessive ends a name, and so does a country's abbreviation."""
    return token.text.endswith(("'s", "’s", "'", "’")) or " " in words.root(token.text)


def _attribute(text: str) -> frozenset[str]:
    """The noun in "the X of Y" and, where it is an office, the words that say which."""
    match = next((match for pattern in _ATTRIBUTE if (match := pattern.search(text))), None)
    found = words.tokens(match["x"]) if match else []
    if not found or any(token.key in words.FUNCTION_WORDS - {"us"} for token in found):
        return frozenset()
    head = found[-1]
    if (
        head.key in VAGUE_HEADS
        or head.key.endswith("ed")
        or (head.capitalised and head.key not in TITLE_WORDS)
    ):
        return frozenset()
    if head.key in TITLE_WORDS:
        office = [token for token in found if token.key in TITLE_WORDS]
        return frozenset(words.stem(token.text) for token in office)
    return frozenset({words.stem(head.text)})


def _head(counted: str) -> str | None:
    """Stem of the noun that is counted: the last content word before the verb."""
    head = None
    for token in words.tokens(counted):
        if token.key in words.FUNCTION_WORDS:
            break
        head = words.stem(token.text)
    return head


def _last_name(speaker: str) -> Name | None:
    last = words.tokens(speaker)[-1:]
    return _name(speaker, last) if last and last[0].capitalised else None
