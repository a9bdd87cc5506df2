"""Who says what in a sentence."""

from __future__ import annotations

import pytest

from rag.domain.replies import Citation, Claim
from rag.evidence.english.speech import Said, said, statements


@pytest.mark.parametrize(
    ("sentence", "speaker", "verb", "told"),
    [
        (
            "Mayor Ada Brill said the bridge would open in May.",
            "Mayor Ada Brill",
            "said",
            "the bridge would open in May",
        ),
        ("“It will open in May,” Brill said.", "Brill", "said", "“It will open in May,”"),
        ("“It will open,” said Ada Brill, the mayor.", "Ada Brill", "said", "“It will open,”"),
        (
            "Ada Brill, the mayor of Ostrel, warned that the bridge was unsafe.",
            "Ada Brill, the mayor of Ostrel",
            "warned",
            "the bridge was unsafe",
        ),
        (
            "On Monday, Brill told reporters in Ostrel that the bridge was unsafe.",
            "Brill",
            "told reporters in Ostrel",
            "the bridge was unsafe",
        ),
        (
            "According to the coastguard, the ship has lost no oil.",
            "the coastguard",
            "according to",
            "the ship has lost no oil",
        ),
        (
            "The ship has lost no oil, according to the coastguard.",
            "the coastguard",
            "according to",
            "The ship has lost no oil",
        ),
        (
            "The bridge was unsafe, a spokesman said.",
            "a spokesman",
            "said",
            "The bridge was unsafe",
        ),
        (
            "Brill warned of a long winter ahead.",
            "Brill",
            "warned",
            "a long winter ahead",
        ),
    ],
)
def test_speaker_verb_and_words_are_slices(
    sentence: str, speaker: str, verb: str, told: str
) -> None:
    assert said(sentence) == Said(speaker, verb, told)
    assert all(part in sentence for part in (speaker, told))


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge opened in May.",
        "Walkers were denied the right to cross it.",
        "The estimates were too low by half.",
        "When she wrote the book, nobody had crossed it.",
        "“It will open in May.”",
        "Officials met in Ostrel on Monday.",
    ],
)
def test_where_it_is_not_plain_nobody_said_anything(sentence: str) -> None:
    assert said(sentence) is None


def test_a_number_that_surprised_somebody_is_no_speaker() -> None:
    found = said(
        "Their number surprised the company, its director, Oda Marsh, said: “We did not know.”"
    )
    assert found == Said("Oda Marsh", "said", "“We did not know.”")


def claim(text: str, *quotes: tuple[str, str]) -> Claim:
    made = (
        Citation(role, "a", "t", None, None, None, None, ("a.md",), 0, len(quote), quote)  # type: ignore[arg-type]
        for role, quote in quotes
    )
    return Claim(text, tuple(made))


def test_a_pronoun_speaks_under_the_name_in_its_bracket() -> None:
    found = statements(
        [
            claim(
                "He [Mayor Tom Hale] said the bridge was safe.",
                ("evidence", "He said the bridge was safe."),
                ("context", "Mayor Tom Hale"),
            )
        ]
    )
    assert [(each.speaker, each.words) for each in found] == [
        ("Mayor Tom Hale", "the bridge was safe")
    ]


def test_a_pronoun_that_nothing_explains_is_left_out() -> None:
    text = "He said the bridge was safe."
    assert statements([claim(text, ("evidence", text))]) == ()


def test_a_statement_tells_which_claim_it_is_of() -> None:
    texts = ["The bridge opened in May.", "Brill said the bridge was safe."]
    found = statements([claim(text, ("evidence", text)) for text in texts])
    assert [each.claim for each in found] == [1]
