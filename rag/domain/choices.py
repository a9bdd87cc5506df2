"""The language models that a user may choose from, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """Of one model.

    Attributes:
        input: US dollars for a million tokens of prompts.
        output: US dollars for a million tokens of replies, thinking included.
        window: The most tokens of a prompt. With some vendors prompt and reply share
            it, so leave room for the reply.
        longest: The most tokens of a reply.
    """

    input: float
    output: float
    window: int
    longest: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A model that may be named, or all models of a provider.

    Attributes:
        name: As for ``--model``; ``NAME`` and ``FILE`` stand for any.
        usable: Whether nothing is known to be missing; only a server that the user
            has named is asked.
        note: What it is, or what it lacks.
        package: To be installed first, if that is what it lacks.
        default: Whether it is used if nothing is said.
        price: Of the default, if it is known.
    """

    name: str
    usable: bool
    note: str
    package: str | None = None
    default: bool = False
    price: Price | None = None
