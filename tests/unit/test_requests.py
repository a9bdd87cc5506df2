"""Requests are read as the questions they mean, and several questions are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evidence.asking.parting import parts
from rag.evidence.asking.requests import as_question


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Tell me who opened the bridge", "who opened the bridge"),
        ("Please tell me who opened the bridge.", "who opened the bridge."),
        ("Can you tell me who opened the bridge, please?", "who opened the bridge?"),
        ("Could you please explain why it was closed?", "why it was closed?"),
        ("I want to know how many trains were late", "how many trains were late"),
        ("I'd like to know what Quill said", "what Quill said"),
        ("i wonder where it is", "where it is"),
        ("Do you know who the mayor is?", "who the mayor is?"),
        ("Does anyone know since when it is closed?", "since when it is closed?"),
        ("Let me know when it opens", "when it opens"),
        ("List the countries that signed", "Which countries signed"),
        ("Name the person who opened it", "Who opened it"),
        ("List everyone who signed the treaty", "Who signed the treaty"),
        ("Give me the number of trains", "What is the number of trains"),
        ("List the reasons for the delay", "What are the reasons for the delay"),
        ("whats the cost", "what's the cost"),
        ("whos the mayor", "who's the mayor"),
        ("why didnt it open", "why didn't it open"),
    ],
)
def test_a_frame_is_taken_off_and_the_question_is_left(text: str, meant: str) -> None:
    assert as_question(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Who opened the bridge?",
        "Do you know Ada Quill?",
        "Tell me about the bridge",
        "Describe the bridge",
        "bridge cost",
        "What did she tell me?",
        "Its cable was cut, was it not?",
        "List the bridge",
    ],
)
def test_what_has_no_frame_stays_as_it_is(text: str) -> None:
    assert as_question(text) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "When and where was the vote?",
            ["When was the vote?", "where was the vote?"],
        ),
        (
            "Who, when and why closed the bridge?",
            ["Who closed the bridge?", "when closed the bridge?", "why closed the bridge?"],
        ),
        (
            "Who opened the bridge, and why?",
            ["Who opened the bridge?", "why was it that someone opened the bridge?"],
        ),
        (
            "How many trains were late, and where?",
            ["How many trains were late?", "where were trains late?"],
        ),
        (
            "How many trains did Norland send, and when?",
            ["How many trains did Norland send?", "when did Norland send trains?"],
        ),
        (
            "Who came, what did Falk open, and how long did it last?",
            ["Who came?", "what did Falk open?", "how long did it last?"],
        ),
        (
            "Did Norland send ships and what do they carry?",
            ["Did Norland send ships?", "what do they carry?"],
        ),
        (
            "Is it confirmed that Korean ships came, or is it only possible?",
            ["Is it confirmed that Korean ships came?", "is it only possible?"],
        ),
        (
            "What did Chile sign and what did it reject?",
            ["What did Chile sign?", "what did Chile reject?"],
        ),
        (
            "When did the bridge open and how?",
            ["When did the bridge open?", "how did the bridge open?"],
        ),
        (
            "Who is Ada Quill and what did she say?",
            ["Who is Ada Quill?", "what did Ada Quill say?"],
        ),
        (
            "who is ada quill and what is her office",
            ["who is ada quill?", "what is ada quill's office?"],
        ),
        (
            "What did Ada Quill say about Lisbon, and why did she say it?",
            ["What did Ada Quill say about Lisbon?", "why did Ada Quill say it?"],
        ),
        (
            "Who warned about Lisbon and what did he say?",
            ["Who warned about Lisbon?", "what did the one who warned about Lisbon say?"],
        ),
        (
            "Who opened the bridge and when was it closed?",
            ["Who opened the bridge?", "when was the bridge closed?"],
        ),
        (
            "How many pupils came and what do they pay?",
            ["How many pupils came?", "what do the pupils pay?"],
        ),
        (
            "Who opened the bridge. When was the road closed",
            ["Who opened the bridge?", "When was the road closed?"],
        ),
        (
            "Tell me who came and explain why the bridge is closed",
            ["who came?", "why the bridge is closed?"],
        ),
        (
            "Who closed the bridge and for how long?",
            ["Who closed the bridge?", "for how long was it that someone closed the bridge?"],
        ),
    ],
)
def test_each_part_can_be_read_without_the_others(text: str, found: list[str]) -> None:
    assert parts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "What did Ada Quill tell Lena Falk, and why did she resign?",
        "Who thanked Ada Quill and what did she sign?",
    ],
)
def test_a_pronoun_that_may_mean_two_people_is_left_alone(text: str) -> None:
    assert " she " in parts(text)[1]


@pytest.mark.parametrize(
    "text",
    [
        "Who opened the bridge and the road?",
        "What did Falk, who came, open?",
        "Why, and how?",
        "Mr. Quill and Ms. Falk?",
    ],
)
def test_what_cannot_be_parted_stays_whole(text: str) -> None:
    assert parts(text) == [text]


@given(st.text())
def test_any_text_has_parts_and_parts_of_parts_are_the_same(text: str) -> None:
    for part in parts(text):
        assert isinstance(part, str)
        assert as_question(as_question(part)) == as_question(part)
