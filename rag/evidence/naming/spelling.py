"""Misspelt words of a question, read as the one word of the library that is nearly theirs.

A word is left alone if the library has it, if it is a word at all, or if two are equally
near. Nothing is corrected in silence: each correction is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SHORTEST, LONG = 4, 8
"""Letters below which nothing is corrected, and from which two mistakes are allowed."""


def reach(word: str) -> int:
    """How many letters of a word may be wrong, missing, too many or exchanged."""
    if len(word) < SHORTEST:
        return 0
    return 1 if len(word) < LONG else 2


def distance(one: str, other: str) -> int:
    """Mistakes between two spellings; two transliterations of one name are 1 apart."""
    from rapidfuzz.distance import OSA

    mistakes = OSA.distance(words.key(one), words.key(other))
    same = _sound(words.key(one)) == _sound(words.key(other))
    return min(mistakes, 1) if same else mistakes


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"), (r"kh", "h"), (r"ck|q|c(?![eiyh])", "k"), (r"w", "v"), (r"zh", "j"),
        (r"ts|tz", "z"), (r"(?:iy|yi|ij|yy|ii|ey|ei|y|j)", "i"), (r"(.)\1", r"\1"),
    )
)  # fmt: skip


def _sound(key: str) -> str:
    """What names have in common that were brought into Latin letters in different ways."""
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The one of several words that a word is a misspelling of, if it is only one."""
    found = sorted((distance(word, other), other) for other in among)
    within = [(far, other) for far, other in found if far <= reach(words.key(word))]
    if not within or (len(within) > 1 and within[0][0] == within[1][0]):
        return None
    return within[0][1]


def corrected(
    question: str,
    unknown: Callable[[Sequence[str]], Sequence[str]],
    words_like: Callable[[str], Sequence[str]],
) -> tuple[str, tuple[str, ...]]:
    """A question with its misspelt words as the library writes them, and a note on each.

    Args:
        question: As it was asked.
        unknown: Those of several words that neither the library nor the language has.
        words_like: Words of the library that are spelt nearly like one.
    """
    tokens = [
        token
        for token in words.content(question)
        if token.text.isalpha() or _POSSESSIVE.search(token.text)
        if len(token.key) >= SHORTEST
    ]
    missing = set(unknown([_bare(token.text) for token in tokens])) if tokens else set()
    notes = []
    for token in reversed(tokens):
        bare = _bare(token.text)
        like = words_like(bare) if bare in missing else ()
        if bare[0].isupper() and not question.isupper():
            like = [word for word in like if word[0].isupper()]  # a name is no common word
        meant = nearest(bare, like)
        if meant is None:
            continue
        notes.append(f"read “{bare}” as “{meant}”")
        end = token.start + len(bare)
        question = question[: token.start] + _like(bare, meant) + question[end:]
    return question, tuple(reversed(notes))


_POSSESSIVE = re.compile(r"['’]s?$")


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word)


def _like(written: str, meant: str) -> str:
    """A word in the case of the one that it stands for."""
    if written.isupper():
        return meant.upper()
    return meant.lower() if written.islower() else meant
