"""Servers that are busy, broken, slow or strange: a right answer, or one clear error in time."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from hits_making import hits
from openai_server import (
    OpenAIServer,
    Reply,
    Request,
    broken,
    chat,
    failure,
    hang,
    stream_chat,
    streamed,
)

from rag.drafting.writing import LlmWriter
from rag.errors import BadReplyError, ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rag.domain.replies import Draft, DraftClaim

    Asking = Callable[..., "Asked"]

CLAIM = {"citations": [{"source": 1, "quote": "Patel warned Moscow."}], "text": "Patel warned."}
GOOD = json.dumps({"claims": [CLAIM], "unanswered": [], "reason": ""})
HITS = hits("Patel warned Moscow. It did not listen.")


@dataclass
class Asked:
    """A writer that is asked for the whole reply at once, or listened to while it writes."""

    writer: LlmWriter
    listens: bool
    heard: list[DraftClaim] = field(default_factory=list)

    def draft(self) -> Draft:
        return self.writer.draft("who?", HITS, self.heard.append if self.listens else None)

    def answers(self) -> bool:
        [claim] = self.draft().claims
        return claim.text == "Patel warned."


@pytest.fixture(params=[False, True], ids=["whole", "stream"])
def asking(request: pytest.FixtureRequest, openai_server: OpenAIServer) -> Iterator[Asking]:
    """Makes writers whose requests are not, or all, for streams."""

    def ask(**settings: float) -> Asked:
        given = {"timeout": 20, "max_retries": 1, **settings}
        return Asked(LlmWriter("openai:tiny", **given), request.param)

    yield ask
    assert {bool(each.body.get("stream")) for each in openai_server.requests} <= {request.param}


@contextmanager
def within(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


def busy(seconds: float | str) -> Reply:
    return failure(429, "slow down", headers={"Retry-After": str(seconds)})


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """The client's packages take seconds to load, which are not to be measured."""
    with OpenAIServer([chat(GOOD)]) as server, pytest.MonkeyPatch.context() as at:
        at.setenv("OPENAI_BASE_URL", server.base_url)
        assert Asked(LlmWriter("openai:tiny"), listens=True).answers()


def test_a_busy_server_is_asked_again_when_it_said(
    openai_server: OpenAIServer, asking: Asking
) -> None:
    openai_server.replies += [busy(1.5), chat(GOOD)]

    assert asking().answers()

    first, second = openai_server.requests
    assert 1.4 < second.at - first.at < 4


def test_threads_wait_together_for_a_busy_server(
    openai_server: OpenAIServer, asking: Asking
) -> None:
    """One of them was told to wait; the others that come meanwhile need not be told."""
    asked = asking()
    openai_server.replies.append(busy(1.5))
    openai_server.otherwise = chat(GOOD)

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(asked.answers)
        while not openai_server.requests:
            time.sleep(0.01)
        time.sleep(0.3)
        others = [pool.submit(asked.answers) for _ in range(7)]
        assert all(each.result() for each in [first, *others])

    told, *later = sorted(request.at for request in openai_server.requests)
    assert len(later) == 8
    assert min(later) - told > 1.4


@pytest.mark.parametrize("retry_after", ["0.1", "3600", "soon", "-5", "nan"])
def test_a_server_that_stays_busy_is_given_up_in_time(
    openai_server: OpenAIServer, asking: Asking, retry_after: str
) -> None:
    openai_server.otherwise = busy(retry_after)

    with within(15), pytest.raises(ModelError, match="no more requests for now") as caught:
        asking().draft()

    assert "HTTP 429" in caught.value.message
    assert len(openai_server.requests) <= 2


def test_a_server_that_fails_twice_is_asked_again(
    openai_server: OpenAIServer, asking: Asking
) -> None:
    openai_server.replies += [failure(500, "oops"), failure(503, "starting"), chat(GOOD)]

    assert asking(max_retries=2).answers()


@pytest.mark.parametrize("status", [500, 529])
def test_a_server_that_goes_on_failing_is_given_up(
    openai_server: OpenAIServer, asking: Asking, status: int
) -> None:
    openai_server.otherwise = failure(status, "out of memory")

    with within(15), pytest.raises(ModelError, match=f"HTTP {status}.*out of memory"):
        asking().draft()

    assert len(openai_server.requests) == 2


def test_a_server_that_hangs_is_given_up(openai_server: OpenAIServer, asking: Asking) -> None:
    """Not asked again: whoever waited that long for nothing wants to know."""
    openai_server.otherwise = hang()

    with within(5), pytest.raises(ModelError, match="did not reply in time"):
        asking(timeout=0.5).draft()

    assert len(openai_server.requests) == 1


@pytest.mark.parametrize("asking", [True], indirect=True, ids=["stream"])
def test_a_stream_that_stops_coming_is_given_up(
    openai_server: OpenAIServer, asking: Asking
) -> None:
    openai_server.otherwise = stream_chat(GOOD, pause=float("inf"))
    with within(10), pytest.raises(ModelError, match="did not reply in time"):
        asking(timeout=0.5).draft()


