"""A real Chroma server on loopback, for tests that keep vectors on one.

with ChromaServer(folder) as server:
    ... Library.open(..., chroma_url=server.url) ...
    server.kill()
    server.start()   # the same port, the same data
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

CHROMA = Path(sys.executable).parent / "chroma"
COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class ChromaServer:
    """Starts on entry, is killed on exit.

    Attributes:
        folder: Where its data lies.
        port: Free when it was chosen; the same after a restart.
    """

    folder: Path
    port: int = field(default_factory=_free_port)
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns as soon as it answers."""
        command = [CHROMA, "run", "--path", self.folder, "--host", "127.0.0.1"]
        self._process = subprocess.Popen(
            [*command, "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(urllib.error.URLError, OSError):
                self._get("/api/v2/heartbeat")
                return
            time.sleep(0.02)
        self.kill()
        raise RuntimeError("the Chroma server did not start")

    def kill(self) -> None:
        """With SIGKILL; what it had not written is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def collections(self) -> set[str]:
        """Names of all of them."""
        return {each["name"] for each in json.loads(self._get(COLLECTIONS))}

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=5) as reply:  # noqa: S310 - ours
            body: bytes = reply.read()
            return body


class Gate:
    """Stands before a server and hands on what it is asked; ``rule`` may do something else.

    Attributes:
        rule: Is given method and path of each request. It may wait, raise ConnectionError to
            break off, or return a status, a content type and a body to be sent instead.
        headers: Of each request, in small letters.
    """

    def __init__(self, server: ChromaServer) -> None:
        self.rule: Callable[[str, str], tuple[int, str, bytes] | None] = lambda *_: None
        self.headers: list[dict[str, str]] = []
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or each answer takes 40 ms

            def handle(self) -> None:
                with suppress(ConnectionError):  # whoever asked was killed
                    super().handle()

            def _hand_on(self) -> None:
                gate.headers.append({key.lower(): value for key, value in self.headers.items()})
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                try:
                    status, kind, data = gate.rule(self.command, self.path) or _asked(
                        server, self.command, self.path, body
                    )
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    self.close_connection = True

            do_GET = do_POST = do_PUT = do_DELETE = _hand_on  # noqa: N815 - as the module has it

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def port(self) -> int:
        return self._http.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _asked(server: ChromaServer, method: str, path: str, body: bytes) -> tuple[int, str, bytes]:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(  # noqa: S310 - our own
        server.url + path, body or None, headers, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310 - as above
            return reply.status, reply.headers["Content-Type"], reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read()
