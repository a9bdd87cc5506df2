"""What is logged, where, in which form; and what is never."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openai_server import OpenAIServer, chat, failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from typed import Typed

    from rag.wiring import News

    Type = Callable[..., Typed]

SEEDS = Path(__file__).parents[2] / "seeds"
QUESTION = "who warned about Kursk?"
LINE = re.compile(r"\d\d:\d\d:\d\d\.\d{3} (debug|info) rag[.\w]*: \S.*")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RAG_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


@pytest.fixture
def seeded(seed_news: News, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_LIBRARY", str(seed_news.settings.library))


def lines(typed: Typed) -> list[dict[str, str]]:
    return [json.loads(line) for line in typed.err.splitlines()]


@pytest.mark.usefixtures("seeded")
def test_nothing_is_logged_unless_it_is_asked_for(typed: Type) -> None:
    assert typed("rag", "ask", QUESTION).err == ""
    assert typed("rag", "ask", QUESTION, "--log-json").err == ""


@pytest.mark.usefixtures("seeded")
def test_a_level_shows_itself_and_what_is_worse(
    typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = typed("ask", QUESTION, "--log-level", "info").err.splitlines()
    assert all(LINE.fullmatch(line) for line in some)
    assert {line.split()[1] for line in some} == {"info"}
    monkeypatch.setenv("RAG_LOG", "DEBUG")
    more = typed("ask", QUESTION).err.splitlines()
    assert {line.split()[1] for line in more} == {"debug", "info"}
    assert typed("ask", QUESTION, "--log-level", "error").err == ""


def test_the_log_is_one_json_object_a_line(typed: Type, library: Path) -> None:
    result = typed(
        "rag", "add", SEEDS / "patel-kursk.md", "--log-json", "--log-level", "debug", "--format",
        "json",
    )  # fmt: skip
    assert json.loads(result.out)["added"] == 1
    logged = lines(result)
    for line in logged:
        assert set(line) == {"time", "level", "logger", "message"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}\+00:00", line["time"])
        assert line["logger"].partition(".")[0] == "rag"
    assert f"{SEEDS / 'patel-kursk.md'}: added" in [line["message"] for line in logged]
    assert library.is_dir()


def test_neither_articles_nor_questions_are_logged(
    typed: Type, library: Path, openai_server: OpenAIServer
) -> None:
    assert library.name == "library"
    openai_server.replies += [failure(503, "busy", headers={"Retry-After": "0"}), chat("no json")]
    openai_server.otherwise = chat("The words of a model.")
    model = ("--model", "openai:tiny", "--no-cache")
    said = [
        typed("rag", *words, "--log-level", "debug").err
        for words in (
            ("add", SEEDS),
            ("ask", QUESTION),
            ("search", QUESTION),
            ("summarise", SEEDS / "patel-kursk.md"),
            ("summarise", "--topic", "North Korean troops in Russia"),
            ("ask", QUESTION, *model),
        )
    ]
    logged = [line for each in said for line in each.splitlines() if LINE.fullmatch(line)]
    text = "\n".join(logged)
    assert "failed (503) and is asked again" in text
    assert "replied in" in text
    for word in ("Kursk", "Patel", "Korean", "warned", "words of a model"):
        assert word not in text.replace(str(SEEDS), "")


def test_a_line_cannot_be_forged_nor_steer_a_terminal(
    typed: Type, library: Path, tmp_path: Path
) -> None:
    assert library
    file = tmp_path / "a\n12:00:00.000 info rag.forged: all is well\x1b[2J.txt"
    file.write_text("Something happened in the town on Monday, said the mayor.", encoding="utf-8")
    result = typed("rag", "add", file, "--log-level", "info", "--format", "json")
    assert "\x1b" not in result.err
    assert all(LINE.fullmatch(line) for line in result.err.splitlines())
    assert not [line for line in result.err.splitlines() if line.startswith("12:00:00.000")]
    for line in lines(typed("rag", "add", file, "--log-level", "info", "--log-json")):
        assert line["logger"] != "rag.forged"


def test_a_key_in_a_message_is_taken_out(
    typed: Type, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted-0123456789")
    for words in ((), ("--log-json",)):
        assert typed("rag", "prompts", *words).code == 0
        try:
            int("sk-planted-0123456789")
        except ValueError:
            logging.getLogger("rag.somewhere").exception("with sk-planted-0123456789")
        err = capsys.readouterr().err
        assert "sk-planted" not in err
        assert err.count("(redacted)") >= 2
        assert "Traceback" in err


def test_a_level_that_there_is_not_is_a_usage_error(typed: Type) -> None:
    result = typed("rag", "list", "--log-level", "loud")
    assert (result.code, result.out) == (2, "")
    assert "loud" in result.err
