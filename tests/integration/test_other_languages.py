"""What the product says to a question in another language, with its own embedder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag.answering.extractive import NOT_ENGLISH
from rag.domain.replies import Refusal

if TYPE_CHECKING:
    from rag.wiring import News


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuántas personas viven en Canadá?",
        "Wie backt man ein gutes Brot?",
        "Хто виграв чемпіонат світу?",
        "世界で一番高い山は何ですか？",
    ],
)
def test_a_refusal_says_that_the_question_is_not_in_english(seed_news: News, question: str) -> None:
    reply = seed_news.ask(question)

    assert isinstance(reply, Refusal)
    assert reply.reason == NOT_ENGLISH


def test_a_foreign_word_is_not_taken_for_a_misspelt_one(seed_news: News) -> None:
    question = "Wodurch stürzte der Kran um?"

    understood = seed_news.understand(question)

    assert (understood.text, understood.notes) == (question, ())


def test_a_refusal_of_an_english_question_does_not(seed_news: News) -> None:
    reply = seed_news.ask("Who won the World Cup in 2022?")

    assert isinstance(reply, Refusal)
    assert "English" not in reply.reason
