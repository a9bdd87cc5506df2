"""Countries, unions and cities under their other names; capitals where there are none."""

from __future__ import annotations

import pytest

from rag.evidence.asking.casing import cased
from rag.evidence.naming.aliases import meant, other_names, usual_names


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("What did the DPRK do?", "north korea"),
        ("What did North Korea do?", "dprk"),
        ("What did Pyongyang do?", "north korea"),
        ("What did the U.S. do?", "united states"),
        ("What did the US do?", "washington"),
        ("What did the United States do?", "us"),
        ("What did America do?", "united states"),
        ("What did Britain do?", "uk"),
        ("What did London do?", "united kingdom"),
        ("What did Seoul do?", "rok"),
        ("What did the People's Republic of China do?", "prc"),
        ("What did the UN do?", "united nations"),
        ("What did Kiev do?", "kyiv"),
        ("What did Moscow do?", "russia"),
    ],
)
def test_a_name_leads_to_the_others_of_the_same(text: str, other: str) -> None:
    assert other in other_names(text)


@pytest.mark.parametrize("text", ["What did they tell us?", "Who is Ada Quill?", "un deux trois"])
def test_other_words_lead_to_none(text: str) -> None:
    assert other_names(text) == []


def test_the_longest_name_is_meant() -> None:
    assert "south korea" not in other_names("the Democratic People's Republic of Korea")


@pytest.mark.parametrize(
    ("question", "usual"),
    [
        ("What did the DPRK do?", ["north korea"]),
        ("What did Pyongyang do?", ["north korea"]),
        ("What did North Korea do?", []),  # the others are rarer
        ("What did the US do?", ["u.s."]),
        ("What did the U.S. do?", []),
        ("What did Chile do?", []),
        ("What did Peking do?", []),  # the library speaks of no China
    ],
)
def test_a_country_is_looked_for_under_its_usual_name(question: str, usual: list[str]) -> None:
    known = {"north korea": 9, "dprk": 2, "pyongyang": 3, "u.s.": 5, "united states": 4, "us": 50}

    found = usual_names(question, lambda names: {name: known.get(name, 0) for name in names})

    assert found == usual


def test_a_text_speaks_of_what_its_seats_of_government_stand_for() -> None:
    assert {"north", "korea"} <= meant("Pyongyang has sent carpenters.")
    assert meant("They have sent us carpenters.") == frozenset()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("who is ada quill", "who is Ada Quill"),
        ("WHO IS ADA QUILL?", "who is Ada Quill?"),
        ("what did the us tell us", "what did the US tell us"),
        ("what did the u.s. sign", "what did the U.S. sign"),
        ("did russia's army leave north korea", "did Russia's army leave north Korea"),
        ("who came in october", "who came in October"),
        ("may they march", "may they march"),
        ("Who Saw The Turkey Of Ada", "who saw the turkey of Ada"),
        ("Who saw Lisbon and turkey?", "Who saw Lisbon and turkey?"),
    ],
)
def test_names_get_capitals_where_none_mean_anything(text: str, shown: str) -> None:
    assert cased(text, frozenset({"ada", "quill"})) == shown
