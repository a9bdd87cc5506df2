"""A chat completion as the server-sent events that a client gets with ``"stream": true``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A longer text has longer pieces, so that a huge one is not cut into millions.
MOST_PIECES = 1000

DONE = b"data: [DONE]\n\n"


def event(data: object) -> bytes:
    """One event."""
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def events(
    completion: dict[str, Any], pieces: Sequence[str] = (), *, usage: bool = False
) -> tuple[bytes, ...]:
    """The events of a completion: its role, its words, how it ended, its tokens, ``[DONE]``.

    Args:
        completion: As it is sent without streaming.
        pieces: What the content is sent in, by default a few characters each.
        usage: Whether the client wants to know the tokens.
    """
    [choice] = completion["choices"]
    message = dict(choice["message"])
    text = message.pop("content") or ""
    calls = [
        {"index": index, **call} for index, call in enumerate(message.pop("tool_calls", None) or [])
    ]
    if calls:
        message["tool_calls"] = calls
    deltas = [
        {**message, "content": ""},
        *({"content": piece} for piece in pieces or _cut(text)),
    ]
    chunks = [_chunk(completion, delta, None) for delta in deltas]
    chunks.append(_chunk(completion, {}, choice["finish_reason"]))
    if usage and "usage" in completion:
        chunks.append({**_head(completion), "choices": [], "usage": completion["usage"]})
    return (*map(event, chunks), DONE)


def _cut(text: str) -> list[str]:
    length = max(4, -(-len(text) // MOST_PIECES))
    return re.findall(rf"(?s).{{1,{length}}}", text)


def _chunk(
    completion: dict[str, Any], delta: dict[str, Any], finish_reason: str | None
) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {**_head(completion), "choices": [choice]}


def _head(completion: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "created", "model")
    return {"object": "chat.completion.chunk", **{name: completion[name] for name in names}}
