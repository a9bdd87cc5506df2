"""A question in another language is told from one in English, and names do not mislead."""

from __future__ import annotations

import pytest

from rag.evidence.asking.language import in_english


@pytest.mark.parametrize(
    "question",
    [
        "Who warned about Kursk?",
        "who won the match between el salvador and costa rica",
        "los angeles mayor",
        "What did Le Monde say about the Tour de France?",
        "Why did Ursula von der Leyen meet Van Rompuy?",
        "What is El Niño?",
        "Did the Bundestag pass the law?",
        "What does “Wir schaffen das” mean?",
        "kursk",
        "2024",
        "What is 北京?",
    ],
)
def test_english_questions_are_in_english_whatever_names_they_have(question: str) -> None:
    assert in_english(question)


@pytest.mark.parametrize(
    "question",
    [
        "¿Quién ganó?",
        "Cuantos pasajeros fueron rescatados",
        "Qui a gagné les élections ?",
        "Wer hat die Wahl gewonnen?",
        "Chi ha vinto le elezioni?",
        "Quem ganhou as eleições?",
        "Wie heeft de verkiezingen gewonnen?",
        "Kto wygrał wybory?",
        "Хто переміг на виборах?",
        "誰が選挙に勝ちましたか？",
        "누가 선거에서 이겼습니까?",
        "من فاز في الانتخابات؟",
        "谁赢得了选举？",
        "Wer ist Donald Trump?",
        "Что сказал президент США о NATO?",
    ],
)
def test_questions_in_other_languages_are_not(question: str) -> None:
    assert not in_english(question)
