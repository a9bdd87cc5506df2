"""A call of a remote model and its reply, and how both are written down."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A language model's reply; the vector of a question; the vector of a passage or a part of one.
Kind = Literal["chat", "question", "passage"]

#: Of English text, as OpenAI's guide to tokens puts it; a rule of thumb.
CHARACTERS_A_TOKEN = 4

#: Bytes of a float32.
_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Call:
    """What a model is asked; not where it is, nor with which key.

    Attributes:
        kind: What is wanted of it.
        model: As the user names it, its provider in front.
        messages: Role and text of each, in order; for a vector, the one text.
        parameters: Everything else that may change the reply.
        schema: JSON Schema that the reply must have, where there is one.
    """

    kind: Kind
    model: str
    messages: tuple[tuple[str, str], ...]
    parameters: Mapping[str, str | float | bool] = field(default_factory=dict)
    schema: Mapping[str, object] | None = None

    def request(self) -> dict[str, object]:
        """As it is written down, whole but for the schema: of that the title and a hash."""
        parameters = dict(self.parameters)
        if self.schema is not None:
            parameters["schema"] = f"{self.schema.get('title')}@{_hash(self.schema)[:12]}"
        return {
            "kind": self.kind,
            "model": self.model,
            "parameters": parameters,
            "messages": [{"role": role, "text": text.split("\n")} for role, text in self.messages],
        }

    @property
    def key(self) -> str:
        """Hash of the request, 64 hex digits."""
        return _hash(self.request())

    @property
    def about(self) -> str:
        """The last line with a word in it: where a prompt has its question."""
        lines = (line.strip() for line in reversed(self.messages[-1][1].split("\n")))
        return next((line for line in lines if any(map(str.isalnum, line))), "")

    @property
    def tokens(self) -> int:
        """What it sends, estimated from its characters."""
        characters = sum(len(text) for _, text in self.messages)
        if self.schema is not None:
            characters += len(_canonical(self.schema))
        return -(-characters // CHARACTERS_A_TOKEN)


@dataclass(frozen=True, slots=True)
class Written:
    """What a language model wrote.

    Attributes:
        text: Its words; of a model that replies by a tool call, the arguments.
        input_tokens: As the server counted them, 0 where it does not.
        output_tokens: Likewise.
        temperature: At which it was written; None is the model's own.
    """

    text: str
    input_tokens: int
    output_tokens: int
    temperature: float | None

    def recorded(self) -> dict[str, object]:
        """As it is written down."""
        return {
            "temperature": self.temperature,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "text": self.text.split("\n"),
        }

    @classmethod
    def read(cls, recorded: object) -> Written:
        """From what was written down.

        Raises:
            ValueError: It is something else.
        """
        match recorded:
            case {
                "temperature": (float() | None) as temperature,
                "input_tokens": int(read),
                "output_tokens": int(written),
                "text": [*lines],
            } if all(isinstance(line, str) for line in lines):
                return cls("\n".join(lines), read, written, temperature)
        raise ValueError("this is no reply of a language model")


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vector of a text: numbers as the server sent them, float32, little-endian."""

    vector: bytes

    def recorded(self) -> dict[str, object]:
        """As it is written down: in base64, which loses nothing."""
        return {
            "numbers": len(self.vector) // _NUMBER,
            "float32": b64encode(self.vector).decode("ascii"),
        }

    @classmethod
    def read(cls, recorded: object) -> Embedded:
        """From what was written down.

        Raises:
            ValueError: It is something else.
        """
        match recorded:
            case {"numbers": int(numbers), "float32": str(encoded)}:
                vector = b64decode(encoded, validate=True)
                if vector and len(vector) == numbers * _NUMBER:
                    return cls(vector)
        raise ValueError("this is no vector")


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _hash(value: object) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()
