"""Words as evidence is compared: which forms are one word, and which are not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag import words


def read(text: str) -> list[str]:
    return [token.text for token in words.tokens(text)]


def test_an_apostrophe_and_a_comma_in_a_figure_do_not_separate_and_a_hyphen_does() -> None:
    assert read("Russia’s 10,000-strong U.S. force isn't Kim Jong-un's, 3.5% on the 4th.") == [
        *("Russia’s", "10,000", "strong", "U.S.", "force", "isn't", "Kim", "Jong", "un's"),
        *("3.5", "on", "the", "4th"),
    ]


def test_a_full_stop_behind_a_figure_or_a_word_is_no_part_of_it() -> None:
    assert read("It cost 5. It fell.") == ["It", "cost", "5", "It", "fell"]


@given(st.text())
@example("ﾞ")  # nothing is left of this letter without its accents
@example("x_y 1.2.3,4 ½ ²² İstanbul ﬁ ٣٤")
def test_a_token_is_a_slice_and_any_word_has_a_key_a_stem_and_a_root(text: str) -> None:
    at = 0
    for token in words.tokens(text):
        assert at <= token.start < token.end
        assert text[token.start : token.end] == token.text
        at = token.end
        for form in (words.key, words.stem, words.root):
            assert isinstance(form(token.text), str)
        words.number(token)
    assert words.stems(text) == words.stems(text + " the")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kursk", "kursk"),
        ("Russia's", "Russia"),
        ("Russia’s", "RUSSIA"),
        ("allies'", "allies"),
        ("U.S.", "US"),
        ("Zoë", "Zoe"),
        ("ﬁre", "fire"),
    ],
)
def test_case_accents_possessives_and_dots_make_no_other_word(one: str, other: str) -> None:
    assert words.key(one) == words.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("warned", "warning"),
        ("minister", "ministers"),
        ("defence", "defense"),
        ("programme", "programs"),
        ("organised", "organizing"),
        ("theatre", "theaters"),
        ("colour", "colors"),
        ("labour", "labor"),
    ],
)
def test_inflections_and_british_spellings_share_a_stem(one: str, other: str) -> None:
    assert words.stem(one) == words.stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("warned", "warmed"), ("defence", "defendant"), ("hour", "hor")]
)
def test_other_words_have_other_stems(one: str, other: str) -> None:
    assert words.stem(one) != words.stem(other)


@pytest.mark.parametrize(
    ("country", "people"),
    [
        ("Russia", "Russian"),
        ("Ukraine", "Ukrainians"),
        ("Iran", "Iranian"),
        ("Japan", "Japanese"),
        ("Korea", "Korean"),
        ("Canada", "Canadian"),
        ("Israel", "Israelis"),
        ("Europe", "European"),
        ("Germany", "Germans"),
        ("France", "French"),
        ("Greece", "Greek"),
        ("Spain", "Spanish"),
        ("Netherlands", "Dutch"),
        ("Philippines", "Filipinos"),
        ("Philippines", "Philippine"),
        ("Wales", "Welsh"),
        ("Sweden", "Swedish"),
        ("Norway", "Norwegian"),
    ],
)
def test_a_country_and_its_people_share_a_root(country: str, people: str) -> None:
    assert words.root(country) == words.root(people) == words.root(country + "’s")


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("U.S.", "United States"),
        ("US", "United States"),
        ("American", "United States"),
        ("UK", "United Kingdom"),
        ("British", "United Kingdom"),
        ("UN", "United Nations"),
        ("EU", "European Union"),
        ("DPRK", "North Korea"),
        ("DPRK’s", "North Korean"),
    ],
)
def test_an_abbreviation_has_the_roots_of_the_full_name_in_its_order(short: str, full: str) -> None:
    assert words.root(short) == " ".join(words.root(word) for word in full.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iran", "Iraq"),
        ("Austria", "Australia"),
        ("India", "Indiana"),
        ("Slovakia", "Slovenia"),
        ("Kiel", "Kyiv"),
        ("us", "US"),
        ("us", "U.S."),
    ],
)
def test_names_that_only_look_alike_have_other_roots(one: str, other: str) -> None:
    assert words.root(one) != words.root(other)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10,000 and 10000", {"10000"}),
        ("two or Two or 2", {"2"}),
        ("3.5 million", {"3.5", "1000000"}),
        ("a dozen, hundreds, thousands", {"12", "100", "1000"}),
        ("on 14 November 2024, in the 1990s", {"14", "2024", "1990"}),
        ("one and only", set()),
        ("the 4th of the month", set()),
        ("F16 and G7", set()),
        ("", set()),
    ],
)
def test_numbers_are_read_by_value_in_figures_and_in_words(text: str, values: set[str]) -> None:
    assert words.numbers(text) == values


def test_content_leaves_function_words_out() -> None:
    assert [token.text for token in words.content("Who was it that warned about Kursk?")] == [
        "warned",
        "Kursk",
    ]


def test_the_us_is_a_name_and_us_is_none() -> None:
    found = words.content("The U.S. told us. The US told US’s allies.")

    assert [token.text for token in found] == ["U.S.", "told", "US", "told", "US’s", "allies"]


def test_stems_hold_the_roots_of_names_too() -> None:
    assert {"warn", "russia", "troop"} <= words.stems("It warned of Russian troops.")
    assert "russia" not in words.stems("it warned of russian troops")
    assert {"united", "states"} <= words.stems("The U.S. Navy sailed.")


def test_roots_of_several_names_are_one_set() -> None:
    assert words.roots(["Russian", "U.S.", "Russia"]) == {"russia", "united", "states"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Paul", "Paula"), ("Martin", "Martina"), ("Niger", "Nigeria"), ("George", "Georgia")],
)
def test_names_that_differ_by_a_letter_are_not_the_same(one: str, other: str) -> None:
    assert words.root(one) != words.root(other)


@pytest.mark.parametrize(
    ("nation", "adjective"),
    [("Italy", "Italian"), ("Taiwan", "Taiwanese"), ("Lebanon", "Lebanese"), ("Cuba", "Cubans")],
)
def test_a_nation_and_its_adjective_have_one_root(nation: str, adjective: str) -> None:
    assert words.root(nation) == words.root(adjective)
