"""A question is taken apart: type of answer, names, figures, attribute, speaker, parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evidence.asking.parting import parts
from rag.evidence.asking.questions import read
from rag.evidence.english.cues import Kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who opened the bridge?", Kind.PERSON),
        ("Whose idea was the bridge?", Kind.PERSON),
        ("Whom did Quill thank?", Kind.PERSON),
        ("How many trains were late?", Kind.NUMBER),
        ("How much did the bridge cost?", Kind.NUMBER),
        ("How old is the bridge?", Kind.NUMBER),
        ("What is the population of Lisbon?", Kind.NUMBER),
        ("What percentage of voters came?", Kind.NUMBER),
        ("When did the bridge open?", Kind.DATE),
        ("What year did the bridge open?", Kind.DATE),
        ("On which day did it open?", Kind.DATE),
        ("Where is the bridge?", Kind.PLACE),
        ("In which city is the bridge?", Kind.PLACE),
        ("Why was it closed?", Kind.REASON),
        ("What is the reason for the delay?", Kind.REASON),
        ("What did Quill open?", Kind.OTHER),
        ("Tell me about the bridge", Kind.OTHER),
        ("who opened the bridge", Kind.PERSON),
        ("HOW MANY TRAINS WERE LATE?", Kind.NUMBER),
        ("What did they say when it opened?", Kind.OTHER),  # the first cue counts
    ],
)
def test_the_first_cue_of_a_question_tells_the_type_of_its_answer(text: str, kind: Kind) -> None:
    assert read(text).kind is kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Who opened the Vanter Bridge?", [("vanter", "bridge")]),
        ("What did Mayor Ada Quill tell Mr. Ito?", [("ada", "quill"), ("ito",)]),
        ("Ada Quill said what?", [("ada", "quill")]),
        ("Did Norway’s Prime Minister visit Chile?", [("norway",), ("chile",)]),
        ("What did the U.S. Navy say?", [("united", "states"), ("navy",)]),
        (
            "What did the US say about Oslo and Lisbon?",
            [("united", "states"), ("oslo",), ("lisbon",)],
        ),
        ("who opened the bridge?", []),
        ("Bridges were opened by whom?", []),
        ("What may they tell us?", []),
    ],
)
def test_names_are_runs_of_capitals_without_titles(text: str, names: list[tuple[str, ...]]) -> None:
    assert [name.roots for name in read(text).names] == names


def test_a_name_is_kept_as_the_question_writes_it() -> None:
    assert [name.text for name in read("Did Ada Quill tell Norway’s Mr. Ito?").names] == [
        "Ada Quill",
        "Norway",
        "Ito",
    ]


def test_days_and_months_are_no_names() -> None:
    assert read("Was it a Monday in March?").names == ()


@pytest.mark.parametrize("text", ["Who Opened The Vanter Bridge?", "WHO OPENED THE VANTER BRIDGE?"])
def test_in_headline_case_a_capital_makes_no_name(text: str) -> None:
    assert read(text).names == ()


@pytest.mark.parametrize(
    "text",
    [
        "who opened the vanter bridge?",
        "WHO OPENED THE VANTER BRIDGE?",
        "who opened vanter’s bridge?",
    ],
)
def test_a_word_that_the_articles_know_as_a_name_is_one_in_any_case(text: str) -> None:
    [name] = read(text, frozenset({"vanter"})).names

    assert name.roots == ("vanter",)


def test_function_words_are_no_names_even_if_the_articles_only_write_them_large() -> None:
    assert read("who will it be?", frozenset({"will", "it", "who"})).names == ()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Who sent 10,000 of 1500 soldiers?", {"10000", "1500"}),
        ("What happened at 5 o'clock?", set()),  # one figure alone says too little
        ("Which ten trains were late?", set()),
        ("What did the G20 say?", set()),
    ],
)
def test_figures_of_two_digits_are_asked_for(text: str, numbers: set[str]) -> None:
    assert read(text).numbers == numbers


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("Who is the defence minister of Japan?", {"defens", "minist"}),
        ("Who is Japan's defense minister?", {"defens", "minist"}),
        ("Who’s the mayor of Lisbon?", {"mayor"}),
        ("Who is the new owner of the bridge?", {"owner"}),
        ("What is the population of Lisbon?", {"popul"}),
        ("What is Lisbon's population?", {"popul"}),
        ("Tell me the capital of Norway.", {"capit"}),
        ("What is the name of the mayor?", set()),  # an answer need not say "name"
        ("What is the reason for the delay?", set()),
        ("Who opened the bridge?", set()),
    ],
)
def test_what_is_asked_of_something_must_be_spoken_of(text: str, attribute: set[str]) -> None:
    assert read(text).attribute == attribute


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("How many soldiers were sent?", "soldier"),
        ("How many Norwegian soldiers were sent?", "soldier"),
        ("how many late trains did they count?", "train"),
        ("How much did it cost?", None),
        ("Who sent soldiers?", None),
    ],
)
def test_what_is_counted_is_the_noun_before_the_verb(text: str, counted: str | None) -> None:
    assert read(text).counted == counted


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("What did Ada Quill say about the bridge?", ("quill",)),
        ("What does the U.S. claim?", ("united", "states")),
        ("Whom did Mayor Quill warn?", ("quill",)),
        ("What did they say?", None),
        ("Who said that Quill is late?", None),
    ],
)
def test_whose_words_are_asked_for(text: str, speaker: tuple[str, ...] | None) -> None:
    found = read(text).speaker

    assert (found.roots if found else None) == speaker


def test_the_terms_are_the_content_words_by_stem() -> None:
    assert read("Who warned of the strikes, please?").terms == {
        "warn": "warned",
        "strike": "strikes",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Who opened it?", ["Who opened it?"]),
        ("Who opened it and how many came", ["Who opened it?", "how many came?"]),
        ("Who opened it? When was it closed?", ["Who opened it?", "When was it closed?"]),
        ("Who opened the bridge and the road?", ["Who opened the bridge and the road?"]),
        ("bridge", ["bridge?"]),
        ("  ?! ", ["  ?! "]),
    ],
)
def test_a_question_is_parted_where_another_begins(text: str, found: list[str]) -> None:
    assert parts(text) == found


@given(st.text(), st.frozensets(st.text(min_size=1, max_size=5)))
def test_any_text_can_be_read_as_a_question(text: str, known_names: frozenset[str]) -> None:
    for part in [*parts(text), text]:
        assert read(part, known_names).text == part
