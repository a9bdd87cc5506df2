"""How a recogniser is written in a case file."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from rag.domain import cases

RECOGNISERS = ("name", "number", "wording", "all_of", "any_of")
"""The field that says which recogniser a mapping is; exactly one must be there."""


def _has_a_word(text: str) -> str:
    if not any(letter.isalnum() for letter in text):
        raise PydanticCustomError("our_own", "has no word in it")
    return text


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"\S")]
Words = Annotated[Text, AfterValidator(_has_a_word)]
ItemT = TypeVar("ItemT")
Some = Annotated[list[ItemT], Field(min_length=1)]
_SOME_TEXT = {"type": "string", "pattern": r"\S"}
_ONE_OR_MORE = WithJsonSchema(
    {"anyOf": [_SOME_TEXT, {"type": "array", "items": _SOME_TEXT, "minItems": 1}]}
)


class Form(BaseModel):
    """Nothing is converted, nothing left out, nothing added."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class NameForm(Form):
    """A name or one of its aliases stands in the answer, whole."""

    model_config = ConfigDict(title="Name")

    name: Words = Field(description="As it is written in full.")
    aliases: list[Words] = Field(
        default=[], description="Other ways to write it that count as much, such as a surname."
    )

    def recogniser(self) -> cases.Name:
        """The same in our own types."""
        return cases.Name(self.name, tuple(self.aliases))


class NumberForm(Form):
    """A number stands in the answer, in figures or in words."""

    model_config = ConfigDict(title="Number")

    number: float = Field(description="In figures, without commas: 10000.", allow_inf_nan=False)
    unit: Annotated[Some[Text], BeforeValidator(_as_list), _ONE_OR_MORE] = Field(
        default=[], description="A word, or a list of words, any of which stands with the number."
    )
    tolerance: float = Field(
        default=0.0,
        ge=0,
        allow_inf_nan=False,
        description="How far off the number may be and still count, in the same unit.",
    )

    def recogniser(self) -> cases.Quantity:
        """The same in our own types."""
        return cases.Quantity(self.number, tuple(self.unit), self.tolerance)


class WordingForm(Form):
    """Any of these wordings stands in the answer."""

    model_config = ConfigDict(title="Wording")

    wording: Annotated[Some[Words], BeforeValidator(_as_list), _ONE_OR_MORE] = Field(
        description="A wording or a list of them. … stands for any words within a sentence."
    )

    def recogniser(self) -> cases.Wording:
        """The same in our own types."""
        return cases.Wording(tuple(self.wording))


class AllOfForm(Form):
    """All of these are recognised in the answer."""

    model_config = ConfigDict(title="All of")

    all_of: Some[RecogniserForm] = Field(description="Each a name, number, wording or group.")

    def recogniser(self) -> cases.AllOf:
        """The same in our own types."""
        return cases.AllOf(tuple(part.recogniser() for part in self.all_of))


class AnyOfForm(Form):
    """At least one of these is recognised in the answer."""

    model_config = ConfigDict(title="Any of")

    any_of: Some[RecogniserForm] = Field(description="Each a name, number, wording or group.")

    def recogniser(self) -> cases.AnyOf:
        """The same in our own types."""
        return cases.AnyOf(tuple(part.recogniser() for part in self.any_of))


def _kind(value: object) -> str | None:
    kinds = [kind for kind in RECOGNISERS if kind in value] if isinstance(value, dict) else []
    return f"<{kinds[0]}>" if len(kinds) == 1 else None


RecogniserForm = Annotated[
    Annotated[NameForm, Tag("<name>")]
    | Annotated[NumberForm, Tag("<number>")]
    | Annotated[WordingForm, Tag("<wording>")]
    | Annotated[AllOfForm, Tag("<all_of>")]
    | Annotated[AnyOfForm, Tag("<any_of>")],
    Discriminator(_kind),
]
