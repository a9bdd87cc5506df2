"""The parts put together: what loads when, what is refused, and several threads at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import rag
from rag.domain.articles import Filters
from rag.domain.replies import Answer, Refusal
from rag.errors import (
    ArticleNotFoundError,
    EmptyLibraryError,
    LibraryMismatchError,
    MissingKeyError,
    UsageError,
)
from rag.library import Library
from rag.wiring import Settings, default_library, open_news

if TYPE_CHECKING:
    from openai_server import OpenAIServer

    from rag.domain.replies import Reply
    from rag.wiring import News

QUESTIONS = [
    "Who warned about Kursk?",
    "What did Kurt Campbell call North Korea's support?",
    "Who is the prime minister of Canada?",
    "How many soldiers may have been sent?",
    "Whom did Kishida convene?",
    "What is South Korea's GDP?",
    "Why would UN sanctions be hard to enforce?",
    "When did the war in Sudan begin?",
]


def gist(reply: Reply) -> tuple[object, ...]:
    """A reply without the seconds that it took."""
    if isinstance(reply, Answer):
        return (reply.question, reply.claims, reply.unanswered, reply.dropped)
    return (reply.question, reply.reason, reply.nearest)


def modules_after(code: str) -> set[str]:
    """Names of the modules that a fresh interpreter has loaded after some code."""
    code += "\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_default_library_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_LIBRARY", "/somewhere/else")

    assert default_library() == Path("/somewhere/else")


def test_the_default_library_is_among_the_users_data_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RAG_LIBRARY", "")
    assert default_library().parts[-2:] == ("rag-news", "library")

    monkeypatch.delenv("RAG_LIBRARY")
    assert default_library().parts[-2:] == ("rag-news", "library")


def test_importing_rag_loads_nothing_heavy() -> None:
    heavy = {"chromadb", "langchain", "langchain_core", "openai", "onnxruntime", "numpy", "sqlite3"}

    loaded = modules_after("import rag")

    assert "rag" in loaded
    assert not heavy & loaded
    assert {name for name in loaded if name.startswith("rag.")} == {
        "rag.domain",
        "rag.domain.articles",
    }


def test_an_extractive_answer_loads_no_client_of_a_language_model(seed_news: News) -> None:
    loaded = modules_after(
        f"import rag\nwith rag.open({str(seed_news.settings.library)!r}) as news:\n"
        "    assert type(news.ask('Who warned about Kursk?')).__name__ == 'Answer'"
    )

    assert {"chromadb", "onnxruntime", "langchain_core"} <= loaded
    assert not {"openai", "langchain_openai", "langchain", "tiktoken"} & loaded


def test_opening_asks_no_model_and_makes_no_folder(tmp_path: Path) -> None:
    rag.open(tmp_path / "library").close()

    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize("name", ["", "minilm2", "ollama:nomic", "MINILM"])
def test_an_unknown_embedder_is_refused_with_those_there_are(tmp_path: Path, name: str) -> None:
    with (
        rag.open(tmp_path / "library", embedder=name) as news,
        pytest.raises(UsageError, match=f"no embedder '{name}'") as caught,
    ):
        news.search("ferry")
    assert "minilm, e5 or openai:NAME" in caught.value.hint


def test_a_library_of_another_embedder_is_refused(
    seed_news: News, openai_server: OpenAIServer
) -> None:
    with rag.open(seed_news.settings.library, embedder="openai:tiny") as news:
        with pytest.raises(LibraryMismatchError) as caught:
            news.add([])
        assert len(news.articles()) == 12  # the catalogue needs no embedder
    assert "rag rebuild" in caught.value.hint
    assert openai_server.requests


def test_a_language_model_without_its_key_names_the_variable(seed_news: News) -> None:
    with (
        rag.open(seed_news.settings.library, model="openai:gpt-4o-mini") as news,
        pytest.raises(MissingKeyError) as caught,
    ):
        news.ask("Who warned about Kursk?")
    assert "OPENAI_API_KEY" in caught.value.message + caught.value.hint


def test_asking_where_there_is_no_library_says_how_to_add_articles(tmp_path: Path) -> None:
    with (
        open_news(Settings(tmp_path / "none")) as news,
        pytest.raises(EmptyLibraryError) as caught,
    ):
        news.ask("Who warned about Kursk?")
    assert "rag add" in caught.value.hint
    assert not (tmp_path / "none").exists()


def test_asking_an_empty_library_says_how_to_add_articles(tmp_path: Path) -> None:
    with rag.open(tmp_path / "library") as news:
        news.add([])
        with pytest.raises(EmptyLibraryError, match="is empty") as caught:
            news.ask("Who warned about Kursk?")
    assert "rag add" in caught.value.hint


def test_an_article_that_is_not_there_is_an_error_of_its_own(seed_news: News) -> None:
    for call in (seed_news.article, seed_news.remove):
        with pytest.raises(ArticleNotFoundError):
            call("/no/such/file.txt")


@pytest.mark.parametrize("question", ["", "  \n", "?!", "…", "👍"])
def test_a_question_without_a_word_is_a_usage_error(seed_news: News, question: str) -> None:
    with pytest.raises(UsageError, match="question is empty"):
        seed_news.ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who?",
        "it",
        "a" * 2_000,
        "SELECT * FROM words;",
        "Кто предупредил о Курске?",
        "谁?",
        "ﾞﾟ",
        "\x00a",
    ],
)
def test_an_odd_question_gets_a_reply(seed_news: News, question: str) -> None:
    assert seed_news.ask(question).question == question


def test_a_batch_in_threads_gives_what_single_questions_give(seed_news: News) -> None:
    replies = seed_news.batch(QUESTIONS)

    assert [reply.question for reply in replies] == QUESTIONS
    assert [gist(reply) for reply in replies] == [gist(seed_news.ask(q)) for q in QUESTIONS]
    assert {type(reply) for reply in replies} == {Answer, Refusal}


def test_a_batch_as_the_first_call_opens_the_library_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    make = Library.open

    def slowly(folder: Path, *arguments: object, **options: object) -> Library:
        opened.append(folder)
        time.sleep(0.05)  # long enough for the other threads to come
        return make(folder, *arguments, **options)  # type: ignore[arg-type]

    (tmp_path / "bridge.txt").write_text("Mayor Ada Quill opened the Vanter Bridge on Monday.")
    with rag.open(tmp_path / "library") as news:
        news.add([tmp_path / "bridge.txt"])
    monkeypatch.setattr(Library, "open", slowly)

    with rag.open(tmp_path / "library") as news:
        replies = news.batch(["Who opened the Vanter Bridge?"] * 8)

    assert [type(reply) for reply in replies] == [Answer] * 8
    assert opened == [tmp_path / "library"]


def test_a_batch_of_nothing_is_nothing(seed_news: News) -> None:
    assert seed_news.batch([]) == []


def test_a_closed_library_may_be_asked_again(seed_news: News) -> None:
    with rag.open(seed_news.settings.library) as news:
        before = news.ask(QUESTIONS[0])
    assert gist(news.ask(QUESTIONS[0])) == gist(before)
    news.close()
    news.close()


def test_filters_hold_for_answers_and_their_notes_travel(seed_news: News) -> None:
    filters = Filters(since=date(2024, 11, 14), until=date(2024, 11, 14))

    reply = seed_news.ask("Who warned about Kursk?", filters)

    assert isinstance(reply, Answer)
    assert {c.published for claim in reply.claims for c in claim.citations} == {date(2024, 11, 14)}
    assert len(reply.notes) == 1
    assert "undated" in reply.notes[0]


def test_filters_that_nothing_passes_are_the_reason_of_a_refusal(seed_news: News) -> None:
    reply = seed_news.ask("Who warned about Kursk?", Filters(sources=("Nobody’s Gazette",)))

    assert isinstance(reply, Refusal)
    assert reply.reason == "no article passes the filters"
    assert reply.nearest == ()


def test_the_provenance_says_how_a_reply_came_about(seed_news: News) -> None:
    made = seed_news.ask("Who warned about Kursk?").provenance

    assert (made.model, made.prompt, made.fallback, made.k) == ("extractive", None, None, 8)
    assert (made.input_tokens, made.output_tokens, made.cost) == (0, 0, 0.0)
    assert made.embedder.startswith("all-MiniLM-L6-v2-int8@")
    assert made.library == str(seed_news.settings.library)
    assert made.seconds >= 0


def test_adding_while_asking_spoils_neither(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    for n in range(6):
        (tmp_path / f"{n}.txt").write_text(f"Mayor Ada Quill opened bridge {n} on Monday.")
    with rag.open(tmp_path / "library") as news, ThreadPoolExecutor(4) as pool:
        news.add([tmp_path / "0.txt"])
        adding = [pool.submit(news.add, [tmp_path / f"{n}.txt"]) for n in range(1, 6)]
        asking = [pool.submit(news.ask, "Who opened the bridge?") for _ in range(6)]

        assert [run.result().added for run in adding] == [1] * 5
        assert all(isinstance(run.result(), Answer) for run in asking)
        assert news.status().articles == 6


@pytest.mark.parametrize("named", ["", [""], ["one.txt", ""]])
def test_an_empty_name_does_not_add_the_folder_that_we_are_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str | list[str]
) -> None:
    (tmp_path / "one.txt").write_text("The ferry sank off the coast of Madeira.")
    monkeypatch.chdir(tmp_path)
    with (
        rag.open(tmp_path / "library") as news,
        pytest.raises(UsageError, match="An empty name stands for no file"),
    ):
        news.add(named)
    assert not (tmp_path / "library").exists()


def test_removing_takes_an_article_out_of_the_search(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("The ferry sank off the coast of Madeira.")
    (tmp_path / "two.txt").write_text("The bank raised its interest rates again.")
    with rag.open(tmp_path / "library") as news:
        news.add([tmp_path / "one.txt", tmp_path / "two.txt"])
        assert len(news.search("ferry")) == 2

        news.remove(str(tmp_path / "one.txt"))

        assert [hit.paths for hit in news.search("ferry")] == [(str(tmp_path / "two.txt"),)]
        assert [card.paths for card in news.articles()] == [(str(tmp_path / "two.txt"),)]


def test_a_rebuilt_library_gives_the_same_answers(tmp_path: Path) -> None:
    seeds = Path(__file__).parents[2] / "seeds"
    with rag.open(tmp_path / "library") as news:
        news.add([seeds / "patel-kursk.md", seeds / "kishida-advisors.md"])
        before = news.ask("Who warned about Kursk?")

        assert news.rebuild().replaced == 2

        assert gist(news.ask("Who warned about Kursk?")) == gist(before)


def test_the_tests_do_not_touch_the_library_of_this_user() -> None:
    assert "pytest" in os.environ["RAG_LIBRARY"]
    assert "pytest" in str(default_library())
