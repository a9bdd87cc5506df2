"""Capitals for a question that has none, or nothing but capitals: they tell its names."""

from __future__ import annotations

import re

from rag import words
from rag.evidence.english.cues import CALENDAR, TITLE_WORDS
from rag.nations import NATIONS

_COMMON = frozenset("turkey polish poles chad jordan china swede swedes danes scots".split())
"""Forms of nations that are words of their own where they are written small."""

_INITIALS = frozenset("us un uk eu usa uae dprk rok prc drc".split())
_PRONOUNS = frozenset(("us", "un"))  # a nation's, or the nations', only behind "the"
_MONTH = re.compile(
    r"(?:\b(?:in|since|until|during|of|last|early|late|mid)\s+|\d(?:st|nd|rd|th)?\s+(?:of\s+)?)"
    r"(?P<m>january|february|march|april|may|june|july|august|september|october|november|december)"
    r"\b|\b(?P<n>january|february|april|june|july|august|september|october|november|december)\b"
    r"|\b(?P<o>march|may)\s+\d",
    re.IGNORECASE,
)


def is_cased(text: str) -> bool:
    """Whether capitals mean anything: not if there are none, nor in Headline Case."""
    rest = words.tokens(text)[1:]
    small = {"us", "may", "i", "it"}
    headline = any(
        token.capitalised and token.key in words.FUNCTION_WORDS - small for token in rest
    )
    return any(token.capitalised for token in rest) and not headline


def cased(text: str, known_names: frozenset[str] = frozenset()) -> str:
    """The text with capitals where they mean a name, as long as it was; cased text as it is.

    Args:
        text: A question.
        known_names: Keys of words that the articles only write with a capital.
    """
    if is_cased(text):
        return text
    written = list(text)
    before = ""
    for token in words.tokens(text):
        small = token.text.lower()
        shown = _as_a_name(small) if _is_name(token, before, known_names) else small
        if len(shown) == len(token.text):
            written[token.start : token.end] = shown
        before = token.key
    found = "".join(written)
    for match in _MONTH.finditer(found):
        at = match.start(match.lastgroup or 0)
        found = found[:at] + found[at].upper() + found[at + 1 :]
    return found


def _is_name(token: words.Token, before: str, known_names: frozenset[str]) -> bool:
    if token.key in _PRONOUNS:
        return before == "the" or "." in token.text
    if token.key in words.FUNCTION_WORDS | TITLE_WORDS | CALENDAR:
        return False
    return token.key in known_names or (token.key in NATIONS and token.key not in _COMMON)


def _as_a_name(small: str) -> str:
    if words.key(small) in _INITIALS:
        bare = re.sub(r"['’]s$", "", small)
        return bare.upper() + small[len(bare) :]
    return small[0].upper() + small[1:]
