"""What `openai_server` is scripted with."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

DIMENSION = 8


@dataclass(frozen=True)
class Reply:
    """What the server sends, after ``delay`` seconds.

    Attributes:
        body: Whole, or in pieces that are sent one by one.
        delay: Infinity never answers.
        headers: Beside the type and the length.
        pieces: What the content of a chat completion is streamed in.
        pause: Seconds between two pieces; infinity sends only the first one.
        broken: The connection is closed in the middle of the body.
    """

    status: int
    body: bytes | Iterable[bytes]
    delay: float = 0.0
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Sequence[str] = ()
    pause: float = 0.0
    broken: bool = False


@dataclass(frozen=True)
class Request:
    """What a client sent, and when; names of headers in small letters."""

    path: str
    headers: dict[str, str]
    body: Any
    at: float = field(default_factory=time.monotonic)


Scripted = Reply | Callable[[Request], Reply]


def chat(
    content: str | None, *, tokens: tuple[int, int] | None = (100, 20), **message: object
) -> Reply:
    """A chat completion; ``tokens`` are (prompt, completion), None for a server that won't say."""
    finish_reason = message.pop("finish_reason", "stop")
    completion: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "tiny",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
    }
    if tokens:
        prompt, written = tokens
        completion["usage"] = {
            "prompt_tokens": prompt,
            "completion_tokens": written,
            "total_tokens": prompt + written,
        }
    return Reply(200, json.dumps(completion).encode())


def embeddings(vectors: list[list[float]], *, indexes: list[int] | None = None) -> Reply:
    """Vectors in the order given, labelled 0, 1, 2 or with ``indexes``."""
    labels = range(len(vectors)) if indexes is None else indexes
    data = [
        {"object": "embedding", "index": index, "embedding": vector}
        for index, vector in zip(labels, vectors, strict=True)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    body = {"object": "list", "model": "tiny", "data": data, "usage": usage}
    return Reply(200, json.dumps(body).encode())


def failure(status: int, message: str, *, headers: Mapping[str, str] | None = None) -> Reply:
    """An error in the form of the OpenAI API."""
    error = {"message": message, "type": "error", "param": None, "code": None}
    return Reply(status, json.dumps({"error": error}).encode(), headers=headers or {})


def stream_chat(
    content: str,
    *,
    pieces: Sequence[str] = (),
    pause: float = 0.0,
    tokens: tuple[int, int] | None = (100, 20),
) -> Reply:
    """A chat completion whose stream comes in these pieces, so many seconds apart."""
    return replace(chat(content, tokens=tokens), pieces=pieces, pause=pause)


def broken(reply: Reply) -> Reply:
    """The same reply, with the connection closed in the middle of it."""
    return replace(reply, broken=True)


def hang() -> Reply:
    """No reply until the server stops."""
    return Reply(200, b"", delay=math.inf)


def embed(text: str) -> list[float]:
    """A vector of length `DIMENSION` that depends on nothing but the text; not of unit length."""
    return [1.0 + byte for byte in hashlib.sha256(text.encode()).digest()[:DIMENSION]]
