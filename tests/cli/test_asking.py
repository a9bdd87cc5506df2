"""``ask`` and ``rag search`` as they are typed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_wiring import ARTICLE, SENTENCE, answer, refusal

from rag.domain.articles import Filters
from rag.errors import MissingKeyError, ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fake_wiring import News
    from typed import Typed

    Type = Callable[..., Typed]


def test_words_need_no_quotes(news: News, typed: Type) -> None:
    result = typed("ask", "who", "warned", " about ", "Kursk")
    assert news.asked == [("who warned about Kursk", Filters())]
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        f"{SENTENCE} [1]\n"
        "\n"
        "[1] Washington worries · The Example Post · 2024-11-02 · seeds/worries.md\n"
    )


def test_rag_ask_is_the_same_command(news: News, typed: Type) -> None:
    assert typed("rag", "ask", "who", "warned?") == typed("ask", "who warned?")
    assert news.asked[0] == news.asked[1]


def test_options_may_stand_between_the_words(news: News, typed: Type) -> None:
    days = ("--since", "2024-10-01", "--until", "2024-11-30")
    outlets = ("--source", "The Example Post", "--source", "Wire")
    typed("ask", "who", *days, "warned?", *outlets, "-k", 3, "-m", "openai:m")
    assert news.asked == [
        (
            "who warned?",
            Filters(date(2024, 10, 1), date(2024, 11, 30), ("The Example Post", "Wire")),
        )
    ]
    assert news.settings is not None
    assert (news.settings.k, news.settings.model) == (3, "openai:m")


def test_without_options_or_variables_the_defaults_hold(news: News, typed: Type) -> None:
    typed("ask", "who?")
    assert news.settings is not None
    assert news.settings.library == Path("/default")
    assert (news.settings.embedder, news.settings.model, news.settings.k) == (
        "minilm",
        "extractive",
        8,
    )
    assert not news.created
    assert news.closed


@pytest.mark.parametrize(
    ("option", "caution"), [((), "balanced"), (("--strict",), "strict"), (("--eager",), "eager")]
)
def test_how_sure_an_answer_must_be_is_the_users_choice(
    news: News, typed: Type, option: tuple[str, ...], caution: str
) -> None:
    typed("ask", "who?", *option)

    assert news.settings is not None
    assert news.settings.caution == caution


def test_variables_choose_library_embedder_and_model(
    news: News, typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_LIBRARY", "~/elsewhere")
    monkeypatch.setenv("RAG_EMBEDDER", "openai:e")
    monkeypatch.setenv("RAG_MODEL", "openai:m")
    typed("ask", "who?", "--model", "extractive")
    assert news.settings is not None
    assert news.settings.library == Path.home() / "elsewhere"
    assert (news.settings.embedder, news.settings.model) == ("openai:e", "extractive")


def test_a_refusal_has_its_own_exit_code_and_is_no_error(news: News, typed: Type) -> None:
    news.replies["who?"] = refusal("who?")
    result = typed("ask", "who?")
    assert (result.code, result.err) == (3, "")
    assert result.out.startswith("Not in these articles: none of them names Canada\n")
    assert ARTICLE.id in result.out


@pytest.mark.parametrize(("make", "kind", "code"), [(answer, "answer", 0), (refusal, "refusal", 3)])
def test_json_of_a_reply(news: News, typed: Type, make: Callable, kind: str, code: int) -> None:  # type: ignore[type-arg]
    news.replies["who?"] = make("who?")
    result = typed("ask", "who?", "--format", "json")
    data = json.loads(result.out)
    assert (result.code, data["schema"], data["kind"], data["question"]) == (code, 1, kind, "who?")


@pytest.mark.usefixtures("news")
def test_markdown_of_a_reply(typed: Type) -> None:
    result = typed("ask", "who?", "--format", "md")
    assert result.out.startswith(f"{SENTENCE} \\[1\\]\n\n1. **Washington worries** · ")


def test_each_line_of_a_file_is_answered_with_a_line_of_json(
    news: News, typed: Type, tmp_path: Path
) -> None:
    news.replies["second?"] = refusal("second?")
    file = tmp_path / "questions.txt"
    file.write_text("\ufefffirst?\n\n  second?  \r\nthird?", encoding="utf-8")
    result = typed("ask", "--file", file)
    lines = [json.loads(line) for line in result.out.splitlines()]
    assert [(line["kind"], line["question"]) for line in lines] == [
        ("answer", "first?"),
        ("refusal", "second?"),
        ("answer", "third?"),
    ]
    assert (result.code, result.err) == (0, "")


def test_a_question_of_a_file_that_fails_does_not_stop_the_others(
    news: News, typed: Type, tmp_path: Path
) -> None:
    news.replies["first?"] = ModelError("it hung up", hint="Try again.")
    news.replies["second?"] = ZeroDivisionError("oops")
    file = tmp_path / "questions.txt"
    file.write_text("first?\nsecond?\nthird?\n", encoding="utf-8")
    result = typed("ask", "--file", file)
    first, second, third = (json.loads(line) for line in result.out.splitlines())
    assert first == {
        "schema": 1,
        "kind": "error",
        "code": "model",
        "message": "it hung up",
        "hint": "Try again.",
        "question": "first?",
    }
    assert (second["code"], second["question"]) == ("internal", "second?")
    assert third["kind"] == "answer"
    assert result.code == 4
    assert result.err == "2 of 3 questions failed\n"


def test_when_every_question_of_a_file_fails_the_exit_code_says_why(
    news: News, typed: Type, tmp_path: Path
) -> None:
    news.replies["first?"] = MissingKeyError("no key", hint="Set OPENAI_API_KEY.")
    file = tmp_path / "questions.txt"
    file.write_text("first?\n", encoding="utf-8")
    assert typed("ask", "--file", file).code == 6


def test_a_search_shows_passages(news: News, typed: Type) -> None:
    result = typed("rag", "search", "long", "war", "-k", "1", "--since", "2024-01-01")
    assert news.asked == [("long war", Filters(since=date(2024, 1, 1)))]
    assert result.code == 0
    assert result.out == (
        "[1] Washington worries · The Example Post · 2024-11-02 · seeds/worries.md\n"
        f"    {SENTENCE}\n"
        f"    score 0.900 · {ARTICLE.id} characters 0-{len(SENTENCE)}\n"
        "\n"
        "Note: 2 undated articles were left out\n"
    )


@pytest.mark.usefixtures("news")
def test_json_of_a_search(typed: Type) -> None:
    result = typed("rag", "search", "war", "--format", "json")
    data = json.loads(result.out)
    assert (data["schema"], data["kind"], data["query"]) == (1, "passages", "war")
    assert [passage["text"] for passage in data["passages"]] == [SENTENCE, SENTENCE]


def test_a_search_tells_what_it_read_as_something_else(news: News, typed: Type) -> None:
    result = typed("rag", "search", "long", "wrold", "war")
    assert news.asked[0][0] == "long world war"
    assert result.out.endswith("Note: read “wrold” as “world”\n")


def test_a_question_with_bytes_that_are_no_text_is_still_asked(news: News, typed: Type) -> None:
    typed("ask", "who\udcff?")
    assert news.asked[0][0] == "who??"