@pytest.mark.parametrize("asking", [True], indirect=True, ids=["stream"])
def test_a_slow_stream_is_waited_for_as_long_as_it_comes(
    openai_server: OpenAIServer, asking: Asking
) -> None:
    third = len(GOOD) // 3
    pieces = [GOOD[:third], GOOD[third : 2 * third], GOOD[2 * third :]]
    openai_server.replies.append(stream_chat(GOOD, pieces=pieces, pause=0.1))

    assert asking(timeout=5).answers()


def test_a_reply_that_breaks_off_once_is_asked_for_again(
    openai_server: OpenAIServer, asking: Asking
) -> None:
    openai_server.replies += [broken(chat(GOOD)), chat(GOOD)]

    assert asking().answers()


def test_a_reply_that_always_breaks_off_is_an_error(
    openai_server: OpenAIServer, asking: Asking
) -> None:
    openai_server.otherwise = broken(chat(GOOD))

    with within(15), pytest.raises(ModelError):
        asking().draft()

    assert len(openai_server.requests) <= 2


@pytest.mark.parametrize("asking", [True], indirect=True, ids=["stream"])
def test_a_stream_without_its_end_is_not_taken_for_the_whole(
    openai_server: OpenAIServer, asking: Asking
) -> None:
    """As a proxy leaves it that loses the server: the last event is missing, HTTP is fine."""
    two = json.dumps({"claims": [CLAIM, CLAIM], "unanswered": [], "reason": ""})

    def cut(request: Request) -> Reply:
        reply = streamed(chat(two), request.body)
        return replace(reply, body=reply.body[:-4])

    openai_server.otherwise = cut
    with within(15), pytest.raises(ModelError):
        asking().draft()


STRANGE = {
    "a page of a proxy": Reply(200, b"<html>Sign in</html>", content_type="text/html"),
    "a page that calls itself JSON": Reply(200, b"<html>Sign in</html>"),
    "JSON that calls itself text": Reply(200, chat(GOOD).body, content_type="text/plain"),
    "nothing": Reply(200, b""),
    "nothing, in words": Reply(204, b""),
    "null": Reply(200, b"null"),
    "a number": Reply(200, b"1"),
    "a list": Reply(200, b"[]"),
    "an empty object": Reply(200, b"{}"),
    "no choices": Reply(200, b'{"choices": null}'),
    "an empty list of choices": Reply(200, b'{"choices": []}'),
    "a choice that is none": Reply(200, b'{"choices": [7]}'),
    "half of a reply": Reply(200, b'{"cho'),
    "no message": Reply(200, b'{"choices": [{"index": 0, "finish_reason": "stop"}]}'),
    "bytes that are not UTF-8": Reply(200, b'{"choices": "\xff\xfe"}'),
    "an error with status 200": Reply(200, failure(500, "no model is loaded").body),
    "a redirect to nowhere": Reply(302, b"", headers={"Location": "http://127.0.0.1:9/v1"}),
    "a redirect without a place": Reply(302, b""),
    "a reply of no kind": Reply(299, b"?", content_type=""),
    "a compression nobody knows": Reply(200, b"????", headers={"Content-Encoding": "gzip"}),
    "events that are no events": Reply(200, b"data: ???\n\n", content_type="text/event-stream"),
    "an event that is a list": Reply(200, b"data: []\n\n", content_type="text/event-stream"),
    "an event with an error": Reply(
        200,
        b'data: {"error": {"message": "out of memory", "code": 500}}\n\n',
        content_type="text/event-stream",
    ),
    "events without words": Reply(200, b"data: [DONE]\n\n", content_type="text/event-stream"),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_a_reply_that_is_none_is_a_clear_error_or_is_read_nevertheless(
    openai_server: OpenAIServer, asking: Asking, kind: str
) -> None:
    openai_server.otherwise = STRANGE[kind]

    with within(15):
        try:
            assert asking().answers()
        except ModelError as error:
            _is_clear(error)
        else:
            assert GOOD.encode() in STRANGE[kind].body or kind == "JSON that calls itself text"


def test_a_redirect_that_never_ends_is_given_up(
    openai_server: OpenAIServer, asking: Asking
) -> None:
    at = {"Location": f"{openai_server.base_url}/chat/completions"}
    openai_server.otherwise = Reply(307, b"", headers=at)

    with within(15), pytest.raises(ModelError) as caught:
        asking(max_retries=0).draft()

    _is_clear(caught.value)
    assert len(openai_server.requests) < 50


def test_the_key_is_not_carried_to_another_server(
    openai_server: OpenAIServer, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    with OpenAIServer([chat(GOOD)]) as other:
        place = {"Location": f"{other.base_url}/chat/completions"}
        openai_server.replies.append(Reply(307, b"", headers=place))

        assert asking(max_retries=0).answers()

        assert "sk-mine" in openai_server.requests[0].headers["authorization"]
        assert "sk-mine" not in str(other.requests[0].headers)


def _is_clear(error: ModelError) -> None:
    assert error.exit_code == 6
    assert 10 < len(error.message) < 600
    assert error.message.isprintable()
    assert error.hint
    for inside in ("NoneType", "object has no attribute", "Traceback", "KeyError", "TypeError"):
        assert inside not in error.message
    assert isinstance(error, BadReplyError) or error.__cause__ is not None
