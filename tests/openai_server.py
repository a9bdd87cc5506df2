"""An OpenAI-compatible server on loopback, for tests that must speak real HTTP.

    with OpenAIServer() as server:
        server.replies.append(chat('{"claims": []}'))
        ... a client of server.base_url ...
        assert server.requests[0].body["model"] == "tiny"

Replies are taken in order. Without one, ``/chat/completions`` answers 500, and
``/embeddings`` gives each input the vector of `embed`; or else ``otherwise`` answers. A
chat completion is sent as a stream to a client that asks for one. A server that
misbehaves is scripted likewise::

    server.replies += [
        failure(429, "slow down", headers={"Retry-After": "2"}),
        hang(),
        stream_chat("one two", pieces=["one ", "two"], pause=0.5),
        broken(chat("...")),                              # cut off in the middle
        Reply(200, itertools.repeat(b"x" * 65536)),       # without end
        lambda request: failure(400, "what is a schema?"),
    ]
"""

from __future__ import annotations

import json
import math
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from typing import Any, Self

from openai_replies import (
    DIMENSION,
    Reply,
    Request,
    Scripted,
    broken,
    chat,
    embed,
    embeddings,
    failure,
    hang,
    stream_chat,
)
from openai_streams import events

__all__ = [
    "DIMENSION",
    "OpenAIServer",
    "Reply",
    "Request",
    "broken",
    "chat",
    "embed",
    "embeddings",
    "failure",
    "hang",
    "stream_chat",
    "streamed",
]

#: Of a body that has no end, this many pieces are sent before it is cut off, if it is to be.
CUT_AFTER = 3


def _unscripted(request: Request) -> Reply:
    if request.path == "/v1/embeddings":
        return embeddings([embed(text) for text in request.body["input"]])
    return failure(500, f"no reply is scripted for {request.path}")


@dataclass
class OpenAIServer:
    """Starts on entry, stops on exit; records every request, and counts the bytes of bodies.

    Attributes:
        replies: What is left of the script.
        otherwise: Answers when there is none left.
        requests: So far.
        sent: Bytes of bodies so far.
        stopping: Ends every wait.
    """

    replies: list[Scripted] = field(default_factory=list)
    otherwise: Scripted = _unscripted
    requests: list[Request] = field(default_factory=list)
    sent: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        self.stopping.clear()
        self._http = _Http(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def answer(self, request: Request) -> Reply:
        """The next reply of the script."""
        with self._guard:
            self.requests.append(request)
            scripted = self.replies.pop(0) if self.replies else self.otherwise
        reply = scripted if isinstance(scripted, Reply) else scripted(request)
        wants = request.body if isinstance(request.body, dict) else {}
        return streamed(reply, wants) if wants.get("stream") else reply

    def wait(self, seconds: float) -> None:
        """So long, or until the server stops."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self.stopping.wait(0.02):
            pass


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # many threads of a test may come at once

    def __init__(self, script: OpenAIServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as above it
        if not isinstance(sys.exception(), ConnectionError):  # a client may go when it likes
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http

    def do_GET(self) -> None:
        self._reply({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        raw = self.rfile.read(length)
        is_json = "json" in self.headers.get("Content-Type", "")
        self._reply(json.loads(raw) if is_json else raw)

    def _reply(self, body: object) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.script.answer(Request(self.path, headers, body))
        self.server.script.wait(reply.delay)
        self.close_connection = reply.broken or math.isinf(reply.delay)
        if math.isinf(reply.delay):
            return
        try:
            self._send(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client has lost its patience

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if isinstance(reply.body, bytes):
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self._write(_first_half(reply.body) if reply.broken else reply.body)
        else:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self._send_pieces(reply)

    def _send_pieces(self, reply: Reply) -> None:
        for number, piece in enumerate(_pieces(reply)):
            self.server.script.wait(reply.pause if number else 0.0)
            if self.server.script.stopping.is_set():
                self.close_connection = True
                return
            self._write(piece, b"%x\r\n" % len(piece), b"\r\n")
        if not reply.broken:
            self.wfile.write(b"0\r\n\r\n")

    def _write(self, data: bytes, before: bytes = b"", behind: bytes = b"") -> None:
        self.wfile.write(before + data + behind)
        self.server.script.sent += len(data)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def streamed(reply: Reply, wants: dict[str, Any]) -> Reply:
    """A reply as it is sent to a client that wants it so: as events, if it is a completion."""
    try:
        completion = json.loads(reply.body if isinstance(reply.body, bytes) else b"")
        usage = bool((wants.get("stream_options") or {}).get("include_usage"))
        body = events(completion, reply.pieces, usage=usage)
    except (ValueError, TypeError, LookupError, AttributeError):
        return reply  # what is no completion is sent as it is
    return replace(reply, body=body, content_type="text/event-stream")


def _pieces(reply: Reply) -> Iterator[bytes]:
    """The pieces of a body; half of them if it is broken."""
    if not reply.broken:
        return iter(reply.body)
    half = len(reply.body) // 2 if isinstance(reply.body, Sequence) else CUT_AFTER
    return islice(reply.body, half)


def _first_half(data: bytes) -> bytes:
    return data[: len(data) // 2]
