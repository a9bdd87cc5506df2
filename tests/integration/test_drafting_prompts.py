"""The prompts that the project ships, read from where they stand."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import pytest
from hits_making import hits
from openai_server import OpenAIServer, chat

import rag
from rag.drafting.writing import LlmWriter
from rag.errors import RagError, UsageError
from rag.prompting import load_prompt, load_prompts, unused_files

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
    text = (PROMPTS / "answer.md").read_text(encoding="utf-8").replace("verbatim quotes", "Mine")
    (copy / "answer.md").write_text(text, encoding="utf-8")
    assert not (files("rag") / "_prompts").is_dir()
    monkeypatch.setattr("rag.prompting.files", lambda name: tmp_path / name)

    assert load_prompt("answer").id == f"answer@{hashlib.sha256(text.encode()).hexdigest()[:12]}"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's own prompts, with nothing in it."""
    folder = tmp_path / "mine"
    folder.mkdir()
    monkeypatch.setenv("RAG_PROMPTS", str(folder))
    return folder


def answer_with(old: str, new: str) -> str:
    text = (PROMPTS / "answer.md").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new)


def test_a_prompt_in_the_users_folder_is_read_in_place_of_ours(own: Path) -> None:
    text = answer_with("# System\n", "# System\n\nAhoy!\n")
    (own / "answer.md").write_text(text, encoding="utf-8")

    prompt = load_prompt("answer")
    assert prompt.fill("system").startswith("Ahoy!")
    assert prompt.id == f"answer@{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    assert prompt.place == str(own / "answer.md")


def test_a_model_is_asked_with_the_users_prompt_and_its_identity_is_told(
    own: Path, openai_server: OpenAIServer
) -> None:
    text = answer_with("# System\n", "# System\n\nAhoy!\n")
    (own / "answer.md").write_text(text, encoding="utf-8")
    openai_server.replies.append(chat('{"claims": [], "unanswered": [], "reason": "none"}'))

    writer = LlmWriter("openai:tiny", timeout=20, max_retries=0)
    writer.draft("who?", hits("Patel warned Moscow."))

    [request] = openai_server.requests
    assert request.body["messages"][0]["content"].startswith("Ahoy!\n\nYou answer a question")
    assert writer.prompt == f"answer@{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def test_a_prompt_that_is_not_in_the_users_folder_is_ours(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own / "answer.md").write_text(answer_with("verbatim quotes", "Mine"), encoding="utf-8")
    judge = load_prompt("judge")

    assert judge.place == str(PROMPTS / "judge.md")
    monkeypatch.delenv("RAG_PROMPTS")
    assert load_prompt("judge") == judge


def test_an_empty_variable_names_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_PROMPTS", " ")

    assert load_prompt("answer").own is None
    assert unused_files() == ()


def test_the_marks_that_editors_leave_do_not_make_another_prompt(own: Path) -> None:
    ours = (PROMPTS / "answer.md").read_text(encoding="utf-8")
    (own / "answer.md").write_bytes(b"\xef\xbb\xbf" + ours.replace("\n", "\r\n").encode())

    prompt = load_prompt("answer")
    assert prompt.own
    assert prompt.id == f"answer@{hashlib.sha256(ours.encode()).hexdigest()[:12]}"


@pytest.mark.parametrize("make", ["nothing", "a file"])
def test_a_folder_that_cannot_be_read_is_an_error_that_names_it(own: Path, make: str) -> None:
    own.rmdir()
    if make == "a file":
        own.write_text("", encoding="utf-8")

    for reading in (lambda: load_prompt("answer"), load_prompts, unused_files):
        with pytest.raises(UsageError, match="folder of prompts") as caught:
            reading()
        assert str(own) in caught.value.message
        assert "RAG_PROMPTS" in caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: answer", "name: mine", "calls it 'mine'"),
        ("# JSON", "JSON", "one section each of json"),
        ("{sources}", "", "unused variables: sources"),
        ("Question: {question}", "{question} {day}", "undeclared variables: day"),
    ],
)
def test_a_users_prompt_that_is_not_right_is_an_error_that_names_the_file(
    own: Path, old: str, new: str, message: str
) -> None:
    (own / "answer.md").write_text(answer_with(old, new), encoding="utf-8")

    with pytest.raises(UsageError, match=message) as caught:
        load_prompt("answer")
    assert str(own / "answer.md") in caught.value.message
    assert str(PROMPTS / "answer.md") in caught.value.hint


@pytest.mark.parametrize(
    ("old", "new"), [("{problem}", "…"), ("{question}", "{question} {day}")], ids=["fewer", "more"]
)
def test_a_users_prompt_has_the_variables_that_the_program_gives(
    own: Path, old: str, new: str
) -> None:
    declared = "[sources, question]" if new == "…" else "[sources, question, problem, day]"
    text = answer_with(old, new).replace("[sources, question, problem]", declared)
    (own / "answer.md").write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match="have to be these: problem, question, sources"):
        load_prompt("answer")


def test_a_users_file_that_is_no_text_is_an_error_that_names_it(own: Path) -> None:
    (own / "answer.md").write_bytes(b"\xff\xfe")

    with pytest.raises(UsageError, match=r"answer.*cannot be read"):
        load_prompt("answer")


def test_a_users_prompt_may_leave_the_markers_out_until_they_are_needed(own: Path) -> None:
    text = answer_with("# Markers", "## Markers")
    (own / "answer.md").write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match="no section markers") as caught:
        load_prompt("answer").fill("markers")
    assert str(own / "answer.md") in caught.value.message


def test_files_that_no_prompt_is_read_from_are_named(own: Path) -> None:
    for name in ("answers.md", "judge.txt", ".DS_Store"):
        (own / name).write_text("", encoding="utf-8")
    (own / "judge.md").write_bytes((PROMPTS / "judge.md").read_bytes())

    assert unused_files() == (own / "answers.md", own / "judge.txt")
    assert [prompt.name for prompt in load_prompts()] == NAMES
