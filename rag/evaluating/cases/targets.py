"""What a case points at: files, and what of them is to be summarised, and how long."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from rag.domain import cases
from rag.domain.summaries import LENGTHS
from rag.evaluating.cases.recognisers import Form, Text, Words

TARGETS = ("article", "topic")
"""The field that says what is to be summarised; exactly one must be there."""


def _is_there(path: str, info: ValidationInfo[Path]) -> str:
    if Path(path).is_absolute():
        raise PydanticCustomError(
            "our_own", "must be a path from the folder of this file, such as ../articles"
        )
    try:
        there = (info.context / path).exists()
    except OSError:  # a name that is too long, a folder that is closed
        there = False
    if not there:
        raise PydanticCustomError("our_own", "there is no such file or folder")
    return path


def _is_file(path: str, info: ValidationInfo[Path]) -> str:
    if (info.context / path).is_dir():
        raise PydanticCustomError("our_own", "must be a file, not a folder")
    return path


PathText = Annotated[Text, AfterValidator(_is_there)]
FileText = Annotated[PathText, AfterValidator(_is_file)]


class ArticleTarget(Form):
    """One article."""

    model_config = ConfigDict(title="Article")

    article: FileText = Field(description="Its file, from the folder of this file.")

    def task(self, words: int) -> cases.SummaryTask:
        """The same in our own types."""
        return cases.SummaryTask("article", self.article, words)


class TopicTarget(Form):
    """A topic, across all articles of the case."""

    model_config = ConfigDict(title="Topic")

    topic: Words = Field(description="As a reader would name it.")

    def task(self, words: int) -> cases.SummaryTask:
        """The same in our own types."""
        return cases.SummaryTask("topic", self.topic, words)


def _target(value: object) -> str | None:
    targets = [name for name in TARGETS if name in value] if isinstance(value, dict) else []
    return f"<{targets[0]}>" if len(targets) == 1 else None


def _most_words(value: object) -> int:
    """A length as a number of words; figures are read as a float."""
    if isinstance(value, str) and value in LENGTHS:
        return LENGTHS[value]
    if isinstance(value, float) and value >= 1 and value.is_integer():
        return int(value)
    names = ", ".join(LENGTHS)
    raise PydanticCustomError("our_own", f"must be {names}, or a whole number of words")


TargetForm = Annotated[
    Annotated[ArticleTarget, Tag("<article>")] | Annotated[TopicTarget, Tag("<topic>")],
    Discriminator(_target),
]
Length = Annotated[
    int,
    PlainValidator(_most_words),
    WithJsonSchema({"anyOf": [{"enum": [*LENGTHS]}, {"type": "integer", "minimum": 1}]}),
]
