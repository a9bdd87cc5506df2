"""Other names of what a text names: DPRK and North Korea, Washington and the United States."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rag import words
from rag.nations import CALLED, SEATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


def other_names(text: str) -> list[str]:
    """What countries, cities and unions of a text are called elsewhere, seats of government too."""
    found = dict.fromkeys(name for form, group in _named(text) for name in group if name != form)
    return list(found)


def usual_names(text: str, frequencies: Callable[[Sequence[str]], Mapping[str, int]]) -> list[str]:
    """What a library mostly calls the countries, cities and unions that a text names otherwise.

    Rarer names are left out: as rare words they would outweigh what else is asked for.

    Args:
        text: A question.
        frequencies: In how many passages each of several names stands.
    """
    found = []
    for form, group in _named(text):
        names = [name for name in group if name != _A_PRONOUN]
        count = frequencies(names)
        usual = max(names, key=lambda name: count[name])
        if count[usual] > count.get(form, 0) and usual not in text.lower():
            found.append(usual)
    return list(dict.fromkeys(found))


_A_PRONOUN = "us"  # in the index of words, which knows no capitals


@lru_cache(maxsize=4096)  # an answer reads the same sentences again and again
def meant(text: str) -> frozenset[str]:
    """Stems of the other names of what a text names, without those of official long ones."""
    return _stems(other_names(text))


@lru_cache(maxsize=1)
def ever_meant() -> frozenset[str]:
    """All that `meant` gives of any text."""
    return _stems(name for _, group in _GROUPS.values() for name in group)


def _stems(names: Iterable[str]) -> frozenset[str]:
    return frozenset(
        words.stem(part)
        for name in names
        if len(name.split()) <= _USUAL
        for part in name.split()
        if part not in words.FUNCTION_WORDS
    )


_USUAL = 2  # words of a name in daily use: "North Korea"


def _named(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Names of the table that stand in a text, the longest at each place, with their groups."""
    keys = _keys(text)
    found: list[tuple[str, tuple[str, ...]]] = []
    at = len(keys) if _LENGTHS.keys().isdisjoint(keys) else 0
    while at < len(keys):
        lengths = _LENGTHS.get(keys[at], ())
        run = next((keys[at : at + n] for n in lengths if keys[at : at + n] in _GROUPS), ())
        if run:
            form, group = _GROUPS[run]
            found.append((form, group))
        at += len(run) or 1
    return found


def _keys(text: str) -> tuple[str, ...]:
    """Keys of a text's words; "us" and "Un" are no abbreviations."""
    return tuple(map(_key, words.forms(text)))


@lru_cache(maxsize=65536)
def _key(word: str) -> str:
    plain = words.key(word)
    return plain if len(plain) > _INITIALS or _is_upper(word) else ""


def _is_upper(word: str) -> bool:
    return word.removesuffix("'s").removesuffix("’s").isupper()


_INITIALS = 2


def _groups() -> dict[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    """Each name's words, with its spelling and all names of the same."""
    seats: dict[str, list[str]] = {}
    for seat, nation in SEATS.items():
        seats.setdefault(nation, []).append(seat)
    named = {group[0]: [*group, *seats.pop(group[0], [])] for group in CALLED}
    named |= {nation: [nation, *found] for nation, found in seats.items()}
    forms: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
    for group in named.values():
        for form in group:
            plain = tuple(token.key for token in words.tokens(form))
            first, known = forms.get(plain, (form, ()))  # "us" is written "u.s.", too
            forms[plain] = first, tuple(dict.fromkeys([*known, *group]))
    return forms


_GROUPS = _groups()
_LENGTHS = {
    run[0]: sorted({len(other) for other in _GROUPS if other[0] == run[0]}, reverse=True)
    for run in _GROUPS
}
"""Of the names that begin with a word, the longest first."""
