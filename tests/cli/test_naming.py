"""``rag prompts`` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.prompting import load_prompt

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Typed

    Type = Callable[..., Typed]

PROMPTS = Path(__file__).parents[2] / "prompts"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an answer prompt of the user's own, and a name that is mistyped."""
    text = (PROMPTS / "answer.md").read_text(encoding="utf-8")
    text = text.replace("First version", "Mine\u202e")
    for name in ("answer.md", "jugde.md"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("RAG_PROMPTS", str(tmp_path))
    return tmp_path


def test_prompts_are_listed_with_what_they_are_for(typed: Type) -> None:
    result = typed("rag", "prompts")

    assert (result.code, result.err) == (0, "")
    assert f"{load_prompt('answer').id}\n  Answers a question from numbered" in result.out
    assert "  variables: sources, question, problem\n  built in: " in result.out
    assert load_prompt("judge").id in result.out
    assert "Not used" not in result.out


@pytest.mark.usefixtures("own")
def test_a_prompt_of_the_users_own_is_marked_and_a_file_without_use_is_named(
    typed: Type, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own)
    result = typed("rag", "prompts")

    assert "  yours: answer.md\n" in result.out
    assert f"  built in: {PROMPTS / 'judge.md'}\n" in result.out
    assert result.out.endswith("\nNot used, since no prompt has this name:\n  jugde.md\n")
    assert "\u202e" not in result.out


def test_prompts_as_json(typed: Type, own: Path) -> None:
    data = json.loads(typed("rag", "prompts", "--format", "json").out)

    assert (data["schema"], data["kind"], data["unused"]) == (1, "prompts", [str(own / "jugde.md")])
    answer, judge = data["prompts"]
    assert answer["id"] == load_prompt("answer").id
    assert (answer["path"], answer["own"]) == (str(own / "answer.md"), True)
    assert (judge["name"], judge["own"]) == ("judge", False)
    assert judge["variables"] == ["statement", "text", "problem"]


def test_a_prompt_that_is_not_right_is_a_usage_error_that_names_its_file(
    typed: Type, own: Path
) -> None:
    (own / "answer.md").write_text("Answer!", encoding="utf-8")
    result = typed("rag", "prompts")

    assert (result.code, result.out) == (2, "")
    assert str(own / "answer.md") in result.err
