"""Quotes of something saved against the articles as they are now."""

from __future__ import annotations

import json
import re

import pytest
from report_making import ARTICLE, make_report

from rag.domain.articles import Span
from rag.evaluating.saving import report_json
from rag.verifying import Checked, parse, verify

TEXT = "Patel warned Moscow.\nIt did not listen. It did not answer."
ARTICLES = {"a1": TEXT, "b2": "Rain fell — “all day” — on Brno."}
GONE = "its article is not in the library; one that was corrected has a new id"


def saved(
    quote: object = "It did not listen.",
    start: object = 21,
    end: object = 39,
    article_id: object = "a1",
    **more: object,
) -> dict[str, object]:
    return {"article_id": article_id, "start": start, "end": end, "quote": quote, **more}


def one(citation: object) -> Checked:
    [checked] = verify(citation, ARTICLES.get)
    return checked


def test_a_quote_that_stands_at_its_offsets_holds() -> None:
    checked = one(saved(title="A warning"))

    assert checked == Checked("a1", "A warning", 21, 39, "It did not listen.", None)
    assert checked.holds


@pytest.mark.parametrize(
    "quote", ["It did not Listen.", "It did not listen!", "It did  not listen."]
)
def test_one_letter_off_does_not_hold(quote: str) -> None:
    checked = one(saved(quote))

    assert not checked.holds
    assert checked.problem == "the article says there: “It did not listen.”"


def test_alike_quote_marks_and_dashes_are_not_the_same_to_the_letter() -> None:
    checked = one(saved('— "all day" —', 10, 23, "b2"))

    assert checked.problem == "the article says there: “— “all day” —”"


@pytest.mark.parametrize(("start", "end"), [(20, 38), (21, 40), (0, 18), (39, 21), (900, 918)])
def test_a_quote_that_stands_elsewhere_does_not_hold_and_says_where(start: int, end: int) -> None:
    checked = one(saved(start=start, end=end))

    assert not checked.holds
    assert checked.found == Span(21, 39)
    assert checked.problem == "it stands at 21–39, not where it says"


def test_an_article_that_is_not_there_is_named() -> None:
    checked = one(saved(article_id="c3", title="Gone"))

    assert (checked.article_id, checked.title) == ("c3", "Gone")
    assert checked.problem == GONE


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (-10, -1),
        (0, 10**4000),
        (40, 39),
        ("21", "39"),
        (21.0, 39.0),
        (False, True),
        (None, None),
        ([], {}),
    ],
)
def test_offsets_that_are_none_do_not_hold(start: object, end: object) -> None:
    checked = one(saved("He sleeps.", start, end))

    assert (
        checked.problem == f"its offsets are none of the article, which has {len(TEXT)} characters"
    )


def test_offsets_that_count_from_the_end_do_not_hold() -> None:
    start, end = 21 - len(TEXT), 39 - len(TEXT)
    assert TEXT[start:end] == "It did not listen."

    assert one(saved(start=start, end=end)).problem == "it stands at 21–39, not where it says"


@pytest.mark.parametrize("quote", ["", None, 7, ["It did not listen."], True])
def test_a_quote_without_words_does_not_hold(quote: object) -> None:
    checked = one(saved(quote, 21, 21))

    assert (checked.quote, checked.problem) == ("", "there are no words in it")


@pytest.mark.parametrize("article_id", ["", None, 7, ["a1"], {"a1": 1}])
def test_an_article_id_that_is_none_does_not_hold(article_id: object) -> None:
    assert one(saved(article_id=article_id)).problem == GONE


def test_a_quote_whose_offsets_were_taken_away_is_not_passed_over() -> None:
    assert not one({"article_id": "a1", "quote": "It did not listen."}).holds


def test_quotes_are_found_at_any_depth_in_their_order_and_each_once() -> None:
    first, second, third = saved(), saved("Patel", 0, 5), saved("Rain", 0, 4, "b2")
    data = {
        "cases": [{"attempts": [{"reply": {"claims": [{"citations": [first, second]}]}}]}],
        "claims": [{"citations": [{"citation": first, "faithful": True}, {"citation": third}]}],
        "gold": [{"path": "a.md", "quote": "no offsets, no id"}],
        "nearest": [{"article_id": "a1", "start": 0, "end": 5, "text": "no quote"}],
    }

    checked = verify(data, ARTICLES.get)

    assert [one.quote for one in checked] == ["It did not listen.", "Patel", "Rain"]
    assert all(one.holds for one in checked)


def test_every_quote_of_an_evaluation_report_is_checked() -> None:
    report = make_report()
    shown = {
        (citation.article_id, citation.start, citation.end, citation.quote)
        for case in report.cases
        for attempt in case.attempts
        for claim in attempt.claims
        for citation in claim.claim.citations
    }

    checked = verify(json.loads(report_json(report)), {ARTICLE.id: ARTICLE.text}.get)

    assert shown
    assert {(one.article_id, one.start, one.end, one.quote) for one in checked} == shown
    assert len(checked) == len(shown)


def test_the_same_quote_at_two_places_is_two() -> None:
    data = [saved("It did not", 21, 31), saved("It did not", 40, 50), saved("It did not", 40, 50)]

    assert [(one.start, one.holds) for one in verify(data, ARTICLES.get)] == [
        (21, True),
        (40, True),
    ]


def test_where_nothing_is_quoted_nothing_is_checked() -> None:
    for data in ({}, [], None, 3, "quote", {"claims": []}, [{"quote": "x"}, {"article_id": "a1"}]):
        assert verify(data, ARTICLES.get) == ()


def test_depth_is_no_limit_to_looking() -> None:
    data: object = saved()
    for _ in range(100_000):
        data = [data]

    assert one(data).holds


def test_json_and_json_lines_are_read() -> None:
    assert parse(json.dumps(saved(), indent=2)) == saved()
    assert parse('{"a": 1}\n\n{"b": "\u2028"}\r\n') == [{"a": 1}, {"b": "\u2028"}]
    assert parse('{"a": 1}\n') == {"a": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is not JSON (line 1)"),
        ("# A heading\n\n> a quote", "it is not JSON (line 1)"),
        ('{"claims": [\n{"text": "cut o', "it is not JSON (line 2)"),
        ('{"a": 1}\n{"b": 2}\n{"c": ', "line 3 is not JSON"),
        ("[" * 100_000, "it is nested too deeply"),
        ('{"a": 1}\n' + "[" * 100_000, "line 2 is nested too deeply"),
        ("9" * 5000, "it is not JSON"),
    ],
)
def test_what_is_not_json_is_said_in_words(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        parse(text)

    assert str(caught.value) == message
