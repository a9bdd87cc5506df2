"""Help that teaches, and a start that loads nothing heavy."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.cli import exits

if TYPE_CHECKING:
    from collections.abc import Callable

    from typed import Typed

    Type = Callable[..., Typed]

HERE = Path(__file__).parent
COMMANDS = [
    "ask", "search", "summarise", "add", "remove", "list", "show", "status", "rebuild", "verify",
    "check", "models", "prompts", "eval",
]  # fmt: skip
NO_LIBRARY = {"eval", "models", "prompts"}  # eval makes libraries of its own
HEAVY = [
    "chromadb", "langchain", "langchain_core", "langchain_openai", "langgraph", "langsmith",
    "openai", "onnxruntime", "numpy", "tokenizers", "trafilatura", "lxml", "pypdfium2", "docx",
    "dateparser", "nupunkt", "rich", "scipy", "jinja2", "yaml",
]  # fmt: skip
LIGHT_CALLS = [
    ("ask", "--help"),
    ("main", "--help"),
    ("main", "--version"),
    ("main", "ask", "--help"),
    ("main", "add", "--help"),
    ("main", "summarise", "--help"),
    ("main", "eval", "--help"),
    ("main", "verify", "--help"),
    ("main", "check", "--help"),
    ("main", "models", "--help"),
    ("main", "prompts", "--help"),
]


def python(code: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        capture_output=True,
        text=True,
        encoding=variables.get("PYTHONIOENCODING", "utf-8"),
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(HERE), **variables},
    )


@pytest.mark.parametrize("call", LIGHT_CALLS)
def test_help_and_version_load_nothing_heavy(call: tuple[str, ...]) -> None:
    program, *arguments = call
    code = (
        "import sys\n"
        f"from rag.cli import {program} as program\n"
        "try:\n"
        "    program()\n"
        "finally:\n"
        "    loaded = {name.partition('.')[0] for name in sys.modules}\n"
        f"    print('HEAVY', sorted(loaded & set({HEAVY!r})), file=sys.stderr)\n"
    )
    result = python(code, *arguments)
    assert result.returncode == 0
    assert result.stdout
    assert result.stderr == "HEAVY []\n"


def test_the_version_is_that_of_the_package(typed: Type) -> None:
    assert re.fullmatch(r"rag \d+\.\d+\.\d+\n", typed("rag", "--version").out)


def test_rag_alone_shows_its_help() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "rag"], capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 0
    assert result.stdout.startswith("Usage: rag [OPTIONS] COMMAND")


def test_the_help_of_rag_lists_commands_variables_and_exit_codes(typed: Type) -> None:
    text = typed("rag", "--help").out
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\w", text, re.MULTILINE)
    for variable in ("RAG_LIBRARY", "RAG_EMBEDDER", "RAG_MODEL", "RAG_PROMPTS", "OPENAI_API_KEY"):
        assert variable in text
    for code, meaning in exits.MEANINGS.items():
        assert re.search(rf"^ +{code}  {re.escape(meaning)}$", text, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example_in_80_columns(
    typed: Type, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = typed("rag", name, "--help")
    assert result.code == 0
    assert "Examples:\n" in result.out
    assert "--format" in result.out
    assert ("--library" in result.out) == (name not in NO_LIBRARY)
    assert max(map(len, result.out.splitlines())) <= 80
    examples = result.out.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    assert all(line.lstrip().startswith((f"rag {name}", "ask ")) for line in examples)


@pytest.mark.parametrize("name", ["accept", "compare", "schema"])
def test_every_command_of_an_evaluation_does_so_too(
    typed: Type, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = typed("rag", "eval", name, "--help")
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= 80
    assert f"  rag eval {name} " in result.out.partition("Examples:\n")[2]


def test_ask_alone_has_the_same_help_but_for_its_name(typed: Type) -> None:
    assert typed("ask", "--help").out == typed("rag", "ask", "--help").out.replace(
        "Usage: rag ask", "Usage: ask"
    )


ASK_A_FAKE = (
    "import sys, fake_wiring as fake\n"
    "news = fake.News()\n"
    "sys.modules['rag.wiring'] = fake.module_of(news)\n"
    "{before}\n"
    "from rag.cli import ask\n"
    "ask()\n"
)


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_text("who warned about the war?\n" * 500, encoding="utf-8")
    program = subprocess.Popen(
        [sys.executable, "-c", ASK_A_FAKE.format(before=""), "--file", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )
    assert program.stdout is not None
    assert program.stderr is not None
    with program.stdout, program.stderr:
        program.stdout.readline()
        program.stdout.close()
        complaint = program.stderr.read()
        assert (program.wait(timeout=60), complaint) == (0, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_a_stream_that_knows_few_letters_gets_escapes(encoding: str, form: str) -> None:
    before = (
        "import dataclasses\n"
        "news.replies['who?'] = dataclasses.replace(fake.refusal('who?'), reason='岸田')"
    )
    code = ASK_A_FAKE.format(before=before)
    result = python(code, "who?", "--format", form, PYTHONIOENCODING=encoding)
    assert (result.returncode, result.stderr) == (3, "")
    assert "\\u5cb8\\u7530" in result.stdout


def test_output_to_a_pipe_is_not_wrapped_or_coloured() -> None:
    before = "news.replies['who?'] = fake.answer('who?')"
    result = python(ASK_A_FAKE.format(before=before), "who?", COLUMNS="20")
    assert "Vedant Patel, a deputy spokesman, warned of a long war. [1]\n" in result.stdout
    assert "\x1b" not in result.stdout
