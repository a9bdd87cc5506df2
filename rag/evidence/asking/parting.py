"""The questions that one text asks, each so that it can be read without the others.

What a later part leaves out is put back where only one reading is possible: the rest of
"when and where was the vote", the pronoun in "who is Ada Quill, and what did she say".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.asking.questions import read
from rag.evidence.asking.requests import ASKING, as_question
from rag.nations import NATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence.asking.questions import Name

_AUXILIARY = (
    r"(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should|may|might|must)"
)
_SUBJECT = r"(?:he|she|it|they|the|there|any|anyone|anybody)"
_REQUEST = (
    r"(?:tell\s+(?:me|us)|give\s+(?:me|us)|show\s+(?:me|us)|explain|list|name|describe|say)\b"
)
_JOINT = re.compile(
    rf",?\s+(?:and|or|but)\s+(?:also\s+|please\s+|then\s+)*"
    rf"(?={ASKING}|{_AUXILIARY}\s+{_SUBJECT}\b|{_REQUEST})"
    rf"|;\s+(?={ASKING})|[?!]+\s+(?=\S)"
    rf"|(?<=[^\W\d_]{{3}})\.\s+(?={ASKING}|{_REQUEST}|{_AUXILIARY}\s)",
    re.IGNORECASE,
)
_LISTED = re.compile(rf",\s+(?={ASKING})", re.IGNORECASE)  # before an "and who", no clause
_SHARED = re.compile(
    rf"^(?P<asks>{ASKING}(?:\s*,\s*{ASKING})*,?\s+(?:and|or)\s+{ASKING})\s+(?P<rest>.+)$",
    re.IGNORECASE,
)


def parts(text: str) -> list[str]:
    """The questions that a text asks: "who …, and how many …?" asks two.

    A text that cannot be taken apart, so that each part has words of its own, is
    returned as it is.
    """
    framed = as_question(text)
    shared = _SHARED.match(framed)
    if shared:
        asks = re.split(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+", shared["asks"])
        found = [f"{ask} {shared['rest']}" for ask in asks]
    else:
        *listed, last = _JOINT.split(framed)
        split = [piece for part in listed for piece in _LISTED.split(part)]
        found = [as_question(part).strip(" ,;.!") for part in [*split, last]]
    found = [part.strip(" ,;?") for part in found]
    for place in range(1, len(found)):
        found[place] = _whole(found[place], found[:place])
    if not all(words.content(part) for part in found):
        return [text]
    return [part if part.endswith("?") else part + "?" for part in found]


def _whole(part: str, earlier: Sequence[str]) -> str:
    """A later part with its pronoun and what it shares with the first one put in."""
    part = _with_referent(part, earlier[-1])
    bare = re.fullmatch(rf"{ASKING}(?:\s+(?:long|often|far|so))?", part, re.IGNORECASE)
    return _completed(part, earlier[0].rstrip("?!. ")) if bare else part


_LED = re.compile(
    rf"^(?:(?:when|where|why|how)(?:\s+(?:long|often|far|old))?|whom?|what|who)\s+"
    rf"(?P<aux>{_AUXILIARY})\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_BE = re.compile(r"is|are|was|were", re.IGNORECASE)
_NOUN_LED = re.compile(
    rf"^(?:how\s+(?:many|much)|what|which)\s+(?P<noun>(?:[\w’'-]+\s+){{1,4}}?)"
    rf"(?P<aux>{_AUXILIARY})\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_NOUN_FIRST = re.compile(r"^(?:how\s+(?:many|much)|which)\s+(?P<rest>.+)$", re.IGNORECASE)
_FIRST = re.compile(r"^(?P<ask>who|what)\s+(?P<rest>.+)$", re.IGNORECASE)


def _completed(ask: str, first: str) -> str:
    """Give "why", asked of "who opened it": why was it that someone opened it."""
    led, nouns = _LED.match(first), _NOUN_LED.match(first)
    opener = _FIRST.match(first)
    if led and not (opener and _BE.fullmatch(led["aux"])):
        return f"{ask} {led['aux']} {led['rest']}"
    if nouns and not led:
        noun, aux, rest = nouns["noun"].strip(), nouns["aux"], nouns["rest"]
        return f"{ask} {aux} {noun} {rest}" if _BE.fullmatch(aux) else f"{ask} {aux} {rest} {noun}"
    if opener:
        who = "someone" if opener["ask"].lower() == "who" else "something"
        return f"{ask} was it that {who} {opener['rest']}"
    rest = _NOUN_FIRST.match(first)
    return f"{ask} was it that {rest['rest']}" if rest else ask


_PERSONAL = re.compile(r"\b(?:he|she|him|his|her)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it(?!\s+(?:that|is\s+that|only|now|true|clear|known|possible|likely)\b)|its)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:they|them|their)\b", re.IGNORECASE)
_OWN = re.compile(r"his|its|their|her", re.IGNORECASE)


def _with_referent(part: str, earlier: str) -> str:
    """A part whose pronouns are replaced by the only thing that they can mean."""
    for pronoun, antecedents in (
        (_PERSONAL, _persons),
        (_THING, _things),
        (_SEVERAL, _groups),
    ):
        if pronoun.search(part):
            meant = dict.fromkeys(antecedents(earlier.rstrip("?!. ")))
            if len(meant) == 1:
                part = _replaced(part, pronoun, *meant)
    return part


def _replaced(part: str, pronoun: re.Pattern[str], meant: str) -> str:
    def written(match: re.Match[str]) -> str:
        follows = re.match(
            r"\s+(?!to\b|about\b|that\b|in\b|on\b|for\b|and\b)\w", part[match.end() :]
        )
        own = bool(_OWN.fullmatch(match[0])) and (match[0].lower() != "her" or bool(follows))
        return f"{meant}'s" if own else meant

    return pronoun.sub(written, part)


_WHO_IS = re.compile(r"^who(?:\s+(?:is|was|are|were)|['’]s)\s+(?P<x>.+)$", re.IGNORECASE)
_WHO_DOES = re.compile(rf"^who\s+(?!{_AUXILIARY}\b)(?P<rest>.+)$", re.IGNORECASE)
_HOW_MANY = re.compile(r"^how\s+many\s+(?P<x>\w+)\s+(?P<next>\w+)", re.IGNORECASE)
_ALL_OF = re.compile(r"^which\s+(?P<x>\w+s)\s", re.IGNORECASE)
_THE = re.compile(
    rf"\bthe\s+(?:(?!(?:{_AUXILIARY}|of|in|on|at|by|for|from|to|and|that|about|with)\b)"
    r"[\w’'-]+(?:\s+|$)){1,4}",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"(?:\s+(?:\w+(?:ed|en)|built|made|held|sold|found|cut|shut))+\s*$")
_PLACED = re.compile(
    r"\b(?:in|at|on|of|from|near|about|to|into|against|over|with|by|for)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def _persons(earlier: str) -> list[str]:
    """Whom "she" may mean: who is asked about, or the only one named as doing something."""
    asked = _WHO_IS.match(earlier)
    if asked and not _PARTICIPLE.search(f" {asked['x'].split()[0]}"):
        return [asked["x"]]
    found = [name.text for name in _not_placed(earlier)]
    speaker = read(earlier).speaker
    if not found and speaker is not None:
        found = [speaker.text]
    does = _WHO_DOES.match(earlier)
    return [*found, f"the one who {does['rest']}"] if does else found


def _things(earlier: str) -> list[str]:
    """What "it" may mean: what is described, or the only name, unless that is somebody's."""
    described = [_PARTICIPLE.sub("", match[0]).strip() for match in _THE.finditer(earlier)]
    names = _nouns(earlier)
    if described or len(names) != 1:
        return described
    [name] = names
    acts = _DOES.search(earlier[: max(earlier.find(name.text), 0)])
    return [] if acts and name.roots[-1] not in _LAST_WORDS else [name.text]


_DOES = re.compile(r"\b(?:did|does|do|has|had|have|will|would|can|could)\s+$", re.IGNORECASE)


def _groups(earlier: str) -> list[str]:
    """Whom "they" may mean: those that are counted, or several things, or a country."""
    counted = _HOW_MANY.match(earlier) or _ALL_OF.match(earlier)
    if counted:
        return [f"the {counted['x']}"]
    plural = [thing for thing in _things(earlier) if thing.endswith("s")]
    return plural + [name.text for name in _not_placed(earlier) if name.roots[-1] in _LAST_WORDS]


def _not_placed(earlier: str) -> list[Name]:
    """Names that no preposition stands before: they do something, or are something."""
    return [
        name
        for name in _nouns(earlier)
        if not _PLACED.search(earlier[: max(earlier.find(name.text), 0)])
    ]


def _nouns(earlier: str) -> list[Name]:
    """The names without adjectives: "North Korean" names nobody that a pronoun could mean."""
    return [
        name
        for name in read(earlier).names
        if name.roots[-1] not in _LAST_WORDS or words.key(name.text.split()[-1]) == name.roots[-1]
    ]


_LAST_WORDS = frozenset(nation.split()[-1] for nation in NATIONS.values())
