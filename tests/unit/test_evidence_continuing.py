"""The next sentence is shown, too, where the best one only begins to answer."""

from __future__ import annotations

import pytest
from hits_making import hits

from rag import words
from rag.answering.extractive import ExtractiveWriter

STUDY = "What Tarn will do about the ferry is under study."
OPTIONS = "Engineers look at a tunnel and at a bridge."


def quotes(question: str, text: str) -> list[str]:
    """The evidence of each claim."""
    over = hits(text)
    there = words.stems(text)
    writer = ExtractiveWriter(lambda wanted: (1, {w: int(words.stem(w) in there) for w in wanted}))
    return [claim.citations[0].quote for claim in writer.draft(question, over).claims]


def test_a_sentence_that_only_repeats_the_question_is_shown_with_the_next() -> None:
    assert quotes("What will Tarn do about the ferry?", f"{STUDY} {OPTIONS}") == [STUDY, OPTIONS]


def test_who_says_it_is_nothing_new() -> None:
    felt = "Analysts suggest that the ferry may change Tarn."
    found = quotes("How could analysts say the ferry may change Tarn?", f"{felt} {OPTIONS}")
    assert found == [felt, OPTIONS]


@pytest.mark.parametrize(
    "told",
    [
        "What Tarn will do about the ferry is buy Holm.",
        "What Tarn will do about the ferry costs 3 million.",
        "What Tarn will do about the ferry is paint the old hull.",
    ],
)
def test_a_new_name_or_figure_or_two_new_words_are_an_answer(told: str) -> None:
    assert quotes("What will Tarn do about the ferry?", f"{told} {OPTIONS}") == [told]


def test_a_reason_is_shown_behind_the_sentence_that_lacks_it() -> None:
    stopped = "The old ferry on the lake of Tarn stopped in stormy weather."
    reason = "The council closed the pier because its piles were rotten."

    assert quotes("Why did the ferry of Tarn stop?", f"{stopped} {reason}") == [stopped, reason]
    assert quotes("Why did the ferry of Tarn stop?", f"{reason} {stopped}") == [stopped]


@pytest.mark.parametrize(
    ("opening", "shown"),
    [("They", True), ("She", True), ("These plans", True), ("Boats", False)],
)
def test_a_next_sentence_that_points_back_is_shown_though_it_fits_less_well(
    opening: str, shown: bool
) -> None:
    said = "Tarn plans a new ferry line to the harbor of Holm and a longer pier."
    more = f"{opening} may double the traffic of Tarn."
    question = "What ferry line does Tarn plan?"

    assert quotes(question, f"{said} {more}") == ([said, more] if shown else [said])


def test_a_fact_needs_no_next_sentence() -> None:
    text = "Lena Falk, the mayor, opened the ferry line to Tarn. It may double the traffic of Tarn."
    assert len(quotes("Who opened the ferry line to Tarn?", text)) == 1


def test_what_follows_in_another_paragraph_or_article_is_another_matter() -> None:
    assert quotes("What will Tarn do about the ferry?", f"{STUDY}\n{OPTIONS}") == [STUDY]
