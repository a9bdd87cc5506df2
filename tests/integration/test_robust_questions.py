"""Questions in every way but the careful one, over invented articles, with the real model."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import robust_questions as asked
from robust_articles import written

import rag
from rag.domain.articles import Filters
from rag.domain.replies import Answer, Refusal
from rag.errors import UsageError
from rag.rendering.data import dumps, reply_data
from rag.rendering.remarks import remarks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rag.wiring import News

Wanted = str | list[str | None] | None


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[News]:
    folder = tmp_path_factory.mktemp("robust")
    with rag.open(folder / "library") as found:
        assert found.add([written(folder)]).added == 5
        found.today = lambda: date(2024, 10, 28)
        yield found


def check(news: News, question: str, wanted: Wanted) -> None:
    reply = news.ask(question)
    claims = reply.claims if isinstance(reply, Answer) else ()
    quotes = [claim.citations[0].quote for claim in claims]
    parts = wanted if isinstance(wanted, list) else [wanted]
    for part in parts:
        assert part is None or any(part in quote for quote in quotes), reply
    if len(parts) > 1:
        assert len(reply.unanswered) == parts.count(None), reply
    elif wanted is None:
        assert isinstance(reply, Refusal), reply


@pytest.mark.parametrize(("question", "wanted"), asked.MISSPELT)
def test_a_misspelt_name_is_understood(news: News, question: str, wanted: Wanted) -> None:
    check(news, question, wanted)


@pytest.mark.parametrize(("question", "wanted"), asked.CASED)
def test_case_and_plural_change_no_answer(news: News, question: str, wanted: Wanted) -> None:
    check(news, question, wanted)


@pytest.mark.parametrize(("question", "wanted"), asked.OTHERWISE_CALLED)
def test_another_name_of_the_same_is_understood(news: News, question: str, wanted: Wanted) -> None:
    check(news, question, wanted)


@pytest.mark.parametrize(("question", "wanted"), asked.DATED)
def test_the_answer_is_of_the_day_that_was_asked_for(
    news: News, question: str, wanted: Wanted
) -> None:
    check(news, question, wanted)


@pytest.mark.parametrize(("question", "wanted"), asked.REQUESTED)
def test_a_request_is_read_as_the_question_it_means(
    news: News, question: str, wanted: Wanted
) -> None:
    check(news, question, wanted)


@pytest.mark.parametrize(("question", "wanted"), asked.IN_PARTS)
def test_each_part_is_answered_or_refused_alone(news: News, question: str, wanted: Wanted) -> None:
    check(news, question, wanted)


@pytest.mark.parametrize(("question", "wanted"), asked.LATER)
def test_what_was_asked_later_is_understood_too(news: News, question: str, wanted: Wanted) -> None:
    check(news, question, wanted)


@pytest.mark.xfail(strict=True, reason="known limits, which a better choice of sentences may lift")
@pytest.mark.parametrize(("question", "wanted"), asked.NOT_YET)
def test_what_is_not_understood_yet(news: News, question: str, wanted: Wanted) -> None:
    check(news, question, wanted)


def test_a_correction_is_noted_in_every_form_of_the_reply(news: News) -> None:
    reply = news.ask("Who is Ilse Marquart?")

    assert reply.question == "Who is Ilse Marquart?"
    assert reply.notes == ("read “Marquart” as “Marquardt”",)
    assert "Note: read “Marquart” as “Marquardt”" in remarks(reply)
    assert '"read “Marquart” as “Marquardt”"' in dumps(reply_data(reply))


def test_a_refusal_names_the_day_that_no_article_tells_of(news: News) -> None:
    reply = news.ask("Who warned of silt last Tuesday?")

    assert isinstance(reply, Refusal)
    assert reply.reason == "nothing found for this is of 22 October 2024"
    assert reply.notes == ("read “last Tuesday” as 22 October 2024",)


def test_parts_that_are_not_answered_are_told_with_their_reasons(news: News) -> None:
    reply = news.ask("Who warned of silt, who won the World Cup, and who is Jane Roe?")

    assert isinstance(reply, Answer)
    assert [part.question for part in reply.unanswered] == [
        "who won the World Cup?",
        "who is Jane Roe?",
    ]
    assert all(part.reason for part in reply.unanswered)
    assert [line for line in remarks(reply) if line.startswith("Not answered: who")] != []


def test_a_question_that_is_refused_in_all_its_parts_tells_why_for_each(news: News) -> None:
    reply = news.ask("Who won the World Cup? Who is Jane Roe?")

    assert isinstance(reply, Refusal)
    assert len(reply.unanswered) == 2


def test_citations_of_a_later_part_point_into_their_articles(news: News) -> None:
    reply = news.ask("Who warned of silt and how long will repairs of the glass bridge take?")

    assert isinstance(reply, Answer)
    assert reply.dropped == ()
    for claim in reply.claims:
        for citation in claim.citations:
            text = news.article(citation.article_id).article.text
            assert text[citation.start : citation.end] == citation.quote


def test_the_library_tells_what_a_word_is_nearly(news: News) -> None:
    assert news.understand("Who is Marquart?").text == "Who is Marquardt?"
    assert news.understand("Who is Marquardt?").notes == ()
    assert news.understand("Who baked the lovaes?").text == "Who baked the loaves?"


def test_days_of_a_question_are_counted_from_the_newest_article_where_that_is_old(
    news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "today", lambda: date(2031, 1, 15))

    understood = news.understand("What did the council decide last year?")

    assert understood.text == "What did the council decide in 2023?"
    assert understood.notes[0] == "read “last year” as 2023"
    assert understood.notes[1].startswith("days are counted from the newest article, of ")


def test_days_of_a_question_mean_none_where_no_article_has_a_day(tmp_path: Path) -> None:
    (tmp_path / "undated.txt").write_text("The ferry sank off the coast.\n\nAll were saved.")
    with rag.open(tmp_path / "library") as undated:
        undated.add([tmp_path / "undated.txt"])

        assert undated.understand("What sank last year?").text == "What sank last year?"


@pytest.mark.parametrize(
    "question",
    ["Who edits USA Today?", "What did the Today programme say?", "Who cut last year's budget?",
     "What changed in the last week?"],
)  # fmt: skip
def test_a_day_in_a_name_or_of_a_thing_is_no_day(news: News, question: str) -> None:
    assert news.understand(question).text == question


def test_days_of_a_question_are_counted_from_the_last_day_that_may_be_searched(news: News) -> None:
    understood = news.understand("Who voted yesterday?", Filters(until=date(2024, 10, 3)))

    assert understood.text == "Who voted on 2 October 2024?"


def test_a_text_is_no_question(news: News) -> None:
    with pytest.raises(UsageError, match="at most 2,000 are read"):
        news.ask("Who voted for it? " * 200)
