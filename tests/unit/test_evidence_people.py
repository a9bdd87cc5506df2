"""Who is named in an article, and how they are described, as slices of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evidence.naming.people import Person, named, people

if TYPE_CHECKING:
    from collections.abc import Iterator


def described(text: str) -> dict[str, tuple[str, str | None]]:
    """Each person's best slice, and the description in it."""
    return {
        person.name: (
            text[person.start : person.end],
            text[slice(*person.role)] if person.role else None,
        )
        for person in people(text)
    }


@pytest.mark.parametrize(
    ("text", "name", "whole", "role"),
    [
        (
            "Transport Minister Ada Quill opened the bridge.",
            "Ada Quill",
            "Transport Minister Ada Quill",
            "Transport Minister",
        ),
        (
            "Jonas Berg, the chief engineer of the bridge, spoke.",
            "Jonas Berg",
            "Jonas Berg, the chief engineer of the bridge",
            "the chief engineer of the bridge",
        ),
        (
            "On Monday, Secretary of State Antony Blinken landed.",
            "Antony Blinken",
            "Secretary of State Antony Blinken",
            "Secretary of State",
        ),
        (
            "Deputy Secretary of State Lena Falk landed.",
            "Lena Falk",
            "Deputy Secretary of State Lena Falk",
            "Deputy Secretary of State",
        ),
        (
            "It was U.S. Senator Paul Krantz who left.",
            "Paul Krantz",
            "U.S. Senator Paul Krantz",
            "U.S. Senator",
        ),
        (
            "French President Anne Moreau left.",
            "Anne Moreau",
            "French President Anne Moreau",
            "French President",
        ),
        (
            "They followed General Maria Olsen Dahl’s order.",
            "Maria Olsen Dahl",
            "General Maria Olsen Dahl",
            "General",
        ),
        ("Lena Falk said so.", "Lena Falk", "Lena Falk", None),
        ("“No,” said Lena Falk.", "Lena Falk", "Lena Falk", None),
        ("It pleased Lena Falk. Falk warned of rain.", "Lena Falk", "Lena Falk", None),
        ("Kim Jong-un warned of war.", "Kim Jong-un", "Kim Jong-un", None),
        ("Jan van Loon said so.", "Jan van Loon", "Jan van Loon", None),
    ],
)
def test_a_person_is_found_with_what_describes_them(
    text: str, name: str, whole: str, role: str | None
) -> None:
    assert described(text) == {name: (whole, role)}


@pytest.mark.parametrize(
    "text",
    [
        "North Korea said so.",
        "The United States warned of war.",
        "“No,” said the United Nations.",
        "South Africa’s government told the Security Council.",
        "The Bank of Norway warned of inflation.",
        "They met in New York, the city said.",
        "In Buenos Aires, officials said so.",
        "On Monday Parliament said no.",
        "The Foreign Ministry said so.",
        "The Vanter Bridge was closed.",
        "Prime Minister and Foreign Minister said nothing.",
        "Moscow said so.",  # one word is no full name
        "",
    ],
)
def test_countries_places_and_bodies_are_no_people(text: str) -> None:
    assert described(text) == {}


def test_a_later_description_takes_the_place_of_a_bare_name() -> None:
    text = "Lena Falk said so. It rained. Mayor Lena Falk left. Lena Falk, a lawyer, came back."

    assert described(text) == {"Lena Falk": ("Mayor Lena Falk", "Mayor")}


def test_people_come_in_the_order_of_their_first_mention() -> None:
    text = "Lena Falk told Mayor Ada Quill. Jonas Berg, an engineer, said no."

    assert [person.name for person in people(text)] == ["Lena Falk", "Ada Quill", "Jonas Berg"]


def test_what_somebody_does_is_no_description() -> None:
    text = "Lena Falk, who is a lawyer and said so, left. Ada Quill, the minister said, left."

    assert {role for _, role in described(text).values()} <= {None}


def test_a_title_does_not_reach_over_a_line_break() -> None:
    assert described("Prime Minister\nLena Falk said so.") == {"Lena Falk": ("Lena Falk", None)}


def test_a_person_is_named_in_full_or_by_surname_as_a_whole_word() -> None:
    [falk] = people("Lena Falk said so.")

    assert named(falk, "Then Lena Falk left.") == (5, 14)
    assert named(falk, "Falk’s car left.") == (0, 6)
    assert named(falk, "The Falkland Islands") is None
    assert named(falk, "Lena left.") is None


@given(
    st.lists(
        st.sampled_from(
            "Mayor Secretary of State for Lena Falk’s Quill, . “ ” said the U.S. Kim Jong-un van \n"
            " a minister , who É ﾞ İ".split(" ")
        )
    ).map(" ".join)
)
def test_every_slice_lies_in_the_text_and_holds_the_name(text: str) -> None:
    for person in people(text):
        assert 0 <= person.start < person.end <= len(text)
        assert person.name in text[person.start : person.end]
        assert "\n" not in text[person.start : person.end]
        if person.role:
            assert person.start <= person.role[0] < person.role[1] <= person.end


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("But President Anne Moreau said no.", "President Anne Moreau"),
        (
            "In Brussels Secretary of State Antony Blinken said so.",
            "Secretary of State Antony Blinken",
        ),
        ("Sen. Lena Falk spoke of war.", "Sen. Lena Falk"),
        ("Minister for Foreign Affairs Li Wen said so.", "Minister for Foreign Affairs Li Wen"),
        ("Peter van der Berg said so.", "Peter van der Berg"),
    ],
)
def test_a_title_has_no_word_of_the_sentence_before_it(text: str, shown: str) -> None:
    [person] = people(text)

    assert text[person.start : person.end] == shown


def test_a_verb_behind_a_comma_describes_nobody() -> None:
    text = "Metroline’s managing director, Howard Tse, thanked the mayor for her help."

    assert all(person.role is None for person in people(text))


@pytest.mark.parametrize(
    "text",
    [
        "Saudi Arabia warned of war.",
        "Hong Kong said no.",
        "The World Health Organization said no.",
    ],
)
def test_a_place_that_speaks_is_no_person(text: str) -> None:
    assert people(text) == ()


class Unread(tuple[Person, ...]):
    """Persons that nobody may look through: an article can name thousands."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Person]:
        raise AssertionError


def test_for_a_name_that_a_sentence_lacks_the_others_are_not_looked_through() -> None:
    [falk] = people("Mayor Lena Falk said no.")

    assert named(falk, "It rained.", Unread([falk])) is None
