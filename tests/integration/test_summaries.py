"""Summaries in the articles' own words, over the demonstration articles and invented ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import rag
from rag import words
from rag.domain.replies import Refusal
from rag.domain.summaries import LENGTHS, Summary
from rag.errors import ArticleNotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.wiring import News

FERRY = """\
---
title: Ferry aground off Cape Morn
source: Harbor Post
published: 2025-04-02
---

The ferry Aurelia ran aground off Cape Morn on Tuesday with 214 people on board, rescuers said.

Nobody was hurt. Tugs are to pull the ferry free on Thursday.
"""
OWNER = """\
---
title: Aurelia stranded with 260 on board
source: Island Gazette
published: 2025-04-02
---

The ferry Aurelia ran aground off Cape Morn on Tuesday with 260 people on board, its owner said.

The owner has promised to pay for hotel rooms.
"""
REPRINT = (
    FERRY.replace("Harbor Post", "Evening Mirror")
    .replace("title: Ferry aground off Cape Morn", "title: Ferry runs aground")
    .replace("Nobody was hurt.", "Nobody was hurt, it was said.")
)
FROGS = """\
---
title: Frogs cross the road
source: Harbor Post
published: 2025-03-02
---

Helpers carried 8,214 frogs across the forest road at Lumley this spring.
"""


@pytest.fixture(scope="module")
def harbor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[News]:
    folder = tmp_path_factory.mktemp("harbor")
    for name, text in (("ferry", FERRY), ("owner", OWNER), ("mirror", REPRINT), ("frogs", FROGS)):
        (folder / f"{name}.md").write_text(text)
    with rag.open(tmp_path_factory.mktemp("library") / "library") as news:
        assert news.add(folder).added == 4
        yield news


def found(reply: Summary | Refusal) -> Summary:
    assert isinstance(reply, Summary), reply
    return reply


def check_quotes(news: News, summary: Summary) -> None:
    for claim in summary.claims:
        assert any(citation.role == "evidence" for citation in claim.citations)
        for citation in claim.citations:
            text = news.article(citation.article_id).article.text
            assert text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("length", LENGTHS.values())
def test_every_claim_of_every_article_quotes_it(seed_news: News, length: int) -> None:
    for card in seed_news.articles():
        summary = found(seed_news.summarise(card.id, length))
        check_quotes(seed_news, summary)
        assert {each.article_id for claim in summary.claims for each in claim.citations} == {
            card.id
        }
        told = sum(len(words.tokens(claim.text)) for claim in summary.claims)
        assert told <= length or len(summary.claims) == 1


def test_an_article_is_named_by_its_path_or_id(seed_news: News) -> None:
    path = Path(__file__).parents[2] / "seeds" / "patel-kursk.md"
    by_path = found(seed_news.summarise(str(path)))
    by_id = found(seed_news.summarise(by_path.article_ids[0]))
    assert by_path.claims == by_id.claims
    assert "warned" in by_path.claims[0].text
    assert by_path.statements[0].speaker.startswith("Vedant Patel")
    assert by_path.provenance.input_tokens == 0


def test_an_unknown_article_is_a_clear_error(seed_news: News) -> None:
    with pytest.raises(ArticleNotFoundError):
        seed_news.summarise("no-such-article.md")


def test_a_topic_tells_the_headline_and_leaves_out_other_articles(harbor: News) -> None:
    summary = found(harbor.summarise_topic("ferry aground"))
    check_quotes(harbor, summary)
    assert "ran aground" in summary.claims[0].text
    assert not any("frogs" in claim.text for claim in summary.claims)


def test_where_articles_differ_both_are_told_and_neither_is_blended(harbor: News) -> None:
    summary = found(harbor.summarise_topic("ferry Aurelia aground off Cape Morn"))
    [difference] = summary.differences
    answers = {answer[0].quote for answer in difference.answers}
    assert answers == {"214", "260"}
    texts = " ".join(claim.text for claim in summary.claims)
    assert "214 people" in texts
    assert "260 people" in texts


def test_reprints_count_once(harbor: News) -> None:
    summary = found(harbor.summarise_topic("ferry Aurelia aground off Cape Morn"))
    printed = [claim for claim in summary.claims if "214" in claim.text]
    assert [claim.articles for claim in printed] == [1]
    assert [len(claim.citations[0].reprints) for claim in printed] == [1]


def test_a_topic_that_no_article_speaks_of_is_refused(harbor: News) -> None:
    reply = harbor.summarise_topic("chess championship in Lima")
    assert isinstance(reply, Refusal)
    assert reply.reason
    assert reply.nearest


def test_filters_hold_for_a_topic(harbor: News) -> None:
    only = rag.Filters(sources=("Island Gazette",))
    summary = found(harbor.summarise_topic("ferry aground", only))
    assert {each.source for claim in summary.claims for each in claim.citations} == {
        "Island Gazette"
    }


def test_a_topic_without_a_word_is_a_clear_error(harbor: News) -> None:
    with pytest.raises(UsageError):
        harbor.summarise_topic("?!")


def test_an_article_without_a_whole_sentence_is_refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("labels")
    (folder / "labels.txt").write_text("Opening hours\n\nMonday to Friday\n\nClosed on Sunday")
    with rag.open(folder / "library") as news:
        news.add(folder / "labels.txt")
        reply = news.summarise(str(folder / "labels.txt"))
    assert isinstance(reply, Refusal)
    assert "whole sentence" in reply.reason
