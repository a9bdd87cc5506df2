"""Articles that say the same, reprints, and articles that differ; with the real model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from several_articles import GROUPS, gold, said

import rag
from rag.domain.replies import Answer
from rag.rendering.data import reply_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from several_articles import Group

    from rag.wiring import News

FOUND = {"agree": 0.8, "differ": 0.9, "one text": 0.9}
"""Least share of the pairs that are found; ``benchmarks/several.py`` tells which are not."""


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[News, dict[str, str]]]:
    """All groups in one library, and which article is which."""
    folder = tmp_path_factory.mktemp("several")
    written = {one.text: one.id for group in GROUPS for one in group.articles}
    with (folder / "news.jsonl").open("w", encoding="utf-8") as file:
        for group in GROUPS:
            for one in group.articles:
                record = {"title": one.title, "text": one.text, "source": one.source}
                day = {"published": one.published} if one.published else {}
                file.write(json.dumps({"id": one.id, **record, **day}) + "\n")
    with rag.open(folder / "library") as news:
        assert news.add(folder).added == len(written)
        yield (
            news,
            {card.id: written[news.article(card.id).article.text] for card in news.articles()},
        )


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_articles_are_said_to_agree_or_differ_only_if_they_do(
    several: tuple[News, dict[str, str]], group: Group
) -> None:
    news, ids = several

    reply = news.ask(group.question)

    for right, shown in zip(gold(group), said(reply, ids), strict=True):
        assert shown <= right, reply


def test_most_of_what_articles_have_in_common_or_against_each_other_is_found(
    several: tuple[News, dict[str, str]],
) -> None:
    news, ids = several
    there, found = dict.fromkeys(FOUND, 0), dict.fromkeys(FOUND, 0)
    for group in GROUPS:
        told = said(news.ask(group.question), ids)
        for relation, right, shown in zip(FOUND, gold(group), told, strict=True):
            there[relation] += bool(right)
            found[relation] += bool(right & shown)

    shares = {relation: found[relation] / there[relation] for relation in FOUND}

    assert all(shares[relation] >= least for relation, least in FOUND.items()), shares


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_every_quote_and_every_answer_is_a_slice_of_its_article(
    several: tuple[News, dict[str, str]], group: Group
) -> None:
    news, _ = several

    reply = news.ask(group.question)

    assert reply.dropped == ()
    claims = reply.claims if isinstance(reply, Answer) else ()
    differences = reply.differences if isinstance(reply, Answer) else ()
    cited = [citation for claim in claims for citation in claim.citations]
    answers = [one for difference in differences for side in difference.answers for one in side]
    for one in (*cited, *answers):
        text = news.article(one.article_id).article.text
        assert text[one.start : one.end] == one.quote
    for answer in answers:
        holding = [one for one in cited if one.article_id == answer.article_id]
        assert any(one.start <= answer.start < answer.end <= one.end for one in holding)


def ask(several: tuple[News, dict[str, str]], question: str) -> Answer:
    reply = several[0].ask(question)
    assert isinstance(reply, Answer), reply
    return reply


def test_a_reprint_is_named_and_not_counted(several: tuple[News, dict[str, str]]) -> None:
    [claim] = ask(several, "How much did the repairs of the Torvik mountain railway cost?").claims

    printed = {
        frozenset((one.source, *(reprint.source for reprint in one.reprints)))
        for one in claim.citations
        if one.role == "evidence"
    }

    assert claim.articles == 2
    assert printed == {
        frozenset(("Crown Finance",)),
        frozenset(("Northern Wire", "Daily Echo", "Coast Gazette")),
    }


def test_two_against_one_are_told_with_who_says_what(
    several: tuple[News, dict[str, str]],
) -> None:
    reply = ask(several, "How many cows were stolen from the Dunmore farm?")

    [difference] = reply.differences
    told = {
        (answer.quote, answer.source, str(answer.published))
        for side in difference.answers
        for answer in side
    }

    assert [claim.articles for claim in reply.claims] == [2, 1]
    assert told == {
        ("30", "Daily Echo", "2024-04-02"),
        ("30", "Coast Gazette", "2024-04-03"),
        ("45", "Crown Finance", "2024-04-05"),
    }


def test_the_json_has_the_count_and_the_difference(several: tuple[News, dict[str, str]]) -> None:
    data = json.loads(
        json.dumps(
            reply_data(ask(several, "How many cows were stolen from the Dunmore farm?")),
            default=str,
        )
    )

    assert [claim["articles"] for claim in data["claims"]] == [2, 1]
    [difference] = data["differences"]
    assert [[one["quote"] for one in side] for side in difference["answers"]] == [
        ["30", "30"],
        ["45"],
    ]
