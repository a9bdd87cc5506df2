"""Replies that are too large, or never end: given up before they fill the memory."""

from __future__ import annotations

import gzip
import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hits_making import hits
from openai_server import OpenAIServer, Reply, chat

from rag.drafting.writing import LlmWriter
from rag.errors import BadReplyError, ModelError

GOOD = json.dumps({"claims": [], "unanswered": [], "reason": "none"})
PIECE = 65_536
ENORMOUS = {
    "a body of 50 MB": lambda: chat("x" * 50_000_000),
    "a body without end": lambda: Reply(200, itertools.repeat(b" " * PIECE)),
    "an error without end": lambda: Reply(500, itertools.repeat(b"x" * PIECE)),
    "one event without end": lambda: Reply(
        200,
        itertools.chain([b"data: "], itertools.repeat(b"x" * PIECE)),
        content_type="text/event-stream",
    ),
    "events without end": lambda: Reply(
        200,
        itertools.repeat(b'data: {"choices": []}\n\n' * 1000),
        content_type="text/event-stream",
    ),
    "words without end": lambda: Reply(
        200,
        itertools.repeat(
            b'data: {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "tiny",'
            b' "choices": [{"index": 0, "delta": {"content": "on and on "}}]}\n\n'
        ),
        content_type="text/event-stream",
    ),
    "headers without end": lambda: Reply(200, b"{}", headers={"X-Long": "x" * 1_000_000}),
}
MEASURE = """
import resource
import sys
from hits_making import hits
from rag.drafting.writing import LlmWriter
from rag.errors import ModelError

LISTENS = sys.argv[1] == "stream"
resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))

def peak():  # of this program alone; ru_maxrss may be that of the one that started it
    with open("/proc/self/status") as status:
        [kilobytes] = [line.split()[1] for line in status if line.startswith("VmHWM")]
    return int(kilobytes) // 1024

writer = LlmWriter("openai:tiny", timeout=5, max_retries=0)
found = hits("Patel warned Moscow.")
writer.draft("who?", found)
before = peak()
try:
    writer.draft("who else?", found, print if LISTENS else None)
except ModelError as error:
    print(peak() - before, error.message)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="not Linux")
@pytest.mark.parametrize("listens", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("kind", ENORMOUS)
def test_an_enormous_reply_is_given_up_before_it_fills_the_memory(
    openai_server: OpenAIServer, kind: str, *, listens: bool
) -> None:
    openai_server.replies.append(chat(GOOD))
    reply = ENORMOUS[kind]
    openai_server.otherwise = lambda _: reply()

    done = subprocess.run(
        [sys.executable, "-c", MEASURE, "stream" if listens else "whole"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    megabytes, _, message = done.stdout.partition(" ")
    assert int(megabytes) < 300
    assert 10 < len(message) < 1000


@pytest.mark.parametrize("listens", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("text", ["x" * 300_000, GOOD + " " * 300_000], ids=["words", "JSON"])
def test_a_reply_that_is_too_long_to_be_one_is_an_error_at_once(
    openai_server: OpenAIServer, text: str, *, listens: bool
) -> None:
    openai_server.otherwise = chat(text)
    writer = LlmWriter("openai:tiny", timeout=20, max_retries=1)

    with pytest.raises(BadReplyError, match="200,000 characters"):
        writer.draft("who?", hits("Patel warned Moscow."), print if listens else None)

    assert len(openai_server.requests) == 1


def test_a_reply_that_drips_for_ever_is_given_up(openai_server: OpenAIServer) -> None:
    drips = Reply(
        200, itertools.repeat(b": still here\n\n"), pause=0.1, content_type="text/event-stream"
    )
    openai_server.otherwise = drips
    writer = LlmWriter("openai:tiny", timeout=0.5, max_retries=1)

    with pytest.raises(ModelError, match="no end after 2 seconds"):
        writer.draft("who?", hits("Patel warned Moscow."), print)

    assert len(openai_server.requests) == 1


def test_compressed_text_that_unfolds_without_end_is_given_up(
    openai_server: OpenAIServer,
) -> None:
    bomb = gzip.compress(b" " * 500_000_000, 9)
    openai_server.otherwise = Reply(200, bomb, headers={"Content-Encoding": "gzip"})
    writer = LlmWriter("openai:tiny", timeout=20, max_retries=1)

    with pytest.raises(BadReplyError, match="bytes"):
        writer.draft("who?", hits("Patel warned Moscow."))
