"""Which numbers count what is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import words
from rag.domain.cases import Quantity
from rag.evaluating.recognising.quantities import counts
from rag.evidence.english.amounts import amounts


def values(text: str) -> list[float | tuple[float, float]]:
    found = amounts(text, words.tokens(text), frozenset("k m b".split()))
    return [one.low if one.low == one.high else (one.low, one.high) for one in found]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10,000", [10_000]),
        ("10000", [10_000]),
        ("10.5", [10.5]),
        ("10.000", [10]),  # English
        ("10 000", [10_000]),
        ("10\u202f500", [10_500]),
        ("10 300 boats", [10_300]),
        ("in 2024 300 boats", [2024, 300]),
        ("On May 5 300 boats", [5, 300]),
        ("300½ and 2½ and 1½ million", [300.5, 2.5, 1_500_000]),
        ("300² boats", [300]),
        ("1 lakh", [100_000]),
        ("1 " + "trillion " * 30, []),
        ("300 " + "dozen " * 400, []),
        ("9" * 400, []),
        ("the fourteenth of November", [14]),
        ("November twenty-first", [21]),
        ("May the fourth", [4]),
        ("the fourteenth time", []),
        ("1,00", []),
        ("1.2.3", []),
        ("1.2 million", [1_200_000]),
        ("1.2bn", [1_200_000_000]),
        ("10k", [10_000]),
        ("10 k", [10]),
        ("$5m and $5 m", [5_000_000, 5_000_000]),
        ("5 m", [5]),
        ("ten thousand", [10_000]),
        ("twenty-five", [25]),
        ("a hundred and five", [105]),
        ("two hundred and three thousand", [203_000]),
        ("two million three hundred thousand and six", [2_300_006]),
        ("twelve hundred", [1200]),
        ("half a million", [500_000]),
        ("half a dozen", [6]),
        ("a dozen", [12]),
        ("two and a half million", [2_500_000]),
        ("a million and a half", [1_500_000]),
        ("six and five", [6, 5]),
        ("two five", [2, 5]),
        ("twenty twelve", [20, 12]),
        ("a man", []),
        ("tens of thousands", []),
        ("several thousand, a few hundred, dozens", []),
        ("two-thirds, three quarters", []),
        ("Su-35 and F-16", []),
        ("9/11 at 10:30", []),
        ("8,000 to 10,000", [(8000, 10_000)]),
        ("8,000–10,000", [(8000, 10_000)]),
        ("8 to 10 million", [(8_000_000, 10_000_000)]),
        ("eight to ten thousand", [(8000, 10_000)]),
        ("between 8,000 and 10,000", [(8000, 10_000)]),
        ("between five hundred and ten thousand", [(500, 10_000)]),
        ("8,000 and 10,000", [8000, 10_000]),
        ("-5 and minus 5", [-5, -5]),
        ("COVID-19, 10-15", [(10, 15)]),
    ],
)
def test_numbers_are_read_in_figures_and_in_words(
    text: str, read: list[float | tuple[float, float]]
) -> None:
    assert values(text) == read


@given(st.integers(1, 10**12))
def test_any_figure_is_read_as_its_value(value: int) -> None:
    assert values(f"about {value:,} of them") == [value]


SAME, OTHER, DOUBT = "same", "other", "in doubt"


def found(value: float, units: tuple[str, ...], text: str, tolerance: float = 0) -> list[str]:
    return [
        DOUBT if count.found.doubt else SAME if count.same else OTHER
        for count in counts(Quantity(value, units, tolerance), text)
    ]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("10,000 soldiers", [SAME]),
        ("10,000 soldier", [SAME]),
        ("a 10,000-soldier force", [SAME]),
        ("10,000 of its best soldiers", [SAME]),
        ("10,000 “volunteer” soldiers", [SAME]),
        ("10,000 [North Korean] soldiers", [SAME]),
        ("10,000 or more soldiers", [SAME]),
        ("2,000 Russian and 10,000 Korean soldiers", [SAME]),
        ("10,000 young, poor soldiers", [DOUBT]),
        ("10,000 rifles for soldiers", [DOUBT]),
        ("10,000 families of soldiers", [DOUBT]),
        ("10,000 shells Russian soldiers fired", [DOUBT]),
        ("10,000 soldiers’ families", [DOUBT]),
        ("10,000 soldiers per week", [DOUBT]),
        ("10,000 former soldiers", [DOUBT]),
        ("10,000 non-soldiers", [DOUBT]),
        ("10,000 were soldiers", [DOUBT]),
        ("10,000 came. Soldiers left.", [DOUBT]),
        ("$10,000", [DOUBT]),
        ("the 10,000th soldier", [DOUBT]),
        ("8,000 to 10,000 soldiers", [DOUBT]),
        ("fewer than 12,000 soldiers", [DOUBT]),
        ("more than 8,000 soldiers", [DOUBT]),
        ("another 2,000 soldiers", [DOUBT]),
        ("2,000 more soldiers", [DOUBT]),
        ("one of the soldiers", [DOUBT]),
        ("12,000 soldiers", [OTHER]),
        ("more than 12,000 soldiers", [OTHER]),
        ("11,000 to 12,000 soldiers", [OTHER]),
        ("10.000 soldiers", [OTHER]),
        ("12,000 tanks", []),
        ("two-thirds of the soldiers", []),
        ("in 2024, soldiers", []),
        ("on 14 November soldiers came", []),
        ("110,000 tanks", []),
    ],
)
def test_a_number_counts_soldiers_only_where_that_is_certain(
    text: str, verdicts: list[str]
) -> None:
    assert found(10_000, ("soldiers",), text) == verdicts


@pytest.mark.parametrize(
    ("value", "unit", "text", "verdicts"),
    [
        (10_000, "troops", "10,000 troop carriers", [DOUBT]),
        (10_000, "troops", "10,000 troops", [SAME]),
        (12, "%", "12 per cent", [SAME]),
        (12, "percent", "12%", [SAME]),
        (12, "per cent", "twelve percent", [SAME]),
        (12, "%", "12 percentage points", [DOUBT]),
        (12, "%", "$12", [DOUBT]),
        (1.2e9, "$", "US$1.2bn", [SAME]),
        (1.2e9, "dollars", "$1.2 billion", [SAME]),
        (1.2e9, "$", "1.2 billion U.S. dollars", [SAME]),
        (1.2e9, "$", "1.2 billion Australian dollars", [DOUBT]),
        (5, "$", "A$5", [DOUBT]),
        (5, "A$", "A$5", [SAME]),
        (3e6, "euros", "€3 million", [SAME]),
        (3e6, "€", "€4 million", [OTHER]),
        (3e6, "€", "$4 million", []),
        (5, "metres", "5m tall", [SAME]),
        (5e6, "people", "5m people", [SAME]),
        (5, "people", "5m people", [OTHER]),
        (12, "km", "12 kilometers", [SAME]),
        (12, "km", "12 km/h", [DOUBT]),
        (3, "kilometres", "3 square kilometres", [DOUBT]),
        (3, "square kilometres", "3 square kilometers", [SAME]),
        (10, "years", "a ten-year sentence", [SAME]),
        (14, "November", "on 14 November 2024", [SAME]),
        (14, "November", "on November 14, 2024", [SAME]),
        (14, "November", "on November 14th", [SAME]),
        (14, "November", "on 12 November", [OTHER]),
        (14, "soldiers", "On 14 November, soldiers came", []),
        (2000, "soldiers", "In 2000 soldiers came", [DOUBT]),
        (2000, "soldiers", "2000 soldiers came", [SAME]),
        (300, "soldiers", "In 2024 soldiers came", []),
        (1718, "resolution", "under Resolution 1718", [SAME]),
        (14, "November", "in November 2024", []),
        (10, "soldiers", "It sent soldiers 10 times", [DOUBT]),
        (1, "soldier", "one soldier", [SAME]),
        (5, "degrees", "-5 degrees", [OTHER]),
        (-5, "degrees", "minus 5 degrees", [SAME]),
    ],
)
def test_units_are_known_in_all_their_spellings(
    value: float, unit: str, text: str, verdicts: list[str]
) -> None:
    assert found(value, (unit,), text) == verdicts


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("in 2024", [SAME]),
        ("2024 soldiers", [SAME]),
        ("in 2023", []),
        ("from 2020 to 2030", [DOUBT]),
        ("twenty twenty-four", []),
    ],
)
def test_a_number_without_a_unit_is_found_anywhere(text: str, verdicts: list[str]) -> None:
    assert found(2024, (), text) == verdicts


def test_one_and_an_ordinal_may_be_no_numbers() -> None:
    assert found(1, (), "one came") == [DOUBT]
    assert found(14, (), "the 14th time") == [DOUBT]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("9,600 soldiers", [SAME]),
        ("10,500 soldiers", [SAME]),
        ("10,501 soldiers", [OTHER]),
        ("9,800 to 10,200 soldiers", [SAME]),
        ("9,000 to 11,000 soldiers", [DOUBT]),
    ],
)
def test_a_tolerance_lets_near_numbers_and_narrow_ranges_through(
    text: str, verdicts: list[str]
) -> None:
    assert found(10_000, ("soldiers",), text, tolerance=500) == verdicts


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("300 more boats", [DOUBT]),
        ("another 300 boats", [DOUBT]),
        ("300 or more boats", [SAME]),
        ("more than 300 boats", [SAME]),
        ("less than 300 boats", [SAME]),
        ("up to 300 boats", [SAME]),
        ("some 300 boats", [SAME]),
        ("half of 300 boats", [DOUBT]),
        ("half the 300 boats", [DOUBT]),
        ("two-thirds of 300 boats", [DOUBT]),
        ("10 percent of the 300 boats", [DOUBT]),
        ("one in 300 boats", [DOUBT]),
        ("warned in 300 boats", [SAME]),
        ("a fleet of 300 boats", [SAME]),
        ("300 boats fewer than last year", [DOUBT]),
        ("300 boats more or less", [SAME]),
        ("300 boats a day", [DOUBT]),
        ("300 boats a year ago", [SAME]),
        ("300-foot boats", [DOUBT]),
        ("300-strong boats", [DOUBT]),
        ("300 metre long boats", [DOUBT]),
        ("300½ boats", [OTHER]),
        ("10 300 boats", [OTHER]),
        ("1 trillion trillion trillion boats", [OTHER]),
        ("300 " + "dozen " * 400 + "boats", []),
    ],
)
def test_a_number_that_something_changes_is_in_doubt(text: str, verdicts: list[str]) -> None:
    assert found(300, ("boats",), text) == verdicts


@pytest.mark.parametrize(
    ("value", "unit", "text", "verdicts"),
    [
        (20, "°C", "20 °C", [SAME]),
        (20, "degrees", "20°C", [SAME]),
        (20, "°C", "20 degrees Celsius", [SAME]),
        (20, "°", "20° there", [SAME]),
        (20, "°C", "20 °F", [DOUBT]),
        (20, "°C", "20 degrees Fahrenheit", [DOUBT]),
        (20, "°F", "20 °F", [SAME]),
        (5, "degrees", "5 degrees below zero", [DOUBT]),
        (-5, "degrees", "5 degrees below zero", [DOUBT]),
        (5e6, "€", "5m €", [SAME]),
        (5, "€", "5 €", [SAME]),
        (5, "$", "5 $3 tickets", [DOUBT, OTHER]),
        (12, "%", "12 percent more boats", [SAME]),
        (2.5, "hours", "2½ hours", [SAME]),
        (1.5e6, "people", "1½ million people", [SAME]),
        (0.5, "hours", "half an hour", [DOUBT, DOUBT]),
        (30, "minutes", "half an hour", [DOUBT]),
        (1.5, "hours", "an hour and a half", [DOUBT]),
        (1, "boat", "a boat", [DOUBT]),
        (1, "boat", "a single wooden boat", [DOUBT, DOUBT]),
        (1, "boat", "one boat", [SAME]),
        (300, "boats", "a boat", []),
        (2, "boats", "both boats", [DOUBT]),
        (2, "boats", "a pair of boats", [DOUBT]),
        (2e6, "people", "a couple of million people", [DOUBT]),
        (2, "times", "twice", [DOUBT]),
        (2, "boats", "twice", []),
        (14, "November", "the fourteenth of November", [SAME]),
        (14, "November", "November fourteenth", [SAME]),
        (1.5, "million", "1.5 million", [SAME]),
        (1.5, "million", "1.5 million people", [SAME]),
        (1.5, "million people", "1.5 million people", [SAME]),
        (1.5, "million people", "2 million people", [OTHER]),
        (1.5, "million", "1.5 billion", []),
    ],
)
def test_numbers_that_are_said_otherwise_are_read_or_in_doubt(
    value: float, unit: str, text: str, verdicts: list[str]
) -> None:
    assert found(value, (unit,), text) == verdicts
