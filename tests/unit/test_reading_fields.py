"""Dates and other metadata, as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.dates import day_of
from rag.reading.fields import fields_of

DAY = date(2024, 11, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2024-11-01",
        "2024-11-01T23:59:59-08:00",
        "2024-11-01 08:00",
        "20241101",
        20241101,
        DAY,
        datetime(2024, 11, 1, 23, tzinfo=UTC),
        "1 November 2024",
        "Nov. 1, 2024",
        "November 1st, 2024",
        "Fri, 01 Nov 2024 08:00:00 GMT",
        "1er novembre 2024",
        "01.11.2024",
    ],
)
def test_a_full_date_is_read_in_any_usual_form(written: object) -> None:
    assert day_of(written) == DAY


def test_numbers_that_can_be_read_in_one_way_only_are_a_date() -> None:
    assert day_of("25/10/2024") == day_of("10/25/2024") == date(2024, 10, 25)
    assert day_of("03/03/2024") == date(2024, 3, 3)


@pytest.mark.parametrize(
    "written",
    [
        *("May", "May 2024", "2024", "Thursday", "yesterday", "2 days ago", "now", "garbage", ""),
        *("03/04/2024", "12 12 12", "Nov 1 24", "1 Nov 0024", "31 Feb 2024", "2024-02-30"),
        *("0999-01-01", "x" * 10_000, "2024-11-01 " * 50, "٢٠٢٤-١١-٠١x"),
        *(None, True, 5, 1.5, ["2024-11-01"], {"day": 1}),
    ],
)
def test_anything_less_than_a_certain_date_is_none(written: object) -> None:
    assert day_of(written) is None


@given(st.text(max_size=30))
def test_no_text_makes_a_date_that_is_out_of_range(text: str) -> None:
    day = day_of(text)
    assert day is None or day.year >= 1000


def test_metadata_is_found_under_its_usual_names() -> None:
    fields = fields_of(
        {
            "Title": "T",
            "outlet": "O",
            "byline": ["A", "B"],
            "link": "https://x.org",
            "Date": "2024-11-01",
        }
    )
    assert fields == {
        "title": "T",
        "source": "O",
        "author": "A, B",
        "url": "https://x.org",
        "published": DAY,
    }


def test_metadata_of_a_strange_type_counts_as_missing() -> None:
    fields = fields_of({"title": {"a": 1}, "source": None, "author": [1], "url": True, "date": []})
    assert set(fields.values()) == {None}


def test_a_number_can_be_a_title() -> None:
    assert fields_of({"title": 1984})["title"] == "1984"


def test_a_number_without_an_end_is_no_name_and_no_date() -> None:
    for number in (float("inf"), float("nan"), -(10**400), 10**5000):
        fields = fields_of({"title": number, "author": number, "date": number})
        assert set(fields.values()) == {None}
