"""How a case file is written: both its JSON Schema for editors, and its check.

Descriptions are what an editor shows beside a field. The classes say how a file is
built; which words are said of a mistake is another module's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)
from pydantic.json_schema import GenerateJsonSchema

from rag.domain import cases
from rag.evaluating.cases.recognisers import (
    AllOfForm,
    AnyOfForm,
    Form,
    NameForm,
    NumberForm,
    RecogniserForm,
    Some,
    Text,
    WordingForm,
)
from rag.evaluating.cases.targets import (
    ArticleTarget,
    FileText,
    Length,
    PathText,
    TargetForm,
    TopicTarget,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core.core_schema import NullableSchema, WithDefaultSchema


class ForbiddenForm(Form):
    """Something that no answer may say."""

    model_config = ConfigDict(title="Forbidden claim")

    statement: Text = Field(description="One sentence, for people.")
    stated_by: RecogniserForm = Field(description="How an answer that says it is recognised.")

    def fact(self) -> cases.ReferenceFact:
        """The same in our own types."""
        return cases.ReferenceFact(self.statement, self.stated_by.recogniser())


class FactForm(Form):
    """Something that a right answer says."""

    model_config = ConfigDict(title="Reference fact")

    statement: Text = Field(description="One sentence, for people and for a judge.")
    stated_by: RecogniserForm | None = Field(
        default=None,
        description="How an answer that says it is recognised; without it, a judge decides.",
    )
    contradicted_by: RecogniserForm | None = Field(
        default=None, description="How an answer that says the opposite is recognised."
    )

    def fact(self) -> cases.ReferenceFact:
        """The same in our own types."""
        stated = self.stated_by.recogniser() if self.stated_by else None
        contradicted = self.contradicted_by.recogniser() if self.contradicted_by else None
        return cases.ReferenceFact(self.statement, stated, contradicted)


class GoldForm(Form):
    """A sentence or part of one that carries the answer."""

    model_config = ConfigDict(title="Gold citation")

    path: FileText = Field(description="Of its article, from the folder of this file.")
    quote: Text = Field(description="As it stands in the article.")

    def citation(self) -> cases.GoldCitation:
        """The same in our own types."""
        return cases.GoldCitation(self.path, self.quote)


class _CaseForm(Form):
    id: Annotated[Text, StringConstraints(pattern=r"^\S+$")] = Field(
        description="A word of its own among all cases of the folder: kursk-warning."
    )
    articles: Some[PathText] = Field(
        default=[],
        description="Files and folders that are searched, from the folder of this file; "
        "without it, those named at the top of the file.",
    )
    tags: list[Text] = Field(default=[], description="Groups that it is counted in: who-said.")
    forbidden: list[ForbiddenForm] = Field(default=[], description="What no answer may say.")

    def case(self, articles: list[str], file: Path, line: int) -> cases.Case:
        """The same in our own types; ``articles`` are those of a case that names none."""
        return cases.Case(
            id=self.id,
            question="",
            articles=tuple(self.articles or articles),
            answerable=False,
            facts=(),
            forbidden=tuple(each.fact() for each in self.forbidden),
            gold=(),
            tags=tuple(self.tags),
            file=file,
            line=line,
        )


class _QuestionForm(_CaseForm):
    question: Text = Field(description="As a reader would ask it.")

    def case(self, articles: list[str], file: Path, line: int) -> cases.Case:
        """The same in our own types; ``articles`` are those of a case that names none."""
        return replace(super().case(articles, file, line), question=self.question)


class AnswerableForm(_QuestionForm):
    """A question that the articles answer."""

    model_config = ConfigDict(title="Answerable case")

    answerable: Literal[True] = Field(description="Whether the articles tell what is asked.")
    facts: Some[FactForm] = Field(description="What a right answer says.")
    gold: Some[GoldForm] = Field(description="Where the answer stands.")

    def case(self, articles: list[str], file: Path, line: int) -> cases.Case:
        """The same in our own types; ``articles`` are those of a case that names none."""
        facts = tuple(each.fact() for each in self.facts)
        gold = tuple(each.citation() for each in self.gold)
        return replace(super().case(articles, file, line), answerable=True, facts=facts, gold=gold)


class UnanswerableForm(_QuestionForm):
    """A question that the articles leave open, so that a right answer is a refusal."""

    model_config = ConfigDict(title="Unanswerable case")

    answerable: Literal[False] = Field(description="Whether the articles tell what is asked.")


class SummaryForm(_CaseForm):
    """A summary that is asked for."""

    model_config = ConfigDict(title="Summary case")

    summarise: TargetForm = Field(description="One article, or a topic across all articles.")
    length: Length = Field(description="Most words: short (60), medium (120), long (250), or 80.")
    facts: Some[FactForm] = Field(description="What a good summary of this length says.")
    gold: Some[GoldForm] = Field(description="Where these facts stand.")

    def case(self, articles: list[str], file: Path, line: int) -> cases.Case:
        """The same in our own types; ``articles`` are those of a case that names none."""
        return replace(
            super().case(articles, file, line),
            answerable=True,
            facts=tuple(each.fact() for each in self.facts),
            gold=tuple(each.citation() for each in self.gold),
            summary=self.summarise.task(self.length),
        )


def _kind(value: object) -> str:
    """Which case it is; where that is not said rightly, which one it most likely is."""
    if not isinstance(value, dict):
        return "<answerable>"
    if "summarise" in value or ("length" in value and "question" not in value):
        return "<summary>"
    said = value.get("answerable")
    answerable = said if isinstance(said, bool) else "facts" in value or "gold" in value
    return "<answerable>" if answerable else "<unanswerable>"


CaseForm = Annotated[
    Annotated[AnswerableForm, Tag("<answerable>")]
    | Annotated[UnanswerableForm, Tag("<unanswerable>")]
    | Annotated[SummaryForm, Tag("<summary>")],
    Discriminator(_kind),
]


class FileForm(Form):
    """Questions about articles, and summaries of them, with what is known to be right."""

    model_config = ConfigDict(title="Cases")

    articles: Some[PathText] = Field(
        default=[],
        description="Files and folders that are searched, from the folder of this file; "
        "for the cases that name none.",
    )
    cases: Some[CaseForm] = Field(description="The questions, and the summaries asked for.")


class SchemaWriter(GenerateJsonSchema):
    """JSON Schema without defaults and null: a field is left out, or has a value."""

    def default_schema(self, schema: WithDefaultSchema) -> dict[str, Any]:
        """Say nothing of the default."""
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: NullableSchema) -> dict[str, Any]:
        """Say nothing of null, which reading gives to no field."""
        return self.generate_inner(schema["schema"])


FORMS: dict[str, type[Form]] = {
    "<answerable>": AnswerableForm,
    "<unanswerable>": UnanswerableForm,
    "<summary>": SummaryForm,
    "<article>": ArticleTarget,
    "<topic>": TopicTarget,
    "facts": FactForm,
    "forbidden": ForbiddenForm,
    "gold": GoldForm,
    "<name>": NameForm,
    "<number>": NumberForm,
    "<wording>": WordingForm,
    "<all_of>": AllOfForm,
    "<any_of>": AnyOfForm,
}
"""Which form has a field, by the last name or tag on the way to it; `FileForm` by none."""
