"""The JSON that programs read: its form is a promise, field by field."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

import pytest

from rag.domain.articles import Article, Hit, Passage
from rag.domain.replies import (
    Answer,
    Citation,
    Claim,
    Dropped,
    Nearest,
    Provenance,
    Refusal,
    Unanswered,
)
from rag.errors import MissingKeyError
from rag.rendering.data import Data, dumps, error_data, hits_data, labelled, reply_data

PROVENANCE = Provenance(
    "openai:m", "answer@0123456789ab", "minilm", "/lib", 8, None, "0.1.0", 10, 20, 0.5, 1.5
)
CITATION = Citation(
    role="evidence",
    article_id="aaaaaaaaaaaa",
    title="Title",
    source=None,
    author="Ann",
    published=date(2024, 11, 2),
    url=None,
    paths=("/a.md",),
    start=3,
    end=8,
    quote="quote",
    moved_from=None,
)


def read_back(data: Data) -> dict[str, Any]:
    decoded = json.loads(dumps(data))
    assert isinstance(decoded, dict)
    return decoded


def test_an_answer_has_exactly_the_promised_fields() -> None:
    reply = Answer(
        "who?",
        (Claim("It is so.", (CITATION,)),),
        (Unanswered("when?", "no date"),),
        (Dropped("no", "bad quote"),),
        ("a note",),
        PROVENANCE,
    )
    assert read_back(reply_data(reply)) == {
        "schema": 1,
        "kind": "answer",
        "question": "who?",
        "claims": [
            {
                "text": "It is so.",
                "citations": [
                    {
                        "role": "evidence",
                        "article_id": "aaaaaaaaaaaa",
                        "title": "Title",
                        "source": None,
                        "author": "Ann",
                        "published": "2024-11-02",
                        "url": None,
                        "paths": ["/a.md"],
                        "start": 3,
                        "end": 8,
                        "quote": "quote",
                        "moved_from": None,
                        "reprints": [],
                    }
                ],
                "articles": 1,
            }
        ],
        "unanswered": [{"question": "when?", "reason": "no date"}],
        "dropped": [{"text": "no", "reason": "bad quote"}],
        "notes": ["a note"],
        "provenance": {
            "model": "openai:m",
            "prompt": "answer@0123456789ab",
            "embedder": "minilm",
            "library": "/lib",
            "k": 8,
            "fallback": None,
            "version": "0.1.0",
            "input_tokens": 10,
            "output_tokens": 20,
            "cost": 0.5,
            "seconds": 1.5,
        },
        "differences": [],
    }


def test_a_refusal_has_no_claims_but_a_reason_and_what_is_nearest() -> None:
    near = Nearest("aaaaaaaaaaaa", "Title", 0, 4, "text", 0.25)
    data = read_back(reply_data(Refusal("who?", "nobody", (near,), (), (), (), PROVENANCE)))
    assert list(data) == [
        "schema",
        "kind",
        "question",
        "claims",
        "reason",
        "nearest",
        "unanswered",
        "dropped",
        "notes",
        "provenance",
    ]
    assert (data["kind"], data["claims"], data["reason"]) == ("refusal", [], "nobody")
    assert data["nearest"] == [
        {
            "article_id": "aaaaaaaaaaaa",
            "title": "Title",
            "start": 0,
            "end": 4,
            "text": "text",
            "score": 0.25,
        }
    ]


def test_an_error_has_code_message_and_hint() -> None:
    error = MissingKeyError("no key", hint="set OPENAI_API_KEY")
    assert read_back(error_data(error)) == {
        "schema": 1,
        "kind": "error",
        "code": "model-key",
        "message": "no key",
        "hint": "set OPENAI_API_KEY",
    }


def test_passages_carry_their_place_and_their_article() -> None:
    article = Article.of(title="Title", text="Rain fell.", published=date(2024, 11, 2))
    passage = Passage(f"{article.id}:0", article.id, 0, 10, "Rain fell.", ())
    data = read_back(hits_data("rain", [Hit(passage, article, ("/a.md",), 0.9, 0.5, ())], ["n"]))
    assert (data["kind"], data["query"], data["notes"]) == ("passages", "rain", ["n"])
    assert data["passages"] == [
        {
            "id": passage.id,
            "article_id": article.id,
            "title": "Title",
            "source": None,
            "author": None,
            "published": "2024-11-02",
            "url": None,
            "paths": ["/a.md"],
            "start": 0,
            "end": 10,
            "text": "Rain fell.",
            "score": 0.9,
            "similarity": 0.5,
        }
    ]


def test_text_comes_back_exactly_and_is_never_sent_raw() -> None:
    text = "\x1b[31m \x9b \u202e \u2028 \udc80 \U000e0041 Київ 岸田\n\t"
    encoded = dumps(labelled("test", {"text": text}))
    assert json.loads(encoded)["text"] == text
    assert "Київ 岸田" in encoded
    assert not set(encoded) & set("\x1b\x9b\u202e\u2028\udc80\U000e0041")


def test_a_line_of_json_is_one_line_whatever_it_holds() -> None:
    encoded = dumps(labelled("test", {"text": "a\nb\u2028c\x85d"}), indent=None)
    assert len(encoded.splitlines()) == 1


def test_a_stream_that_is_not_unicode_gets_ascii() -> None:
    assert dumps(labelled("test", {"text": "Київ"}), ascii_only=True).isascii()


def test_dates_times_and_paths_become_text_and_nothing_else_does() -> None:
    moment = datetime(2024, 11, 2, 3, 4, 5, tzinfo=UTC)
    data = labelled("test", {"added": moment, "path": PurePosixPath("/a")})
    assert read_back(data)["added"] == "2024-11-02T03:04:05+00:00"
    assert read_back(data)["path"] == "/a"
    with pytest.raises(TypeError, match="object has no form"):
        dumps(labelled("test", {"what": object()}))
