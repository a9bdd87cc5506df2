"""The demonstration articles, asked: right facts, true quotes, honest refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag.citing import find
from rag.domain.replies import Answer, Refusal

if TYPE_CHECKING:
    from rag.wiring import News

ANSWERABLE = [
    ("who warned about Kursk?", "Vedant Patel"),
    ("Who warned about Kursk?", "Principal Deputy Spokesperson"),
    ("What did Kurt Campbell call North Korea's support?", "alarming and destabilizing"),
    ("How many troops may North Korea have sent?", "10,000"),
    ("Whom did Kishida convene?", "security advisors"),
    ("Why would UN sanctions be hard to enforce?", "veto"),
]
OFF_TOPIC = [
    "Who is the prime minister of Canada?",
    "What is South Korea's GDP?",
    "When did the war in Sudan begin?",
    "How do I bake bread?",
    "What is the population of Kursk?",
    "Who is the defence minister of Japan?",
    "Who won the World Cup in 2022?",
    "What did Emmanuel Macron say about Kursk?",
]


@pytest.mark.parametrize(("question", "fact"), ANSWERABLE)
def test_what_the_articles_tell_is_answered_with_the_fact_in_a_quote(
    seed_news: News, question: str, fact: str
) -> None:
    reply = seed_news.ask(question)

    assert isinstance(reply, Answer), reply
    assert any(fact in citation.quote for citation in reply.claims[0].citations)


@pytest.mark.parametrize("question", OFF_TOPIC)
def test_what_the_articles_do_not_tell_is_refused_with_passages_to_read(
    seed_news: News, question: str
) -> None:
    reply = seed_news.ask(question)

    assert isinstance(reply, Refusal), reply
    assert reply.reason
    assert 1 <= len(reply.nearest) <= 3
    for near in reply.nearest:
        text = seed_news.article(near.article_id).article.text
        assert text[near.start : near.end] == near.text


@pytest.mark.parametrize("question", [*(asked for asked, _ in ANSWERABLE), *OFF_TOPIC])
def test_every_word_of_every_claim_is_a_slice_of_an_article(seed_news: News, question: str) -> None:
    reply = seed_news.ask(question)

    assert reply.dropped == ()
    for claim in reply.claims if isinstance(reply, Answer) else ():
        shown = claim.text
        assert "evidence" in {citation.role for citation in claim.citations}
        for citation in claim.citations:
            text = seed_news.article(citation.article_id).article.text
            assert text[citation.start : citation.end] == citation.quote
            assert citation.paths
            if citation.role == "context":
                assert f" [{citation.quote}]" in shown
                shown = shown.replace(f" [{citation.quote}]", "", 1)
        evidence = [c.quote for c in claim.citations if c.role == "evidence"]
        assert any(find(shown, quote) == (0, len(quote)) for quote in evidence)


def test_a_question_in_two_parts_is_answered_where_it_can_be(seed_news: News) -> None:
    reply = seed_news.ask("Who warned about Kursk, and who is the prime minister of Canada?")

    assert isinstance(reply, Answer)
    assert "Vedant Patel" in reply.claims[0].text
    assert [part.question for part in reply.unanswered] == ["who is the prime minister of Canada?"]
