"""Whatever goes wrong, a person reads what to do next and a program gets a code."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest
from fake_wiring import News, module_of

from rag import errors
from rag.cli import exits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typed import Typed

    Type = Callable[..., Typed]

USAGE_MISTAKES = [
    (("ask",), 'Ask one, for example: ask "who warned about Kursk?"'),
    (("ask", " "), 'Ask one, for example: ask "who warned about Kursk?"'),
    (("rag", "search"), "rag search Kursk"),
    (("rag", "add"), "rag add FOLDER"),
    (("rag", "remove"), "rag list"),
    (("rag", "show"), "rag list"),
    (("rag", "fetch"), "rag --help"),
    (("rag", "add", "--bogus"), "rag add --help"),
    (("ask", "who?", "-k", "0"), "ask --help"),
    (("ask", "who?", "--format", "xml"), "ask --help"),
    (("ask", "who?", "--since", "yesterday"), "ask --help"),
    (("ask", "who?", "--since", "20241102"), "ask --help"),
    (("ask", "who?", "--since", "2024-11-02", "--until", "2024-11-01"), "Swap the two days"),
    (("ask", "who?", "--strict", "--eager"), "Choose one of them"),
    (("ask", "--file", "/no/such/file"), "one question a line"),
    (("ask", "--file", "/dev/null"), "Write one question"),
    (("ask", "--file", "/dev/null", "who?"), "Leave one of them out"),
    (("ask", "--file", "/dev/null", "--format", "md"), "Leave --format out"),
]


@pytest.mark.parametrize(("words", "hint"), USAGE_MISTAKES)
def test_a_command_that_makes_no_sense_teaches(
    news: News, typed: Type, words: tuple[str, ...], hint: str
) -> None:
    result = typed(*words)
    told = result.err or result.out  # with --file, errors are JSON as replies are
    assert result.code == 2
    assert hint in (json.loads(told)["hint"] if "--file" in words else told.splitlines()[1])
    assert "Traceback" not in told
    assert news.asked == []


@pytest.mark.parametrize("words", [("rag", "fetch"), ("rag", "add", "--bogus"), ("ask",)])
def test_usage_errors_are_json_where_json_was_asked_for(
    news: News, typed: Type, words: tuple[str, ...]
) -> None:
    for form in (("--format", "json"), ("--format=json",)):
        result = typed(*words, *form)
        data = json.loads(result.out)
        assert (result.code, result.err) == (2, "")
        assert list(data) == ["schema", "kind", "code", "message", "hint"]
        assert (data["kind"], data["code"]) == ("error", "usage")
    assert news.asked == []


def all_errors(branch: type[errors.RagError] = errors.RagError) -> list[type[errors.RagError]]:
    return [branch, *(leaf for below in branch.__subclasses__() for leaf in all_errors(below))]


@pytest.mark.parametrize("kind", all_errors())
def test_every_error_of_ours_has_an_exit_code_of_the_table(
    typed: Type, monkeypatch: pytest.MonkeyPatch, kind: type[errors.RagError]
) -> None:
    error = kind("it went wrong", hint="Do this.")
    monkeypatch.setitem(sys.modules, "rag.wiring", module_of(News(), opening=error))
    result = typed("ask", "who?")
    assert result.code == kind.exit_code
    assert result.code in exits.MEANINGS
    assert result.out == ""
    assert result.err == "error: it went wrong\nhint: Do this.\n"
    as_json = typed("ask", "who?", "--format", "json")
    assert json.loads(as_json.out)["code"] == kind.code
    assert (as_json.code, as_json.err) == (kind.exit_code, "")


def test_the_branches_of_the_error_tree_have_the_codes_of_the_table() -> None:
    assert errors.RagError.exit_code == exits.INTERNAL
    assert errors.UsageError.exit_code == exits.USAGE
    assert errors.InputError.exit_code == exits.SOME_FAILED
    assert errors.LibraryError.exit_code == exits.LIBRARY
    assert errors.ModelError.exit_code == exits.MODEL


def test_an_unforeseen_error_is_one_message_without_a_traceback(news: News, typed: Type) -> None:
    news.replies["who?"] = ZeroDivisionError("division by \x1b zero")
    result = typed("ask", "who?")
    assert result.code == 1
    assert result.err == (
        "error: A mistake of ours: ZeroDivisionError: division by ␛ zero\n"
        "hint: Run it again with --debug, and report what that prints.\n"
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("list",), exits.LIBRARY),
        (("list", "--format", "json"), exits.LIBRARY),
        (("prompts",), exits.INTERNAL),
        (("prompts", "--format", "json"), exits.INTERNAL),
        (("--help",), exits.INTERNAL),
    ],
)
def test_an_output_that_has_no_room_is_told_of_without_a_traceback(
    tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no device that is always full")
    with Path("/dev/full").open("w") as full:
        done = type_it(tmp_path, words, stdout=full)
    error, hint = done.stderr.splitlines()
    assert done.returncode == code
    assert error.startswith("error: ") is hint.startswith("hint: ") is True
    assert "mistake of ours" not in error


def test_a_path_that_the_system_refuses_is_no_mistake_of_ours(typed: Type) -> None:
    name = "x" * 300
    result = typed("rag", "list", "--library", name)
    assert result.code != exits.DONE
    error, hint = result.err.splitlines()
    assert error.endswith(f"{name}/library.sqlite cannot be used: File name too long")
    assert hint.startswith("hint: Check the path")


def test_a_library_without_a_name_is_not_the_folder_that_we_are_in(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("The ferry sank.", encoding="utf-8")
    result = typed("rag", "add", "a.txt", "--library", "")
    assert result.code == exits.USAGE
    assert result.err.splitlines()[0].endswith("it is empty")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_working_folder_that_is_gone_is_told_of(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    result = typed("rag", "list", "--library", "here")
    monkeypatch.chdir(tmp_path)
    assert result.code == exits.INTERNAL
    assert result.err.startswith("error: The folder that you are in cannot be used: No such")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_stream_that_is_closed_is_no_error(tmp_path: Path, closed: str) -> None:
    command = f'"$0" prompts {closed}'
    done = type_it(tmp_path, (), through=["sh", "-c", command], stdout=subprocess.PIPE)
    assert done.returncode == 0
    assert done.stderr == ""


def type_it(
    folder: Path, words: Sequence[str], *, stdout: int | IO[str], through: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run the installed ``rag``."""
    return subprocess.run(
        [*through, Path(sys.executable).parent / "rag", *words],
        env={**os.environ, "RAG_LIBRARY": str(folder / "library")},
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_debug_adds_the_traceback(news: News, typed: Type) -> None:
    news.replies["who?"] = ZeroDivisionError("division by \x1b zero")
    result = typed("ask", "who?", "--debug")
    assert result.code == 1
    assert result.err.startswith("Traceback (most recent call last):\n")
    assert "fake_wiring.py" in result.err
    assert "\x1b" not in result.err


def test_debug_adds_the_traceback_of_one_question_of_many(
    news: News, typed: Type, tmp_path: Path
) -> None:
    news.replies["who?"] = ZeroDivisionError("division by zero")
    file = tmp_path / "questions.txt"
    file.write_text("who?\n", encoding="utf-8")
    assert "Traceback" not in typed("ask", "--file", file).err
    result = typed("ask", "--file", file, "--debug")
    assert result.err.startswith("Traceback (most recent call last):\n")
    assert json.loads(result.out)["code"] == "internal"


def test_ctrl_c_ends_with_a_clean_line(news: News, typed: Type) -> None:
    news.replies["who?"] = KeyboardInterrupt()
    result = typed("ask", "who?")
    assert (result.code, result.out, result.err) == (130, "", "interrupted\n")
    assert news.closed


@pytest.mark.usefixtures("news")
def test_a_questions_file_that_is_not_text_is_named(typed: Type, tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_bytes(b"\xff\xfe\x00who?")
    result = typed("ask", "--file", file)
    assert result.code == 2
    assert (
        f"Cannot read the questions in {file}: it is not UTF-8" in json.loads(result.out)["message"]
    )


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize("words", [("rag", "verify"), ("ask", "--file")])
def test_a_file_without_an_end_is_not_read_for_ever(typed: Type, words: tuple[str, ...]) -> None:
    result = typed(*words, "/dev/zero")
    assert result.code == 2
    assert "/dev/zero: it has more than 100,000,000 bytes" in result.err + result.out


@pytest.mark.parametrize(
    "method",
    ["ask", "search", "notes", "add", "rebuild", "remove", "articles", "article", "status"],
)
def test_the_library_that_stands_in_takes_what_the_real_one_takes(method: str) -> None:
    from rag import wiring

    real = inspect.signature(getattr(wiring.News, method)).parameters
    fake = inspect.signature(getattr(News, method)).parameters
    assert [(name, one.kind) for name, one in fake.items()] == [
        (name, one.kind) for name, one in real.items()
    ]


def test_the_defaults_of_the_options_are_those_of_the_settings(news: News, typed: Type) -> None:
    typed("ask", "who?")
    sys.modules.pop("rag.wiring")
    from rag.wiring import Settings

    assert news.settings is not None
    expected = Settings(Path("/default"), cache=Path("/cache"))
    assert expected == Settings(**vars(news.settings))
