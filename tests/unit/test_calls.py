"""What a call and its reply are as text, without a file."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.calls import Call, Embedded, Written

SCHEMA = {"title": "AnswerForm", "type": "object", "properties": {"reason": {"type": "string"}}}
ASKED = Call(
    "chat",
    "openai:tiny",
    (("system", "Quote."), ("human", "Sources\n\nQuestion: who?\n")),
    {"temperature": 0.0},
    SCHEMA,
)


@pytest.mark.parametrize(
    "other",
    [
        Call("question", ASKED.model, ASKED.messages, ASKED.parameters, SCHEMA),
        Call("chat", "openai:small", ASKED.messages, ASKED.parameters, SCHEMA),
        Call("chat", ASKED.model, ASKED.messages[1:], ASKED.parameters, SCHEMA),
        Call("chat", ASKED.model, ASKED.messages[::-1], ASKED.parameters, SCHEMA),
        Call("chat", ASKED.model, (("human", "Quote."), ASKED.messages[1]), {"temperature": 0.0}),
        Call("chat", ASKED.model, ASKED.messages, {"temperature": 1.0}, SCHEMA),
        Call("chat", ASKED.model, ASKED.messages, {"temperature": 0.0, "strict": True}, SCHEMA),
        Call("chat", ASKED.model, ASKED.messages, ASKED.parameters, {**SCHEMA, "required": []}),
        Call("chat", ASKED.model, ASKED.messages, ASKED.parameters),
    ],
)
def test_whatever_may_change_a_reply_changes_the_key(other: Call) -> None:
    assert other.key != ASKED.key


def test_the_key_does_not_depend_on_the_order_in_which_parameters_are_named() -> None:
    one = Call("chat", "m:x", (("human", "a"),), {"strict": True, "temperature": 0.0}, SCHEMA)
    shuffled = dict(reversed(SCHEMA.items()))
    two = Call("chat", "m:x", (("human", "a"),), {"temperature": 0.0, "strict": True}, shuffled)

    assert one.key == two.key


@given(st.text(), st.text())
def test_no_two_texts_share_a_key(one: str, other: str) -> None:
    keys = {Call("question", "openai:tiny", (("text", text),)).key for text in (one, other)}

    assert len(keys) == len({one, other})


def test_a_request_is_written_line_by_line_with_its_schema_named() -> None:
    request = ASKED.request()

    assert request["messages"][1] == {
        "role": "human",
        "text": ["Sources", "", "Question: who?", ""],
    }
    assert request["parameters"]["temperature"] == 0.0
    title, _, digest = request["parameters"]["schema"].partition("@")
    assert (title, len(digest)) == ("AnswerForm", 12)


def test_a_call_is_about_the_last_line_of_its_last_message() -> None:
    assert ASKED.about == "Question: who?"
    assert Call("question", "openai:tiny", (("text", "\n \n"),)).about == ""


def test_tokens_are_estimated_from_all_that_is_sent_and_rounded_up() -> None:
    assert Call("question", "openai:tiny", (("text", "x" * 401),)).tokens == 101
    bare = Call("chat", "openai:tiny", (("system", "x" * 40), ("human", "y" * 40)))
    assert bare.tokens == 20
    with_schema = Call(bare.kind, bare.model, bare.messages, {}, {"title": "x" * 400})
    assert with_schema.tokens > 120


@given(st.text(), st.none() | st.floats(0, 2))
def test_what_a_model_wrote_comes_back_as_it_was(text: str, temperature: float | None) -> None:
    written = Written(text, 321, 45, temperature)

    assert Written.read(json.loads(json.dumps(written.recorded()))) == written


@given(st.lists(st.floats(width=32, allow_nan=False), min_size=1))
def test_numbers_of_a_vector_come_back_to_the_last_bit(numbers: list[float]) -> None:
    embedded = Embedded(struct.pack(f"<{len(numbers)}f", *numbers))

    back = Embedded.read(json.loads(json.dumps(embedded.recorded())))

    assert struct.unpack(f"<{len(numbers)}f", back.vector) == tuple(numbers)


GOOD = Written("[]", 1, 2, 0.0).recorded()


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        [],
        {},
        {**GOOD, "text": "[]"},
        {**GOOD, "text": ["[", 1]},
        {**GOOD, "input_tokens": "1"},
        {**GOOD, "output_tokens": None},
        {**GOOD, "temperature": "warm"},
        {name: value for name, value in GOOD.items() if name != "temperature"},
        Embedded(b"\0" * 8).recorded(),
    ],
)
def test_what_is_no_reply_of_a_language_model_is_refused(damaged: object) -> None:
    with pytest.raises(ValueError, match="no reply of a language model"):
        Written.read(damaged)


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        {"numbers": 2, "float32": "AAAAAAAAAA"},
        {"numbers": 2, "float32": "AAAAAA=="},
        {"numbers": 0, "float32": ""},
        {"numbers": 1, "float32": "AAAAAA==\n"},
        {"numbers": 1, "float32": "ÄAAAAA=="},
        {"numbers": "1", "float32": "AAAAAA=="},
        GOOD,
    ],
)
def test_what_is_no_vector_is_refused(damaged: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - base64 has words of its own
        Embedded.read(damaged)
