"""Misspelt words: which one is meant, and when nobody can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag.evidence.naming.spelling import corrected, distance, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

LIBRARY = ["Quillfeather", "Zelinsky", "Falk", "Vanter", "soldiers", "Marta", "Marto"]


def understood(question: str, known: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    lower = {word.lower() for word in [*known, *LIBRARY, "come", "came", "told", "bridge"]}
    return corrected(
        question,
        lambda words: [word for word in words if word.lower() not in lower],
        lambda word: [other for other in LIBRARY if distance(word, other) <= 2],
    )


@pytest.mark.parametrize(
    ("question", "meant", "read", "as_"),
    [
        ("Who is Vantre?", "Who is Vanter?", "Vantre", "Vanter"),
        ("Who is Quilfeathr?", "Who is Quillfeather?", "Quilfeathr", "Quillfeather"),
        ("Who is Zelinskiy?", "Who is Zelinsky?", "Zelinskiy", "Zelinsky"),
        ("Who is Zelynski?", "Who is Zelinsky?", "Zelynski", "Zelinsky"),
        ("Did Vantre's bridge come?", "Did Vanter's bridge come?", "Vantre", "Vanter"),
        ("who is vantre", "who is vanter", "vantre", "Vanter"),
        ("WHO IS VANTRE?", "WHO IS VANTER?", "VANTRE", "Vanter"),
        ("how many soliders came", "how many soldiers came", "soliders", "soldiers"),
    ],
)
def test_the_only_near_word_is_taken_and_told(
    question: str, meant: str, read: str, as_: str
) -> None:
    assert understood(question) == (meant, (f"read “{read}” as “{as_}”",))


@pytest.mark.parametrize(
    "question",
    [
        "Who is Martu?",  # Marta or Marto
        "Who is Fal?",  # too short
        "Who is Vadder?",  # too far
        "Who is Solders?",  # a name is no common word
        "Who told the bridge of Falk?",
    ],
)
def test_what_is_not_certain_stays_and_nothing_is_told(question: str) -> None:
    assert understood(question) == (question, ())


def test_a_word_that_somebody_knows_is_not_misspelt() -> None:
    assert understood("Who is Vantre?", known=["Vantre"]) == ("Who is Vantre?", ())


def test_nearest_is_none_of_two_that_are_equally_near() -> None:
    assert nearest("Quille", ["Quilla", "Quillo"]) is None
    assert nearest("Quille", ["Quilla", "Falk"]) == "Quilla"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zelenskyy", "Zelensky"), ("Sikorskij", "Sikorsky"), ("Kadyrow", "Kadyrov")],
)
def test_transliterations_are_near(one: str, other: str) -> None:
    assert distance(one, other) <= 1
