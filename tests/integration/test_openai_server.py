"""The server of the tests does what its script says, on the wire."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from openai_server import (
    OpenAIServer,
    Reply,
    broken,
    chat,
    failure,
    hang,
    stream_chat,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_server import Request

STREAM = {"stream": True, "stream_options": {"include_usage": True}}


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as started:
        yield started


@contextmanager
def ask(
    server: OpenAIServer, body: dict[str, Any] | None = None, *, timeout: float = 5
) -> Iterator[http.client.HTTPResponse]:
    address = urlsplit(server.base_url).netloc
    headers = {"Content-Type": "application/json"}
    with closing(http.client.HTTPConnection(address, timeout=timeout)) as connection:
        connection.request("POST", "/v1/chat/completions", json.dumps(body or {}), headers)
        yield connection.getresponse()


def events(response: http.client.HTTPResponse) -> list[Any]:
    lines = response.read().decode().split("\n\n")
    data = [line.removeprefix("data: ") for line in lines if line]
    assert data.pop() == "[DONE]"
    return [json.loads(each) for each in data]


def words(chunks: list[Any]) -> list[str]:
    deltas = [choice["delta"] for chunk in chunks for choice in chunk["choices"]]
    return [delta["content"] for delta in deltas if delta.get("content")]


def test_extra_headers_are_sent(server: OpenAIServer) -> None:
    server.replies.append(failure(429, "slow down", headers={"Retry-After": "2"}))

    with ask(server) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "2")


def test_a_completion_is_streamed_to_whom_asks_for_it(server: OpenAIServer) -> None:
    server.replies += [chat("seven words and two", tokens=(7, 2))] * 3

    with ask(server) as whole, ask(server, {"stream": True}) as bare, ask(server, STREAM) as full:
        assert json.load(whole)["choices"][0]["message"]["content"] == "seven words and two"
        assert bare.headers["Content-Type"] == "text/event-stream"
        chunks = events(bare)
        *rest, last = events(full)
    assert len(words(chunks)) > 2
    assert "".join(words(chunks)) == "seven words and two"
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert rest == chunks
    assert last["choices"] == []
    assert last["usage"]["prompt_tokens"] == 7


def test_pieces_come_as_they_are_scripted_and_with_their_pauses(server: OpenAIServer) -> None:
    server.replies.append(stream_chat("one two", pieces=["one ", "two"], pause=0.1))

    started = time.monotonic()
    with ask(server, STREAM) as response:
        assert words(events(response)) == ["one ", "two"]
    assert time.monotonic() - started > 0.4


@pytest.mark.parametrize("wish", [{}, STREAM], ids=["whole", "stream"])
def test_a_broken_reply_ends_before_its_end(server: OpenAIServer, wish: dict[str, Any]) -> None:
    server.replies.append(broken(chat("a text of some length")))

    with ask(server, wish) as response, pytest.raises(http.client.IncompleteRead) as caught:
        response.read()
    assert caught.value.partial


def test_a_reply_may_have_no_end(server: OpenAIServer) -> None:
    server.replies.append(Reply(200, itertools.repeat(b"x" * 65536)))

    with ask(server) as response:
        assert len(response.read(1_000_000)) == 1_000_000
    assert server.sent >= 1_000_000


def test_a_server_that_hangs_lets_go_when_it_stops() -> None:
    server = OpenAIServer([hang(), hang()])
    with server:
        with pytest.raises(TimeoutError), ask(server, timeout=0.1):
            pass
        failed: list[BaseException] = []

        def wait() -> None:
            try:
                with ask(server, timeout=30):
                    pass
            except http.client.RemoteDisconnected as error:
                failed.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        while len(server.requests) < 2:
            time.sleep(0.01)
    waiting.join(5)
    assert failed


def test_a_reply_may_depend_on_its_request(server: OpenAIServer) -> None:
    def picky(request: Request) -> Reply:
        return failure(400, "no") if "response_format" in request.body else chat("yes")

    server.replies += [picky, picky]
    server.otherwise = failure(503, "closed")

    for body, status in [({"response_format": {}}, 400), ({}, 200), ({}, 503)]:
        with ask(server, body) as response:
            assert response.status == status
