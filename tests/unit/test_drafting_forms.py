"""How a model's reply is read."""

from __future__ import annotations

import json

import pytest

from rag.drafting.forms import AnswerForm

REPLY = {
    "claims": [
        {
            "text": "Patel warned.",
            "citations": [{"source": 2, "quote": "he warned"}, {"source": 9, "quote": ""}],
        },
        {"text": "It rained.", "citations": []},
    ],
    "unanswered": [],
    "reason": "",
}


def test_a_draft_keeps_even_what_will_not_pass_the_check() -> None:
    draft = AnswerForm.read_json(json.dumps(REPLY)).to_draft(input_tokens=3, output_tokens=2)

    assert [claim.text for claim in draft.claims] == ["Patel warned.", "It rained."]
    assert [(each.source, each.quote) for each in draft.claims[0].citations] == [
        (2, "he warned"),
        (9, ""),
    ]
    assert draft.claims[1].citations == ()
    assert (draft.input_tokens, draft.output_tokens) == (3, 2)


@pytest.mark.parametrize("fence", ["```json\n{}\n```", "```\n{}\n```", "\n ```json\n{}\n```\n"])
def test_a_code_block_is_taken_off(fence: str) -> None:
    assert AnswerForm.read_json(fence.replace("{}", json.dumps(REPLY, indent=1))).claims


def test_a_quote_may_hold_a_code_block() -> None:
    quote = "```json\nx\n```"
    reply = {**REPLY, "claims": [{"text": "t", "citations": [{"source": 1, "quote": quote}]}]}

    assert AnswerForm.read_json(json.dumps(reply)).claims[0].citations[0].quote == quote


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reason": None}, "reason: Input should be a valid string"),
        ({"claims": {}}, "claims: Input should be a valid"),
        ({"extra": 1}, "extra: Extra inputs are not permitted"),
        ({"unanswered": ["when"]}, "unanswered.0: "),
        ({"claims": [{"text": "t"}]}, "claims.0.citations: Field required"),
    ],
)
def test_the_message_says_where_a_reply_is_wrong(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        AnswerForm.read_json(json.dumps({**REPLY, **change}))


def test_a_reply_that_is_wrong_all_over_does_not_fill_the_next_prompt() -> None:
    reply = {**REPLY, "claims": [{}] * 100}

    with pytest.raises(ValueError, match=r"claims\.0\.text") as caught:
        AnswerForm.read_json(json.dumps(reply))

    assert len(str(caught.value)) < 500


def test_nesting_without_end_is_malformed_not_a_crash() -> None:
    with pytest.raises(ValueError, match="recursion"):
        AnswerForm.read_json("[" * 100_000)


def test_a_code_block_that_never_ends_is_read_in_no_time() -> None:
    with pytest.raises(ValueError, match="JSON"):
        AnswerForm.read_json("```json\n" + "\n" * 200_000)
