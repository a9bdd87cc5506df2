"""Prompt files are checked when they are read and when they are filled."""

from __future__ import annotations

import hashlib

import pytest

from rag.errors import RagError
from rag.prompting import parse_prompt

TEXT = """---
name: greeting
description: Greets. First version.
variables: [name, day, problem]
used_by: this test
---
# System

Be kind.

# JSON

Reply like {"hello": 1} or {} or {Name} or {0}.

# Markers

Begin with "{name}:".

# User

Greet {name} on {day}, then {name} again.

## A heading of the text

# Another heading of the text

# Repair

Once more: {problem}
"""


def test_the_identity_is_the_name_and_the_hash_of_the_whole_file() -> None:
    prompt = parse_prompt("greeting", TEXT)

    assert prompt.id == "greeting@" + hashlib.sha256(TEXT.encode()).hexdigest()[:12]
    assert parse_prompt("greeting", TEXT.replace("First", "Second")).id != prompt.id


def test_a_file_has_five_sections_and_other_headings_are_text() -> None:
    prompt = parse_prompt("greeting", TEXT)

    assert prompt.system == "Be kind."
    assert prompt.json == 'Reply like {"hello": 1} or {} or {Name} or {0}.'
    assert prompt.markers == 'Begin with "{name}:".'
    assert prompt.user.endswith("## A heading of the text\n\n# Another heading of the text")
    assert prompt.repair == "Once more: {problem}"


def test_filling_replaces_variables_and_leaves_other_braces() -> None:
    prompt = parse_prompt("greeting", TEXT)
    values = {"name": "Ann", "day": "Monday"}

    assert prompt.fill("user", **values).startswith("Greet Ann on Monday, then Ann again.")
    assert prompt.fill("system", **values) == "Be kind."
    assert prompt.fill("json", **values) == prompt.json
    assert prompt.fill("markers", **values) == 'Begin with "Ann:".'
    assert prompt.fill("repair", **values, problem="cut off") == "Once more: cut off"


@pytest.mark.parametrize("value", ["{day}", "{problem}", "{{name}}", r"\1 \g<0> %s $day", "{"])
def test_a_value_is_never_looked_at_for_variables(value: str) -> None:
    filled = parse_prompt("greeting", TEXT).fill("user", name=value, day="Monday")

    assert filled.startswith(f"Greet {value} on Monday, then {value} again.")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(RagError, match="missing values: day; unknown values: none"):
        parse_prompt("greeting", TEXT).fill("user", name="Ann")


def test_a_value_of_no_variable_is_an_error() -> None:
    with pytest.raises(RagError, match="missing values: none; unknown values: nmae"):
        parse_prompt("greeting", TEXT).fill("user", name="Ann", day="Monday", nmae="Ann")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{day}", "{date}", "undeclared variables: date; unused variables: day"),
        (" on {day}", "", "undeclared variables: none; unused variables: day"),
        ("[name, day, problem]", "[name, problem]", "undeclared variables: day;"),
        ("variables: [name, day, problem]", "variables: name", "no list of variables"),
        ("variables: [name, day, problem]\n", "", "no list of variables"),
        ("[name, day, problem]", "[name, day, 1]", "no list of variables"),
        ("[name, day, problem]", "[name", "not YAML"),
        ("name: greeting", "name: farewell", "calls it 'farewell'"),
        ("name: greeting", "nam: greeting", "calls it None"),
        ("description: Greets. First version.\n", "", "no description"),
        ("used_by: this test\n", "", "no used_by"),
        ("# Repair", "Repair", "one section each of json, repair, system, user"),
        ("# JSON", "JSON", "one section each of json, repair, system, user"),
        ("# Another heading of the text", "# Markers", "one section each"),
        ('Begin with "{name}:".', "{mark}", "undeclared variables: mark; unused variables: none"),
        ("# Another heading of the text", "# User", "one section each"),
        ("---\n", "", "calls it None"),
    ],
)
def test_a_file_that_does_not_say_what_it_must_is_refused(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(RagError, match=message) as caught:
        parse_prompt("greeting", TEXT.replace(old, new))
    assert "prompts/greeting.md" in caught.value.hint


def test_the_section_of_markers_may_be_left_out_but_then_it_cannot_be_filled() -> None:
    prompt = parse_prompt("greeting", TEXT.replace('# Markers\n\nBegin with "{name}:".', ""))

    assert prompt.markers is None
    with pytest.raises(RagError, match="no section markers"):
        prompt.fill("markers", name="Ann", day="Monday")
