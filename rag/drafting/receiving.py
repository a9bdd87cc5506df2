"""What a chat model replies, as text and a count of tokens; nothing that has no end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rag.errors import BadReplyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

    Messages = Sequence[tuple[str, str]]
    Hear = Callable[[str], None]

#: Characters, to be safe from replies without end; the longest that is recorded for the
#: evaluation has 1,545.
LONGEST_REPLY = 200_000


def receive(chat: Runnable[Any, Any], messages: Messages, hear: Hear | None = None) -> AIMessage:
    """Send a conversation, and wait for the whole reply.

    Args:
        chat: Gives a message, or a mapping that has it as ``raw``.
        messages: Role and text of each.
        hear: Is given what has been written so far, again and again, while the model writes.

    Raises:
        BadReplyError: The reply is empty or has no end.
    """
    if hear:
        return _heard(chat, messages, hear)
    reply = chat.invoke(messages)
    message: AIMessage = reply["raw"] if isinstance(reply, dict) else reply
    return message


def text_of(reply: AIMessage, model: str) -> str:
    """The reply's text; from models that reply by a tool call, its arguments.

    Raises:
        BadReplyError: It was cut short, or is too long.
    """
    if reply.response_metadata.get("finish_reason") == "length":
        raise BadReplyError(
            f"{model} stopped in the middle of its reply, which had become too long",
            hint="Ask a narrower question, or name a model that may write more.",
        )
    if reply.tool_calls:
        return json.dumps(reply.tool_calls[0]["args"], ensure_ascii=False)
    refusal = reply.additional_kwargs.get("refusal")
    text = refusal if isinstance(refusal, str) else reply.text
    if len(text) > LONGEST_REPLY:
        raise _too_long()
    return text


def tokens_of(reply: AIMessage) -> tuple[int, int]:
    """Tokens read and written; 0 where the server does not count them."""
    usage = reply.usage_metadata
    return (usage["input_tokens"], usage["output_tokens"]) if usage else (0, 0)


def _heard(runnable: Runnable[Any, Any], messages: Messages, hear: Hear) -> AIMessage:
    """The pieces of a reply put together, while somebody listens."""
    whole: Any = None
    for piece in _pieces(runnable, messages):
        whole = piece if whole is None else whole + piece
        if len(whole.text) > LONGEST_REPLY:
            raise _too_long()
        if piece.text:
            hear(whole.text)
    if whole is None:
        raise BadReplyError("The model's reply is empty", hint="Ask again, or another model.")
    message: AIMessage = whole
    return message


def _pieces(runnable: Runnable[Any, Any], messages: Messages) -> Iterator[Any]:
    for piece in runnable.stream(list(messages)):
        if not isinstance(piece, dict):
            yield piece
        elif "raw" in piece:
            yield piece["raw"]


def _too_long() -> BadReplyError:
    return BadReplyError(
        f"The model's reply has more than {LONGEST_REPLY:,} characters",
        hint="Ask again, or another model.",
    )
