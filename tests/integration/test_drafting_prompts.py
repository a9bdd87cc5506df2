"""The prompts that the project ships, read from where they stand."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import pytest

import rag
from rag.errors import RagError
from rag.prompting import load_prompt

PROMPTS = Path(rag.__file__).parent.parent / "prompts"
NAMES = sorted(file.stem for file in PROMPTS.glob("*.md"))


def test_there_are_prompts() -> None:
    assert "answer" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_can_be_used_and_is_identified_by_its_file(name: str) -> None:
    digest = hashlib.sha256((PROMPTS / f"{name}.md").read_bytes()).hexdigest()

    assert load_prompt(name).id == f"{name}@{digest[:12]}"


def test_a_prompt_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(RagError, match="The prompt nothing cannot be used"):
        load_prompt("nothing")


def test_an_installed_package_reads_its_own_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "rag" / "_prompts"
    copy.mkdir(parents=True)
    text = (PROMPTS / "answer.md").read_text(encoding="utf-8").replace("First version", "Mine")
    (copy / "answer.md").write_text(text, encoding="utf-8")
    assert not (files("rag") / "_prompts").is_dir()
    monkeypatch.setattr("rag.prompting.files", lambda name: tmp_path / name)

    assert load_prompt("answer").id == f"answer@{hashlib.sha256(text.encode()).hexdigest()[:12]}"
