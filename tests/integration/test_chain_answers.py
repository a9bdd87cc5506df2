"""The chain as LangChain runs it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from openai_server import OpenAIServer, Reply

from rag.chain.answers import answering_chain
from rag.errors import BadReplyError

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable


def shout(words: list[str]) -> str:
    return " ".join(words).upper()


def mark(text: str) -> tuple[str, str]:
    return ("reply", text)


@pytest.fixture
def chain() -> Runnable[str, tuple[str, str]]:
    return answering_chain(str.split, shout, mark)


def test_a_question_goes_through_the_three_steps_in_order(
    chain: Runnable[str, tuple[str, str]],
) -> None:
    assert chain.invoke("who warned?") == ("reply", "WHO WARNED?")


def test_a_batch_keeps_the_order_of_its_questions(chain: Runnable[str, tuple[str, str]]) -> None:
    questions = [f"question {number}" for number in range(20)]

    assert chain.batch(questions) == [("reply", question.upper()) for question in questions]


def test_a_stream_ends_with_the_reply(chain: Runnable[str, tuple[str, str]]) -> None:
    assert list(chain.stream("who?")) == [("reply", "WHO?")]


def test_the_chain_can_be_awaited_without_blocking_the_loop() -> None:
    entered = threading.Event()
    loop_went_on = threading.Event()

    def wait(words: list[str]) -> str:
        entered.set()
        assert loop_went_on.wait(10)
        return shout(words)

    async def ask() -> tuple[str, str]:
        pending = asyncio.create_task(answering_chain(str.split, wait, mark).ainvoke("who?"))
        while not entered.is_set():
            await asyncio.sleep(0.01)
        loop_went_on.set()
        return await pending

    assert asyncio.run(ask()) == ("reply", "WHO?")


def test_an_error_of_a_step_comes_out_as_it_is() -> None:
    def fail(_: list[str]) -> str:
        raise BadReplyError("no", hint="yes")

    chain = answering_chain(str.split, fail, mark)

    with pytest.raises(BadReplyError, match="no"):
        chain.invoke("who?")
    assert isinstance(chain.batch(["who?"], return_exceptions=True)[0], BadReplyError)


class Names(BaseCallbackHandler):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def on_chain_start(self, *_: object, name: str = "", **__: Any) -> None:  # noqa: ANN401
        self.seen.append(name)


def test_callbacks_see_the_steps_by_name(chain: Runnable[str, tuple[str, str]]) -> None:
    names = Names()

    chain.invoke("who?", {"callbacks": [names]})

    assert names.seen == ["answer", "retrieve", "draft", "check"]


CHAIN_IN_A_PROCESS = """
from langchain_core.tracers.langchain import wait_for_all_tracers
from rag.chain.answers import answering_chain
print(answering_chain(str.split, len, str).invoke("who warned about Kursk?"))
wait_for_all_tracers()
"""


def run_with_tracing_service(server: OpenAIServer, **settings: str) -> str:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LANGSMITH_", "LANGCHAIN_"))
    }
    address = server.base_url.removesuffix("/v1")
    environment |= {"LANGSMITH_API_KEY": "key", "LANGSMITH_ENDPOINT": address, **settings}
    command = [sys.executable, "-c", CHAIN_IN_A_PROCESS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_nothing_is_traced_unless_the_user_asks_for_it(openai_server: OpenAIServer) -> None:
    assert run_with_tracing_service(openai_server) == "4\n"
    assert openai_server.requests == []


def test_the_user_can_turn_tracing_on(openai_server: OpenAIServer) -> None:
    openai_server.replies += [Reply(200, b"{}")] * 9
    assert run_with_tracing_service(openai_server, LANGSMITH_TRACING="true") == "4\n"
    assert any("/runs" in request.path for request in openai_server.requests)
