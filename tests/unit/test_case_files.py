"""What a case file may say, and what is the same said twice."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from rag.domain.cases import (
    AllOf,
    AnyOf,
    Case,
    GoldCitation,
    Name,
    Quantity,
    Recogniser,
    ReferenceFact,
    Wording,
)
from rag.evaluating.cases import case_schema, digest
from rag.evaluating.cases.tree import Place, Unread, read_tree

EXAMPLE = """\
articles: [../news]
cases:
  - id: kursk-warning
    question: Who warned about Kursk?
    answerable: true
    tags: [who-said]
    facts:
      - statement: Vedant Patel warned about the soldiers.
        stated_by: {name: Vedant Patel, aliases: [Patel]}
        contradicted_by: {name: Antony Blinken}
      - statement: Up to 10,000 soldiers were sent.
        stated_by: {number: 10000, unit: [soldiers, troops], tolerance: 0}
      - statement: He spoke of great concern.
        stated_by: {wording: [great concern, "serious … concern"]}
      - statement: Both were named.
        stated_by: {all_of: [{name: Japan}, {any_of: [{name: South Korea}, {wording: Seoul}]}]}
      - statement: It was on his mind.
    forbidden:
      - statement: China warned about it.
        stated_by: {all_of: [{name: China}, {number: 3, unit: days}]}
    gold:
      - {path: ../news/patel.md, quote: Patel warned}
  - id: weather
    question: Does it rain?
    articles: [../news]
    answerable: false
