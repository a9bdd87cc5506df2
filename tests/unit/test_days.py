"""Days: what a text names, what "last Thursday" is from a day, and what an article tells of."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evidence.choice.telling import not_denied, told
from rag.evidence.english.days import named
from rag.evidence.english.relative import absolute

FRIDAY = date(2024, 10, 25)


@pytest.mark.parametrize(
    ("text", "first", "last", "yearless"),
    [
        ("on 24 October 2024", date(2024, 10, 24), date(2024, 10, 24), False),
        ("on October 24th, 2024", date(2024, 10, 24), date(2024, 10, 24), False),
        ("the 24th of October", date(2000, 10, 24), date(2000, 10, 24), True),
        ("on Oct. 24", date(2000, 10, 24), date(2000, 10, 24), True),
        ("2024-10-24", date(2024, 10, 24), date(2024, 10, 24), False),
        ("in October", date(2000, 10, 1), date(2000, 10, 31), True),
        ("in February 2024", date(2024, 2, 1), date(2024, 2, 29), False),
        ("in May", date(2000, 5, 1), date(2000, 5, 31), True),
        ("in 2024", date(2024, 1, 1), date(2024, 12, 31), False),
        (
            "from 30 October 2024 to 2 November 2024",
            *(date(2024, 10, 30), date(2024, 11, 2), False),
        ),
    ],
)
def test_a_date_is_read(text: str, first: date, last: date, *, yearless: bool) -> None:
    [period] = named(text)

    assert (period.first, period.last, period.yearless) == (first, last, yearless)
    assert text[period.start : period.end] == period.text


@pytest.mark.parametrize(
    "text",
    [
        "May they come?",
        "Who came on Thursday?",
        "2024 soldiers",
        "2024-13-45",
        "the march of 20 men",
        "room 2024-b",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert named(text) == ()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Who came last Thursday?", "Who came on 24 October 2024?"),
        ("Who came last Friday?", "Who came on 18 October 2024?"),
        ("Who came yesterday?", "Who came on 24 October 2024?"),
        ("Who came the day before yesterday?", "Who came on 23 October 2024?"),
        ("Who comes next Monday?", "Who comes on 28 October 2024?"),
        ("What happened today?", "What happened on 25 October 2024?"),
        ("What happened two days ago?", "What happened on 23 October 2024?"),
        ("Who came last month?", "Who came in September 2024?"),
        ("Who came last year?", "Who came in 2023?"),
        (
            "Who came this week?",
            "Who came from 21 October 2024 to 27 October 2024?",
        ),
        (
            "Who came last week?",
            "Who came from 14 October 2024 to 20 October 2024?",
        ),
    ],
)
def test_a_relative_day_is_put_in_dates_and_told(asked: str, meant: str) -> None:
    found, notes = absolute(asked, FRIDAY)

    assert found == meant
    assert len(notes) == 1
    assert notes[0].startswith("read “")
    assert len(named(found)) == 1


def test_the_note_says_what_was_read_as_what() -> None:
    assert absolute("Who came last Thursday?", FRIDAY)[1] == (
        "read “last Thursday” as 24 October 2024",
    )


def test_days_that_are_said_twice_are_told_once() -> None:
    assert len(absolute("Who came yesterday, and who left yesterday?", FRIDAY)[1]) == 1


@pytest.mark.parametrize(
    "asked", ["What is it called today?", "Who came on Thursday?", "Who came last?", "this is it"]
)
def test_what_is_no_relative_day_stays(asked: str) -> None:
    assert absolute(asked, FRIDAY) == (asked, ())


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("on 24 October", "He came on Thursday."),
        ("on 24 October 2024", "He came yesterday."),
        ("on 25 October 2024", "He came on Friday."),
        ("in October 2024", "He came on Thursday."),
        ("from 14 October 2024 to 20 October 2024", "He came last week."),
        ("on 28 October 2024", "He comes on Monday."),
        ("on 24 October 2024", "He came on October 24."),
        ("in October", "He came on 3 October 2019."),
        ("in 2024", "He came on Thursday."),
        ("in 2021", "It was built in 2021."),
    ],
)
def test_a_sentence_tells_of_a_day_in_its_own_words(asked: str, sentence: str) -> None:
    assert told(named(asked), sentence, FRIDAY)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("on 17 October 2024", "He came on Thursday."),
        ("on 24 October 2023", "He came on 24 October."),
        ("in June", "It was built in 2019."),
        ("in 2022", "It was built in 2021."),
    ],
)
def test_another_day_is_not_told(asked: str, sentence: str) -> None:
    assert not told(named(asked), sentence, FRIDAY)
    assert not not_denied(named(asked), sentence, sentence, FRIDAY)


def test_a_sentence_without_a_day_is_of_the_day_beside_it_or_of_publication() -> None:
    thursday = named("on 24 October 2024")

    assert not_denied(thursday, "He left.", "He came on Thursday. He left.", date(2024, 10, 29))
    assert not_denied(thursday, "He left.", "He left.", FRIDAY)  # news of the day before
    assert not not_denied(thursday, "He left.", "He left.", date(2024, 10, 29))


def test_a_sentence_that_names_another_day_is_not_of_the_day_beside_it() -> None:
    wednesday = named("on 23 October 2024")

    assert not not_denied(wednesday, "He left on Thursday.", "He came on Wednesday.", FRIDAY)


def test_nobody_knows_the_day_of_an_undated_article() -> None:
    assert not_denied(named("in October"), "He left.", "He left.", None)
    assert not not_denied(named("in October 2024"), "He left.", "He left.", None)
    assert not not_denied(named("in 2024"), "He left.", "He left.", None)
    assert not told(named("on 24 October 2024"), "He came on Thursday.", None)
    assert told(named("on 24 October 2024"), "He came on 24 October.", None)


@given(st.text(), st.dates(date(1000, 1, 1), date(9000, 1, 1)))
def test_any_text_can_be_read_on_any_day(text: str, day: date) -> None:
    found, _ = absolute(text, day)
    told(named(found), text, day)
    not_denied(named("in May 2024"), text, text, day)
