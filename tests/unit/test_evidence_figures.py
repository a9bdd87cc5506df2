"""The numbers and dates of claims."""

from __future__ import annotations

from datetime import date

import pytest

from rag.domain.replies import Citation, Claim
from rag.evidence.condensing.figures import counted_in, figures


def claim(quote: str, published: date | None = date(2025, 3, 6)) -> Claim:
    cited = Citation(
        "evidence", "a", "t", None, None, published, None, ("a.md",), 0, len(quote), quote
    )
    return Claim(quote, (cited,))


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Some 1,150 kites were in the air.", ["1,150 kites"]),
        (
            "It is to cost 2.6 million crowns, or 12 percent more.",
            ["2.6 million crowns", "12 percent"],
        ),
        ("Four fishing boats sank.", ["Four fishing boats"]),
        ("It cost $5 billion.", ["$5 billion"]),
        ("One of the boats sank.", []),
        ("The clock struck twelve.", []),
        ("The bell dates from May 1942.", ["May 1942"]),
    ],
)
def test_a_number_is_shown_with_what_it_counts(quote: str, found: list[str]) -> None:
    told = figures([claim(quote)])
    assert [each.text for each in told] == found
    assert all(each.text in quote for each in told)


def test_a_weekday_means_the_day_before_the_article() -> None:
    [figure] = figures([claim("The storm came on Wednesday.")])
    assert (figure.text, figure.day) == ("Wednesday", date(2025, 3, 5))


def test_without_a_day_of_publication_a_weekday_means_none() -> None:
    assert [each.day for each in figures([claim("It came on 5 March.", None)])] == [None]


def test_what_happens_every_week_is_no_date() -> None:
    assert figures([claim("Visitors may come on Sundays.")]) == ()


def test_figures_are_told_once_in_a_claim_and_name_it() -> None:
    told = figures([claim("Nothing."), claim("Of 90 boats 40 sank; the 90 boats were old.")])
    assert [(each.claim, each.text) for each in told] == [(1, "90 boats"), (1, "40")]


def test_a_topic_is_asked_for_what_its_numbers_count() -> None:
    quotes = ["Some 260 people were injured.", "In 2020 it cost $5."]
    assert counted_in("ferry accident", quotes) == ["How many people injured in ferry accident?"]
    assert counted_in("injured people", quotes) == ["How many injured people?"]