"""
CASE = Case(
    id="a",
    question="Who?",
    articles=("../news",),
    answerable=True,
    facts=(ReferenceFact("He did.", AllOf((Name("A", ("B",)), Wording(("c",))))),),
    forbidden=(),
    gold=(GoldCitation("../news/a.md", "He did."),),
    tags=("who",),
    file=Path("/home/a/evals/a.yaml"),
    line=3,
)
OTHER = replace(CASE, id="b", file=Path("/home/a/evals/b.yaml"))


def test_the_schema_accepts_every_kind_of_field() -> None:
    Draft202012Validator.check_schema(case_schema())

    assert list(Draft202012Validator(case_schema()).iter_errors(yaml.safe_load(EXAMPLE))) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("question: Who warned", "quesion: Who warned"),
        ("id: kursk-warning", "id: kursk warning"),
        ("id: kursk-warning", "id: 5"),
        ("question: Who warned about Kursk?", "question: '  '"),
        ("answerable: true", "answerable: 1"),
        ("    answerable: false\n", ""),
        ("answerable: false", "answerable: true"),
        ("answerable: true", "answerable: false"),
        ("tags: [who-said]", "tags: who-said"),
        ("tags: [who-said]", "tags:"),
        ("{name: Japan}", "{name: Japan, wording: Tokyo}"),
        ("{name: Japan}", "{aliases: [Japan]}"),
        ("{name: Japan}", "Japan"),
        ("tolerance: 0", "tolerance: -1"),
        ("number: 10000", "number: 10,000"),
        ("unit: [soldiers, troops]", "unit: []"),
        ("{name: Antony Blinken}", ""),
        ("\n        stated_by: {all_of: [{name: China}, {number: 3, unit: days}]}", ""),
        ("path: ../news/patel.md, ", ""),
        ("articles: [../news]\ncases", "articles: []\ncases"),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(before: str, after: str) -> None:
    assert before in EXAMPLE
    changed = yaml.safe_load(EXAMPLE.replace(before, after, 1))

    assert not Draft202012Validator(case_schema()).is_valid(changed)


def test_every_field_says_in_an_editor_what_it_is_for() -> None:
    forms = case_schema()["$defs"]
    assert isinstance(forms, dict)

    for name, form in [("file", case_schema()), *forms.items()]:
        assert form["title"], name
        for field, about in form["properties"].items():
            assert about["description"].endswith("."), f"{name}.{field}"


def test_a_value_is_found_at_the_line_of_its_field() -> None:
    tree = read_tree("a:\n  b:\n    - x\n    - c: |\n        y\n        z\n")

    assert tree.value == {"a": {"b": ["x", {"c": "y\nz\n"}]}}
    assert tree.places["a", "b"] == Place(2, "")
    assert tree.places["a", "b", 0] == Place(3, "x")
    assert tree.places["a", "b", 1, "c"] == Place(4, "y\nz\n")
    assert tree.mistakes == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2024-11-14", Unread("a date")),
        ("no", Unread("yes or no")),
        ("Yes", Unread("yes or no")),
        ("~", Unread("nothing")),
        ("", Unread("nothing")),
        ("true", True),
        ("010", 10.0),
        ("-2.5", -2.5),
        ("1:30", Unread("a number")),
        ("0x1f", Unread("a number")),
        (".nan", Unread("a number")),
        ("10,000", "10,000"),
        ('"2024-11-14"', "2024-11-14"),
        ("'no'", "no"),
        ("!!str 5", "5"),
        ("!!float five", Unread("a number")),
        ("=", "="),
    ],
)
def test_a_value_is_what_a_person_reads_in_it(written: str, value: object) -> None:
    tree = read_tree(f"a: {written}\n")

    assert tree.value == {"a": value}
    assert tree.mistakes == []


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])  # with and without libyaml
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: b: c", "line 1: not valid YAML, column 5: .* quotes"),
        ("a:\n  - 'b\n  - c\n", "line 2: not valid YAML, column 5: .* never closed"),
        ("a: 1\nb: [1, 2\nc: 3\n", "line 2: not valid YAML, column 4: .* not closed, or a comma"),
        ("a:\n\t- b", "line 2: not valid YAML, column 1: .* tabs"),
        ("a: 1\nb: @c", "line 2: not valid YAML, column 4: .* quotes"),
        ("a: 1\nb\nc: 2", "line [23]: not valid YAML, column 1: .* neither a field"),
        ("- a\nb: 1", "line 2: not valid YAML, column 1: .* indentation"),
        ('a: "\\q"', r"line 1: not valid YAML, column 4: .* backslash"),
        ("a: 1\n---\nb: 1", "line 2: a second document"),
        ("a: 1\nb: 2\na: 3\na: 4", "line 3, a: .*second time, after line 1"),
        ("a: &b [1]\nc: *b", r"line 2, c: \*b stands for"),
        ("a: &b [*b]", r"line 1, a\[0\]: \*b stands for"),
        ("a: *nothing", r"line 1, a: \*nothing stands for"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", "line 2, b: the tag !!python/object"),
        ("a: !!binary aGk=", "line 1, a: the tag !!binary is not read"),
        ("a:\n  ? [b]\n  : c", "line 2, a: the name of a field must be a word"),
        ("a: 1\nb: \x07", r"line 2: a control character .*U\+0007"),
        ("a:\n  - " + "[" * 100_000, "line 2: more than 50 groups"),
        ("a: " + "{b: " * 300 + "}" * 300, "line 1: more than 50 groups"),
    ],
)
def test_what_yaml_would_allow_or_explain_badly_is_told(
    monkeypatch: pytest.MonkeyPatch, loader: object, text: str, told: str
) -> None:
    monkeypatch.setattr("rag.evaluating.cases.tree._LOADER", loader)
    first = str(read_tree(text).mistakes[0])

    assert re.fullmatch(told + ".*", first), first


def test_a_digest_is_that_of_the_cases_wherever_they_are() -> None:
    moved = replace(CASE, file=Path("/elsewhere/evals/z.yaml"), line=99)

    assert digest([CASE, OTHER]) == digest([OTHER, moved])
    assert len(digest([CASE])) == 12
    assert int(digest([CASE]), 16)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "c"},
        {"question": "When?"},
        {"articles": ("../olds",)},
        {"answerable": False},
        {"facts": ()},
        {"forbidden": CASE.facts},
        {"gold": (GoldCitation("../news/b.md", "He did."),)},
        {"tags": ()},
    ],
)
def test_a_digest_changes_with_everything_that_a_case_says(change: dict[str, object]) -> None:
    assert digest([replace(CASE, **change)]) != digest([CASE])


def test_a_digest_tells_recognisers_apart() -> None:
    parts = (Name("A", ()), Wording(("A",)))
    recognisers: list[Recogniser | None] = [
        None,
        *parts,
        Name("A", ("A",)),
        Wording(("A", "A")),
        AllOf(parts),
        AnyOf(parts),
        AllOf(parts[::-1]),
        Quantity(1.0, ()),
        Quantity(1.0, (), 1.0),
        Quantity(1.0, ("A",)),
    ]
    facts = [ReferenceFact("x", recogniser) for recogniser in recognisers]
    facts.append(ReferenceFact("x", parts[0], parts[1]))

    assert len({digest([replace(CASE, facts=(fact,))]) for fact in facts}) == len(facts)
