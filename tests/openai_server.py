"""An OpenAI-compatible server on loopback, for tests that must speak real HTTP.

    with OpenAIServer() as server:
        server.replies.append(chat('{"claims": []}'))
        ... a client of server.base_url ...
        assert server.requests[0].body["model"] == "tiny"

Replies are taken in order. Without one, ``/chat/completions`` answers 500, and
``/embeddings`` gives each input the vector of `embed`.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

DIMENSION = 8


@dataclass(frozen=True)
class Reply:
    """What the server sends, after ``delay`` seconds."""

    status: int
    body: bytes
    delay: float = 0.0
    content_type: str = "application/json"


@dataclass(frozen=True)
class Request:
    """What a client sent; names of headers in small letters."""

    path: str
    headers: dict[str, str]
    body: Any


def chat(
    content: str | None, *, tokens: tuple[int, int] | None = (100, 20), **message: object
) -> Reply:
    """A chat completion; ``tokens`` are (prompt, completion), None for a server that won't say."""
    finish_reason = message.pop("finish_reason", "stop")
    completion: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "tiny",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
    }
    if tokens:
        prompt, written = tokens
        completion["usage"] = {
            "prompt_tokens": prompt,
            "completion_tokens": written,
            "total_tokens": prompt + written,
        }
    return Reply(200, json.dumps(completion).encode())


def embeddings(vectors: list[list[float]], *, indexes: list[int] | None = None) -> Reply:
    """Vectors in the order given, labelled 0, 1, 2 or with ``indexes``."""
    labels = range(len(vectors)) if indexes is None else indexes
    data = [
        {"object": "embedding", "index": index, "embedding": vector}
        for index, vector in zip(labels, vectors, strict=True)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    body = {"object": "list", "model": "tiny", "data": data, "usage": usage}
    return Reply(200, json.dumps(body).encode())


def failure(status: int, message: str) -> Reply:
    """An error in the form of the OpenAI API."""
    error = {"message": message, "type": "error", "param": None, "code": None}
    return Reply(status, json.dumps({"error": error}).encode())


def embed(text: str) -> list[float]:
    """A vector of length `DIMENSION` that depends on nothing but the text; not of unit length."""
    return [1.0 + byte for byte in hashlib.sha256(text.encode()).digest()[:DIMENSION]]


@dataclass
class OpenAIServer:
    """Starts on entry, stops on exit; records every request."""

    replies: list[Reply] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._stopping = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def _answer(self, request: Request) -> Reply:
        self.requests.append(request)
        if self.replies:
            return self.replies.pop(0)
        if request.path == "/v1/embeddings":
            return embeddings([embed(text) for text in request.body["input"]])
        return failure(500, f"no reply is scripted for {request.path}")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._reply({})

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                raw = self.rfile.read(length)
                is_json = "json" in self.headers.get("Content-Type", "")
                self._reply(json.loads(raw) if is_json else raw)

            def _reply(self, body: object) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = server._answer(Request(self.path, headers, body))
                deadline = time.monotonic() + reply.delay
                while time.monotonic() < deadline and not server._stopping.wait(0.02):
                    pass
                try:
                    self.send_response(reply.status)
                    self.send_header("Content-Type", reply.content_type)
                    self.send_header("Content-Length", str(len(reply.body)))
                    self.end_headers()
                    self.wfile.write(reply.body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the client has lost its patience

            def log_message(self, *_: object) -> None:
                """Quiet."""

        return Handler
